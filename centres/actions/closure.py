"""Writes when an organisation is closed; what is due to it follows."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from doallvet.accounts.models import User
from doallvet.core.jobs import queue
from doallvet.core.refused import Refused
from doallvet.history import actions as history


def add(organisation: Any, *, name: str, begins_on: date, ends_on: date, by: User, at: datetime) -> None:
    """Note that a centre or a company is closed; open steps of its mobilities move after commit.

    Raises Refused where the same days are there already.
    """
    try:
        with transaction.atomic():
            closure = organisation.closures.create(name=name, begins_on=begins_on, ends_on=ends_on)
            history.record(organisation, "closure_added", by=by, at=at, after=_as_json(closure))
            _follow(organisation)
    except IntegrityError as error:
        raise Refused(_("These days are on the list already.")) from error


@transaction.atomic
def remove(organisation: Any, pk: int, *, by: User, at: datetime) -> None:
    """Take closed days off the list; gone already, nothing happens."""
    closure = organisation.closures.filter(pk=pk).first()
    if closure is None:
        return
    history.record(organisation, "closure_removed", by=by, at=at, before=_as_json(closure))
    closure.delete()
    _follow(organisation)


def _follow(organisation: Any) -> None:
    queue("mobilities.follow_calendar", label=organisation._meta.label_lower, pk=organisation.pk)


def _as_json(closure: Any) -> dict[str, Any]:
    return {"name": closure.name, "from": closure.begins_on, "to": closure.ends_on}
