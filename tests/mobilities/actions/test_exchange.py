"""Another host with the centre that leads there; an employer who comes later."""

import pytest

from doallvet.core.refused import Refused
from doallvet.history.models import Event
from mobilities import access
from mobilities.actions import exchange, roadmap
from mobilities.choices import Outcome, Owner, Role
from mobilities.hosts import Host
from mobilities.models import Approval, Step
from tests.factories import (
    NOW,
    make_centre,
    make_company,
    make_contact,
    make_contract,
    make_coordinator,
    make_mobility,
    make_partnership,
    make_site,
)
from tests.kept import kept
from tests.mobilities.actions.test_approval import give
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db


@kept
def stay():
    return Stay()


def elsewhere(stay, partner=True):
    """A host of another centre."""
    centre = make_centre("ITS Torino", country="IT", city="Torino")
    if partner:
        make_partnership(stay.centre, centre)
    stay.paolo = make_coordinator(centre, first_name="Paolo")
    company = make_company("Officina", centre, country="IT", city="Torino")
    make_contact(company, centre)
    return Host(company, make_site(company), centre)


def put(stay, role, host):
    exchange.set_company(stay.fresh(), role, host, by=stay.ana, at=NOW, reason="No room any more")
    return stay.fresh()


def test_another_hosting_centre_takes_the_place_of_the_former_one(stay):
    roadmap.close(stay.fresh(), stay.step("D02"), Outcome.DONE, by=stay.jonas, at=NOW)

    fresh = put(stay, Role.HOST_SIGNATORY, elsewhere(stay))

    assert (fresh.party(Role.HOSTING_COORDINATOR).person, fresh.host_country.code) == (stay.paolo, "IT")
    assert access.seat(stay.jonas, fresh) == access.Seat()
    assert not stay.step("D02").is_done


def test_directly_means_without_a_hosting_centre(stay):
    host = make_company("Werkstatt Nord", stay.centre, country="DE", city="Hamburg")

    fresh = put(stay, Role.HOST_SIGNATORY, Host(host, None, None))

    assert fresh.party(Role.HOSTING_COORDINATOR) is None
    assert not Step.objects.filter(mobility=fresh, owner=Owner.HOSTING_COORDINATOR, done_at=None, needed=True).exists()


def test_a_hosting_centre_can_be_added(stay):
    host = make_company("Werkstatt Nord", stay.centre, country="DE", city="Hamburg")
    put(stay, Role.HOST_SIGNATORY, Host(host, None, None))

    fresh = put(stay, Role.HOST_SIGNATORY, elsewhere(stay))

    assert fresh.party(Role.HOSTING_COORDINATOR).person == stay.paolo
    assert "its torino" in fresh.search


def test_the_same_company_through_another_centre_keeps_its_people(stay):
    host = elsewhere(stay)
    party = stay.party(Role.HOST_SIGNATORY)
    stay.host.centres.add(host.centre)
    give(stay.mobility, Owner.HOST_COMPANY, person=stay.heike)

    fresh = put(stay, Role.HOST_SIGNATORY, Host(party.company, party.site, host.centre))

    event = Event.objects.get(verb="party_changed")
    assert (fresh.party(Role.HOST_SIGNATORY).pk, event.before, event.after) == (party.pk, "BSZ Elbufer", "ITS Torino")
    assert list(Approval.objects.live()) == []  # it said yes to another centre


def test_no_data_go_to_a_centre_that_is_no_partner(stay):
    host = elsewhere(stay, partner=False)

    with pytest.raises(Refused, match="has not accepted a partnership"):
        put(stay, Role.HOST_SIGNATORY, host)
    assert stay.party(Role.HOST_SIGNATORY).company == stay.host


def test_an_employer_comes_later_with_the_contract():
    mobility = make_mobility()
    centre, apprentice = mobility.sending_centre, mobility.apprentice
    employer = make_company("Metal Bierzo", centre)
    signs = make_contact(employer, centre).person
    stamp = {"by": mobility.planned_by, "at": NOW, "reason": "Has a contract now"}

    with pytest.raises(Refused, match="Note the training contract"):
        exchange.set_company(mobility, Role.EMPLOYER_SIGNATORY, Host(employer, None, None), **stamp)
    make_contract(apprentice, employer)
    fresh = exchange.set_company(mobility, Role.EMPLOYER_SIGNATORY, Host(employer, None, None), **stamp)

    assert (fresh.party(Role.EMPLOYER_SIGNATORY).person, fresh.profile) == (signs, "ES-INT")
    assert Step.objects.get(mobility=mobility, plan__key="G02").owner == Owner.HOME_EMPLOYER
