"""The page of a step: what this person can do now stands first; closing, waiving, opening again."""

import pytest
from django.urls import reverse

from doallvet.history.models import Event
from mobilities.actions import roadmap
from mobilities.choices import Decision, Outcome, Owner
from mobilities.models import Evidence, Mobility
from tests.factories import NOW, make_apprentice, make_mobility
from tests.kept import kept
from tests.mobilities.stay import Stay, said

pytestmark = pytest.mark.django_db


@kept
def planned():
    return Stay()


@pytest.fixture
def stay(client, planned):
    client.force_login(planned.ana)
    return planned


def offered(page):
    """The words of the buttons and folded parts in the main column, in their order."""
    words = [
        "Read and answer",
        "Send the file",
        "This is done",
        "Ask for an answer",
        "Add a paper",
        "Close it for the",
        "not needed",
    ]
    places = {word: page.text.find(word) for word in words}
    return [word for word in sorted(words, key=places.get) if places[word] >= 0]


def test_of_a_step_that_is_needed_no_more_an_older_message_finds_a_page_that_says_so(client, stay):
    address, act = stay.address("step", "D06"), stay.address("step-waive", "D06")
    stay.mobility.steps.filter(plan__key="D06").update(needed=False)

    page = client.get(address)

    assert (page.status_code, "This step is not needed any more" in page.text) == (410, True)
    assert reverse("mobilities:detail", args=[stay.mobility.pk]) in page.text
    assert client.post(act, {"waive-reason": "Why not"}).status_code == 404
    client.force_login(stay.heike)
    assert client.get(address).status_code == 404


# -- what stands first


def test_ones_own_simple_step_is_one_click(client, stay):
    page = client.get(stay.address("step", "P01"))

    assert offered(page)[0] == "This is done"


def test_a_step_of_the_apprentice_asks_for_the_paper(client, stay):
    stay.ready("D06")
    client.force_login(stay.lucia)

    assert offered(client.get(stay.address("step", "D06"))) == ["Send the file"]


def test_who_signs_for_a_company_is_led_to_the_answer(client, stay):
    stay.ready("G03")
    client.force_login(stay.heike)

    page = client.get(stay.address("step", "G03"))

    assert offered(page)[0] == "Read and answer"
    assert stay.address("answer", "G03") in page.text


def test_the_mentor_may_hand_in_but_not_answer(client, stay):
    stay.ready("G03")
    client.force_login(stay.timo)

    assert offered(client.get(stay.address("step", "G03"))) == ["Add a paper", "Send the file"]


def test_the_coordinator_asks_the_company_and_names_whom(client, stay):
    stay.ready("G03")

    page = client.get(stay.address("step", "G03"))

    assert offered(page)[0] == "Ask for an answer"
    assert page.context["signers"] == [stay.heike]


def test_a_blocked_step_leads_to_what_comes_first(client, stay):
    page = client.get(stay.address("step", "P03"))

    assert [step.plan.key for step in page.context["before"]] == ["P01"]
    assert "This is done" not in page.text


def test_the_page_says_what_waits_for_the_step(client, stay):
    page = client.get(stay.address("step", "P01"))

    assert {step.plan.key for step in page.context["after"]} == {"P02", "P03"}


def test_what_somebody_may_not_see_is_not_named_as_what_comes_first(client, stay):
    client.force_login(stay.heike)

    page = client.get(stay.address("step", "G03"))

    assert page.context["before"] == []
    assert "Another step comes first." in page.text


# -- closing


def test_one_click_closes_ones_own_step(client, stay):
    answer = client.post(stay.address("step-complete", "P01"))

    assert answer.url == stay.address("step", "P01")
    assert (stay.step("P01").outcome, stay.step("P01").done_by) == (Outcome.DONE, stay.ana)


def test_a_double_click_closes_once(client, stay):
    for _ in range(2):
        answer = client.post(stay.address("step-complete", "P01"), follow=True)

    assert said(answer) == ["Done. The roadmap moves on."]
    assert Event.objects.about(stay.mobility).filter(verb="step_done").count() == 1


def test_who_comes_second_reads_who_was_faster(client, stay):
    roadmap.waive(stay.step("P01"), by=stay.ines, at=NOW, reason="Granted last year")

    answer = client.post(stay.address("step-complete", "P01"), follow=True)

    assert said(answer) == [f"{stay.ines} was faster: this step is “Waived” already."]


def test_anothers_step_is_closed_with_a_reason_only_and_the_page_comes_back(client, stay):
    stay.ready("R03")

    refused = client.post(stay.address("step-complete", "R03"), {"complete-reason": " "})
    client.post(stay.address("step-complete", "R03"), {"complete-reason": "Handed in on paper"})

    assert (refused.status_code, said(refused)) == (422, ["This field is required."])
    assert (stay.step("R03").outcome, stay.step("R03").reason) == (Outcome.DONE, "Handed in on paper")


