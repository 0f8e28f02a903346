"""The editor of a plan in a real browser: what is clicked is what is meant, with mouse and keys."""

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from tests.factories import make_coordinator, make_draft

playwright = pytest.importorskip("playwright.sync_api")

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# The links and buttons of the page that something else lies over.
COVERED = """() => [...document.querySelectorAll("main a, main button:enabled")].filter((element) => {
  element.scrollIntoView({ block: "center" })
  const box = element.getBoundingClientRect()
  const seen = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)
  return !element.contains(seen)
}).map((element) => element.outerHTML.slice(0, 80))"""

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed at /usr/bin/chromium"),
]


@pytest.fixture
def draft(client):
    ana = make_coordinator(first_name="Ana")
    client.force_login(ana)
    return make_draft(ana.centre, ana)


@pytest.fixture
def walk(live_server, client, draft):
    """Give a function that opens the draft's page, does something there, and closes the browser; gives what it found.

    The browser is closed before rows are read: its event loop keeps them away.
    """

    def walked(act):
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        url = live_server.url + reverse("mobilities:blueprint", args=[draft.pk])
        with playwright.sync_playwright() as browsers:
            browser = browsers.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            page = browser.new_page(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
            page.set_default_timeout(10_000)
            page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
            page.goto(url)
            found = act(page)
            browser.close()
        return found

    return walked


def test_nothing_lies_over_a_link_or_a_button(walk):
    assert walk(lambda page: page.evaluate(COVERED)) == []


def test_a_step_is_moved_with_the_mouse(walk, draft):
    first, second = (step.pk for step in draft.steps.all()[:2])

    def move(page):
        page.click(f"#step-{first}-down")
        page.wait_for_selector(f"#prepare .plan-step:first-child#step-{second}")

    walk(move)

    assert [step.pk for step in draft.steps.all()[:2]] == [second, first]


def test_a_key_that_moves_a_step_to_the_end_keeps_the_focus(walk, draft):
    first, second = (step.pk for step in draft.steps.all()[:2])

    def move(page):
        page.focus(f"#step-{second}-up")
        while not page.evaluate("!!window.htmx"):  # the page forbids what wait_for_function needs
            page.wait_for_timeout(50)
        page.keyboard.press("Enter")
        page.wait_for_selector(f"#prepare .plan-step:first-child#step-{second}")
        page.wait_for_timeout(100)  # htmx gives the focus back after it has put the new rows in
        here = page.evaluate("document.activeElement.id")
        with page.expect_response(lambda answer: "/move/" in answer.url):
            page.keyboard.press("Enter")  # there is nothing above it any more
        return here

    here = walk(move)

    assert here == f"step-{second}-up"
    assert [step.pk for step in draft.steps.all()[:2]] == [second, first]
