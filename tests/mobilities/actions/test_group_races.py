"""Two people at once: everybody of a list is planned once, and what is done to many is done once."""

from uuid import uuid4

import pytest
from django.db import connection

from doallvet.history.models import Event
from mobilities.actions import candidate, deeds
from mobilities.choices import GroupDeed
from mobilities.models import Deed, Mobility
from mobilities.verdicts import Wish
from tests.factories import NOW
from tests.mobilities.actions.test_races import at_once
from tests.mobilities.company import Company

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]


def test_a_list_that_two_plan_at_once_is_planned_once():
    company = Company(4, planned=False)
    waiting = company.waiting()

    results = at_once(
        lambda: candidate.plan_all(company.fresh(), waiting, by=company.ana, at=NOW),
        lambda: candidate.plan_all(company.fresh(), waiting[::-1], by=company.ines, at=NOW),
    )

    assert sum(len(planned) for planned, _left in results) == 4
    assert (Mobility.objects.count(), company.group.candidates.count()) == (4, 0)


def test_a_button_that_is_pressed_twice_at_once_acts_once():
    company, token = Company(4), uuid4()
    chosen, wish = [*company.ids("P01"), *company.ids("R04")], Wish(kind=GroupDeed.WAIVE, reason="Known")

    results = at_once(
        *[lambda: deeds.do(company.group, chosen, wish, token=token, by=company.ana, at=NOW) for _ in range(2)]
    )

    assert [sum(map(len, deed.steps.values())) for deed, _left in results] == [8, 8]
    assert Deed.objects.count() == 1
    assert Event.objects.filter(verb="step_waived").count() == 8


def test_two_who_act_on_the_same_steps_at_once_do_not_wait_in_a_ring():
    company = Company(4)
    chosen, wish = [*company.ids("P01"), *company.ids("R04")], Wish(kind=GroupDeed.WAIVE, reason="Known")

    results = at_once(
        lambda: deeds.do(company.group, chosen, wish, token=uuid4(), by=company.ana, at=NOW),
        lambda: deeds.do(company.group, chosen, wish, token=uuid4(), by=company.ines, at=NOW),
    )

    assert [type(result) for result in results] == [tuple, tuple], results
    assert Event.objects.filter(verb="step_waived").count() == 8
