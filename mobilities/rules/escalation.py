"""Who is told when a step is overdue, one after the other: its owner again, a deputy, the coordinators (F72)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mobilities.choices import SIGNED, Kind, Owner
from mobilities.rules.reminders import Holder, named, responsible

FILE = Path(__file__).parent.parent / "data" / "escalation.yaml"
MOST_RUNGS = 6
MOST_DAYS = 60
MISSED = timedelta(days=30)  # what was missed for longer is not made up for: all rungs would come at once


class Who(TextChoices):
    """Who stands on a rung of the ladder."""

    OWNER = "owner", gettext_lazy("owner, again")
    DEPUTY = "deputy", gettext_lazy("deputy")
    GUARDIAN = "guardian", gettext_lazy("guardian of a minor")
    COORDINATOR = "coordinator", gettext_lazy("coordinator")
    SECOND = "second", gettext_lazy("second coordinator")


@dataclass(frozen=True, slots=True)
class Rung:
    """Who is told so many of their working days after the step was due."""

    who: str
    days: int


Policy: TypeAlias = tuple[Rung, ...]
Settings: TypeAlias = Mapping[str, Sequence[Sequence[Any]]]
Later: TypeAlias = Callable[[int, date, int], date]  # a person, a day, and how many of their working days later


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Policy]:
    said = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {kind: tuple(Rung(row["who"], row["days"]) for row in rows) for kind, rows in said.items()}


def shipped(kind: str) -> Policy:
    """Give the ladder that comes with the portal for a kind of step."""
    return _shipped().get(kind, _shipped()["default"])


def policy(kind: str, settings: Settings) -> Policy:
    """Give the ladder of a kind of step as a centre has set it; `settings`: pairs of who and days, by kind."""
    if kind in settings:
        return tuple(Rung(who, days) for who, days in settings[kind])
    return shipped(kind)


def faults(rungs: Sequence[Rung]) -> list[str]:
    """Name what is wrong with a ladder, in the user's words; empty: it can be kept. A ladder may be empty."""
    found = []
    if len(rungs) > MOST_RUNGS:
        found.append(_("A ladder has at most %(most)d rungs.") % {"most": MOST_RUNGS})
    if any(not 0 <= rung.days <= MOST_DAYS for rung in rungs):
        found.append(_("Choose between 0 and %(most)d working days.") % {"most": MOST_DAYS})
    if any(later.days < sooner.days for sooner, later in zip(rungs, rungs[1:], strict=False)):
        found.append(_("Each rung comes on the day of the one before it, or later."))
    once = [rung.who for rung in rungs if rung.who != Who.OWNER]
    if len(once) != len(set(once)):
        found.append(_("Only the one who has to do it can be told several times."))
    if Who.SECOND in once and Who.COORDINATOR not in once[: once.index(Who.SECOND)]:
        found.append(_("A second coordinator comes after the first."))
    return found


@dataclass(frozen=True, slots=True)
class Facts:
    """What a ladder rests on.

    `since`: the day from which days are counted (`begins`). `guarded`: the apprentice is under 18 today, and
    guardians may see the step. `moved`: who said “not me”, with whom they named instead.
    """

    owner: str
    kind: str
    since: date
    guarded: bool = False
    holders: Sequence[Holder] = ()
    moved: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """A rung as it stands for one step: who is told, each on which day; `nth`: the how manieth of its like.

    Nobody is told where the rung falls through: `why_not` says why, and the next one comes on its own day.
    """

    who: str
    nth: int
    days: int
    people: Mapping[int, date]
    why_not: str = ""

    @property
    def name(self) -> str:
        """What it is called in the notice's unique key: it stays when the days of the ladder change."""
        return f"{self.who}-{self.nth}" if self.nth > 1 else self.who

    @property
    def day(self) -> date | None:
        return min(self.people.values(), default=None)

    def is_missed(self, today: date) -> bool:
        """Whether nobody is told any more: all of them should have been long ago."""
        return bool(self.people) and max(self.people.values()) + MISSED < today

    def owed(self, today: date) -> list[int]:
        """Give who is to be told by today; a sweep that was missed loses nothing."""
        return [person for person, day in self.people.items() if day <= today <= day + MISSED]


def begins(due_on: date, ready_on: date, quiet: Iterable[date] = ()) -> date:
    """Give the day from which a ladder counts: it waits for what comes first, and for who asked to be left alone."""
    return max([due_on, ready_on, *quiet])


def soonest(rungs: Policy, facts: Facts, today: date) -> bool:
    """Whether any rung can be owed today, whatever the working days: what is not even due is not looked at."""
    return bool(rungs) and facts.since + timedelta(days=rungs[0].days) <= today


def ladder(rungs: Policy, facts: Facts, later: Later) -> list[Told]:
    """Give the rungs with people and days; the day of a rung is never before that of the one before it.

    Nobody stands on two rungs: who was told is not told again as somebody else. Guardians are left out unless the
    apprentice is a minor and the step one of the apprentice's that they may see.
    """
    owners, acts_as = responsible(facts.owner, facts.kind, facts.holders, facts.moved)
    asked, found, floor = set(owners), [], facts.since
    counted: dict[str, int] = {}
    for rung in rungs:
        if rung.who == Who.GUARDIAN and not (facts.guarded and facts.owner == Owner.APPRENTICE):
            continue
        counted[rung.who] = counted.get(rung.who, 0) + 1
        known = owners if rung.who == Who.OWNER else _candidates(rung.who, acts_as, facts)
        fresh = owners if rung.who == Who.OWNER else [person for person in known if person not in asked]
        fresh = fresh[:1] if rung.who == Who.SECOND else fresh
        people = {person: max(floor, later(person, facts.since, rung.days)) for person in fresh}
        floor = min(people.values(), default=floor)
        asked.update(people)
        found.append(Told(rung.who, counted[rung.who], rung.days, people, "" if people else _why_not(rung.who, known)))
    return found


def _candidates(who: str, acts_as: str, facts: Facts) -> list[int]:
    """Who could stand on a rung, whether or not they were told already."""
    if who == Who.DEPUTY:
        theirs = [row for row in facts.holders if row.acts_as == acts_as and row.deputy]
        return [row.deputy for row in theirs if row.deputy and (facts.kind not in SIGNED or row.deputy in row.signs)]
    if who == Who.GUARDIAN:
        return named(Owner.GUARDIAN, Kind.TASK, facts.holders)
    if who == Who.COORDINATOR:
        return named(Owner.SENDING_COORDINATOR, Kind.TASK, facts.holders)
    sending = [row for row in facts.holders if row.acts_as == Owner.SENDING_COORDINATOR]
    others = [person for row in sending for person in (row.deputy, *row.colleagues) if person]
    first = set(named(Owner.SENDING_COORDINATOR, Kind.TASK, facts.holders)[:1])
    return [person for person in dict.fromkeys(others) if person not in first]


def _why_not(who: str, known: Sequence[int]) -> str:
    if known:
        return _("Who would be told was asked already.")
    return {
        Who.DEPUTY: _("Nobody stands in for them."),
        Who.GUARDIAN: _("No guardian is named."),
        Who.SECOND: _("The centre has no second coordinator."),
    }.get(Who(who), _("Nobody is named."))
