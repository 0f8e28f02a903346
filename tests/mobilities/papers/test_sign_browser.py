"""The page on which one signs, in a real browser: in each of its states, in a race, and when the line is bad."""

import re
from pathlib import Path

import pytest
from django.utils import timezone

from doallvet.accounts.models import PersonalLink, User
from doallvet.outbox.compose import compose
from doallvet.outbox.models import Mail
from doallvet.signing import letters
from doallvet.signing.mark import printed_code
from doallvet.signing.models import Signatory, Signature
from mobilities.models import Mobility
from tests.mobilities import sheets, signing
from tests.mobilities.agreements import WEEKS, make_stay
from tests.mobilities.papers.desk import SIGN, Desk, fill, mail, sign, wait_until
from tests.mobilities.signing import place, sign_all

playwright = pytest.importorskip("playwright.sync_api")
pages = pytest.importorskip("tests.journeys.pages")

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
STALE = "The paper changed since you opened the page"

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed at /usr/bin/chromium"),
]


@pytest.fixture
def issued(live_server):
    mobility, ana = make_stay()
    return mobility, ana, signing.issue(mobility, ana, at=timezone.now())


@pytest.fixture
def desk(issued, live_server, monkeypatch):
    """The rows are read between two clicks: the loop of the browser does not wait for them."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with playwright.sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield Desk(browser, live_server.url)
        browser.close()


def looks_right(page, *said):
    """All that can be unfolded is; in the light and in the dark."""
    page.evaluate("document.querySelectorAll('main details').forEach((part) => { part.open = true })")
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        pages.looks_right(page)
    pages.fits_a_thumb(page)
    main = page.inner_text("main")
    assert [words for words in said if words not in main] == []


def again(page, *said):
    page.reload()
    looks_right(page, *said)


def new_version(issued, **changes):
    mobility, ana, _version = issued
    return signing.issue(Mobility.objects.with_people().get(pk=mobility.pk), ana, at=timezone.now(), **changes)


def test_whatever_was_said_the_page_is_accessible_and_fits_a_phone(desk, issued):
    version = issued[2]
    later = desk.open(version, "sending_centre")
    looks_right(later, "Others sign first")
    page = desk.open(version, "apprentice")
    looks_right(page, "Your signature, please", "Who signs", "Questions?")
    for form, said in (("wet_scan", "has to be signed by hand"), ("qualified", "an advanced or qualified signature")):
        Signatory.objects.update(form=form)
        again(page, said)
    Signatory.objects.update(form="simple")
    again(page)

    page.fill("#id_change_text", "Two weeks later")
    page.click("text=Ask for a change")
    page.wait_for_selector("text=You asked for a change on")
    looks_right(page, "Two weeks later", "You can still sign below")
    page.select_option("[name=reason]", index=1)
    page.click("button:has-text('Do not sign')")
    page.wait_for_selector("text=You declined on")
    looks_right(page, "You can still sign below")

    sign(page)
    page.wait_for_selector("text=You have signed")
    looks_right(page, "Nothing more is asked of you here")
    new_version(issued, monitoring={"frequency": "Twice a week", "channel": "Video call"})
    again(page, "Your signature still holds")
    new_version(issued, learning_programme=[WEEKS[0], WEEKS[1] | {"tasks": "Welding"}])
    again(page, "What changed since you signed", "Repairs with the mentor", "Welding")
    Mobility.objects.update(decision="cancelled")
    again(page, "This mobility is over")


def test_a_code_is_asked_for_sent_and_typed_and_a_wrong_one_gets_the_focus(desk, issued):
    Signatory.objects.update(code="email")
    page = desk.open(issued[2], "apprentice")
    looks_right(page, "A code by e-mail goes with this signature")

    page.click("text=Send me the code")
    page.wait_for_selector("text=The code is on its way")
    person = place(issued[2], "apprentice").person
    looks_right(page, f"{person.email[0]}•••@{person.email.partition('@')[2]}", "Send a new code")
    page.fill("[name=code]", "no code")
    sign(page)
    page.wait_for_selector("[data-error-summary]:focus")
    looks_right(page, "This is not the code that was sent last")
    page.fill("[name=code]", re.search(r"\b\d{6}\b", mail("Your code to sign").text)[0])
    sign(page)

    page.wait_for_selector("text=You have signed")
    assert Signature.objects.get().code_checked


def test_passing_it_on_ends_on_a_page_that_says_so(desk, issued):
    sign_all(issued[2], at=timezone.now(), parties=["apprentice"])
    page = desk.open(issued[2], "home_employer")
    page.click("text=Not me: somebody else signs")
    page.click("button:has-text('Pass it on')")
    page.wait_for_selector("[data-error-summary]:focus")
    looks_right(page, "First name")

    page.fill("[name=first_name]", "Greta")
    page.fill("[name=last_name]", "Ohm")
    page.fill("[name=email]", "greta@metal.example")
    page.click("button:has-text('Pass it on')")
    page.wait_for_selector("h1:has-text('Passed on')")

    looks_right(page, "gets a link of their own")
    assert place(issued[2], "home_employer").person.email == "greta@metal.example"


def test_a_consent_can_be_taken_back_where_it_was_given(desk):
    stay, ana = make_stay(minor=True)
    version = sheets.issue(stay, "GUARDIAN_CONSENT_IMAGE", ana, at=timezone.now())
    page = desk.open(version, "guardian")
    sign(page, "Pilar Soto")
    page.wait_for_selector("text=You have signed")
    looks_right(page, "You need not say why")

    page.click("button:has-text('Take it back')")
    page.wait_for_selector("text=Taken back on")

    looks_right(page, "It no longer holds")


def test_the_code_of_a_letter_leads_to_the_same_page(desk, issued):
    User.objects.filter(pk=place(issued[2], "apprentice").person_id).update(email=None)
    row = place(issued[2], "apprentice")
    letter = letters.draft(row)
    letters.keep(row, letter, by=issued[1], at=timezone.now())
    page = desk.phone()
    page.goto("/letter/")
    looks_right(page, "Sign with a letter")
    page.fill("[name=code]", "AAAA-AAAA")
    page.click("text=Go on")
    page.wait_for_selector("[data-error-summary]:focus")
    looks_right(page, "This code opens nothing")

    page.fill("[name=code]", letter.code)
    page.click("text=Go on")

    page.wait_for_selector("text=Your signature, please")
    looks_right(page)


def test_a_link_that_ran_out_brings_another_to_the_address_on_file_and_one_that_was_ended_brings_none(desk, issued):
    link, person = desk.link(issued[2], "apprentice"), place(issued[2], "apprentice").person
    PersonalLink.objects.update(ends_at=timezone.now())
    page = desk.phone()
    page.goto(link)
    looks_right(page, "This link is not valid any more")
    page.click("text=Send me a new link")
    page.wait_for_selector("text=is on its way by e-mail")
    looks_right(page)
    assert person.email not in page.content()

    sent = mail("Your new link")
    assert sent.person == person
    page.goto("/l/" + sent.text.split("/l/")[1].split()[0])
    page.wait_for_selector("text=Your signature, please")

    Mail.objects.all().delete()
    PersonalLink.objects.update(ended_at=timezone.now())
    page.goto(link)
    page.click("text=Send me a new link")
    page.wait_for_selector("text=is on its way by e-mail")  # said to everybody
    compose(at=timezone.now())
    assert not Mail.objects.filter(subject__contains="Your new link").exists()


def test_who_signs_what_was_replaced_meanwhile_is_told_and_shown_what_holds_now(desk, issued):
    link = desk.link(issued[2], "apprentice")
    page = desk.phone()
    page.goto(link)
    newer = new_version(issued, monitoring={"frequency": "Twice a week", "channel": "Video call"})

    sign(page)
    page.wait_for_selector(f"text={STALE}")
    looks_right(page, "Nothing was kept", f"{newer.document.number}, version 2")
    assert not Signature.objects.exists()
    page.goto(link)  # the oldest message leads to what holds today
    sign(page)
    page.wait_for_selector("text=You have signed")

    assert Signature.objects.get().content_hash == newer.content_hash


def test_a_bad_line_neither_loses_a_signature_nor_doubles_it(desk, issued):
    link, sent, lost = desk.link(issued[2], "apprentice"), [], []
    page, other = desk.phone(), desk.phone()
    for window in (page, other):
        window.goto(link)

    page.context.set_offline(True)
    sign(page)
    page.wait_for_timeout(500)
    assert not Signature.objects.exists()
    page.context.set_offline(False)

    def lose(route):
        """The answer comes late, and never arrives."""
        if route.request.method != "POST":
            return route.continue_()
        sent.append(route.request.url)
        page.wait_for_timeout(1000)
        route.fetch(max_redirects=0)
        route.abort("connectionreset")
        return lost.append(route.request.url)

    page.goto(link)
    page.route("**/sign/**", lose)
    fill(page)
    page.dblclick(SIGN, no_wait_after=True)
    wait_until(page, lambda: lost)
    assert (len(sent), Signature.objects.count()) == (1, 1)
    page.unroute("**/sign/**")
    page.goto(link)
    looks_right(page, "You have signed")

    sign(other)
    other.wait_for_selector("text=You have signed")
    assert Signature.objects.count() == 1


def test_the_check_of_a_paper_is_accessible_with_each_verdict(desk, issued):
    version = issued[2]
    page = desk.phone()
    page.goto("/verify/")
    looks_right(page, "Check a document")
    for code, said in (
        ("AAAA-AAAA", "No paper of this portal"),
        (printed_code(version.content_hash), "not signed by all"),
    ):
        page.fill("[name=number]", version.document.number)
        page.fill("[name=code]", code)
        page.click("text=Check number and code")
        page.wait_for_selector(f"text={said}")
        looks_right(page)
