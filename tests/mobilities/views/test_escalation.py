"""Each centre says who is told when nobody answers, for each kind of step."""

import pytest
from django.urls import reverse

from mobilities.rules.escalation import shipped
from tests.factories import make_coordinator

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client):
    ana = make_coordinator()
    client.force_login(ana)
    return ana


def page(ana, kind="task"):
    return reverse("mobilities:escalation-kind", args=[ana.centre.pk, kind])


def settings(ana):
    ana.centre.refresh_from_db()
    return ana.centre.escalation


def test_each_kind_is_shown_with_its_ladder_in_words(client, ana):
    shown = client.get(reverse("mobilities:escalation", args=[ana.centre.pk])).text

    assert (
        "after 2 days: owner, again → after 4 days: deputy → after 6 days: coordinator → after 10 days: second" in shown
    )
    assert shown.count("task-link") == 8


def test_a_ladder_of_ones_own_is_kept_and_given_up(client, ana):
    said = {"who-1": "owner", "days-1": "1", "who-3": "coordinator", "days-3": "20"}

    kept = client.post(page(ana), said, follow=True).text
    own = settings(ana)
    back = client.get(page(ana)).text
    client.post(page(ana), {"default": "on"})

    assert own == {"task": [["owner", 1], ["coordinator", 20]]}
    assert "after 1 day: owner, again → after 20 days: coordinator" in kept and "your own" in kept
    assert "Back to the default" in back
    assert settings(ana) == {}


def test_who_was_slower_overwrites_nothing_and_loses_nothing(client, ana):
    first = client.get(page(ana))
    seen = first.context["seen"]
    client.post(page(ana), {"who-1": "owner", "days-1": "1", "seen": seen})

    slower = client.post(page(ana), {"who-1": "deputy", "days-1": "9", "seen": seen})

    assert (slower.status_code, settings(ana)) == (409, {"task": [["owner", 1]]})
    assert 'value="9"' in slower.text
    assert client.post(page(ana), {"default": "on", "seen": seen}).url == page(ana)
    assert settings(ana) == {"task": [["owner", 1]]}


def test_the_default_sent_again_is_the_default(client, ana):
    said = {}
    for place, rung in enumerate(shipped("task"), start=1):
        said |= {f"who-{place}": rung.who, f"days-{place}": rung.days}

    client.post(page(ana), said)

    assert settings(ana) == {}


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"who-1": "owner", "days-1": ""}, "Say after how many working days."),
        ({"who-1": "owner", "days-1": "61"}, "Ensure this value is less than or equal to 60."),
        ({"who-1": "owner", "days-1": "-1"}, "Ensure this value is greater than or equal to 0."),
        ({"who-1": "deputy", "days-1": "9", "who-2": "coordinator", "days-2": "3"}, "Each rung comes on the day"),
        ({"who-1": "second", "days-1": "3"}, "A second coordinator comes after the first."),
        ({"who-1": "headmaster", "days-1": "3"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(client, ana, said, wrong):
    answer = client.post(page(ana), said)

    assert (answer.status_code, wrong in answer.text) == (422, True)
    assert settings(ana) == {}


def test_an_empty_ladder_tells_nobody(client, ana):
    client.post(page(ana), {"who-1": "", "days-1": ""})

    assert settings(ana) == {"task": []}
    assert "Nobody else is told." in client.get(reverse("mobilities:escalation", args=[ana.centre.pk])).text


def test_a_kind_that_is_none_is_not_there(client, ana):
    assert client.get(page(ana, "party")).status_code == 404
