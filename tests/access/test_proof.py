"""What is asked about again after a while is a written list, and exact."""

import pytest
from django.urls import reverse

from tests.access.pages import without_id
from tests.access.routes import CASES
from tests.access.walk import Visitor

pytestmark = pytest.mark.django_db

LETS_IN = {"centres:member-invite", "centres:member-resend"}
ENDS = {"centres:member-end", "centres:guardian-end", "companies:contact-end"}
ON_POST = {
    "centres:member",  # read by all colleagues; what somebody is there is changed on the same page
    "mobilities:reach-letter",  # opens for whoever holds it
}
ADMINISTRATION = {
    "centres:network-new",
    "centres:instance-network",
    "centres:manager-end",
    "centres:centre-new",
    "centres:instance-centre",
    "centres:centre-network",
}
# The forms that ask only when they move an address are tested in tests/accounts, centres and companies.


def asked(world, role, method):
    """Name the addresses where a person who signed in long ago is asked, of all that there are."""
    visitor = Visitor(world.people[role], lately=False)
    addresses = {case.address(world): (case.name, case.sent(world)) for case in CASES}
    addresses |= {reverse(name): (name, {}) for name in ("centres:network-new", "centres:centre-new")}
    addresses |= {address: (address, {}) for address in without_id() if address not in addresses}
    answers = {name: visitor.ask(method, address, data) for address, (name, data) in addresses.items()}
    assert visitor.asked == len(addresses) > 100
    return {name for name, answer in answers.items() if is_asked(answer)}


def is_asked(answer):
    return answer.status_code == 302 and answer.url.startswith(reverse("account_reauthenticate"))


def test_a_coordinator_is_asked_before_these_and_nothing_else(worlds):
    posted_only = {"centres:member-resend"}

    assert asked(worlds.home, "coordinator", "GET") == LETS_IN - posted_only | ENDS
    assert asked(worlds.home, "coordinator", "POST") == LETS_IN | ENDS | ON_POST


def test_an_administrator_is_asked_before_these_and_nothing_else(worlds):
    forms = LETS_IN | ENDS  # asked before it is said that they do not exist

    assert asked(worlds.home, "administrator", "GET") == ADMINISTRATION | forms - {"centres:member-resend"}
    assert asked(worlds.home, "administrator", "POST") == ADMINISTRATION | forms


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_asking_gives_nothing_away(worlds, method):
    visitor = Visitor(worlds.home.people["coordinator"], lately=False)
    cases = [case for case in CASES if case.name in LETS_IN | ENDS]

    there = [visitor.ask(method, case.address(worlds.away)).status_code for case in cases]
    missing = [visitor.ask(method, case.missing()).status_code for case in cases]

    assert there == missing
    assert visitor.asked == 2 * len(cases) > 8


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_one_who_was_just_asked_is_not_asked_again(worlds, method):
    visitor = Visitor(worlds.home.people["coordinator"])

    assert not [case.name for case in CASES if is_asked(visitor.ask(method, case.address(worlds.home)))]
