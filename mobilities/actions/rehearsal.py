"""Tells what an act would do, by doing it and taking it back: the preview is the result."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from mobilities.calendars import calendars_of
from mobilities.choices import Review
from mobilities.law import outlook_of
from mobilities.models import Approval, Evidence, Mobility, Step
from mobilities.rules.law import warnings
from mobilities.rules.network import Node, Timing, earliest_departure, timings
from mobilities.timing import network, past_of


@dataclass(frozen=True, slots=True)
class Effects:
    """What an act does to a mobility. `moved` holds (step, day before, day after).

    `unmet`: open steps that cannot be over by their latest day afterwards, though every one begins as early as it can;
    `ready_on`: the first day on which the apprentice could leave then. `warnings`: what the law says.
    """

    moved: list[tuple[Step, date, date]]
    added: list[Step]
    dropped: list[Step]
    reopened: list[Step]
    answers: list[Approval]
    papers: list[Evidence]
    unmet: list[tuple[Step, Timing]]
    ready_on: date | None
    warnings: list[str]


@dataclass(frozen=True, slots=True)
class _Picture:
    steps: dict[int, Step]
    answers: dict[int, Approval]
    papers: dict[int, Evidence]


def rehearse(mobility: Mobility, act: Callable[[], Any], *, today: date) -> Effects:
    """Give what an act does to the steps, answers and papers of a mobility; nothing of it is kept.

    `act` raises what it raises in earnest.
    """
    before = _picture(mobility)
    with transaction.atomic():
        act()
        after = _picture(mobility)
        fresh = Mobility.objects.with_people().get(pk=mobility.pk)
        nodes = _nodes(fresh, list(after.steps.values()), today)
        said = warnings(outlook_of(fresh, list(fresh.parties.all()), today=today))
        transaction.set_rollback(True)
    timed = timings(nodes, today)
    late = {name: timing for name, timing in timed.items() if timing.slack is not None and timing.slack < 0}
    return _effects(before, after, late, earliest_departure(nodes, today), said)


def _nodes(mobility: Mobility, steps: list[Step], today: date) -> list[Node]:
    """The open steps of a mobility before its departure."""
    if mobility.departed_on or mobility.rests:
        return []
    calendars = calendars_of(mobility, list(mobility.parties.all()))
    found = network(mobility, steps, calendars, past_of(mobility.sending_centre_id), today=today)
    return found.before_departure(steps)


def _picture(mobility: Mobility) -> _Picture:
    counting = Evidence.objects.filter(step__mobility=mobility).exclude(state=Review.REFUSED)
    return _Picture(
        {step.pk: step for step in mobility.steps.needed().with_plan()},
        {answer.pk: answer for answer in Approval.objects.live().filter(mobility=mobility).select_related("person")},
        {paper.pk: paper for paper in counting},
    )


def _effects(
    before: _Picture, after: _Picture, late: dict[Hashable, Timing], ready_on: date | None, said: list[str]
) -> Effects:
    same = [(step, after.steps[pk]) for pk, step in before.steps.items() if pk in after.steps]
    still = [(was, now) for was, now in same if was.is_done == now.is_done]
    return Effects(
        moved=[(now, was.due_on, now.due_on) for was, now in still if was.due_on != now.due_on],
        added=[step for pk, step in after.steps.items() if pk not in before.steps],
        dropped=[step for pk, step in before.steps.items() if pk not in after.steps],
        reopened=[now for was, now in same if was.is_done and not now.is_done],
        answers=[answer for pk, answer in before.answers.items() if pk not in after.answers],
        papers=[paper for pk, paper in before.papers.items() if pk not in after.papers],
        unmet=[(step, late[pk]) for pk, step in after.steps.items() if pk in late],
        ready_on=ready_on,
        warnings=said,
    )
