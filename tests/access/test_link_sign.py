"""The page on which one signs, from a personal link: read by whoever opened it, and by nobody else."""

import pytest
from django.test import Client
from django.urls import reverse

from doallvet.accounts.models import PersonalLink
from doallvet.signing.models import Signatory, Signature
from tests.access.pages import fingerprint
from tests.access.test_links import SHOWN, link_for, opened, page_of

pytestmark = pytest.mark.django_db
CLOSED = "/link-closed/"


@pytest.fixture
def place(worlds):
    return worlds.home.place


@pytest.fixture
def address(worlds, place):
    return link_for(worlds.home, "host_signatory", "sign", place)


def paper_of(address):
    return f"{page_of(address)}paper.pdf"


def typed(browser, page):
    """What a person sends who read the page, typed a name and ticked."""
    shown = SHOWN.search(browser.get(page).content.decode())[1]
    return {"act": "sign", "typed_name": "Heike", "agreed": "on", "read_in": "en", "shown": shown}


def test_a_scanner_that_follows_the_link_signs_nothing(address, place):
    before = fingerprint()

    for method in ("get", "head"):
        scanner = Client()
        getattr(scanner, method)(address)
        getattr(scanner, method)(page_of(address))
        getattr(scanner, method)(paper_of(address))

    assert fingerprint() == before


def test_the_link_opens_page_and_paper_and_one_click_twice_signs_once(address, place):
    browser = opened(address)
    said = typed(browser, page_of(address))

    answers = [browser.post(page_of(address), said) for _ in range(2)]

    place.refresh_from_db()
    assert [answer.status_code for answer in answers] == [302, 302]
    assert (place.state, Signature.objects.get(signatory=place).link_id) == ("signed", PersonalLink.objects.last().pk)
    assert browser.get(paper_of(address)).headers["Content-Type"] == "application/pdf"
    assert "You have signed" in browser.get(page_of(address)).text


def test_without_a_name_or_the_tick_nothing_is_signed_and_what_is_missing_is_said(address, place):
    browser = opened(address)

    answer = browser.post(page_of(address), {"act": "sign", "typed_name": "", "shown": place.version.content_hash})

    assert (answer.status_code, Signature.objects.filter(signatory=place).exists()) == (422, False)
    assert "Tick this to sign" in answer.text


def test_what_is_no_act_is_not_found(address):
    assert opened(address).post(page_of(address), {"act": "burn"}).status_code == 404


def test_a_page_that_went_stale_says_so_and_signs_nothing(address, place):
    browser = opened(address)

    answer = browser.post(page_of(address), typed(browser, page_of(address)) | {"shown": "0" * 64})

    assert (answer.url, Signature.objects.filter(signatory=place).exists()) == (page_of(address), False)
    assert "The paper changed since you opened the page" in browser.get(answer.url).text


def test_nobody_else_gets_in(worlds, address, place):
    other = link_for(worlds.home, "employer_signatory", "sign", place)  # does not sign for the host
    stranger = opened(other)

    assert stranger.get(page_of(other)).url == CLOSED
    for page in (page_of(address), paper_of(address)):
        assert stranger.get(page).url == CLOSED
        assert Client().post(page, {"act": "sign"}).url == CLOSED


def test_a_link_to_something_else_does_not_sign(worlds, place):
    answering = link_for(worlds.home, "host_signatory")

    page = reverse("link-sign", args=[PersonalLink.objects.of_token(answering.split("/")[2]).get().pk])

    assert opened(answering).get(page).status_code == 404


def test_passing_it_on_ends_the_link_and_asks_the_other(worlds, address, place):
    browser = opened(address)
    heir = {
        "first_name": "Greta",
        "last_name": "Ohm",
        "email": "greta@host.example",
        "shown": place.version.content_hash,
    }

    answer = browser.post(page_of(address), {"act": "pass-on"} | heir)

    named = Signatory.objects.get(pk=place.pk).person
    assert (answer.url, named.email) == ("/sign/passed-on/", "greta@host.example")
    assert browser.get(page_of(address)).url == CLOSED
    fresh = link_for(worlds.home, "host_signatory", "sign", place)
    assert opened(fresh).get(page_of(fresh)).status_code == 200  # still a signatory of the company
