"""Writes where the rules of the countries were seen."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from companies.models import Source
from companies.rules.sources import Page, faults, shipped
from doallvet.accounts.models import User
from doallvet.core.refused import Refused
from doallvet.core.seals import refuse_changed
from doallvet.history import actions as history


@transaction.atomic
def load_shipped() -> int:
    """Keep the shipped pages of sources of which nothing is kept yet; gives how many are new."""
    known = set(Source.objects.values_list("code", flat=True))
    rows = [Source(**asdict(page)) for page in shipped() if page.code not in known]
    Source.objects.bulk_create(rows)
    return len(rows)


@transaction.atomic
def add(page: Page, *, by: User, at: datetime) -> Source:
    """Keep a page of a source; one that is there already is given as it is. Raises Refused."""
    _refuse_unsound(page)
    row, made = Source.objects.get_or_create(**asdict(page))
    if made:
        history.record(row, "source_added", by=by, at=at, after=asdict(page))
    return row


@transaction.atomic
def change(source: Source, page: Page, *, seen: str, by: User, at: datetime) -> Source:
    """Write what is known better of a page; its code stays, for rules name it. Raises Refused, Stale."""
    row = Source.objects.select_for_update(of=("self",)).get(pk=source.pk)
    before = row.plain
    if before == page:
        return row
    refuse_changed(seen, before)
    _refuse_unsound(page)
    if page.code != row.code:
        raise Refused(_("The code stays: rules name it."))
    if Source.objects.filter(**asdict(page)).exists():
        raise Refused(_("This page is in the list already."))
    for name, value in asdict(page).items():
        setattr(row, name, value)
    row.save(update_fields=["title", "published", "dated", "address"])
    history.record(row, "source_changed", by=by, at=at, before=asdict(before), after=asdict(page))
    return row


def _refuse_unsound(page: Page) -> None:
    if found := faults(page):
        raise Refused([sentence for _name, sentence in found])
