"""The first page of everybody else: companies, apprentices, guardians, teachers, people with nothing."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from centres.choices import MemberRole
from centres.models import CentreMember, Network, NetworkMember
from companies.choices import Function
from mobilities.actions import decision
from mobilities.choices import Decision, Kind, Owner
from mobilities.models import Mobility, Step
from tests.factories import (
    NOW,
    TODAY,
    make_apprentice,
    make_centre,
    make_company,
    make_contact,
    make_contract,
    make_coordinator,
    make_guardian,
    make_member,
    make_mobility,
    make_partnership,
    make_user,
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


@pytest.fixture
def elbe(ana):
    coordinator = make_coordinator(make_centre("BSZ Elbufer", country="DE", city="Dresden"))
    make_partnership(ana.centre, coordinator.centre)
    return coordinator


def page(client, person, name="today", **query):
    client.force_login(person)
    response = client.get(reverse(name), query)
    assert response.status_code == 200
    return response.context


def ready(mobility, owner, number=1, **fields):
    """Let so many steps of an owner, and no others of it, be doable now."""
    mobility.steps.filter(owner=owner).update(ready_at=None)
    chosen = list(mobility.steps.open().filter(owner=owner, shared_key="").order_by("pk")[:number])
    Step.objects.filter(pk__in=[step.pk for step in chosen]).update(ready_at=NOW, **fields)
    return [Step.objects.with_plan().get(pk=step.pk) for step in chosen]


def tiles(context):
    return {str(tile["label"]): tile["count"] for tile in context["tiles"]}


def test_all_roles_of_a_person_are_on_one_page(client, ana):
    other = make_coordinator()
    child = make_apprentice(other.centre, first_name="Iria", last_name="Valcarce", born_on=date(2010, 3, 1))
    make_guardian(child, person=ana)
    journey = make_mobility(by=other, apprentice=child)
    first, second = (
        ready(journey, Owner.GUARDIAN, 2)
        if journey.steps.filter(owner="guardian").count() > 1
        else (
            *ready(journey, Owner.GUARDIAN),
            None,
        )
    )
    own = make_mobility(by=ana)
    ready(own, Owner.SENDING_COORDINATOR)

    context = page(client, ana)

    assert [str(card["mobility"].apprentice) for card in context["journeys"]] == ["Iria Valcarce"]
    assert context["journeys"][0]["next"]["title"] == first.title
    titles = [row["title"] for row in context["waiting"]["rows"]]
    assert first.title not in titles
    assert second is None or second.title in titles
    assert "waiting for me" in tiles(context)


def test_a_company_first_sees_what_waits_for_its_answer_and_then_its_placements(client, ana):
    firm = make_company("Metal Bierzo", ana.centre)
    rosa, paco = (make_contact(firm, ana.centre, function).person for function in (Function.SIGNATORY, Function.MENTOR))
    lucia = make_apprentice(ana.centre)
    make_contract(lucia, firm)
    mobility = make_mobility(by=ana, apprentice=lucia)
    question = next(
        step
        for step in mobility.steps.with_plan().filter(owner=Owner.HOME_EMPLOYER)
        if "EMPLOYER_CONSENT" in step.plan.evidence
    )
    Step.objects.exclude(pk=question.pk).update(ready_at=None)
    Step.objects.filter(pk=question.pk).update(ready_at=NOW)

    signs, looks = page(client, rosa), page(client, paco)

    assert [(row["title"], row["url"]) for row in signs["waiting"]["rows"]] == [
        (question.title, reverse("mobilities:answer", args=[mobility.pk, question.pk]))
    ]
    assert question.plan.kind in (Kind.APPROVAL, Kind.SIGNATURE)
    assert looks["waiting"]["rows"] == []
    assert [row["name"] for row in signs["placements"]] == [row["name"] for row in looks["placements"]]
    assert signs["tiles"] == []
    assert client.get(signs["waiting"]["rows"][0]["url"]).status_code == 403  # Paco may not answer, and is not asked


def test_an_apprentice_sees_the_line_the_next_step_and_whom_to_ask(client, ana, elbe):
    mobility = make_mobility(by=ana, hosting=elbe.centre)
    (step,) = ready(mobility, Owner.APPRENTICE, due_on=TODAY)
    Mobility.objects.filter(pk=mobility.pk).update(stage="agreed")

    context = page(client, mobility.apprentice.person)
    card = context["journeys"][0]

    assert [(str(station["name"]), station["state"]) for station in card["stations"]] == [
        ("Applied", "done"),
        ("Selected", "done"),
        ("Agreed", "now"),
        ("Ready", "todo"),
        ("Abroad", "todo"),
        ("Done", "todo"),
    ]
    assert (card["next"]["title"], card["next"]["status"]) == (step.title, "today")
    assert [str(party.person) for party in card["contacts"]][0] == "Ana Valcarce"
    assert (context["waiting"]["rows"], context["tiles"], context["nothing"]) == ([], [], None)


def test_an_apprentice_with_nothing_to_do_reads_whose_turn_it_is(client, ana):
    mobility = make_mobility(by=ana)
    Step.objects.update(ready_at=None)
    Mobility.objects.filter(pk=mobility.pk).update(waits_for=Owner.HOST_COMPANY)
    client.force_login(mobility.apprentice.person)

    assert "It is the turn of: Host company." in client.get(reverse("today")).content.decode()


def test_a_journey_that_was_cancelled_is_said_and_asks_for_nothing(client, ana):
    mobility = make_mobility(by=ana)
    decision.move(mobility, Decision.CANCELLED, by=ana, at=NOW, reason="Illness")

    card = page(client, mobility.apprentice.person)["journeys"][0]

    assert (card["status"], card["stations"], card["next"], card["waits"]) == ("Cancelled", [], None, "")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (make_user, "ask the coordinator of the VET centre"),
        (lambda: make_user(is_staff=True), "You run this instance"),
    ],
)
def test_somebody_with_nothing_is_told_whom_to_ask(client, make, words):
    client.force_login(make())

    assert words in client.get(reverse("today")).content.decode()


def test_a_network_manager_is_led_to_the_network(client):
    manager = make_user()
    NetworkMember.objects.create(
        network=Network.objects.create(name="Red"), person=manager, invited_at=NOW, accepted_at=NOW
    )

    assert page(client, manager)["nothing"]["url"] == reverse("centres:list")


def test_an_invitation_is_announced(client, ana):
    invited = make_member(ana.centre)
    CentreMember.objects.filter(pk=invited.pk).update(accepted_at=None)
    client.force_login(invited.person)

    assert "Somebody invites you to their centre." in client.get(reverse("today")).content.decode()


def test_whoever_left_finds_an_empty_page(client, ana):
    make_mobility(by=ana, starts_on=TODAY + timedelta(days=2))
    CentreMember.objects.filter(person=ana).update(ended_at=NOW)

    context = page(client, ana)

    assert (context["waiting"]["rows"], context["tiles"], bool(context["nothing"])) == ([], [], True)


@pytest.mark.parametrize("count", [1, 50])
def test_people_of_companies_and_apprentices_take_the_same_queries_too(client, ana, django_assert_num_queries, count):
    host = make_company("Werkstatt", ana.centre, country="DE", city="Dresden")
    heike = make_contact(host, ana.centre).person
    mobility = make_mobility(by=ana, host=host)
    make_copies(mobility, count - 1)
    Step.objects.filter(owner__in=[Owner.HOST_COMPANY, Owner.APPRENTICE]).update(ready_at=NOW)

    for person, queries in ((heike, 8), (mobility.apprentice.person, 9)):
        client.force_login(person)
        with django_assert_num_queries(queries):
            client.get(reverse("today"))


def test_a_teacher_sees_departures_and_what_is_overdue_and_a_viewer_departures_alone(client, ana):
    mobility = make_mobility(by=ana, starts_on=TODAY + timedelta(days=3))
    Mobility.objects.filter(pk=mobility.pk).update(next_due_on=TODAY - timedelta(days=1))
    teacher, viewer = (make_member(ana.centre, role).person for role in (MemberRole.TEACHER, MemberRole.VIEWER))

    assert list(tiles(page(client, teacher))) == ["leaving within 30 days", "overdue"]
    context = page(client, viewer)
    assert list(tiles(context)) == ["leaving within 30 days"]
    assert [row["status"] for row in context["leaving"]["rows"]] == ["Selected"]
    client.force_login(teacher)
    assert client.get(reverse("mobilities:waiting-others")).status_code == 403


def test_strangers_get_the_public_front_page(client):
    response = client.get(reverse("today"))

    assert (response.status_code, "front.html" in [template.name for template in response.templates]) == (200, True)
