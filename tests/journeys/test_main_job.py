"""Plan → company approves by link → apprentice uploads → coordinator accepts → agreement opened and read."""

import re
from datetime import timedelta

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from PIL import Image

pytestmark = pytest.mark.journey

ANA, CLAUDIA = "ana@sil.example", "claudia.rivas@sil.example"


def looks_right(page):
    """No serious accessibility fault, and nothing wider than the screen."""
    found = Axe().run(page).response["violations"]
    serious = [
        (fault["id"], [node["html"][:90] for node in fault["nodes"]][:2])
        for fault in found
        if fault["impact"] in ("serious", "critical")
    ]
    assert serious == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def plan(page):
    """Walk the wizard for Claudia: eight weeks ahead, three weeks in Dresden."""
    page.goto("/mobilities/new/")
    looks_right(page)
    page.select_option("[name=apprentice]", label="Claudia Rivas")
    page.select_option("[name=project]", index=1)
    page.click("text=Go on")
    looks_right(page)
    host = page.locator("[name=host] option", has_text="Werkstatt Sachsen").first
    page.select_option("[name=host]", host.get_attribute("value"))
    page.click("text=Go on")
    looks_right(page)
    starts = timezone.localdate() + timedelta(days=56)
    page.fill("[name=starts_on]", starts.isoformat())
    page.fill("[name=ends_on]", (starts + timedelta(days=20)).isoformat())
    page.click("text=Go on")
    looks_right(page)
    page.check("#late [value=R07]")
    page.click("main button:has-text('Check your answers')")
    looks_right(page)
    page.click("button:has-text('Plan the mobility')")
    page.wait_for_url(re.compile(r"/mobilities/\d+/$"))
    looks_right(page)
    return page.url


def open_step(page, mobility, title):
    page.goto(mobility)
    page.locator("a.task-link", has_text=title).first.click()
    page.wait_for_load_state()


def test_from_the_plan_to_the_agreement(visit, portal, tmp_path):
    ana = visit("/", ANA)
    looks_right(ana)
    mobility = plan(ana)

    open_step(ana, mobility, "Accept the placement and name the mentor")
    looks_right(ana)
    ana.click("button:has-text('Ask for an answer')")
    ana.wait_for_selector("text=on its way")

    company = visit("/demo/inbox/", "", width=390)
    link = link_to(company, "Will you host Claudia Rivas?")
    company.goto(link)
    looks_right(company)
    company.check("[value=approve]")
    company.fill("[name=typed_name]", "Heike Sommer")
    company.click("button:has-text('Send my answer')")
    company.wait_for_selector("text=Your answer is kept")
    looks_right(company)

    claudia = visit("/", CLAUDIA, width=390)
    looks_right(claudia)
    claudia.goto(mobility)
    looks_right(claudia)
    photo = tmp_path / "card.jpg"
    Image.new("RGB", (800, 500), "white").save(photo)
    open_step(claudia, mobility, "Get the European Health Insurance Card")
    looks_right(claudia)
    claudia.set_input_files("[name=file]", photo)
    claudia.click("button:has-text('Send the file')")
    claudia.wait_for_selector("text=the file is here")

    open_step(ana, mobility, "Get the European Health Insurance Card")
    looks_right(ana)
    ana.click("button:has-text('Accept')")
    ana.wait_for_selector("text=Your answer to the file is kept")
    ana.goto(mobility)
    row = ana.locator("li.task", has_text="Get the European Health Insurance Card")
    assert "Done" in row.inner_text()


def link_to(page, subject):
    """The personal link of a message in the demo's inbox, once the worker has made it."""
    for _ in range(60):
        page.goto("/demo/inbox/")
        if page.locator("a", has_text=subject).count():
            break
        page.wait_for_timeout(500)
    looks_right(page)
    page.locator("a", has_text=subject).first.click()
    page.wait_for_load_state()
    looks_right(page)
    return page.locator("a[href*='/l/']").first.get_attribute("href")


def test_the_agreement_that_the_worker_made_is_opened_and_read(visit, portal):
    ana = visit("/mobilities/?q=lucia", ANA)
    looks_right(ana)
    ana.locator("main a", has_text="Lucía García").first.click()
    ana.locator("a", has_text="Agreement").first.click()
    ana.wait_for_load_state()
    for _ in range(60):
        if ana.locator("a[href$='.pdf']").count():
            break
        ana.wait_for_timeout(1000)
        ana.reload()
    looks_right(ana)

    answer = ana.request.get(portal + ana.locator("a[href$='.pdf']").first.get_attribute("href"))

    pdf = pypdfium2.PdfDocument(answer.body())
    text = "\n".join(page.get_textpage().get_text_range() for page in pdf)
    assert answer.headers["content-type"] == "application/pdf"
    assert 2 <= len(pdf) <= 6
    assert [word in text for word in ("Lucía García", "Werkstatt Sachsen", "Metal Bierzo", "BSZ Elbufer", "LA-")] == [
        True
    ] * 5
