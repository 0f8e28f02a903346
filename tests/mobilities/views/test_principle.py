"""The agreement in principle: asked once for a company and project, about no apprentice, on a page of its own."""

from datetime import date

import pytest
from django.test import Client

from doallvet.accounts.models import PersonalLink
from doallvet.outbox import actions as outbox
from doallvet.outbox.compose import compose
from doallvet.outbox.models import Mail
from mobilities import terms
from mobilities.actions import asking
from mobilities.models import Approval, Project
from tests.factories import NOW, make_apprentice, make_contract, make_mobility
from tests.kept import kept
from tests.mobilities.browser import Browser
from tests.mobilities.stay import Stay
from tests.outbox.morning import morning

pytestmark = pytest.mark.django_db


@kept
def planned():
    return Stay()


@pytest.fixture
def stay(time_machine, planned):
    time_machine.move_to(NOW, tick=False)
    return planned


@pytest.fixture
def rosa(stay):
    return Browser(stay, stay.rosa)


def page_of(browser, stay):
    return f"{browser.page}{stay.step('R01').pk}/"


def say(browser, stay, answer="approve", **words):
    page = page_of(browser, stay)
    shown = browser.client.get(page).context["questions"][0]["form"].initial["shown"]
    return browser.client.post(page, {"answer": answer, "typed_name": "Rosa Vidal", "shown": shown} | words)


def another(stay):
    """A second stay of the same company and project."""
    mateo = make_apprentice(stay.centre, first_name="Mateo")
    make_contract(mateo, stay.employer)
    found = make_mobility(by=stay.ana, apprentice=mateo, host=stay.host, hosting=stay.hosting)
    return found.steps.with_plan().get(plan__key="R01")


def test_the_page_says_which_company_and_project_and_names_no_apprentice(rosa, stay):
    page = rosa.client.get(page_of(rosa, stay))

    assert {row["label"]: row["value"] for row in page.context["facts"]} == {
        "Home employer": "Metal Bierzo",
        "Project": "Dual abroad",
        "When": "1 Jun 2026 – 31 May 2028",
        "Sending centre": "CIFP Río Sil",
    }
    assert "May apprentices of yours go abroad?" in page.text
    assert [word for word in ("Lucía", "García", "Werkstatt", "Dresden") if word in page.text] == []


def test_a_yes_in_principle_closes_its_step_for_all_stays_and_releases_nobody(rosa, stay):
    other = another(stay)

    sent = say(rosa, stay)

    other.refresh_from_db()
    assert sent.url == page_of(rosa, stay)
    assert (stay.step("R01").outcome, other.outcome, stay.step("G02").outcome) == ("done", "done", "")
    assert Approval.objects.get().terms == terms.principle_terms(stay.fresh())
    assert rosa.questions()["G02"]["card"] is None
    assert stay.fresh().stage == "planned"


def test_the_answer_given_with_one_stay_stands_on_the_page_of_the_next(rosa, stay, client):
    other = another(stay)
    say(rosa, stay, "approve_with_conditions", text="Not in December")
    client.force_login(stay.rosa)

    page = client.get(f"/mobilities/{other.mobility_id}/answer/{other.pk}/")
    question = page.context["questions"][0]
    client.post(question["url"], {"answer": "approve", "shown": question["form"].initial["shown"], "typed_name": "R"})

    assert question["card"]["row"].text == "Not in December"
    assert [(row.step_id, row.answer) for row in Approval.objects.live()] == [(other.pk, "approve")]
    assert stay.step("R01").outcome == "done"


def test_a_release_settles_the_question_and_its_page_asks_for_nothing(rosa, stay):
    before = rosa.client.get(page_of(rosa, stay)).context["questions"][0]
    rosa.say("G02")

    page = rosa.client.get(page_of(rosa, stay))

    question = page.context["questions"][0]
    assert [(row["open"], row["settled"]) for row in (before, question)] == [(True, False), (False, True)]
    assert "This is settled already" in page.text


def test_a_no_in_principle_needs_a_reason_and_stands_with_the_coordinator(rosa, stay):
    refused = say(rosa, stay, "decline")
    say(rosa, stay, "decline", reason="work_peak")

    assert (refused.status_code, stay.step("R01").done_at) == (422, None)
    assert [row.step.plan.key for row in Approval.objects.to_look_at()] == ["R01"]


def test_a_project_that_changed_meanwhile_is_said_and_nothing_is_kept(rosa, stay):
    page = page_of(rosa, stay)
    shown = rosa.client.get(page).context["questions"][0]["form"].initial["shown"]
    Project.objects.update(ends_on=date(2028, 6, 30))

    answer = rosa.client.post(page, {"answer": "approve", "typed_name": "Rosa Vidal", "shown": shown})

    assert (answer.status_code, Approval.objects.count()) == (409, 0)
    assert answer.context["changes"] == [("End of the project", "31 May 2028", "30 Jun 2028")]


def test_a_change_of_the_stay_leaves_the_page_as_it_was(rosa, stay):
    before = terms.principle_terms(stay.fresh())

    stay.mobility.starts_on = date(2027, 9, 7)
    stay.mobility.save()

    assert terms.principle_terms(stay.fresh()) == before


def test_the_message_asks_in_principle_and_its_link_opens_this_page(stay):
    asking.ask(stay.step("R01"), by=stay.ana, at=NOW)
    compose(at=NOW)

    mail = Mail.objects.get(person=stay.rosa)
    browser = Client()
    page = browser.get(next(line for line in mail.text.split() if "/l/" in line), follow=True)
    assert mail.subject == "May apprentices of Metal Bierzo go abroad? Your answer, please"
    assert [word for word in ("Lucía", "Dresden") if word in mail.text] == []
    assert PersonalLink.objects.get().version == terms.PRINCIPLE
    assert [question["step"].plan.key for question in page.context["questions"]] == ["R01"]


@pytest.mark.parametrize("kind", ["step-reminder", "nudge", "blocks-reminder"])
def test_a_reminder_names_the_company_and_the_project_and_no_apprentice(stay, kind):
    step = stay.step("R01")
    stay.mobility.steps.update(waits=0)
    waiting = stay.step("R02")
    type(waiting).objects.filter(pk=waiting.pk).update(waits=1)
    data = {"due_on": (waiting if kind == "blocks-reminder" else step).due_on.isoformat(), "blocked": waiting.pk}
    outbox.owe(kind, person=stay.rosa, subject=step, at=NOW, data=data | {"by": "Ana Prada"})
    compose(at=morning(NOW))

    mail = Mail.objects.get(person=stay.rosa)
    assert mail.subject.endswith("(Metal Bierzo)")
    assert f"the project “{stay.mobility.project.title}”" in mail.text
    assert [word for word in ("Lucía", "Dresden") if word in mail.subject + mail.text] == []


def test_it_is_not_asked_of_anybody_else(stay):
    page = f"{Browser(stay, stay.heike).page}{stay.step('R01').pk}/"
    heike = Browser(stay, stay.heike)

    assert heike.client.get(f"{heike.page}{stay.step('R01').pk}/").status_code == 404
    assert Client().get(page).url == "/link-closed/"
