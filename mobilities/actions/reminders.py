"""Owes people the reminders of today, some mobilities at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from doallvet.accounts.models import User
from doallvet.outbox import actions as outbox
from doallvet.outbox.calendars import Life, elsewhere, last_working_day
from doallvet.outbox.keeping import NewNotice, unowed
from mobilities import access
from mobilities.actions import ladder
from mobilities.ladders import Lives, settings_of_centres
from mobilities.models import BlueprintStep, Reply, Step
from mobilities.models.roadmap import StepQuerySet
from mobilities.responsible import NOTHING, Parties, Said, said
from mobilities.rules import reminders
from mobilities.rules.reminders import Before, Holder, Reminder

MOBILITIES = 1000
STEP = Step._meta.label_lower
FIELDS = ("pk", "mobility_id", "plan_id", "owner", "due_on", "waits", "quiet_until", "shared_key", "to_look_at")
FIELDS += ("ready_at",)
OWN = ("own__centre_id", "own__person_id", "own__deputy_id", "own__person__is_active")


@dataclass(frozen=True, slots=True)
class Owed:
    """A line that is owed to a person about `step`, in the stage that `of` has reached; rows of FIELDS.

    `instead`: the person stands in for a party that has nobody. Where `of` is another step, that one is blocked.
    """

    step: Any
    person: int
    instead: bool
    of: Any
    by_law: bool

    @property
    def kind(self) -> str:
        return "step-reminder" if self.of is self.step else "blocks-reminder"

    @property
    def work(self) -> tuple:
        """What the person has to do: a step that is done once for many mobilities is one."""
        return (self.step.shared_key or self.step.pk, self.person)


class _Plans(dict):
    """Rows of plans by id; one that was not in use a moment ago is read when it is asked for."""

    def __missing__(self, pk: int) -> BlueprintStep:
        row = self[pk] = BlueprintStep.objects.get(pk=pk)
        return row


def remind(*, today: date, at: datetime) -> tuple[int, int]:
    """Owe everybody the reminders of today; gives how many are due, and how many of them were not owed before.

    A step that is done once for several mobilities is reminded of once, where it is due first. A blocked step
    reminds of what it waits for instead: each step that holds others up, once for each stage of the first of them.
    Who asked to be left alone is, until their day; where nobody answers, the next one on the ladder is told.
    A sweep that is killed is finished by the next one. The number of statements depends on the number of batches.
    """
    fields = ("key", "kind", "owner", "needs", "takes_part", "private", "evidence", "phase", "days_from")
    used = Exists(Step.objects.filter(plan=OuterRef("pk")))  # most versions of most plans have no mobility
    plans = _Plans(BlueprintStep.objects.filter(used).only(*fields).in_bulk())
    by_law = reminders.latest_due(today, by_law=True)
    steps = Step.objects.to_remind(today, reminders.latest_due(today), plans, by_law)
    firsts = dict(steps.exclude(shared_key="").order_by("-due_on", "-pk").values_list("shared_key", "pk"))
    mobilities = list(steps.order_by("mobility_id").values_list("mobility_id", flat=True).distinct())
    replies, settings = said(Reply.objects.all(), today=today), settings_of_centres()
    parties, lives = Parties(), Lives()
    holds: dict[tuple, Owed] = {}
    due = queued = 0
    for batch in (mobilities[start : start + MOBILITIES] for start in range(0, len(mobilities), MOBILITIES)):
        here = steps.filter(mobility__gte=batch[0], mobility__lte=batch[-1])  # Django is slow with a thousand ids
        rows = _rows(here.with_own_party(), *OWN)
        rows = [row for row in rows if firsts.get(row.shared_key, row.pk) == row.pk]
        own = parties.own(row for row in rows if _is_plain(row, today))
        people = parties.of({row.mobility_id for row in rows if row.pk not in own})
        owed, held = _of_batch(rows, plans, own, people, replies, today)
        due, queued = due + len(owed), queued + _owe(owed, lives, today=today, at=at)
        theirs = [row for row in rows if not row.waits and not row.to_look_at]
        ladder.climb(theirs, plans, people, replies, settings, lives, today=today, at=at)
        for hold in held:
            holds[hold.work] = min(holds.get(hold.work, hold), hold, key=lambda hold: (hold.of.due_on, hold.of.pk))
    return due + len(holds), queued + _owe(holds.values(), lives, today=today, at=at)


def _rows(steps: StepQuerySet, *more: str) -> list:
    """Plain rows: a big instance has hundreds of thousands, and models cost ten times as much."""
    return list(steps.order_by("pk").values_list(*FIELDS, *more, named=True))


def _is_plain(row: Any, today: date) -> bool:
    """Whether only the owner of a step can be told, as long as somebody is there: no ladder, nobody else's turn."""
    return not row.waits and not row.to_look_at and row.due_on > today


