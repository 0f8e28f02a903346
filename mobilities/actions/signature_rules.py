"""Keeps what a centre asks of the signatures on each kind of paper."""

from datetime import datetime

from django.db import transaction

from centres.models import Centre
from doallvet.accounts.models import User
from doallvet.history import actions as history


@transaction.atomic
def change(centre: Centre, rules: dict[str, dict[str, str]], *, by: User, at: datetime) -> None:
    """Keep by kind of paper which `form` and `code` are asked for; what was issued stays as it is."""
    centre = Centre.objects.select_for_update(of=("self",)).get(pk=centre.pk)
    before = centre.signatures
    if rules == before:
        return
    Centre.objects.filter(pk=centre.pk).update(signatures=rules)
    history.record(centre, "signatures_set", by=by, at=at, before=before, after=rules)
