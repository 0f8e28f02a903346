"""Columns of many rows are written together, each with its own value."""

from datetime import timedelta

import pytest

from doallvet.core.rows import write_columns
from mobilities.choices import Outcome
from mobilities.models import Step
from tests.factories import NOW, make_mobility

pytestmark = pytest.mark.django_db
COLUMNS = ["waits", "ready_at", "owner", "to_look_at"]


def columns(steps):
    return {step.pk: tuple(getattr(step, name) for name in COLUMNS) for step in steps}


@pytest.mark.parametrize("different", [1, 2, 5, 1000])
def test_each_row_gets_its_own_values_in_one_statement(django_assert_num_queries, different):
    steps = list(make_mobility().steps.order_by("pk"))
    for place, step in enumerate(steps):
        turn = place % different
        step.waits, step.owner, step.to_look_at = turn, f"owner {turn}", turn == 1
        step.ready_at = NOW + timedelta(days=turn) if turn % 2 else None

    with django_assert_num_queries(1):
        write_columns(steps, COLUMNS)

    assert len(steps) > 10
    assert columns(Step.objects.all()) == columns(steps)


def test_other_rows_and_columns_stay_as_they_are():
    mobility, other = make_mobility(), make_mobility()
    step = mobility.steps.order_by("pk").first()
    before = columns(Step.objects.exclude(pk=step.pk))
    step.waits, step.reason = 7, "not written"

    write_columns([step], ["waits"])

    step = Step.objects.get(pk=step.pk)
    assert (step.waits, step.reason) == (7, "")
    assert columns(Step.objects.exclude(pk=step.pk)) == before and other.steps.exists()


def test_a_foreign_key_is_written_with_the_rest():
    mobility = make_mobility()
    first, second = mobility.steps.order_by("pk")[:2]
    for step, person in ((first, mobility.planned_by), (second, mobility.apprentice.person)):
        step.done_by, step.done_at, step.outcome = person, NOW, Outcome.DONE

    write_columns([first, second], ["done_by", "done_at", "outcome"])

    found = Step.objects.filter(done_at=NOW, outcome=Outcome.DONE).order_by("pk")
    assert [step.done_by for step in found] == [mobility.planned_by, mobility.apprentice.person]


def test_no_rows_ask_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        write_columns([], COLUMNS)
