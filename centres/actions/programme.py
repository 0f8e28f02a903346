"""Writes what a centre teaches: programmes, their units, the outcomes of a unit."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from centres.actions.fields import write
from centres.models import Centre, Outcome, Programme, Unit
from doallvet.accounts.models import User
from doallvet.core.refused import Refused
from doallvet.core.seals import refuse_changed
from doallvet.history import actions as history


def create(centre: Centre, *, by: User, at: datetime, **fields: Any) -> Programme:
    """Add a programme. Raises Refused when the centre has one with this title."""
    try:
        with transaction.atomic():
            programme = Programme.objects.create(centre=centre, **fields)
            history.record(programme, "created", by=by, at=at, after=fields)
    except IntegrityError as error:
        raise Refused(_taken()) from error
    return programme


def update(programme: Programme, *, by: User, at: datetime, seen: str | None = None, **fields: Any) -> Programme:
    """Change a programme. Raises Refused when another one of the centre has this title, Stale when it changed."""
    try:
        with transaction.atomic():
            programme = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
            refuse_changed(seen, programme)
            before, after = write(programme, fields)
            if after:
                history.record(programme, "changed", by=by, at=at, before=before, after=after)
    except IntegrityError as error:
        raise Refused(_taken()) from error
    return programme


@transaction.atomic
def delete(programme: Programme, *, by: User, at: datetime) -> None:
    """Delete a programme with its units. Raises Refused while apprentices follow it."""
    history.record(programme, "deleted", by=by, at=at, story=programme.centre, before=programme.title)
    try:
        programme.delete()
    except ProtectedError as error:
        raise Refused(_("Apprentices follow this programme, so it cannot be deleted.")) from error


@transaction.atomic
def save_unit(
    programme: Programme,
    unit: Unit | None,
    *,
    code: str = "",
    title: str,
    hours: int | None = None,
    credit: Decimal | None = None,
    outcomes: Sequence[str],
    seen: str | None = None,
    by: User,
    at: datetime,
) -> Unit:
    """Add a unit to a programme (`unit` is None) or change it, with its learning outcomes in their order.

    Outcomes that are still there keep their row. Raises Refused when another unit has this code and title, Stale when
    the unit changed since it was `seen`, or is gone.
    """
    programme = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if unit:
        unit = programme.units.filter(pk=unit.pk).first()
        refuse_changed(seen, *of_unit(unit))
    if programme.units.filter(code=code, title=title).exclude(pk=unit.pk if unit else None).exists():
        raise Refused(_("This programme already has a unit with this code and title."))
    verb = "unit_changed" if unit else "unit_added"
    unit = unit or Unit(programme=programme, position=_next(programme))
    unit.code, unit.title, unit.hours, unit.credit = code, title, hours, credit
    unit.save()
    _write_outcomes(unit, outcomes)
    after = {"code": code, "title": title, "hours": hours, "outcomes": len(outcomes)}
    history.record(unit, verb, by=by, at=at, story=programme, after=after)
    return unit


@transaction.atomic
def delete_unit(unit: Unit, *, by: User, at: datetime) -> None:
    """Delete a unit with its outcomes."""
    history.record(unit, "unit_deleted", by=by, at=at, story=unit.programme, before=str(unit))
    unit.delete()


def of_unit(unit: Unit | None) -> tuple[Unit | None, list[str]]:
    """Give what the page of a unit shows: its row, and the texts of its outcomes."""
    return unit, [outcome.text for outcome in unit.outcomes.all()] if unit else []


def _write_outcomes(unit: Unit, texts: Sequence[str]) -> None:
    known = {outcome.text: outcome for outcome in unit.outcomes.all()}
    kept = []
    for position, text in enumerate(texts):
        outcome = known.get(text) or Outcome(unit=unit, text=text)
        outcome.position = position
        outcome.save()
        kept.append(outcome.pk)
    unit.outcomes.exclude(pk__in=kept).delete()


def _next(programme: Programme) -> int:
    last = programme.units.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _taken() -> str:
    return _("Your centre already has a programme with this title.")