def _of_batch(
    rows: list,
    plans: dict[int, BlueprintStep],
    own: dict[int, list[Holder]],
    people: dict[int, list[Holder]],
    replies: dict[int | str, Said],
    today: date,
) -> tuple[list[Owed], list[Owed]]:
    """Give what is owed about the steps of some mobilities, and about those that hold them up.

    `own`: the owner's party by the step's id, for steps of which no other is asked; else `people` by mobility.
    """
    before = _still_open({row.mobility_id for row in rows if row.waits}, plans)
    owed, holds = [], []
    for row in rows:
        ahead = _ahead(row, before.get(row.mobility_id, {}), plans)
        for first in ahead:
            if not first.quiet_until or first.quiet_until <= today:
                holds += _about(first, plans, people[row.mobility_id], replies, today, of=row)
        if not ahead:
            owed += _about(row, plans, own.get(row.pk) or people[row.mobility_id], replies, today, of=row)
    return owed, holds


def _still_open(mobilities: Collection[int], plans: dict[int, BlueprintStep]) -> dict[int, dict[str, Any]]:
    """The open steps of mobilities by key; a series counts by its first occurrence."""
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    if mobilities:
        for row in _rows(Step.objects.open().filter(mobility__in=mobilities, occurrence=0)):
            found[row.mobility_id][plans[row.plan_id].key] = row
    return found


def _ahead(row: Any, still_open: dict[str, Any], plans: dict[int, BlueprintStep]) -> list:
    """The steps for which a blocked one waits; none for a step that can be done."""
    if not row.waits:
        return []
    before = {key: Before(plans[other.plan_id].needs, other.waits > 0) for key, other in still_open.items()}
    return [still_open[key] for key in reminders.holding_up(plans[row.plan_id].needs, before)]


def _about(
    row: Any,
    plans: dict[int, BlueprintStep],
    people: list[Holder],
    replies: dict[int | str, Said],
    today: date,
    *,
    of: Any,
) -> Iterator[Owed]:
    """Nobody hears of a private step that is not theirs to see, not even that it waits."""
    turn = reminders.turn(row.owner, plans[row.plan_id].kind, to_look_at=row.to_look_at)
    stands = replies.get(row.shared_key or row.pk, NOTHING)
    ids, acts_as = reminders.responsible(*turn, people, stands.moved)
    if of is not row and plans[of.plan_id].private:
        blocked = Step(owner=of.owner, plan=plans[of.plan_id])
        ids = ids if access.may_see(access.seat_of(acts_as), blocked) else []
    for person in ids:
        if stands.is_quiet(person, today):
            continue
        yield Owed(row, person, acts_as != turn[0], of, bool(plans[of.plan_id].days_from))


def _owe(owed: Collection[Owed], lives: Lives, *, today: date, at: datetime) -> int:
    """Keep what was not owed yet, always in the same order: sweeps that run at once do not wait in a ring."""
    lives.read(line.person for line in owed if reminders.may_move(line.of.due_on, today))
    lines = {}
    for line in owed:
        life = lives[line.person] if reminders.may_move(line.of.due_on, today) else None
        stage = _stage(line.of.due_on, today, line.by_law, life)
        lines[_key(line, stage)] = line, stage
    new = sorted(unowed(lines))
    zones = _zones({lines[key][0].person for key in new})
    away = {person: Life(away=stays) for person, stays in elsewhere(zones).items()}
    notices = []
    for key in new:
        line, stage = lines[key]
        due_on, person = line.of.due_on, line.person
        zone = away[person].zone(due_on, zones[person]) if person in away else zones[person]
        begins = outbox.begin_of(due_on, zone)
        notices.append(_notice(key, line, stage, None if stage.overdue else begins, at=at))
    return outbox.owe_many(notices)


@lru_cache(maxsize=20000)
def _stage(due_on: date, today: date, by_law: bool, life: Life | None) -> Reminder:
    """The stage of a line: the last one before begins on the person's last working day before."""
    last_on = last_working_day(life, due_on, reminders.FURTHEST) if life else None
    return reminders.owed(due_on, today, by_law=by_law, last_on=last_on)


def _key(owed: Owed, stage: Reminder) -> str:
    return outbox.key(
        owed.kind,
        label=STEP,
        subject_id=owed.step.pk,
        person_id=owed.person,
        due=f"{owed.of.due_on}:{stage.kind}",
    )


def _zones(people: Collection[int]) -> dict[int, str]:
    return dict(User.objects.filter(pk__in=people).values_list("pk", "time_zone"))


def _notice(key: str, owed: Owed, stage: Reminder, latest_at: datetime | None, *, at: datetime) -> NewNotice:
    """Sent before the day on which it is due begins where the person is, worth sending until the next stage."""
    data = {"stage": stage.kind, "due_on": owed.of.due_on.isoformat()}
    if owed.of is not owed.step:
        data["blocked"] = owed.of.pk
    if owed.instead:
        data["instead"] = True
    not_after = _begin_of(stage.owed_until)
    return NewNotice(key, owed.kind, owed.person, STEP, owed.step.pk, data, at, latest_at, not_after)


@lru_cache(maxsize=2000)
def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_default_timezone())