def test_what_stands_in_the_way_is_said_and_what_was_typed_is_kept(client, stay):
    answer = client.post(stay.address("step-complete", "R03"), {"complete-reason": "Seen on paper"})

    assert answer.status_code == 422
    assert said(answer) == ["First: “Publish the call and hold an information session”."]
    assert "Seen on paper" in answer.text


@pytest.mark.parametrize("reason", ["Ω" * 1001, "\x00"])
def test_a_reason_that_cannot_be_kept_is_said_near_it(client, stay, reason):
    stay.ready("R03")

    answer = client.post(stay.address("step-complete", "R03"), {"complete-reason": reason})

    assert (answer.status_code, stay.step("R03").done_at) == (422, None)


@pytest.mark.parametrize("reason", ["<script>alert(1)</script>", "=1+1", "../../etc/passwd", "Παπαδοπούλου"])
def test_hostile_reasons_are_only_text(client, stay, reason):
    stay.ready("R03")

    client.post(stay.address("step-complete", "R03"), {"complete-reason": reason})
    page = client.get(stay.address("step", "R03"))

    assert stay.step("R03").reason == reason
    assert "<script>alert" not in page.text


# -- waiving and opening again


def test_a_waiver_needs_a_reason(client, stay):
    refused = client.post(stay.address("step-waive", "P01"), {"waive-reason": ""})
    client.post(stay.address("step-waive", "P01"), {"waive-reason": "Granted last year"})

    assert refused.status_code == 422
    assert stay.step("P01").outcome == Outcome.WAIVED


def test_a_closed_step_is_opened_again_with_a_reason(client, stay):
    roadmap.complete(stay.step("P01"), by=stay.ana, at=NOW)

    refused = client.post(stay.address("step-reopen", "P01"), {"reopen-reason": ""})
    client.post(stay.address("step-reopen", "P01"), {"reopen-reason": "The grant was cut"})

    assert refused.status_code == 422
    assert stay.step("P01").done_at is None


def test_a_step_done_for_several_says_so_to_the_coordinator_alone(client, stay):
    other = make_mobility(by=stay.ana, apprentice=make_apprentice(stay.centre), hosting=stay.hosting, host=stay.host)
    roadmap.complete(stay.step("P01"), by=stay.ana, at=NOW)
    shared = reverse("mobilities:step", args=[other.pk, other.steps.get(plan__key="P01").pk])

    seen = client.get(shared).text
    client.force_login(stay.raul)

    assert "Done with the mobility of" in seen
    assert "Done with the mobility of" not in client.get(shared).text


# -- who may, what is not there


@pytest.mark.parametrize("name", ["step-complete", "step-waive", "step-reopen", "step-hand-in", "ask"])
def test_acts_are_posts(client, stay, name):
    assert client.get(stay.address(name, "P01")).status_code == 405


@pytest.mark.parametrize("who", ["raul", "jonas", "lucia", "rosa"])
@pytest.mark.parametrize("name", ["step-waive", "step-reopen", "ask"])
def test_only_the_sending_coordinator_manages_a_step(client, stay, who, name):
    client.force_login(getattr(stay, who))

    assert client.post(stay.address(name, "G02")).status_code == 403


def test_a_step_of_another_mobility_is_not_there_under_this_one(client, stay):
    other = Stay()
    foreign = stay.address("step", "P01").replace(str(stay.step("P01").pk), str(other.step("P01").pk))

    assert [client.get(foreign).status_code, client.get(other.address("step", "P01")).status_code] == [404, 404]


def test_a_company_does_not_find_the_steps_of_others(client, stay):
    client.force_login(stay.heike)

    assert [client.get(stay.address("step", key)).status_code for key in ("G03", "G02", "P01", "D12")] == [
        200,
        404,
        404,
        404,
    ]


def test_nothing_can_be_done_any_more_on_a_mobility_that_is_over(client, stay):
    Mobility.objects.filter(pk=stay.mobility.pk).update(decision=Decision.CANCELLED)

    page = client.get(stay.address("step", "P01"))
    answer = client.post(stay.address("step-complete", "P01"))

    assert offered(page) == []
    assert said(answer) == ["This mobility is over: its roadmap stays as it is."]


def test_a_step_whose_role_nobody_holds_comes_to_the_sending_centre_and_says_so(client, stay):
    direct = make_mobility(by=stay.ana, apprentice=make_apprentice(stay.centre))
    step = direct.steps.get(plan__key="D02")

    page = client.get(reverse("mobilities:step", args=[direct.pk, step.pk]))

    assert step.owner == Owner.SENDING_COORDINATOR
    assert "Sending centre, as there is no hosting centre" in page.text


@pytest.mark.parametrize("count", [1, 50])
def test_the_page_takes_the_same_statements_whatever_hangs_on_it(client, stay, count, django_assert_num_queries):
    step = stay.step("D06")
    Evidence.objects.bulk_create(
        Evidence(
            step=step,
            document="EHIC",
            file="a",
            name="a",
            mime="",
            size=1,
            sha256=str(i),
            uploaded_at=NOW,
            uploaded_by=stay.ana,
        )
        for i in range(count)
    )

    with django_assert_num_queries(15):
        client.get(stay.address("step", "D06"))
