"""The first page: what waits for a person, for whom they wait, who leaves; and the whole lists behind it."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from mobilities import terms
from mobilities.actions import approval, decision, roadmap
from mobilities.choices import Answer, Channel, Decision, Owner, Reason, Review
from mobilities.models import BlueprintStep, Evidence, Mobility, Step
from tests.factories import (
    NOW,
    TODAY,
    make_apprentice,
    make_centre,
    make_company,
    make_contact,
    make_contract,
    make_coordinator,
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


def hand_in(step, by, **fields):
    defaults = {"document": "APPLICATION_FORM", "file": "x", "name": "policy.pdf", "mime": "application/pdf", "size": 1}
    return Evidence.objects.create(step=step, sha256="0" * 64, uploaded_at=NOW, uploaded_by=by, **defaults | fields)


def answer(mobility, owner, said, person, **fields):
    mobility = Mobility.objects.with_people().get(pk=mobility.pk)
    step = terms.questions(mobility, owner)[0]
    shown = terms.fingerprint(terms.terms(mobility, owner))
    told = {"person": person, "shown": shown, "channel": Channel.LINK, "typed_name": str(person), "at": NOW}
    return approval.give(step, answer=said, **told | fields)


def tiles(context):
    return {str(tile["label"]): tile["count"] for tile in context["tiles"]}


def test_own_steps_that_can_be_done_wait_for_the_coordinator_the_most_urgent_first(client, ana):
    mobility = make_mobility(by=ana)
    late, soon = ready(mobility, Owner.SENDING_COORDINATOR, 2)
    Step.objects.filter(pk=late.pk).update(due_on=TODAY - timedelta(days=3))
    Step.objects.filter(pk=soon.pk).update(due_on=TODAY)

    rows = page(client, ana)["waiting"]["rows"]

    assert [(row["title"], row["status"], row["state"], row["url"]) for row in rows] == [
        (late.title, "since 20 Nov 2026", "late", reverse("mobilities:step", args=[mobility.pk, late.pk])),
        (soon.title, "today", "now", reverse("mobilities:step", args=[mobility.pk, soon.pk])),
    ]


def test_what_is_done_once_for_several_mobilities_says_so(client, ana):
    make_copies(make_mobility(by=ana), 3)
    Step.objects.filter(shared_key="").update(ready_at=None)

    rows = page(client, ana)["waiting"]["rows"]

    assert {row["about"] for row in rows} == {"once for all mobilities of the project"}
    assert len({row["title"] for row in rows}) == len(rows) > 0


def test_others_are_named_with_the_day_since_which_they_could_act(client, ana):
    mobility = make_mobility(by=ana)
    Step.objects.exclude(owner=Owner.SENDING_COORDINATOR).update(ready_at=None)
    (step,) = ready(mobility, Owner.HOST_COMPANY, due_on=TODAY + timedelta(days=2))
    Step.objects.filter(pk=step.pk).update(ready_at=NOW - timedelta(days=9))

    context = page(client, ana)

    assert [(row["title"], row["who"], row["since"], row["status"]) for row in context["others"]["rows"]] == [
        (step.title, "Host company", "waits since 14 Nov 2026, 9 days", "by 25 Nov 2026")
    ]
    assert tiles(context)["waiting for others"] == "1"


def test_what_is_due_in_months_is_not_waited_for_but_found(client, ana):
    mobility = make_mobility(by=ana)
    Step.objects.exclude(owner=Owner.SENDING_COORDINATOR).update(ready_at=None)
    (step,) = ready(mobility, Owner.HOST_COMPANY, due_on=TODAY + timedelta(days=31))

    assert page(client, ana)["others"]["rows"] == page(client, ana, "mobilities:waiting-others")["tasks"] == []
    assert [row["title"] for row in page(client, ana, "mobilities:waiting-others", later="on")["tasks"]] == [step.title]


def test_private_steps_of_others_are_shown_to_the_sending_side_alone(client, ana, elbe):
    mobility = make_mobility(by=ana, hosting=elbe.centre)
    Step.objects.exclude(owner__in=[Owner.SENDING_COORDINATOR, Owner.HOSTING_COORDINATOR]).update(ready_at=None)
    (step,) = ready(mobility, Owner.APPRENTICE, due_on=TODAY)
    assert step.title in [row["title"] for row in page(client, elbe)["others"]["rows"]]

    BlueprintStep.objects.filter(pk=step.plan_id).update(private=True)

    assert step.title in [row["title"] for row in page(client, ana)["others"]["rows"]]
    assert step.title not in page(client, elbe)["others"]["rows"]
    assert step.title not in client.get(reverse("today")).content.decode()
    assert step.title not in client.get(reverse("mobilities:waiting-others"), {"later": "on"}).content.decode()


def test_a_refusal_comes_first_then_other_answers_then_files(client, ana):
    firm = make_company("Metal Bierzo", ana.centre)
    rosa = make_contact(firm, ana.centre, person=make_user(first_name="Rosa", last_name="Vidal")).person
    lucia = make_apprentice(ana.centre)
    make_contract(lucia, firm)
    mobility = make_mobility(by=ana, apprentice=lucia)
    hand_in(ready(mobility, Owner.APPRENTICE)[0], lucia.person)
    answer(mobility, Owner.HOST_COMPANY, Answer.ASK_CHANGE, make_user(), text="A week later")
    answer(mobility, Owner.HOME_EMPLOYER, Answer.DECLINE, rosa, reason=Reason.WORK_PEAK)

    context = page(client, ana)

    assert [(row["title"], row["tone"], row["about"]) for row in context["look"]["rows"]] == [
        ("Home employer: declined", "danger", "Lucía García → Dresden"),
        ("Host company: asks for a change", "warning", "Lucía García → Dresden"),
        ("Apprentice application form", "warning", "Lucía García → Dresden"),
    ]
    assert context["look"]["rows"][0]["who"] == "Rosa Vidal: It falls into our busiest time"
    assert [row["title"] for row in page(client, ana, "mobilities:waiting")["look"]] == [
        row["title"] for row in context["look"]["rows"]
    ]


def test_what_was_dealt_with_and_what_is_over_leaves_the_page(client, ana):
    mobility = make_mobility(by=ana)
    given = answer(mobility, Owner.HOST_COMPANY, Answer.ASK_CHANGE, make_user(), text="A week later")
    approval.mark_seen(given, by=ana, at=NOW)
    hand_in(ready(mobility, Owner.APPRENTICE)[0], ana, state=Review.ACCEPTED, reviewed_at=NOW, reviewed_by=ana)
    over = make_mobility(by=ana, starts_on=date(2027, 3, 1))
    hand_in(ready(over, Owner.APPRENTICE)[0], ana)
    decision.move(over, Decision.CANCELLED, by=ana, at=NOW, reason="Illness")

    assert page(client, ana)["look"]["rows"] == []


def test_a_hosting_coordinator_looks_at_the_files_of_the_host_side_alone(client, ana, elbe):
    mobility = make_mobility(by=ana, hosting=elbe.centre)
    hand_in(ready(mobility, Owner.APPRENTICE)[0], ana, document="PASSPORT")
    hand_in(ready(mobility, Owner.HOST_COMPANY)[0], ana, document="HOST_ACCEPTANCE")

    assert len(page(client, ana)["look"]["rows"]) == 2
    assert [row["who"] for row in page(client, elbe)["look"]["rows"]] == ["Host company"]


def test_who_leaves_within_thirty_days_is_shown_with_what_is_open_before(client, ana, elbe):
    make_mobility(by=ana, hosting=elbe.centre, starts_on=TODAY + timedelta(days=31))
    mobility = make_mobility(by=ana, hosting=elbe.centre, starts_on=TODAY + timedelta(days=12))
    Mobility.objects.filter(pk=mobility.pk).update(gates_open=3)

    sent, hosted = page(client, ana), page(client, elbe)

    assert [(row["title"], row["about"], row["who"], row["due"]) for row in sent["leaving"]["rows"]] == [
        ("Lucía García", "Dresden, Germany", "3 steps open before departure", "5 Dec 2026, in 12 days")
    ]
    assert [(row["title"], row["about"]) for row in hosted["arriving"]["rows"]] == [("Lucía García", "CIFP Río Sil")]
    assert sent["arriving"]["rows"] == hosted["leaving"]["rows"] == []
    assert tiles(hosted) | {"arriving within 30 days": "1"} == tiles(hosted)


def test_open_gates_are_counted_with_the_steps():
    mobility = make_mobility()
    gates = mobility.steps.open().filter(plan__gate=True, plan__private=False)
    before = Mobility.objects.get(pk=mobility.pk).gates_open
    assert before == gates.count() > 0

    gates[0:1].model.objects.filter(pk=gates[0].pk).update(done_at=NOW, done_by=mobility.planned_by, outcome="waived")
    roadmap.recount(mobility, at=NOW)

    assert Mobility.objects.get(pk=mobility.pk).gates_open == before - 1


def test_what_is_overdue_names_who_has_the_ball(client, ana):
    mobility, other = make_mobility(by=ana), make_mobility(by=ana, starts_on=date(2027, 3, 1))
    late = {"next_due_on": TODAY - timedelta(days=2), "waits_for": Owner.GUARDIAN}
    Mobility.objects.filter(pk=mobility.pk).update(**late)
    Mobility.objects.filter(pk=other.pk).update(next_due_on=TODAY)

    rows = page(client, ana)["overdue"]["rows"]

    assert [(row["title"], row["who"], row["status"]) for row in rows] == [
        ("Lucía García", "waiting for: parent or guardian", "since 21 Nov 2026")
    ]


def test_every_count_leads_to_the_list_that_it_counts(client, ana):
    make_copies(make_mobility(by=ana, starts_on=TODAY + timedelta(days=1)), 11)
    Mobility.objects.update(next_due_on=TODAY - timedelta(days=1))
    context = page(client, ana)
    links = {str(tile["label"]): (tile["count"], tile["url"]) for tile in context["tiles"]}

    assert links["leaving within 30 days"][0] == "12"
    for label in ("leaving within 30 days", "overdue"):
        count, url = links[label]
        assert len(client.get(url).context["rows"]) == int(count)
    assert context["leaving"]["more"]
    assert len(context["leaving"]["rows"]) == 8


def test_nothing_of_another_centre_is_on_the_page(client, ana):
    other = make_coordinator()
    make_mobility(by=other, starts_on=TODAY + timedelta(days=2))
    Mobility.objects.update(next_due_on=TODAY - timedelta(days=2))
    Step.objects.update(due_on=TODAY)

    assert set(tiles(page(client, ana)).values()) == {"0"}
    assert "García" not in client.get(reverse("today")).content.decode()


def test_titles_are_in_the_readers_language(client, ana):
    mobility = make_mobility(by=ana)
    (step,) = ready(mobility, Owner.SENDING_COORDINATOR, due_on=TODAY)
    Step.objects.exclude(pk=step.pk).update(ready_at=None)
    ana.language = "es"
    ana.save()

    assert [row["title"] for row in page(client, ana)["waiting"]["rows"]] == [step.plan.title_es]
    Step.objects.filter(pk=step.pk).update(own_title="Ours")
    assert [row["title"] for row in page(client, ana)["waiting"]["rows"]] == ["Ours"]


@pytest.mark.parametrize("count", [1, 50])
def test_the_first_page_takes_the_same_queries_whatever_there_is(client, ana, elbe, django_assert_num_queries, count):
    mobility = make_mobility(by=ana, hosting=elbe.centre, starts_on=TODAY + timedelta(days=5))
    make_copies(mobility, count - 1)
    for step in Step.objects.filter(owner=Owner.APPRENTICE)[:count]:
        hand_in(step, ana)
    answer(mobility, Owner.HOST_COMPANY, Answer.ASK_CHANGE, make_user(), text="A week later")
    for _ in range(count):
        for centre in (ana.centre, elbe.centre):
            make_partnership(centre, make_centre(), valid_until=TODAY)

    for person in (ana, elbe):
        client.force_login(person)
        # the user; then memberships, for whom the person acts, what stands in the short lists, steps, what to look at,
        # whose mobilities these are; which partnerships run out
        with django_assert_num_queries(1 + 6 + 1):
            client.get(reverse("today"))


def test_where_nothing_runs_out_leaves_or_waits_for_a_second_person_nothing_is_read_for_it(
    client, ana, elbe, django_assert_num_queries
):
    make_mobility(by=ana, hosting=elbe.centre, starts_on=TODAY + timedelta(days=40))

    for person in (ana, elbe):
        client.force_login(person)
        with django_assert_num_queries(1 + 6):
            client.get(reverse("today"))
