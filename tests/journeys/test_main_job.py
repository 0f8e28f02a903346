"""Plan → company approves by link → apprentice uploads → coordinator accepts → agreement opened and read."""

import re
from datetime import timedelta

import pypdfium2
import pytest
from django.utils import timezone
from PIL import Image

from tests.journeys.pages import link_to, looks_right

pytestmark = pytest.mark.journey

MOBILITY_ID = "2025-LONGT-0012-KA121-VET-100001371"  # of the demo's first project
ANA, CLAUDIA = "ana@sil.example", "claudia.rivas@sil.example"


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


def write_agreement(page, mobility):
    """Fill the learning agreement as last time, write what only this stay has, check and issue it."""
    page.goto(f"{mobility}agreement/")
    page.select_option("main form select", index=1)
    page.click("button:has-text('Fill as last time')")
    page.wait_for_selector("text=filled as last time")
    looks_right(page)
    missing = {"mobility_id": MOBILITY_ID, "when": (timezone.localdate() + timedelta(days=120)).isoformat()}
    for name, value in missing.items():
        page.goto(f"{mobility}agreement/check/")
        page.locator("main .notice li a").first.click()
        page.fill(f"[name$={name}]", value)
        looks_right(page)
        page.click("button:has-text('Save and go on')")
        page.wait_for_load_state()
    page.goto(f"{mobility}agreement/check/")
    looks_right(page)
    page.click("button:has-text('Issue the agreement')")
    page.wait_for_selector("a[href$='.pdf']", timeout=180_000)  # the worker seals the papers of the demo first
    looks_right(page)


def read_pdf(page):
    """The texts of the pages of the file that the worker made."""
    answer = page.request.get(page.locator("a[href$='.pdf']").first.evaluate("link => link.href"))
    assert answer.headers["content-type"] == "application/pdf"
    return [sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(answer.body())]


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

    write_agreement(ana, mobility)
    pages = read_pdf(ana)
    assert 3 <= len(pages) <= 6  # in two languages
    text = "\n".join(pages)
    said = ("Claudia Rivas", "Werkstatt Sachsen", "BSZ Elbufer", "CIFP Río Sil", MOBILITY_ID, "LA-")
    assert [word for word in said if word not in text] == []
