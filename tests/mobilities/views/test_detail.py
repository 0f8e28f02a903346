"""The page of a mobility: what can be done now, the roadmap, who sees what of it."""

from datetime import date

import pytest
from django.urls import reverse

from companies.models import CompanyContact
from mobilities.actions import approval, decision, evidence
from mobilities.choices import Answer, Channel, Decision, Owner, Reason
from mobilities.models import Evidence, Mobility
from mobilities.terms import fingerprint, questions, terms
from tests.factories import NOW, make_coordinator, make_user
from tests.kept import kept
from tests.mobilities.roadmaps import lay
from tests.mobilities.stay import Stay, photo

pytestmark = pytest.mark.django_db


@kept
def stay():
    return Stay()


def shown(page):
    return {task["id"]: task for phase in page.context["phases"] for task in phase["tasks"]}


def now(page):
    return {group["title"]: [task["title"] for task in group["tasks"]] for group in page.context["now"]}


def test_the_page_says_first_what_can_be_done_now_and_by_whom(client, stay):
    lay(stay.mobility, P01=date(2027, 2, 8), R03=date(2027, 3, 1), G03=date(2027, 2, 1))
    stay.mobility.steps.exclude(plan__key__in=["P01", "R03", "G03"]).update(waits=1)
    client.force_login(stay.ana)

    page = client.get(stay.address("detail"))

    assert now(page) == {
        "Your turn": ["Confirm the grant and the number of places"],
        "Waiting for others": ["Accept the placement and name the mentor", "Apply"],
    }


def test_each_sees_ones_own_turn(client, stay):
    stay.ready("G03", "P03")
    for person, turn in ((stay.heike, "Accept the placement and name the mentor"), (stay.jonas, None)):
        client.force_login(person)
        assert now(client.get(stay.address("detail"))).get("Your turn", [None]) == [turn]


def test_a_paper_to_look_at_is_the_coordinators_turn(client, stay):
    stay.ready("D06")
    evidence.hand_in(stay.step("D06"), photo(), document="EHIC", by=stay.lucia, at=NOW)
    client.force_login(stay.ana)

    page = client.get(stay.address("detail"))

    assert now(page) == {"Your turn": ["Get the European Health Insurance Card"]}
    assert shown(page)[f"step-{stay.step('D06').pk}"]["status"] == "To look at"


def test_a_blocked_step_says_what_comes_first(client, stay):
    client.force_login(stay.ana)

    task = shown(client.get(stay.address("detail")))[f"step-{stay.step('P03').pk}"]

    assert (task["status"], task["blocked"]) == (
        "Cannot start yet",
        "First: Confirm the grant and the number of places",
    )


def words(page, *keys):
    return [(shown(page)[key]["status"], shown(page)[key]["due"], shown(page)[key]["blocked"]) for key in keys]


def test_a_stay_that_is_over_leaves_nothing_to_do(client, stay):
    stay.ready("G03", "P03")
    rows = [f"step-{stay.step(key).pk}" for key in ("G03", "P03")]
    client.force_login(stay.ana)
    before = words(client.get(stay.address("detail")), *rows)

    decision.move(stay.fresh(), Decision.CANCELLED, by=stay.ana, at=NOW, reason="Withdrew")

    assert before != words(client.get(stay.address("detail")), *rows) == [("Not needed any more", "", "")] * 2
    client.force_login(stay.lucia)
    journey = client.get(stay.address("detail")).text
    assert "You have nothing to do right now" in journey
    assert "We write to you before your next step is due" not in journey
    assert "Who has the ball" not in journey


def test_what_waits_while_a_stay_is_interrupted_is_on_hold(client, stay):
    stay.ready("G03", "P03")
    Mobility.objects.filter(pk=stay.mobility.pk).update(decision=Decision.INTERRUPTED)
    client.force_login(stay.ana)

    page = client.get(stay.address("detail"))

    assert words(page, f"step-{stay.step('G03').pk}") == [("On hold", "", "")]


def test_a_refusal_stands_on_top_with_the_way_to_answer_it(client, stay):
    decline(stay)
    client.force_login(stay.ana)

    page = client.get(stay.address("detail"))

    assert "Home employer: Decline – It falls into our busiest time" in page.text
    assert stay.address("step", "G02") in page.text


def decline(stay):
    mobility = stay.fresh()
    step = questions(mobility, Owner.HOME_EMPLOYER)[0]
    approval.give(
        step,
        answer=Answer.DECLINE,
        reason=Reason.WORK_PEAK,
        person=stay.rosa,
        shown=fingerprint(terms(mobility, Owner.HOME_EMPLOYER)),
        channel=Channel.SIGNED_IN,
        at=NOW,
    )


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("ana", {"P01", "G02", "G03", "D12"}),
        ("raul", {"P01", "G02", "G03"}),
        ("jonas", {"P01", "G02", "G03"}),
        ("rosa", {"G02", "P01"}),
        ("heike", {"G03"}),
        ("marta", set()),
    ],
)
def test_each_sees_the_steps_that_concern_them(client, stay, who, sees):
    client.force_login(getattr(stay, who))

    page = client.get(stay.address("detail"))

    keys = {f"step-{stay.step(key).pk}": key for key in ("P01", "G02", "G03", "D12")}
    assert {keys[pk] for pk in shown(page) if pk in keys} == sees - ({"P01"} if who == "rosa" else set())


