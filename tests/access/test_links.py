"""Personal links: a door for one person to one thing, that no scanner, no other link and no other browser opens."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from centres.actions import guardian as guardians
from companies.actions import contact as contacts
from doallvet.accounts import actions as accounts
from doallvet.accounts import links
from doallvet.accounts.models import PersonalLink
from doallvet.outbox.compose import compose
from doallvet.outbox.models import Mail
from mobilities.actions import asking, change, exchange
from mobilities.choices import Channel, Role
from mobilities.hosts import Host
from mobilities.models import Approval
from tests.access.pages import fingerprint
from tests.access.walk import TOKEN, signed_in
from tests.factories import NOW, make_company, make_site

pytestmark = pytest.mark.django_db

SHOWN = re.compile(r'name="shown" value="([^"]+)"')
CLOSED = "/link-closed/"


def link_for(world, role, purpose="answer", subject=None, at=NOW) -> str:
    """Give the path of a new link."""
    made = links.make(purpose, person=world.people[role], subject=subject or world.mobility, by=None, at=at)
    return made.removeprefix(settings.SITE_URL)


def page_of(address: str) -> str:
    """Give the clean address behind a link."""
    link = PersonalLink.objects.of_token(address.split("/")[2]).get()
    return reverse(f"link-{link.purpose}", args=[link.pk])


def opened(address: str, **settings_of_client) -> Client:
    """Give a browser that opened the link."""
    browser = Client(**settings_of_client)
    assert browser.get(address).url == page_of(address)
    return browser


def answer(browser: Client, page: str, step, **words):
    """Answer as a person does: with what the page carries."""
    shown = SHOWN.search(browser.get(page).content.decode())[1]
    said = {"answer": "approve", "typed_name": "Rosa Vidal", "shown": shown} | words
    return browser.post(f"{page}{step.pk}/", said)


def test_a_scanner_that_follows_a_link_changes_nothing_and_uses_nothing_up(worlds):
    home = worlds.home
    address = link_for(home, "employer_signatory")
    before = fingerprint()

    for method in ("get", "head", "get", "head"):
        scanner = Client()
        getattr(scanner, method)(address)
        getattr(scanner, method)(page_of(address))

    assert fingerprint() == before
    answered = answer(opened(address), page_of(address), home.steps["G02"])
    assert (answered.status_code, answered.url) == (302, page_of(address))
    assert PersonalLink.objects.of_token(address.split("/")[2]).get().used_at == NOW


def test_a_repeated_answer_is_one_answer_and_the_page_shows_it(worlds):
    home, address = worlds.home, link_for(worlds.home, "employer_signatory")
    browser, answers = opened(address), Approval.objects.filter(step=home.steps["G02"])

    answer(browser, page_of(address), home.steps["G02"])
    kept = answers.count()
    again = answer(browser, page_of(address), home.steps["G02"])

    assert (again.status_code, answers.count()) == (302, kept)
    assert "Rosa Vidal" in browser.get(page_of(address)).content.decode()


def test_an_answer_needs_the_token_of_its_form(worlds):
    address = link_for(worlds.home, "employer_signatory")
    browser = opened(address, enforce_csrf_checks=True)

    assert answer(browser, page_of(address), worlds.home.steps["G02"]).status_code == 403


@pytest.fixture
def dead(worlds):
    """Links that lead nowhere any more, each for another reason."""
    home = worlds.home
    ended = link_for(home, "host_signatory")
    links.end_all(home.people["host_signatory"], at=NOW)
    moved = link_for(home, "host_mentor")
    accounts.change_address(home.people["host_mentor"], "moved@host.example", at=NOW)
    renamed = link_for(home, "guardian")
    type(home.people["guardian"]).objects.filter(pk=home.people["guardian"].pk).update(email="other@family.example")
    return {
        "unknown": "/l/AAAAAAAAAAAAAAAAAAAAAAAA/",
        "expired": link_for(home, "employer_signatory", at=NOW - timedelta(days=14)),
        "ended": ended,
        "of an address that was changed": moved,
        "of an address that is another now": renamed,
    }


def test_links_that_lead_nowhere_all_look_the_same(dead):
    answers = {reason: Client().get(address, follow=True) for reason, address in dead.items()}

    seen = {
        (tuple(found.redirect_chain), found.status_code, TOKEN.sub(rb"\1", found.content), *found.cookies)
        for found in answers.values()
    }

    assert len(seen) == 1
    assert answers["unknown"].redirect_chain == [(CLOSED, 302)]


def test_a_link_does_not_open_the_account(worlds):
    home = worlds.home
    browser = opened(link_for(home, "employer_signatory"))

    mobility = browser.get(reverse("mobilities:detail", args=[home.mobility.pk]))

    assert mobility.url.startswith(reverse("account_login"))
    assert not browser.get("/").wsgi_request.user.is_authenticated


def test_a_link_does_not_use_the_rights_of_who_is_signed_in(worlds):
    home, address = worlds.home, link_for(worlds.home, "employer_signatory")
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = signed_in(home.people["coordinator"])
    browser.get(address)

    page = browser.get(page_of(address)).content.decode()
    answer(browser, page_of(address), home.steps["G02"])

    given = Approval.objects.live().get(step=home.steps["G02"])
    assert (given.person, given.channel, given.recorded_by) == (
        home.people["employer_signatory"],
        Channel.LINK,
        None,
    )
    assert home.word("support") not in page


def test_opening_a_link_gives_a_signed_in_person_nothing(worlds):
    home = worlds.home
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = signed_in(home.people["classmate"])
    browser.get(link_for(home, "employer_signatory"))

    assert browser.get(reverse("mobilities:detail", args=[home.mobility.pk])).status_code == 404


@pytest.mark.parametrize("method", ["get", "head", "post", "put", "delete"])
def test_pages_of_links_that_this_browser_did_not_open_are_closed(worlds, method):
    home = worlds.home
    browser = opened(link_for(home, "employer_signatory"))
    foreign = page_of(link_for(home, "host_signatory"))
    invitation = page_of(link_for(home, "invited", "invitation", home.invitation))

    for page in (foreign, f"{foreign}{home.steps['G03'].pk}/", invitation, "/answers/987654321/"):
        assert getattr(browser, method)(page).url == CLOSED
        assert getattr(Client(), method)(page).url == CLOSED


def test_a_link_opens_the_page_of_its_purpose_only(worlds):
    home, address = worlds.home, link_for(worlds.home, "employer_signatory")
    invitation = link_for(home, "invited", "invitation", home.invitation)

    assert opened(address).get(page_of(address).replace("answers", "invitation")).url == CLOSED
    assert opened(invitation).get(page_of(invitation).replace("invitation", "answers")).status_code == 404


def test_the_link_of_one_party_does_not_answer_for_another(worlds):
    home, address = worlds.home, link_for(worlds.home, "employer_signatory")
    host = opened(link_for(home, "host_signatory"))
    assert host.get(page_of(address)).url == CLOSED

    answered = answer(opened(address), page_of(address), home.steps["G03"])

    assert answered.status_code == 404
    assert Approval.objects.live().get(step=home.steps["G03"]) == home.approval


def end_contact(home):
    contacts.end(home.employer_contact, by=home.people["coordinator"], at=NOW)


def change_employer(home):
    other = make_company("Another employer", home.sending)
    exchange.set_company(
        home.mobility,
        Role.EMPLOYER_SIGNATORY,
        Host(other, make_site(other), None),
        by=home.people["coordinator"],
        at=NOW,
        reason="Closed",
    )


def change_signatory(home):
    party = home.parties["employer_signatory"]
    change.set_person(party, home.people["employer_mentor"], by=home.people["coordinator"], at=NOW, reason="Left")


def change_address(home):
    accounts.change_address(home.people["employer_signatory"], "new@employer.example", at=NOW)


@pytest.mark.parametrize("end", [end_contact, change_employer, change_signatory, change_address])
def test_a_link_and_what_it_opened_end_with_the_part_of_its_person(worlds, end):
    home, address = worlds.home, link_for(worlds.home, "employer_signatory")
    browser = opened(address)

    end(home)

    assert browser.get(page_of(address)).url == CLOSED
    assert browser.post(f"{page_of(address)}{home.steps['G02'].pk}/", {"answer": "approve"}).url == CLOSED
    assert Client().get(address, follow=True).redirect_chain[-1][0] == CLOSED


def test_a_guardians_link_ends_with_the_guardianship_and_on_the_eighteenth_birthday(worlds):
    home, address = worlds.home, link_for(worlds.home, "guardian")
    browser = opened(address)
    assert browser.get(page_of(address)).status_code == 200

    type(home.apprentice).objects.filter(pk=home.apprentice.pk).update(born_on="2008-11-23")
    assert browser.get(page_of(address)).url == CLOSED
    type(home.apprentice).objects.filter(pk=home.apprentice.pk).update(born_on=home.apprentice.born_on)
    assert browser.get(page_of(address)).status_code == 200

    guardians.end(home.guardian, by=home.people["coordinator"], at=NOW)
    assert browser.get(page_of(address)).url == CLOSED


def test_an_opened_page_ends_with_its_link(worlds):
    address = link_for(worlds.home, "employer_signatory")
    browser = opened(address)

    with time_machine.travel(NOW + timedelta(days=14), tick=False):
        assert browser.get(page_of(address)).url == CLOSED


def test_pages_of_links_are_not_kept_and_do_not_say_where_one_came_from(worlds):
    home, address = worlds.home, link_for(worlds.home, "employer_signatory")
    invitation = link_for(home, "invited", "invitation", home.invitation)
    browser = opened(address)
    browser.get(invitation)

    for page in (address, page_of(address), invitation, page_of(invitation), CLOSED, "/answers/987654321/"):
        headers = browser.get(page).headers
        assert (headers["Referrer-Policy"], "no-store" in headers["Cache-Control"]) == ("same-origin", True), page


def test_tokens_do_not_stand_in_logs_or_pages(worlds, log):
    live, dead = link_for(worlds.home, "employer_signatory"), "/l/AAAAAAAAAAAAAAAAAAAAAAAA/"
    browser = opened(live)

    page = browser.get(page_of(live)).content.decode()
    browser.get(dead, follow=True)
    browser.get(f"{live}more")

    said = log.getvalue()
    assert "request_finished" in said
    for token in (live.split("/")[2], dead.split("/")[2]):
        assert token not in said
        assert token not in page


def test_mails_build_their_links_from_the_site_not_from_the_host_header(worlds, settings):
    settings.EMAIL_BACKEND = "doallvet.outbox.backend.OutboxBackend"
    home = worlds.home
    evil = Client(headers={"host": "evil.example"})
    evil.cookies[settings.SESSION_COOKIE_NAME] = signed_in(home.people["coordinator"])

    evil.post(reverse("mobilities:ask", args=[home.mobility.pk, home.steps["G03"].pk]))
    for address in ("account_request_login_code", "account_reset_password"):
        Client(headers={"host": "evil.example"}).post(reverse(address), {"email": "coordinator@otter.example"})
    compose(at=NOW)

    known = Mail.objects.filter(person=home.people["coordinator"], subject__startswith="doALLVET:")
    assert known.count() == 2  # the code, and the way to a new password
    assert not [mail for mail in Mail.objects.all() if "evil.example" in mail.text + mail.html]
    asked = Mail.objects.filter(person=home.people["host_signatory"])
    assert [settings.SITE_URL + "/l/" in mail.text for mail in asked] == [True] * 3  # to answer, to sign, to read


def test_nobody_is_asked_by_a_link_who_may_not_answer_any_more(worlds):
    home = worlds.home
    end_contact(home)

    assert home.people["employer_signatory"] not in asking.signers(home.mobility, "home_employer")
