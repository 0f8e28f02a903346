"""The weeks behind a host's personal link: nobody else's, kept by a form of the page alone."""

import pytest
from django.test import Client

from mobilities.models import Agreement
from tests.access.pages import fingerprint
from tests.access.test_links import CLOSED, link_for, opened, page_of

pytestmark = pytest.mark.django_db


def test_tasks_are_proposed_by_the_host_alone(worlds):
    home, address = worlds.home, link_for(worlds.home, "employer_signatory")
    browser = opened(address)

    asked = browser.get(f"{page_of(address)}tasks/"), browser.post(f"{page_of(address)}tasks/", {"row-0-tasks": "Mine"})

    assert [answer.status_code for answer in asked] == [404, 404]
    assert Agreement.objects.get(mobility=home.mobility).proposed == []


def test_a_proposal_needs_the_token_of_its_form_and_reading_the_page_keeps_nothing(worlds):
    address = link_for(worlds.home, "host_signatory")
    browser, before = opened(address, enforce_csrf_checks=True), fingerprint()
    page = f"{page_of(address)}tasks/"

    looked = [browser.get(page).status_code, browser.head(page).status_code]
    sent = browser.post(page, {"row-TOTAL_FORMS": 1, "row-INITIAL_FORMS": 0, "row-0-tasks": "Tools"})

    assert (looked, sent.status_code) == ([200, 200], 403)
    assert fingerprint() == before


@pytest.mark.parametrize("method", ["get", "head", "post", "put", "delete"])
def test_the_weeks_are_closed_to_a_browser_that_did_not_open_the_link(worlds, method):
    browser = opened(link_for(worlds.home, "employer_signatory"))
    foreign = f"{page_of(link_for(worlds.home, 'host_signatory'))}tasks/"

    assert {getattr(visitor, method)(foreign).url for visitor in (browser, Client())} == {CLOSED}


def test_the_weeks_are_not_kept_and_do_not_say_where_one_came_from(worlds):
    address = link_for(worlds.home, "host_signatory")

    headers = opened(address).get(f"{page_of(address)}tasks/").headers

    assert (headers["Referrer-Policy"], "no-store" in headers["Cache-Control"]) == ("same-origin", True)
