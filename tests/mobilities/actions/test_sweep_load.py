"""What the sweep costs: P10 and P12 of the project's goals, as ratios measured in one run (docs/performance.md).

FEW_STAYS and MANY_STAYS are the sizes of the small portal and the large one.
"""

import os

import pytest
from django.db import connection, transaction
from django.db.models.sql.compiler import SQLCompiler

from doallvet.outbox.models import Notice
from mobilities.actions.reminders import remind
from mobilities.models import Step
from tests.factories import NOW, TODAY
from tests.mobilities.bulk import make_portal
from tests.mobilities.papers.test_paper_load import cpu
from tests.shuffled import asked

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.faults,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL makes the rows"),
]
STAYS, MANY = int(os.environ.get("FEW_STAYS", 1_000)), int(os.environ.get("MANY_STAYS", 8_000))
LOOP = 1_000  # lines of the loop that the sweep is held against
REACHED, GOAL = 7, 2.5  # against the loop: what is reached, far from the goal of 150; against the small portal


@pytest.fixture(autouse=True)
def in_earnest(monkeypatch):
    """Rows that nobody ordered are not shuffled."""
    monkeypatch.setattr(SQLCompiler, "get_order_by", asked)


def undone(work):
    """CPU seconds of work that is not kept."""

    def once():
        with transaction.atomic():
            work()
            transaction.set_rollback(True)

    return min(cpu(once) for _ in range(3))


def sweep():
    return remind(today=TODAY, at=NOW)


def measured(stays):
    """Microseconds of CPU for each line of a portal of this size; the lines are owed afterwards."""
    make_portal(stays)
    seconds = undone(sweep)
    due, new = sweep()
    assert due == new == lines().count() == sum(number % 3 < 2 for number in range(stays))
    return seconds / due * 1e6


def lines():
    return Notice.objects.filter(kind="step-reminder")


def loop(rows):
    """What one would write first: ask the database for each line whether it is owed, and owe it if not."""
    for row in rows:
        known = {field.name: getattr(row, field.name) for field in row._meta.fields if field.name not in ("id", "key")}
        Notice.objects.get_or_create(key=row.key, defaults=known)


def test_a_line_costs_the_same_in_a_large_portal_and_less_than_in_a_loop():
    with transaction.atomic():
        small = measured(STAYS)
        transaction.set_rollback(True)
    large = measured(MANY)
    print(f"\nP12: {STAYS} stays {small:.0f} µs a line, {MANY} stays {large:.0f} µs: {large / small:.2f} ×")

    again = undone(sweep) / lines().count() * 1e6
    rows = list(lines().order_by("pk").select_related("person")[:LOOP])
    lines().filter(pk__in=[row.pk for row in rows]).delete()
    slow = undone(lambda: loop(rows)) / len(rows) * 1e6
    print(f"P10: {Step.objects.count()} steps; {again:.0f} µs where it is owed; get_or_create alone {slow:.0f} µs:")
    print(f"{slow / large:.1f} × and {slow / again:.1f} ×")

    assert large / small <= GOAL
    assert slow / large >= REACHED
