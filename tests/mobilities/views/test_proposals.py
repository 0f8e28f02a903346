"""The host proposes tasks from its personal link, without an account."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from doallvet.history.models import Event
from doallvet.outbox.models import Notice
from mobilities import filling
from mobilities.actions import agreement as agreements
from mobilities.models import Agreement
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities.agreements import WEEKS, rows
from tests.mobilities.browser import Browser
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db
TOOLS = {"week": 1, "place": "Halle 3", "tasks": "Tools"}


@kept
def planned():
    return Stay()


@pytest.fixture
def stay(time_machine, planned):
    time_machine.move_to(NOW, tick=False)
    return planned


@pytest.fixture
def heike(stay):
    return Browser(stay, stay.heike)


def tasks(browser):
    return browser.look().context["propose_url"]


def test_the_answers_page_leads_the_host_to_the_weeks_of_the_stay(heike):
    page = heike.client.get(tasks(heike))

    assert [part.legend for part in page.context["form"]] == ["Week 1", "Week 2", "Week 3"]
    assert {part["place"].value() for part in page.context["form"]} == {"Main site, Dresden"}
    assert not Agreement.objects.exists()


def test_what_the_host_sends_is_a_proposal_in_its_name_and_the_coordinator_takes_it_over(client, heike, stay):
    sent = heike.client.post(tasks(heike), rows(TOOLS))
    answered = heike.look()
    client.force_login(stay.ana)
    shown = client.get(stay.address("agreement-block", block="learning_programme")).context["proposed"]
    client.post(stay.address("agreement-proposal"), {"say": "take", "shown": shown})

    agreement, told = Agreement.objects.get(), Event.objects.get(verb="tasks_proposed")
    assert sent.url == heike.page
    assert "Thank you. The sending centre sees your proposal" in answered.text
    assert "Heike Sommer proposed tasks on" in answered.text
    assert (told.by, Notice.objects.get(kind="tasks-proposed").person) == (stay.heike, stay.ana)
    assert [row["tasks"] for row in agreement.draft["learning_programme"]] == ["Tools"]


def test_sending_twice_is_one_proposal_and_a_later_one_takes_its_place(heike):
    for _ in range(2):
        heike.client.post(tasks(heike), rows(TOOLS))
    kept = Event.objects.filter(verb="tasks_proposed").count()
    heike.client.post(tasks(heike), rows(TOOLS | {"tasks": "Welding"}))

    assert (kept, [row["tasks"] for row in Agreement.objects.get().proposed]) == (1, ["Welding"])


def test_one_more_week_is_kept_and_asked_for_on_the_next_page(heike):
    page = tasks(heike)

    sent = heike.client.post(page, rows(TOOLS) | {"then": "add"})
    again = heike.client.get(sent.url)

    assert sent.url == f"{page}?more=1"
    assert [part.legend for part in again.context["form"]] == ["Week 1", "Another one"]


def test_a_proposal_without_tasks_comes_back_with_what_was_typed(heike):
    sent = heike.client.post(tasks(heike), rows(TOOLS | {"tasks": "  "}))

    assert (sent.status_code, Agreement.objects.filter(proposed_at=None).count()) == (422, 0)
    assert "Write the tasks of one week at least." in sent.text
    assert "Halle 3" in sent.text


def test_hostile_and_broken_forms_end_in_a_sentence(heike):
    page = tasks(heike)

    marked = heike.client.post(page, rows(TOOLS | {"tasks": "<script>alert(1)</script>"}))
    broken = [heike.client.post(page, data) for data in ({}, {"row-TOTAL_FORMS": "x"}, rows(TOOLS | {"week": "one"}))]

    assert marked.status_code == 302
    assert "<script>alert" not in heike.client.get(page).text
    assert [answer.status_code for answer in broken] == [422, 422, 422]


def test_who_signed_in_is_led_to_the_same_weeks(client, stay):
    client.force_login(stay.heike)

    page = client.get(stay.address("answer"))

    assert page.context["propose_url"] == stay.address("agreement-block", block="learning_programme")


def test_an_employer_and_a_guardian_propose_no_tasks(stay):
    minor = Stay(born_on=date(2010, 5, 1))
    others = [Browser(stay, stay.rosa), Browser(minor, minor.pilar)]

    pages = [browser.client.post(f"{browser.page}tasks/", rows(TOOLS)) for browser in others]

    assert [page.status_code for page in pages] == [404, 404]
    assert [browser.look().context.get("propose_url") for browser in others] == [None, None]
    assert not Agreement.objects.exists()


def test_the_link_proposes_nothing_once_the_stay_is_over_or_its_time_ran_out(heike, stay, time_machine):
    page = tasks(heike)
    agreements.propose_tasks(filling.agreement_of(stay.fresh()), WEEKS, by=stay.heike, at=NOW)

    stay.mobility.decision = "cancelled"
    stay.mobility.save()
    over = heike.client.post(page, rows(TOOLS))
    stay.mobility.decision = "accepted"
    stay.mobility.save()
    time_machine.move_to(NOW + timedelta(days=14), tick=False)
    late = heike.client.post(page, rows(TOOLS))

    assert {over.url, late.url} == {reverse("link-closed")}
    assert Agreement.objects.get().proposed == WEEKS
