"""The ways out of a reminder behind a personal link: for its person and its step alone, kept by a form of the page."""

import pytest
from django.test import Client
from django.urls import reverse

from doallvet.signing.models import Document, Signatory
from mobilities.models import Reply, Step
from tests.access.pages import fingerprint
from tests.access.test_links import CLOSED, link_for, opened, page_of

pytestmark = pytest.mark.django_db


def employers_task(world):
    """A step that the employer does without being asked for an answer."""
    step = world.mobility.steps.get(plan__key="D09", occurrence=0)
    Step.objects.filter(pk=step.pk).update(waits=0, ready_at=step.mobility.planned_at)
    return step


def test_reading_keeps_nothing_and_each_act_needs_the_token_of_its_form(worlds):
    step = employers_task(worlds.home)
    address = link_for(worlds.home, "employer_mentor", "step", step)
    browser, before = opened(address, enforce_csrf_checks=True), fingerprint()
    page = page_of(address)

    looked = [browser.get(page).status_code, browser.head(page).status_code]
    sent = browser.post(page, {"say": "not_me", "not_me-text": "The office does it"})

    assert (looked, sent.status_code) == ([200, 200], 403)
    assert fingerprint() == before


def test_who_has_the_link_says_that_it_is_not_theirs(worlds):
    home, step = worlds.home, employers_task(worlds.home)
    browser, page = opened(address := link_for(home, "employer_mentor", "step", step)), page_of(address)

    said = browser.post(page, {"say": "not_me", "not_me-to": home.people["employer_signatory"].pk})

    reply = Reply.objects.get(step=step)
    assert (said.status_code, reply.person, reply.to) == (
        302,
        home.people["employer_mentor"],
        home.people["employer_signatory"],
    )


@pytest.mark.parametrize("purpose", ["step", "answer"])
def test_of_a_step_that_is_needed_no_more_it_says_so_and_keeps_nothing(worlds, purpose):
    home = worlds.home
    step = employers_task(home) if purpose == "step" else home.steps["G02"]
    address = link_for(home, "employer_signatory", purpose, step if purpose == "step" else home.mobility)
    browser = opened(address)
    page = page_of(address) if purpose == "step" else f"{page_of(address)}{step.pk}/later/"
    Step.objects.filter(pk=step.pk).update(needed=False)

    shown = browser.get(page)
    browser.post(page, {"say": "not_me", "not_me-text": "The office does it"})

    assert (shown.status_code, "This step is not needed any more" in shown.text) == (200, True)
    assert not Reply.objects.filter(text="The office does it").exists()


def test_what_has_to_be_signed_says_what_is_missing(worlds):
    home = worlds.home
    Step.objects.filter(pk=home.steps["G02"].pk).update(waits=0, done_at=None, done_by=None, outcome="")
    browser = opened(address := link_for(home, "employer_signatory", "step", home.steps["G02"]))

    page = browser.get(page_of(address))

    assert page.context["obstacles"] and page.context["obstacles"][0] in page.text


def test_a_paper_that_waits_for_the_person_is_led_to(worlds):
    home, step = worlds.home, worlds.home.steps["G03"]
    Step.objects.filter(pk=step.pk).update(waits=0, done_at=None, done_by=None, outcome="")
    Document.objects.update(kind="HOST_ACCEPTANCE")
    place = Signatory.objects.on_turn().filter(person=home.people["host_signatory"]).first()
    browser = opened(address := link_for(home, "host_signatory", "step", step))

    assert reverse("sign", args=[place.pk]) in browser.get(page_of(address)).text


def test_a_link_opens_the_steps_of_its_person_only(worlds):
    home, step = worlds.home, employers_task(worlds.home)
    host = opened(address := link_for(home, "host_signatory", "step", step)).get(page_of(address))
    other = worlds.away.people["employer_mentor"]
    stranger = link_for(home, "employer_mentor", "step", step)
    Client().get(stranger)

    assert host.url == CLOSED
    assert Client().get(page_of(stranger)).url == CLOSED
    assert other not in home.people.values()


def test_beside_a_question_only_the_questions_of_the_person_can_wait(worlds):
    home = worlds.home
    browser = opened(address := link_for(home, "employer_signatory"))
    own, others = (f"{page_of(address)}{home.steps[key].pk}/later/" for key in ("G02", "G03"))

    assert [browser.get(own).status_code, browser.get(others).status_code] == [200, 404]
