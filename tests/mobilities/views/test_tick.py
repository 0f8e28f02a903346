"""A step closed by a tick in the roadmap: with htmx its row comes back, without it the roadmap."""

import re

import pytest

from doallvet.history.models import Event
from mobilities.actions import roadmap
from mobilities.choices import Decision
from mobilities.models import Mobility
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@kept
def planned():
    return Stay()


@pytest.fixture
def stay(client, planned):
    client.force_login(planned.ana)
    return planned


def rows(answer):
    """The ids of what htmx swaps, in order."""
    return re.findall(r'<(?:li|p|div)[^>]* id="([a-z0-9-]+)"', answer.text)


def test_htmx_gets_the_row_the_head_and_the_rows_that_are_free_now(client, stay):
    answer = client.post(stay.address("step-complete", "P01"), **HTMX)

    free = [f"step-{stay.step(key).pk}" for key in ("P02", "P03")]
    assert answer.status_code == 200
    assert rows(answer) == [f"step-{stay.step('P01').pk}", "standing", "roadmap-head", *free, "messages"]
    assert (stay.step("P01").outcome, stay.step("P03").waits) == ("done", 0)


def test_without_htmx_the_roadmap_comes_back_at_the_row(client, stay):
    answer = client.post(stay.address("step-complete", "P01"), {"from": "roadmap"})

    assert answer.url == f"{stay.address('detail')}#step-{stay.step('P01').pk}"
    assert stay.step("P01").outcome == "done"


def test_a_second_tick_changes_nothing(client, stay):
    for _ in range(2):
        answer = client.post(stay.address("step-complete", "P01"), **HTMX)

    assert answer.status_code == 200
    assert Event.objects.about(stay.mobility).filter(verb="step_done").count() == 1


def test_only_ones_own_simple_steps_can_be_ticked(client, stay):
    stay.ready("P04", "R03", "D04", "D06", "G03")  # signature, paper of the apprentice, task, paper, approval

    page = client.get(stay.address("detail"))

    ticks = [task["title"] for phase in page.context["phases"] for task in phase["tasks"] if task["tick"]]
    assert ticks == ["Book travel"]


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("P03", "First: “Confirm the grant and the number of places”."),
        ("R03", "This step belongs to the apprentice: say why you close it for them."),
        ("G03", "The answer of the host company is missing"),
        ("P04", "Signatures are missing: "),
    ],
)
def test_what_cannot_be_ticked_stays_open_and_says_why(client, stay, key, why):
    answer = client.post(stay.address("step-complete", key), **HTMX)

    assert answer.status_code == 200
    assert why in answer.text
    assert stay.step(key).done_at is None


def test_a_step_that_somebody_opened_again_meanwhile_is_blocked_with_a_sentence(client, stay):
    roadmap.complete(stay.step("P01"), by=stay.ana, at=NOW)
    page = client.get(stay.address("detail"))
    assert stay.address("step-complete", "P03") in page.text
    roadmap.reopen(stay.step("P01"), by=stay.ines, at=NOW, reason="The grant was cut")

    answer = client.post(stay.address("step-complete", "P03"), **HTMX)

    assert stay.step("P03").done_at is None
    assert "First: “Confirm the grant and the number of places”." in answer.text


def test_nothing_is_ticked_on_a_mobility_that_is_over(client, stay):
    Mobility.objects.filter(pk=stay.mobility.pk).update(decision=Decision.CANCELLED)

    answer = client.post(stay.address("step-complete", "P01"), **HTMX)

    assert stay.step("P01").done_at is None
    assert "This mobility is over: its roadmap stays as it is." in answer.text


@pytest.mark.parametrize(("who", "status"), [("raul", 200), ("jonas", 403), ("heike", 404), ("marta", 404)])
def test_others_do_not_tick_the_centres_steps(client, stay, who, status):
    client.force_login(getattr(stay, who))

    answer = client.post(stay.address("step-complete", "P01"), **HTMX)

    assert answer.status_code == status
    assert stay.step("P01").done_at is None


def test_a_tick_takes_few_statements(client, stay, django_assert_max_num_queries):
    stay.ready("D04")

    with django_assert_max_num_queries(17):
        client.post(stay.address("step-complete", "D04"), **HTMX)

    assert stay.step("D04").outcome == "done"
