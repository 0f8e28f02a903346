"""The looks in a real browser: narrow and wide, light and dark, by keyboard, and how much they weigh."""

from pathlib import Path

import brotli
import pytest

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
STANDARD = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PAGES = ["/", "/gallery/", "/accounts/login/", "/accounts/login/code/", "/accounts/password/reset/"]
COVERED = """() => {
  const element = document.activeElement, box = element.getBoundingClientRect()
  if (element === document.body) return null
  const seen = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)
  return seen && (element.contains(seen) || seen.contains(element)) ? null : element.outerHTML.slice(0, 80)
}"""

pytestmark = [
    pytest.mark.journey,
    pytest.mark.urls("tests.core.gallery_urls"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed at /usr/bin/chromium"),
]


@pytest.fixture
def open_page(live_server):
    """Give a function that opens an address in a new window: width, theme → page."""
    with playwright.sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)

        def opened(path, *, width=1280, theme="light", before=lambda page: None):
            page = browser.new_page(
                viewport={"width": width, "height": 720}, color_scheme=theme, reduced_motion="reduce"
            )
            before(page)
            page.goto(live_server.url + path)
            return page

        yield opened
        browser.close()


@pytest.mark.parametrize(("width", "theme"), [(320, "dark"), (1280, "light")])
def test_no_page_scrolls_sideways_or_breaks_a_rule_of_accessibility(open_page, width, theme):
    found = {}
    for path in PAGES:
        page = open_page(path, width=width, theme=theme)
        broken = [
            (rule["id"], rule["nodes"][0]["html"])
            for rule in axe.Axe().run(page, options=STANDARD).response["violations"]
        ]
        found[path] = (page.evaluate("document.documentElement.scrollWidth"), broken)
        page.close()

    assert found == dict.fromkeys(PAGES, (width, []))


def test_a_name_without_a_space_stays_on_the_page(open_page):
    page = open_page("/gallery/", width=320)

    for place in (".page-head h1", ".page-head .lead", ".person-name", ".person-role"):
        page.locator(place).first.evaluate("(element) => { element.textContent = 'Παπαδόπουλος'.repeat(20) }")

    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("width", [390, 1280])
def test_what_has_the_focus_is_never_covered_by_the_header_or_the_bar(open_page, width):
    page = open_page("/gallery/", width=width)
    covered = set()
    for _ in range(90):
        page.keyboard.press("Tab")
        covered.add(page.evaluate(COVERED))

    assert page.title().startswith("Error: Gallery")
    assert covered - {None} == set()


def test_the_gallery_weighs_at_most_45_kilobytes_in_four_requests(open_page):
    weights = {}

    def listen(page):
        page.on("response", lambda response: weights.update({response.url: len(brotli.compress(response.body()))}))

    page = open_page("/gallery/", before=listen)

    assert page.title().startswith("Error: Gallery")
    assert len(weights) <= 4, weights
    assert sum(weights.values()) <= 45_000, weights


def test_the_theme_follows_the_system_until_somebody_chooses(open_page):
    page = open_page("/", theme="dark")
    theme = "document.documentElement.dataset.bsTheme"

    before = page.evaluate(theme)
    page.click("[data-theme-switch]")
    page.reload()

    assert (before, page.evaluate(theme)) == ("dark", "light")


def test_an_error_is_said_in_the_title_and_gets_the_focus(open_page):
    page = open_page("/accounts/login/")
    page.fill("[name=login]", "nobody@")
    page.click(".entrance form button[type=submit]")
    page.wait_for_load_state()

    assert page.title().startswith("Error: ")
    assert page.evaluate("document.activeElement.className") == "error-summary"


def test_a_menu_closes_by_escape_and_gives_the_focus_back(open_page):
    page = open_page("/", width=390)
    page.click("details[data-menu] summary")

    page.keyboard.press("Escape")

    assert page.locator("details[data-menu][open]").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
