"""Tells what an act would do, by doing it and taking it back: the preview is the result."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from mobilities import reading
from mobilities.actions.forecast import chance_of
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
    `ready_on`: the first day on which the apprentice could leave then. `chances`: in per cent, that all is ready for
    the departure, before and after; `sample`: how many steps of the past they rest on. `warnings`: what the law says.
    """

    moved: list[tuple[Step, date, date]]
    added: list[Step]
    dropped: list[Step]
    reopened: list[Step]
    answers: list[Approval]
    papers: list[Evidence]
    unmet: list[tuple[Step, Timing]]
    ready_on: date | None
    chances: tuple[int | None, int | None]
    sample: int
    warnings: list[str]


@dataclass(frozen=True, slots=True)
class _Picture:
    steps: dict[int, Step]
    answers: dict[int, Approval]
    papers: dict[int, Evidence]


@dataclass(frozen=True, slots=True)
class _Foreseen:
    nodes: list[Node]
    chance: int | None
    sample: int


def rehearse(mobility: Mobility, act: Callable[[], Any], *, today: date) -> Effects:
    """Give what an act does to the steps, answers and papers of a mobility; nothing of it is kept.

    `act` raises what it raises in earnest.
    """
    before = _picture(mobility)
    was = _foreseen(mobility, before, today)
    with transaction.atomic():
        act()
        after = _picture(mobility)
        now = _foreseen(mobility, after, today)
        fresh = Mobility.objects.with_people().get(pk=mobility.pk)
        said = warnings(outlook_of(fresh, list(fresh.parties.all()), today=today))
        transaction.set_rollback(True)
    return _effects(before, after, was, now, said, today)


def _foreseen(mobility: Mobility, picture: _Picture, today: date) -> _Foreseen:
    """The open steps of a mobility before its departure as it is kept now, and what is foreseen for it."""
    fresh = Mobility.objects.with_people().get(pk=mobility.pk)
    if fresh.departed_on or fresh.rests:
        return _Foreseen([], None, 0)
    steps = list(picture.steps.values())
    past = past_of(fresh.sending_centre_id)
    found = network(fresh, steps, calendars_of(fresh, list(fresh.parties.all())), past, today=today)
    nodes = found.before_departure(steps)
    return _Foreseen(nodes, chance_of(fresh, found, nodes, today=today), found.sample)


def _picture(mobility: Mobility) -> _Picture:
    counting = Evidence.objects.filter(step__mobility=mobility).exclude(state=Review.REFUSED)
    return _Picture(
        {step.pk: step for step in reading.steps_of(mobility)},
        {answer.pk: answer for answer in Approval.objects.live().filter(mobility=mobility).select_related("person")},
        {paper.pk: paper for paper in counting},
    )


def _effects(
    before: _Picture, after: _Picture, was: _Foreseen, now: _Foreseen, said: list[str], today: date
) -> Effects:
    timed = timings(now.nodes, today)
    late = {name: timing for name, timing in timed.items() if timing.slack is not None and timing.slack < 0}
    same = [(step, after.steps[pk]) for pk, step in before.steps.items() if pk in after.steps]
    still = [(old, new) for old, new in same if old.is_done == new.is_done]
    return Effects(
        moved=[(new, old.due_on, new.due_on) for old, new in still if old.due_on != new.due_on],
        added=[step for pk, step in after.steps.items() if pk not in before.steps],
        dropped=[step for pk, step in before.steps.items() if pk not in after.steps],
        reopened=[new for old, new in same if old.is_done and not new.is_done],
        answers=[answer for pk, answer in before.answers.items() if pk not in after.answers],
        papers=[paper for pk, paper in before.papers.items() if pk not in after.papers],
        unmet=[(step, late[pk]) for pk, step in after.steps.items() if pk in late],
        ready_on=earliest_departure(now.nodes, today),
        chances=(was.chance, now.chance),
        sample=max(was.sample, now.sample),
        warnings=said,
    )
