"""Two who give one apprentice the same days at once: one of them is told."""

from datetime import date

import pytest
from django.db import connection

from doallvet.core.refused import Refused
from mobilities.actions import change, decision, planning
from mobilities.choices import Decision
from mobilities.models import Mobility
from mobilities.rules.dates import Dates
from mobilities.stays import overlaps
from tests.factories import NOW, make_plan, make_project
from tests.mobilities.actions.test_races import at_once
from tests.mobilities.stay import Stay

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]
EARLIER, SAME = date(2027, 6, 7), date(2027, 9, 20)
DAYS = Dates(None, SAME, date(2027, 10, 10), None)


@pytest.fixture
def stay():
    return Stay(starts_on=EARLIER)


def plan_of(stay, **fields):
    """A stay of the same apprentice in a project of its own, on the same days each time."""
    project = make_project(stay.centre)
    return make_plan(
        stay.apprentice, host=stay.host, hosting=stay.hosting, project=project, **{"starts_on": SAME} | fields
    )


def refused(results):
    return [result for result in results if isinstance(result, Refused)]


def test_one_apprentice_planned_twice_at_once_has_one_stay(stay):
    plans = [plan_of(stay), plan_of(stay)]

    results = at_once(
        lambda: planning.create(plans[0], by=stay.ana, at=NOW),
        lambda: planning.create(plans[1], by=stay.ines, at=NOW),
    )

    assert (len(refused(results)), len(overlaps(stay.apprentice, DAYS))) == (1, 1)


def test_dates_moved_to_days_that_are_planned_at_once_are_refused_once(stay):
    plan = plan_of(stay)

    results = at_once(
        lambda: change.set_dates(stay.mobility, DAYS, version=1, by=stay.ana, at=NOW),
        lambda: planning.create(plan, by=stay.ines, at=NOW),
    )

    assert (len(refused(results)), len(overlaps(stay.apprentice, DAYS))) == (1, 1)


def test_two_places_accepted_at_once_for_the_same_days_are_one(stay):
    both = [planning.create(plan_of(stay, decision=Decision.DRAFT), by=stay.ana, at=NOW) for _ in range(2)]
    Mobility.objects.filter(pk__in=[row.pk for row in both]).update(decision=Decision.SELECTED)

    results = at_once(
        *[lambda row=row: decision.move(row, Decision.ACCEPTED, by=stay.ana, at=NOW) for row in both],
    )

    assert (len(refused(results)), len(overlaps(stay.apprentice, DAYS))) == (1, 1)
