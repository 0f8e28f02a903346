"""What each page on the way is held against, and how a person gets to it from a message."""

from axe_playwright_python.sync_playwright import Axe

# What is tapped on purpose and is smaller than a thumb: 44 CSS pixels (WCAG 2.2, 2.5.5).
SMALL = """() => [...document.querySelectorAll(
  "main button, main .btn, main summary, main .form-control, main .form-select, main .form-check"
)].filter((element) => element.checkVisibility()).filter((element) => {
  const box = element.getBoundingClientRect()
  return Math.min(box.width, box.height) < 44
}).map((element) => element.outerHTML.slice(0, 90))"""


def looks_right(page):
    """No serious accessibility fault, and nothing wider than the screen."""
    found = Axe().run(page).response["violations"]
    serious = [
        (fault["id"], [node["html"][:90] for node in fault["nodes"]][:2])
        for fault in found
        if fault["impact"] in ("serious", "critical")
    ]
    assert serious == [], (page.url, serious)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def fits_a_thumb(page):
    assert page.evaluate(SMALL) == [], page.url


def open_message(page, subject, to=""):
    """Open a message in the demo's inbox, once the worker has made it; gives its subject."""
    rows = page.locator("tr", has_text=subject)
    for _ in range(90):
        page.goto("/demo/inbox/")
        people = page.locator("#to option", has_text=to)
        if to and people.count():
            page.select_option("#to", label=people.first.inner_text())
            page.click("button:has-text('Show')")
        row = rows.filter(has_text=to).first
        if row.count():
            break
        page.wait_for_timeout(300)
    looks_right(page)
    found = row.locator("a").inner_text()
    row.locator("a").click()
    page.wait_for_load_state()
    looks_right(page)
    return found


def link_to(page, subject, to=""):
    """The personal link of a message."""
    open_message(page, subject, to)
    return page.locator("a[href*='/l/']").first.get_attribute("href")
