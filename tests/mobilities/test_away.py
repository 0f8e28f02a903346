"""Abroad an apprentice lives by the holidays and the clock of the host's place."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from doallvet.outbox.calendars import lives
from doallvet.outbox.clocks import clocks
from mobilities.choices import Decision
from mobilities.models import Mobility
from tests.factories import make_site
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db
FEAST = date(2027, 9, 20)  # a holiday of nobody here
SPAIN, GERMANY = date(2027, 10, 12), date(2027, 11, 1)


@pytest.fixture
def stay():
    """Lucía is in Dresden from 6 September to 7 November 2027."""
    stay = Stay(days=63)
    Mobility.objects.filter(pk=stay.mobility.pk).update(departed_on=date(2027, 9, 6))
    with time_machine.travel("2027-09-10T10:00:00Z", tick=False):
        yield stay


def works(person, *days):
    life = lives([person.pk])[person.pk]
    return [life.works(day) for day in days]


def test_the_holidays_of_the_place_count_while_the_stay_lasts_and_those_at_home_before_and_after(stay):
    unity, reformation, immaculate = date(2028, 10, 3), date(2027, 11, 1), date(2027, 12, 8)

    # 12 October is a holiday in Spain alone; on 8 December she is back.
    assert works(stay.lucia, SPAIN, immaculate, FEAST) == [True, False, True]
    assert works(stay.lucia, unity) == [True]
    assert works(stay.ana, SPAIN, reformation) == [False, False]


def test_others_and_who_has_not_left_or_was_called_back_live_at_home(stay):
    assert works(stay.pilar if hasattr(stay, "pilar") else stay.ana, SPAIN) == [False]
    Mobility.objects.filter(pk=stay.mobility.pk).update(decision=Decision.INTERRUPTED)
    assert works(stay.lucia, SPAIN) == [False]
    Mobility.objects.filter(pk=stay.mobility.pk).update(decision=Decision.ACCEPTED, departed_on=None)
    assert works(stay.lucia, SPAIN) == [False]


def test_the_clock_is_the_one_of_the_hosting_place_until_the_person_is_back(stay):
    stay.hosting.time_zone = "Europe/Helsinki"
    stay.hosting.save()

    there = clocks([stay.lucia], at=datetime(2027, 9, 10, 10, tzinfo=UTC))[stay.lucia.pk]
    with time_machine.travel("2027-12-01T10:00:00Z", tick=False):
        back = clocks([stay.lucia], at=datetime(2027, 12, 1, 10, tzinfo=UTC))[stay.lucia.pk]

    assert (str(there.zone), str(back.zone)) == ("Europe/Helsinki", stay.lucia.time_zone)


def test_without_a_hosting_centre_the_site_of_the_company_says_where_it_is():
    stay = Stay(days=63)
    Mobility.objects.filter(pk=stay.mobility.pk).update(departed_on=date(2027, 9, 6))
    stay.mobility.parties.filter(role="hosting_coordinator").delete()
    site = make_site(stay.host, country="PT", time_zone="Atlantic/Azores")
    stay.mobility.parties.filter(role="host_signatory").update(site=site)

    with time_machine.travel("2027-09-10T10:00:00Z", tick=False):
        clock = clocks([stay.lucia], at=datetime(2027, 9, 10, 10, tzinfo=UTC))[stay.lucia.pk]

    assert str(clock.zone) == "Atlantic/Azores"
