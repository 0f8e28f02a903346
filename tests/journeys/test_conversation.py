"""The coordinator writes and mentions the host; the host answers from the link on a phone, then by mail."""

import json
import re
from urllib.request import Request, urlopen

import pytest

from tests.journeys.conftest import REPLY_SECRET
from tests.journeys.pages import fits_a_thumb, link_to, looks_right, open_message

pytestmark = pytest.mark.journey
ANA, WHO = "ana@sil.example", "Noa Rodríguez"
QUESTION, BY_PHONE, BY_MAIL = "Which gate does Noa come to?", "The gate at the river.", "And please bring boots."


def open_stay(page, who):
    page.goto("/mobilities/?q=Noa")
    page.locator("main a", has_text=who).first.click()
    page.wait_for_load_state()
    page.click("nav a:has-text('Conversation')")
    page.wait_for_load_state()


def post(portal, said):
    """Give an answer to the portal as a mail provider does."""
    headers = {"Authorization": f"Bearer {REPLY_SECRET}", "Content-Type": "application/json"}
    with urlopen(Request(f"{portal}/inbound/replies/", json.dumps(said).encode(), headers)) as answer:
        return answer.status


def test_a_question_is_answered_from_the_link_and_by_mail(visit, portal):
    ana = visit("/", ANA)
    open_stay(ana, WHO)
    looks_right(ana)
    ana.fill("[name=comment-text]", QUESTION)
    ana.check("[name=comment-told][value=host_company]")
    ana.click("button:has-text('Send')")
    ana.wait_for_selector(f"text={QUESTION}")
    assert "Read by: host company" in ana.locator("li", has_text=QUESTION).inner_text()
    looks_right(ana)

    phone = visit("/demo/inbox/", "", width=390)
    link = link_to(phone, f"wrote to you ({WHO})")
    reply_to = re.search(r"reply\+[\w-]+@[\w.]+", phone.locator("main").inner_text())[0]
    address = phone.locator(".person-contact a[href^='mailto:']").first.inner_text().strip()
    phone.goto(link)
    looks_right(phone)
    fits_a_thumb(phone)
    phone.fill("[name=comment-text]", BY_PHONE)
    phone.click("button:has-text('Send')")
    phone.wait_for_selector(f"text={BY_PHONE}")
    looks_right(phone)

    letter = {
        "recipient": reply_to,
        "from": address,
        "subject": "Re: Ana wrote to you",
        "text": f"{BY_MAIL}\n\nAm 23.11.2026 um 10:00 schrieb doALLVET:\n> ##- To answer\n> {QUESTION}",
        "message_id": "<journey@mail.example>",
    }
    assert [post(portal, letter) for _ in range(2)] == [204, 204]

    ana.reload()
    assert ana.locator(f"text={BY_PHONE}").count() == 1
    assert ana.locator(f"text={BY_MAIL}").count() == 1
    assert "by e-mail" in ana.locator("li", has_text=BY_MAIL).inner_text()
    open_message(phone, f"wrote to you ({WHO})", to="Ana")
