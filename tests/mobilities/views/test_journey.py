"""What the apprentice and the guardian can do from their page is what works."""

from datetime import date

import pytest

from doallvet.core.refused import Refused
from doallvet.outbox import actions as outbox
from doallvet.outbox.models import Notice
from doallvet.outbox.writers import lines
from mobilities.actions import asking
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db


@kept
def planned():
    return Stay(born_on=date(2010, 5, 1))


@pytest.fixture
def stay(time_machine, planned):
    time_machine.move_to(NOW, tick=False)
    return planned


def page(client, stay, person, *keys):
    stay.ready(*keys)
    client.force_login(person)
    return client.get(stay.address("detail"))


@pytest.mark.parametrize("key", ["G08", "G10"])
def test_a_guardian_is_led_to_the_answer_and_ticks_nothing(client, stay, key):
    journey = page(client, stay, stay.pilar, key)

    shown = {name: bool(journey.context[name]) for name in ("answers", "ticks", "hand_in")}
    assert shown == {"answers": True, "ticks": False, "hand_in": False}
    assert client.get(stay.address("answer", key)).status_code == 200
    assert stay.address("answer", key) in journey.text


@pytest.mark.parametrize(
    ("kind", "ways"),
    [
        ("signature", {"answers": False, "ticks": False, "hand_in": False}),
        ("document", {"answers": False, "ticks": False, "hand_in": True}),
        ("task", {"answers": False, "ticks": True, "hand_in": True}),
    ],
)
def test_an_apprentice_ticks_only_what_a_tick_closes(client, stay, kind, ways):
    plan = stay.step("D06").plan
    type(plan).objects.filter(pk=plan.pk).update(kind=kind)

    journey = page(client, stay, stay.lucia, "D06")

    assert {name: bool(journey.context[name]) for name in ways} == ways
    assert ("Open the step" in journey.text) == (not any(ways.values()))


def test_a_guardian_is_reminded_with_a_link_that_needs_no_account(stay):
    step = stay.step("G10")
    outbox.owe("step-reminder", person=stay.pilar, subject=step, at=NOW, data={"due_on": step.due_on.isoformat()})
    stay.ready("G10")

    found = lines(Notice.objects.filter(kind="step-reminder"))

    assert [line.label for line in found.values()] == ["See and answer"]


def test_nobody_is_asked_for_an_answer_to_a_step_that_has_none(stay):
    with pytest.raises(Refused, match="Nobody is asked for an answer to this step"):
        asking.ask(stay.step("D06"), by=stay.ana, at=NOW)
