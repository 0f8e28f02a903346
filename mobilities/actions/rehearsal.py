"""Tells what an act would do, by doing it and taking it back: the preview is the result."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from mobilities.choices import Review
from mobilities.law import outlook_of
from mobilities.models import Approval, Evidence, Mobility, Step
from mobilities.rules.law import warnings


@dataclass(frozen=True, slots=True)
class Effects:
    """What an act does to a mobility. `moved` holds (step, day before, day after); `warnings`: what the law says."""

    moved: list[tuple[Step, date, date]]
    added: list[Step]
    dropped: list[Step]
    reopened: list[Step]
    answers: list[Approval]
    papers: list[Evidence]
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Picture:
    steps: dict[int, Step]
    answers: dict[int, Approval]
    papers: dict[int, Evidence]


def rehearse(mobility: Mobility, act: Callable[[], Any]) -> Effects:
    """Give what an act does to the steps, answers and papers of a mobility; nothing of it is kept.

    `act` raises what it raises in earnest.
    """
    before = _picture(mobility)
    with transaction.atomic():
        act()
        after = _picture(mobility)
        fresh = Mobility.objects.with_people().get(pk=mobility.pk)
        said = warnings(outlook_of(fresh, list(fresh.parties.all()), today=timezone.localdate()))
        transaction.set_rollback(True)
    return replace(_effects(before, after), warnings=said)


def _picture(mobility: Mobility) -> _Picture:
    counting = Evidence.objects.filter(step__mobility=mobility).exclude(state=Review.REFUSED)
    return _Picture(
        {step.pk: step for step in mobility.steps.needed().with_plan()},
        {answer.pk: answer for answer in Approval.objects.live().filter(mobility=mobility).select_related("person")},
        {paper.pk: paper for paper in counting},
    )


def _effects(before: _Picture, after: _Picture) -> Effects:
    same = [(step, after.steps[pk]) for pk, step in before.steps.items() if pk in after.steps]
    still = [(was, now) for was, now in same if was.is_done == now.is_done]
    return Effects(
        moved=[(now, was.due_on, now.due_on) for was, now in still if was.due_on != now.due_on],
        added=[step for pk, step in after.steps.items() if pk not in before.steps],
        dropped=[step for pk, step in before.steps.items() if pk not in after.steps],
        reopened=[now for was, now in same if was.is_done and not now.is_done],
        answers=[answer for pk, answer in before.answers.items() if pk not in after.answers],
        papers=[paper for pk, paper in before.papers.items() if pk not in after.papers],
    )
