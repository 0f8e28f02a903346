"""The whole lists behind the first page."""

import pytest
import time_machine
from django.urls import reverse

from mobilities.choices import Owner
from mobilities.models import Step
from tests.factories import (
    NOW,
    TODAY,
    make_centre,
    make_coordinator,
    make_mobility,
)
from tests.mobilities.crowd import make_copies

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ana():
    return make_coordinator(make_centre("CIFP Río Sil"), first_name="Ana", last_name="Valcarce")


def page(client, person, name="today", **query):
    client.force_login(person)
    response = client.get(reverse(name), query)
    assert response.status_code == 200
    return response.context


def each_waits(mobility):
    """Let one step of the sending side, and no other, be doable on each mobility."""
    own = mobility.steps.filter(owner=Owner.SENDING_COORDINATOR, shared_key="").first()
    Step.objects.exclude(plan=own.plan_id).update(ready_at=None)
    Step.objects.filter(plan=own.plan_id).update(ready_at=NOW, due_on=TODAY)


def test_the_whole_list_of_what_waits_has_pages(client, ana):
    mobility = make_mobility(by=ana)
    make_copies(mobility, 59)
    each_waits(mobility)

    first = page(client, ana, "mobilities:waiting")
    second = client.get(reverse("mobilities:waiting") + first["next"]).context

    assert [len(context["tasks"]) for context in (first, second)] == [50, 10]
    assert {row["url"] for row in first["tasks"]} & {row["url"] for row in second["tasks"]} == set()
    assert client.get(reverse("mobilities:waiting") + second["previous"]).context["tasks"] == first["tasks"]


@pytest.mark.parametrize("count", [1, 50])
def test_the_whole_list_takes_the_same_queries_whatever_its_length(client, ana, django_assert_num_queries, count):
    mobility = make_mobility(by=ana)
    make_copies(mobility, count - 1)
    each_waits(mobility)
    client.force_login(ana)

    # the user, the memberships, for whom the person acts, what to look at, to sign, the steps, whose they are
    with django_assert_num_queries(7):
        client.get(reverse("mobilities:waiting"))


@pytest.mark.parametrize("name", ["mobilities:waiting", "mobilities:waiting-others"])
@pytest.mark.parametrize("cursor", ["x", "%00", "9" * 5000, "<script>"])
def test_a_broken_cursor_gives_the_first_page(client, ana, name, cursor):
    make_mobility(by=ana)
    expected = page(client, ana, name)["tasks"]

    assert page(client, ana, name, after=cursor)["tasks"] == page(client, ana, name, before=cursor)["tasks"] == expected
