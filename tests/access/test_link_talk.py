"""The conversation behind a personal link: read and answered by its person alone, and no more of it than is theirs."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from doallvet.accounts.models import PersonalLink
from mobilities.actions import comment
from mobilities.choices import Owner
from mobilities.models import Comment, Mobility, Step
from tests.access.pages import fingerprint
from tests.access.test_links import CLOSED, link_for, opened, page_of
from tests.factories import NOW, make_member

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="comment-token" value="([^"]+)"')


def talk(world, role):
    return link_for(world, role, "talk")


def say(browser, page, **said):
    token = TOKEN.search(browser.get(page).content.decode())[1]
    return browser.post(page, {"comment-text": "We wait at the gate.", "comment-token": token} | said)


def test_a_company_reads_and_answers_without_an_account(worlds):
    home, address = worlds.home, talk(worlds.home, "host_signatory")
    browser, page = opened(address), page_of(address)
    shown = browser.get(page).content.decode()

    answer = say(browser, page)

    assert home.word("talkhost") in shown and home.word("talkfamily") not in shown
    row = Comment.objects.latest("pk")
    assert (answer.status_code, answer.url) == (302, f"{page}#comment-{row.pk}")
    assert (row.author, row.spoke_for, row.way) == (home.people["host_signatory"], "host_company", "link")
    assert PersonalLink.objects.of_token(address.split("/")[2]).get().used_at == NOW


def test_a_scanner_changes_nothing_and_what_is_written_needs_the_token_of_its_form(worlds):
    address = talk(worlds.home, "guardian")
    browser, before = opened(address, enforce_csrf_checks=True), fingerprint()

    looked = [browser.get(page_of(address)).status_code, browser.head(page_of(address)).status_code]
    sent = browser.post(page_of(address), {"comment-text": "Hello", "comment-token": uuid4()})

    assert (looked, sent.status_code) == ([200, 200], 403)
    assert fingerprint() == before


@pytest.mark.parametrize("method", ["get", "head", "post", "put", "delete"])
def test_it_is_closed_to_a_browser_that_did_not_open_the_link(worlds, method):
    foreign = page_of(talk(worlds.home, "host_signatory"))
    browser = opened(talk(worlds.home, "guardian"))
    back = f"{foreign}{worlds.home.comments['host'].pk}/back/"

    found = {getattr(visitor, method)(page).url for visitor in (browser, Client()) for page in (foreign, back)}

    assert found == {CLOSED}


def test_a_link_opens_only_what_its_person_is_as_a_company(worlds):
    """Who also coordinates signs in for that: a link is no way around the second factor."""
    home = worlds.home
    make_member(home.sending, person=home.people["host_signatory"])
    address = talk(home, "host_signatory")

    shown = opened(address).get(page_of(address)).content.decode()

    assert home.word("talkhost") in shown
    assert home.word("talkfamily") not in shown and home.word("talkprivate") not in shown


def test_what_its_person_wrote_in_another_part_is_neither_shown_nor_taken_back(worlds):
    home, person = worlds.home, worlds.home.people["host_signatory"]
    make_member(home.sending, person=person)
    rows = [
        comment.write(
            home.mobility,
            None,
            text=f"As the school, to {reader}.",
            by=person,
            spoke_for=Owner.SENDING_COORDINATOR,
            readers=[reader],
            token=uuid4(),
            at=NOW,
        )
        for reader in (Owner.APPRENTICE, Owner.HOST_COMPANY)
    ]
    address = talk(home, "host_signatory")
    browser, page = opened(address), page_of(address)

    shown = browser.get(page).content.decode()

    assert (rows[0].text in shown, rows[1].text in shown) == (False, True)
    assert [browser.post(f"{page}{row.pk}/back/").status_code for row in rows] == [404, 403]
    assert f"{rows[1].pk}/back/" not in shown


def test_of_a_step_that_is_needed_no_more_it_shows_the_stay(worlds):
    home, link = worlds.home, link_for(worlds.home, "guardian", "talk")
    PersonalLink.objects.of_token(link.split("/")[2]).update(version=str(home.steps["R05"].pk))
    Step.objects.filter(pk=home.steps["R05"].pk).update(needed=False)

    shown = opened(link).get(page_of(link))

    assert (shown.status_code, home.word("talkfamily") in shown.content.decode()) == (200, True)


@pytest.mark.parametrize("role", ["coordinator", "apprentice", "teacher"])
def test_a_link_of_who_signs_in_opens_nothing(worlds, role):
    address = talk(worlds.home, role)

    assert opened(address).get(page_of(address)).url == CLOSED


def test_who_left_finds_it_closed(worlds):
    address = talk(worlds.home, "host_signatory")
    browser = opened(address)
    worlds.home.host.contacts.update(ended_at=NOW)

    assert browser.get(page_of(address)).url == CLOSED


def test_of_a_step_it_shows_the_step_alone_and_only_to_who_sees_it(worlds):
    home, pages = worlds.home, {}
    for role in ("host_signatory", "guardian"):
        link = link_for(home, role, "talk")
        PersonalLink.objects.of_token(link.split("/")[2]).update(version=str(home.steps["R05"].pk))
        pages[role] = opened(link).get(page_of(link))

    assert pages["host_signatory"].url == CLOSED
    assert home.word("talkprivate") in pages["guardian"].content.decode()
    assert home.word("talkfamily") not in pages["guardian"].content.decode()


def test_what_one_wrote_can_be_taken_back_there_and_nothing_else(worlds):
    home, address = worlds.home, talk(worlds.home, "host_signatory")
    browser, page = opened(address), page_of(address)
    say(browser, page)
    own = Comment.objects.latest("pk")

    done = browser.post(f"{page}{own.pk}/back/")
    others = [browser.post(f"{page}{home.comments[name].pk}/back/").status_code for name in ("host", "family")]

    own.refresh_from_db()
    assert (done.status_code, own.text, others) == (302, "", [403, 404])


def test_a_stay_that_is_over_takes_no_more_words(worlds):
    home, address = worlds.home, talk(worlds.home, "host_signatory")
    browser, page = opened(address), page_of(address)
    Mobility.objects.filter(pk=home.mobility.pk).update(decision="closed")

    assert browser.post(page, {"comment-text": "Hello", "comment-token": uuid4()}).status_code == 422
    assert "comment-text" not in browser.get(page).content.decode()


def test_the_page_is_not_kept_and_does_not_say_where_one_came_from(worlds):
    address = talk(worlds.home, "host_signatory")

    headers = opened(address).get(page_of(address)).headers

    assert (headers["Referrer-Policy"], "no-store" in headers["Cache-Control"]) == ("same-origin", True)
