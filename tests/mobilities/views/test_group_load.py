"""What the cockpit of 60 people × 45 steps costs, in empty pages: CPU of Django and of PostgreSQL together."""

import os
import time
from pathlib import Path

import pytest
from django.db import connection
from django.db.models.sql.compiler import SQLCompiler

from mobilities.models import Step
from tests.access.walk import Visitor
from tests.factories import NOW
from tests.mobilities.company import Company
from tests.mobilities.crowd import make_copies
from tests.shuffled import asked

pytestmark = [pytest.mark.django_db, pytest.mark.faults]
PEOPLE, STEPS = 60, 45
GOAL = 8
TICK = os.sysconf("SC_CLK_TCK")


def database_seconds():
    """The CPU time of the backend that answers us, where it runs on this machine."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    return sum(map(int, stat.read_text().rsplit(")", 1)[1].split()[11:13])) / TICK if stat.exists() else 0.0


def seconds(visitor, address, times):
    """CPU seconds of one answer, of both together."""
    before = database_seconds(), time.process_time()
    for _ in range(times):
        assert visitor.ask("GET", address).status_code == 200
    after = database_seconds(), time.process_time()
    return sum(late - early for late, early in zip(after, before, strict=True)) / times


def make_group():
    """A group as large as the goal says."""
    company = Company(1)
    stay = company.stays()[0]
    steps = list(stay.steps.needed().with_plan())
    series = next(step for step in steps if step.plan.repeat_days)
    for number in range(STEPS - len(steps)):
        more = {"due_on": series.due_on, "planned_on": series.due_on, "occurrence": 20 + number}
        Step.objects.create(mobility=stay, plan=series.plan, owner=series.owner, **more)
    if len(steps) > STEPS:
        stay.steps.filter(pk__in=[step.pk for step in steps[STEPS:]]).update(needed=False)
    make_copies(stay, PEOPLE - 1)
    return company


def test_the_cockpit_of_a_large_group_costs_few_empty_pages(settings, time_machine, monkeypatch):
    time_machine.move_to(NOW)
    monkeypatch.setattr(SQLCompiler, "get_order_by", asked)  # rows that nobody ordered are not shuffled, as in earnest
    settings.ROOT_URLCONF = "tests.mobilities.empty_urls"
    company = make_group()
    visitor, address = Visitor(company.ana), company.address()
    for warm in ("/empty/", address):
        seconds(visitor, warm, 3)

    # In turns, so that a machine that is busy now and idle then is so for both; the best of each counts.
    pairs = [(seconds(visitor, "/empty/", 40), seconds(visitor, address, 8)) for _ in range(12)]
    unit, page = (min(column) for column in zip(*pairs, strict=True))

    print(f"\nE = {unit * 1000:.2f} ms, cockpit of {PEOPLE} × {STEPS}: {page * 1000:.1f} ms = {page / unit:.1f} E")
    assert visitor.ask("GET", address).content.count(b"<td class=") == PEOPLE * STEPS
    assert page / unit <= GOAL
