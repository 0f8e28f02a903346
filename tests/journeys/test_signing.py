"""From the message to the signature: with a thumb, and by keyboard alone."""

import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.journeys.conftest import sign_in
from tests.journeys.pages import fits_a_thumb, link_to, looks_right, open_message

pytestmark = pytest.mark.journey

WHO, SUBJECT = "Marcos Gallego", "Your signature, please: Learning agreement"
MOST_TAPS = 6
# What has the focus: its name; where it is hidden, covered or without a ring, that instead.
FOCUS = """() => {
  const element = document.activeElement, box = element.getBoundingClientRect(), style = getComputedStyle(element)
  const seen = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)
  const name = element.ariaLabel || element.labels?.[0]?.textContent || element.textContent
  if (!seen || !(element.contains(seen) || seen.contains(element))) return `covered: ${name}`
  if (style.outlineStyle === "none" && style.boxShadow === "none") return `no ring: ${name}`
  return name.replace(/[\\s*]+/g, " ").trim()
}"""


@pytest.fixture(scope="module")
def asked(browser, portal):
    """The sending centre has signed: the host company and the hosting centre are asked by message."""
    page = browser.new_context(base_url=portal, locale="en-GB").new_page()
    sign_in(page, "ana@sil.example")
    page.goto("/mobilities/")
    page.locator("a", has_text=WHO).first.click()
    page.locator(".tabs a", has_text="Papers").click()
    page.locator("a.task-link", has_text="Learning agreement").first.click()
    page.click("#signing a:has-text('Read and sign')")
    page.fill("[name=typed_name]", "Ana Valcarce")
    page.check("[name=agreed]")
    page.click("#sign button:has-text('Sign')")
    page.wait_for_selector("text=You have signed")
    page.context.close()


class Thumb:
    """A telephone of 320 pixels; counts what is tapped."""

    def __init__(self, browser, portal):
        self.page = browser.new_context(
            viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True, base_url=portal, locale="en-GB"
        ).new_page()
        self.page.set_default_timeout(15_000)
        self.taps = 0
        self.asked = []  # address and referrer of all that was fetched
        self.page.on("request", lambda request: self.asked.append((request.url, request.headers.get("referer", ""))))

    def tap(self, what):
        self.page.tap(what)
        self.taps += 1

    def go(self, what):
        """Tap what leads to another page."""
        with self.page.expect_navigation():
            self.tap(what)


@pytest.fixture
def thumb(browser, portal):
    thumb = Thumb(browser, portal)
    yield thumb
    thumb.page.context.close()


@pytest.fixture
def elsewhere():
    """Another site, with what its visitors say of where they come from."""
    referrers = []

    class Site(BaseHTTPRequestHandler):
        def do_GET(self):
            referrers.append(self.headers["Referer"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *said):
            pass

    server = HTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", referrers
    server.shutdown()


def test_a_company_signs_on_a_phone_in_at_most_six_taps(asked, thumb, trial, elsewhere):
    page = thumb.page
    open_message(page, SUBJECT, to="Heike Sommer")
    link = page.locator("a[href*='/l/']").first.get_attribute("href")
    token = re.search(r"/l/([^/]+)/", link)[1]
    for fetch in (page.request.get, page.request.head):  # as programs do that look at mails
        assert fetch(link).ok
    thumb.asked.clear()

    thumb.go("a[href*='/l/']")
    looks_right(page)
    fits_a_thumb(page)
    paper = page.request.get(page.locator("main a:has-text('Open as PDF')").evaluate("link => link.href"))
    thumb.tap("text=Read the whole paper")
    looks_right(page)
    read = page.inner_text(".paper .document")
    thumb.tap("[name=typed_name]")
    page.keyboard.type("Heike Sommer")
    thumb.tap("[name=agreed]")
    thumb.go("#sign button:has-text('Sign')")
    page.wait_for_selector("text=You have signed")
    looks_right(page)
    fits_a_thumb(page)

    assert thumb.taps <= MOST_TAPS
    assert paper.headers["content-type"] == "application/pdf"
    assert [word for word in (WHO, "Werkstatt Sachsen", "Programm nach Wochen") if word not in read] == []
    page.click("footer a:has-text('Check a document')")
    page.goto(link)  # used, and opened once more
    assert "You have signed" in page.inner_text("main")
    page.evaluate("address => { location.href = address }", elsewhere[0])
    page.wait_for_url(elsewhere[0])
    assert elsewhere[1][:1] == [None]
    assert [pair for pair in thumb.asked if token in pair[1]] == []
    assert {url for url, _referrer in thumb.asked if token in url} == {trial[0] + link}
    said = trial[1].read_text()
    assert "GET /l/..." in said
    assert token not in said


def test_a_centre_signs_by_keyboard_alone(asked, browser, portal):
    page = browser.new_context(
        viewport={"width": 1280, "height": 720}, base_url=portal, locale="en-GB", reduced_motion="reduce"
    ).new_page()
    page.goto(link_to(page, SUBJECT, to="Jonas Richter"))
    walked = []
    while not walked or walked[-1] != "Check a document":
        page.keyboard.press("Tab")
        walked.append(page.evaluate(FOCUS))
        assert len(walked) < 40, walked
    name, consent = walked[7:9]

    assert walked == [
        *("Skip to the content", "inbox", "doALLVET", "Language: English", walked[4]),
        *("Read the whole paper", "Open as PDF", name, consent, "Sign"),
        *("Something should be different", "I do not sign", "ana@sil.example", "Check a document"),
    ]
    assert (name, consent[:24]) == ("Your name", "I have read this paper (")

    go_to(page, "Sign", key="Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-error-summary]:focus")
    assert page.title().startswith("Error: ")
    looks_right(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUS) == "Your name"

    page.keyboard.type("Jonas Richter")
    go_to(page, consent)
    page.keyboard.press("Space")
    go_to(page, "Sign")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=You have signed")
    assert page.title().startswith("Signed: ")
    page.context.close()


def go_to(page, name, key="Tab"):
    """Walk to what has this name."""
    for _ in range(20):
        page.keyboard.press(key)
        if page.evaluate(FOCUS) == name:
            return
    pytest.fail(f"{name} is not reached with {key}")
