"""From a reminder on a phone: remind me on a day, and not me; without an account, in few taps."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.journeys.conftest import sign_in
from tests.journeys.pages import fits_a_thumb, looks_right, open_message

pytestmark = pytest.mark.journey

PACO, STEP = "Paco Blanco", "Get the A1 certificate"
WHO = re.compile(r"\((.+)\)")


@pytest.fixture
def phone(browser, portal):
    page = browser.new_context(
        viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True, base_url=portal, locale="en-GB"
    ).new_page()
    page.set_default_timeout(15_000)
    yield page
    page.context.close()


def tap(page, what):
    with page.expect_navigation():
        page.tap(what)


def test_a_mentor_asks_for_time_in_two_taps_and_hands_over_in_three_more(phone, browser, portal):
    who = WHO.search(open_message(phone, STEP, to=PACO))[1]  # whose step is near depends on the day
    link = phone.locator("a[href*='/l/']").first.get_attribute("href")
    for fetch in (phone.request.get, phone.request.head):  # as programs do that look at mails
        assert fetch(link).ok

    tap(phone, "a[href*='/l/']")
    looks_right(phone)
    fits_a_thumb(phone)
    offered = phone.input_value("[name=later-until]")
    tap(phone, "button:has-text('Remind me on this day')")
    looks_right(phone)

    today = timezone.localdate()
    assert today < date.fromisoformat(offered) <= today + timedelta(days=7)
    assert "You are reminded again on" in phone.inner_text("#ways")

    phone.tap("summary:has-text('Not me')")
    phone.tap("label:has-text('Rosa Vidal')")
    fits_a_thumb(phone)
    tap(phone, "button:has-text('Hand it over')")
    looks_right(phone)
    assert "You handed it over to Rosa Vidal." in phone.inner_text("#ways")

    ana = browser.new_context(viewport={"width": 390, "height": 800}, base_url=portal, locale="en-GB").new_page()
    sign_in(ana, "ana@sil.example")
    ana.goto("/mobilities/")
    ana.locator("a", has_text=who).first.click()
    ana.locator("a.task-link", has_text=STEP).first.click()
    ana.wait_for_selector("text=Rosa Vidal is asked instead.")
    looks_right(ana)
    ana.click("button:has-text('Ask Paco Blanco all the same')")
    ana.wait_for_selector("text=reminded as before")
    ana.context.close()