def test_the_apprentice_gets_a_page_made_for_a_phone(client, stay):
    client.force_login(stay.lucia)

    page = client.get(stay.address("detail"))

    assert "mobilities/journey.html" in [template.name for template in page.templates]


def test_a_stranger_finds_nothing_as_with_an_id_that_nothing_has(client, stay):
    for person in (make_user(), make_coordinator()):
        client.force_login(person)
        assert [client.get(address).status_code for address in (stay.address("detail"), "/mobilities/999999/")] == [
            404,
            404,
        ]


def test_people_and_history_are_closed_to_who_is_outside(client, stay):
    client.force_login(stay.marta)
    assert [client.get(stay.address(name)).status_code for name in ("people", "history")] == [403, 403]

    client.force_login(stay.heike)
    assert [client.get(stay.address(name)).status_code for name in ("people", "history")] == [200, 403]


def test_a_company_reads_no_contacts_of_family_and_of_the_other_company(client, stay):
    client.force_login(stay.heike)

    page = client.get(stay.address("people"))

    assert [group["name"] for group in page.context["groups"]] == [
        "sending centre",
        "hosting centre",
        "host company",
        "apprentice",
    ]
    assert stay.lucia.email not in page.text
    assert stay.ana.email in page.text


@pytest.mark.parametrize(
    ("who", "facts", "calls"),
    [
        ("ana", ["Birth date", "Programme", "Languages"], True),
        ("jonas", ["Birth date", "Programme", "Languages"], True),
        ("heike", ["Programme", "Languages"], False),
    ],
)
def test_who_looks_after_the_traveller_reads_whom_to_call(client, stay, who, facts, calls):
    apprentice = stay.mobility.apprentice
    apprentice.emergency_contacts.create(name="Sabela Otero", relation="aunt", phone="+34600111222")
    apprentice.languages.create(language="de", level="A2")
    client.force_login(getattr(stay, who))

    page = client.get(stay.address("people"))

    assert [fact["label"] for fact in page.context["traveller"]["facts"]] == facts
    assert page.context["traveller"]["facts"][-1]["value"] == "German (A2)"
    assert ("Sabela Otero" in page.text, "+34600111222" in page.text.replace(" ", "")) == (calls, calls)


def test_the_number_at_work_comes_before_the_own_one(client, stay):
    CompanyContact.objects.filter(person=stay.heike).update(phone="+4935112345")
    client.force_login(stay.ana)

    page = client.get(stay.address("people"))

    people = {person["name"]: person["phone"] for group in page.context["groups"] for person in group["people"]}
    assert people[str(stay.heike)].replace(" ", "") == "+4935112345"


def test_history_is_told_in_words(client, stay):
    decline(stay)
    client.force_login(stay.ana)

    page = client.get(stay.address("history"))

    texts = [(event["text"], event["note"]) for event in page.context["events"]]
    assert texts == [
        (
            "Declined: “Sign the release or contract supplement; settle pay and social security”",
            "It falls into our busiest time",
        ),
        ("Mobility planned", ""),
    ]


def test_nothing_is_to_do_on_a_mobility_that_is_over(client, stay):
    Mobility.objects.filter(pk=stay.mobility.pk).update(decision=Decision.CANCELLED, decision_reason="Withdrew")
    client.force_login(stay.ana)

    page = client.get(stay.address("detail"))

    assert page.context["now"] == []
    assert not [task for task in shown(page).values() if task["tick"]]


@pytest.mark.parametrize("count", [1, 50])
@pytest.mark.parametrize("who", ["ana", "jonas", "heike"])
def test_the_page_takes_the_same_statements_whatever_hangs_on_it(client, stay, who, count, django_assert_num_queries):
    step = stay.step("D06")
    Evidence.objects.bulk_create(
        Evidence(
            step=step,
            document="EHIC",
            file=f"{i}.pdf",
            name="a",
            mime="",
            size=1,
            sha256=str(i),
            uploaded_at=NOW,
            uploaded_by=stay.ana,
        )
        for i in range(count)
    )
    person = getattr(stay, who)
    client.force_login(person)
    navigation = 0 if who in ("ana", "jonas") else 1  # who is in no centre may manage a network

    # beside session and person: memberships, mobility, parties, contacts, steps; of answers to look at and of whom mail
    # does not reach the mobility tells that there are none
    with django_assert_num_queries(1 + 5 + navigation):
        client.get(stay.address("detail"))


def test_hostile_names_are_only_text(client, stay):
    stay.lucia.first_name, stay.lucia.last_name = "<script>alert(1)</script>", "Παπαδοπούλου"
    stay.lucia.save()
    client.force_login(stay.ana)

    page = client.get(stay.address("detail"))

    assert "<script>alert" not in page.text
    assert "Παπαδοπούλου" in page.text


def test_the_way_back_to_the_list_is_there(client, stay):
    client.force_login(stay.ana)

    assert reverse("mobilities:list") in client.get(stay.address("detail")).text
