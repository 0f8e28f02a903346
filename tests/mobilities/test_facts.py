"""What the rules ask about a mobility, gathered from its rows."""

from datetime import date

import pytest

from centres.models import SupportNeeds
from mobilities.choices import Decision
from mobilities.facts import dates_of, facts_of
from mobilities.models import Mobility
from mobilities.rules.dates import Dates
from tests.factories import make_apprentice, make_mobility
from tests.kept import kept
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db


@kept
def stay():
    return Stay()


def facts(mobility):
    fresh = Mobility.objects.with_people().get(pk=mobility.pk)
    return facts_of(fresh, list(fresh.parties.all()))


def test_the_four_dates(stay):
    blended = make_mobility(key="dual-blended")

    assert dates_of(stay.mobility) == Dates(None, date(2027, 9, 6), date(2027, 9, 26), None)
    assert dates_of(blended) == Dates(date(2027, 8, 2), date(2027, 9, 6), date(2027, 9, 26), date(2027, 10, 24))


def test_facts_of_people_places_and_contract(stay):
    found = facts(stay.mobility)

    assert (found.birth_date, found.nationalities) == (date(2007, 5, 4), {"ES"})
    assert (found.home_country, found.host_country) == ("ES", "DE")
    assert (found.profile.code, found.has_contract) == ("ES-INT", True)
    assert (found.blended, found.group, found.accompanied, found.green_travel) == (False, False, False, False)


def test_without_an_employer_there_is_no_contract():
    found = facts(make_mobility())

    assert (found.profile.code, found.has_contract) == ("ES-GEN", False)


def test_support_needs_are_a_fact_and_nothing_more(stay):
    SupportNeeds.objects.create(apprentice=stay.apprentice, fewer_opportunities=True)

    assert facts(stay.mobility).fewer_opportunities


@pytest.mark.parametrize(("transport", "green"), [("train", True), ("bus", True), ("plane", False), ("", False)])
def test_green_travel(stay, transport, green):
    Mobility.objects.filter(pk=stay.mobility.pk).update(transport=transport)

    assert facts(stay.mobility).green_travel == green


def test_a_partner_is_new_until_a_mobility_with_the_same_two_was_closed(stay):
    assert facts(stay.mobility).first_time_partner
    Mobility.objects.filter(pk=stay.mobility.pk).update(decision=Decision.CLOSED)

    same = make_mobility(by=stay.ana, apprentice=make_apprentice(stay.centre), host=stay.host, hosting=stay.hosting)
    elsewhere = make_mobility(by=stay.ana, apprentice=make_apprentice(stay.centre))

    assert (facts(same).first_time_partner, facts(elsewhere).first_time_partner) == (False, True)
