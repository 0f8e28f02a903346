"""Whether a stay can be, with the apprentice's other stays in view."""

from datetime import date

import pytest

from centres.models import SupportNeeds
from mobilities.choices import Decision
from mobilities.models import Mobility
from mobilities.rules.dates import Dates
from mobilities.stays import obstacles_to_stay, overlaps
from tests.factories import make_apprentice
from tests.kept import kept
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db
SAME = Dates(None, date(2027, 9, 20), date(2027, 10, 10), None)
LATER = Dates(None, date(2027, 9, 27), date(2027, 10, 17), None)


@kept
def stay():
    return Stay()


def obstacles(stay, dates, apprentice=None, **fields):
    mobility = stay.mobility
    return obstacles_to_stay(apprentice or stay.apprentice, mobility.project, mobility.blueprint, dates, **fields)


def test_a_stay_that_overlaps_another_one_names_it(stay):
    assert obstacles(stay, SAME) == ["It overlaps another stay: 6 Sep 2027 – 26 Sep 2027."]


def test_the_day_after_is_free(stay):
    assert obstacles(stay, LATER) == []


def test_the_stay_itself_is_left_out_when_it_moves(stay):
    assert obstacles(stay, SAME, besides=stay.mobility) == []


def test_others_may_travel_on_the_same_days(stay):
    assert obstacles(stay, SAME, make_apprentice(stay.centre)) == []


@pytest.mark.parametrize("decision", [Decision.CANCELLED, Decision.REJECTED, Decision.DRAFT, Decision.RESERVE])
def test_what_is_over_or_only_applied_for_takes_no_days(stay, decision):
    Mobility.objects.filter(pk=stay.mobility.pk).update(decision=decision)

    assert overlaps(stay.apprentice, SAME) == []


def test_fewer_opportunities_allow_a_shorter_stay(stay):
    short = Dates(None, date(2027, 11, 1), date(2027, 11, 5), None)
    before = obstacles(stay, short)
    SupportNeeds.objects.create(apprentice=stay.apprentice, fewer_opportunities=True)

    assert (len(before), obstacles(stay, short)) == (1, [])


def test_all_that_is_wrong_is_said_at_once(stay):
    Mobility.objects.filter(pk=stay.mobility.pk).update(starts_on=date(2028, 6, 1), ends_on=date(2028, 6, 20))
    outside = Dates(None, date(2028, 6, 5), date(2028, 6, 8), None)

    assert len(obstacles(stay, outside)) == 3  # after the project, too short, another stay
