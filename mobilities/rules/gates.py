"""The start gate: which steps that are needed before departure are shown in red, and when it is told (N9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeVar

# N9 of the list of features: what is overdue from 10 days before the first day abroad on, all from 3 days before.
OVERDUE_FROM = 10
ALL_FROM = 3


class Due(Protocol):
    """Anything that is due on a day, such as a step."""

    due_on: date


Gate = TypeVar("Gate", bound=Due)


@dataclass(frozen=True, slots=True)
class Alarm:
    """How near the departure is: `days` is 10 or 3 and names the stage.

    Its message is owed until the day before `owed_until`: a missed day loses nothing.
    """

    days: int
    owed_until: date


def alarm(starts_on: date, today: date) -> Alarm | None:
    """Give the stage that a stay has reached which begins abroad on a day; None while it is further away.

    The last stage has no end: as long as nobody said that the apprentice left, the question is open.
    """
    left = (starts_on - today).days
    if left > OVERDUE_FROM:
        return None
    if left > ALL_FROM:
        return Alarm(OVERDUE_FROM, starts_on - timedelta(days=ALL_FROM))
    return Alarm(ALL_FROM, starts_on + timedelta(days=1))


def shown(gates: Iterable[Gate], *, starts_on: date, today: date) -> list[Gate]:
    """Give those of the open gates that are shown in red today, the first due first."""
    stage = alarm(starts_on, today)
    if stage is None:
        return []
    found = [gate for gate in gates if stage.days == ALL_FROM or gate.due_on < today]
    return sorted(found, key=lambda gate: gate.due_on)


def latest_start(today: date) -> date:
    """Give the last first day abroad of which anything is shown today."""
    return today + timedelta(days=OVERDUE_FROM)
