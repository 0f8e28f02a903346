"""The wizard: five pages, answers in the address, one mobility in the end."""

from datetime import date

import pytest
from django.urls import reverse

from mobilities.choices import Decision, Outcome, Role
from mobilities.models import Group, Mobility
from tests.factories import (
    make_apprentice,
    make_centre,
    make_company,
    make_contract,
    make_coordinator,
    make_draft,
    make_mobility,
    make_own_plan,
    make_project,
    make_site,
)
from tests.kept import kept
from tests.mobilities.wizard import World, address, plan

pytestmark = pytest.mark.django_db


@kept
def planned():
    return World()


@pytest.fixture
def world(client, planned):
    client.force_login(planned.ana)
    return planned


@pytest.mark.parametrize(
    ("page", "wanted", "after"),
    [
        ("who", "who", "/mobilities/new/where/"),
        ("where", "where", "/mobilities/new/when/"),
        ("when", "when", "/mobilities/new/roadmap/"),
    ],
)
def test_a_page_that_was_answered_leads_to_the_next(client, world, page, wanted, after):
    answer = client.get(address(page, world.answers(asking=wanted)))

    assert (answer.status_code, answer.url.split("?")[0]) == (302, after)


def test_a_page_waits_for_the_answers_before_it(client, world):
    answers = [client.get(address(page)) for page in ("where", "when", "roadmap", "check")]

    assert [answer.url.split("?")[0] for answer in answers] == ["/mobilities/new/"] * 4


def test_the_only_project_that_runs_is_chosen_already(client, world):
    make_project(world.centre, begins_on=date(2022, 6, 1), ends_on=date(2023, 5, 31))

    page = client.get(address())

    assert page.context["form"]["project"].initial == world.project


def test_the_apprentice_of_the_page_one_comes_from_is_chosen_already(client, world):
    page = client.get(f"{reverse('mobilities:new')}?apprentice={world.apprentice.pk}")

    assert page.context["form"]["apprentice"].value() == str(world.apprentice.pk)


def test_apprentices_stand_under_their_classes_in_the_order_of_their_names(client, world):
    for first, last, group in (("Ana", "Zas", "2A"), ("Blas", "Álvarez", "2A"), ("Ciro", "Bao", "1B")):
        make_apprentice(world.centre, first, last, class_name=group)

    page = client.get(address())

    choices = [
        (name, [label for _, label in rows]) for name, rows in page.context["form"].fields["apprentice"].choices[1:]
    ]
    assert choices == [
        ("Without a class", ["Lucía García"]),
        ("1B", ["Ciro Bao"]),
        ("2A", ["Blas Álvarez", "Ana Zas"]),
    ]


def test_the_group_fills_in_company_and_dates(client, world):
    group = Group.objects.create(project=world.project, title="Dresden, autumn")
    first = make_mobility(
        by=world.ana, apprentice=make_apprentice(world.centre), hosting=world.partner, host=world.host, group=group
    )
    answers = world.answers(group=group.pk)
    who = {name: answers[name] for name in ("who-asked", "apprentice", "project", "group")}

    where = client.get(address("where", who)).context["form"]
    when = client.get(address("when", who | {"where-asked": "1", "host": answers["host"]})).context["form"]

    assert where["host"].value() == answers["host"]
    assert (when["starts_on"].value(), when["ends_on"].value()) == (first.starts_on, first.ends_on)


def test_what_was_agreed_with_the_employer_last_time_is_filled_in(client, world):
    employer = make_company("Metal Bierzo", world.centre)
    before, now = make_apprentice(world.centre), world.apprentice
    for apprentice in (before, now):
        make_contract(apprentice, employer)
    make_mobility(by=world.ana, apprentice=before, host=world.host, hosting=world.partner, pay_kept=False)
    answers = {name: value for name, value in world.answers().items() if not name.startswith("when")}

    form = client.get(address("when", answers)).context["form"]

    assert (form["pay_kept"].value(), form["entry_formalities"].value()) == (False, False)


def test_nobody_is_asked_for_a_kind_of_apprenticeship_where_there_is_one_only(client, world):
    without = client.get(address("when", world.answers())).context["form"]
    make_contract(world.apprentice, make_company("Metal Bierzo", world.centre))
    with_contract = client.get(address("when", world.answers())).context["form"]

    assert [(form.kind, "profile" in form.fields) for form in (without, with_contract)] == [
        ("ES-GEN", False),
        ("ES-INT", False),
    ]


def test_a_country_that_has_no_profile_for_students_offers_what_it_has(client):
    ana = make_coordinator(make_centre(country="DE"))
    apprentice, project = make_apprentice(ana.centre), make_project(ana.centre)
    host = make_company("Taller", ana.centre, country="ES")
    client.force_login(ana)
    answers = {
        "who-asked": "1",
        "apprentice": apprentice.pk,
        "project": project.pk,
        "where-asked": "1",
        "host": f"{host.pk}-0-0",
    }

    form = client.get(address("when", answers)).context["form"]

    assert form.kind == "DE-DUAL"


def test_the_preview_asks_what_is_done_and_ticks_no_promise_of_others(client, world):
    soon = world.answers(starts_on="2026-12-14", ends_on="2026-12-23")

    page = client.get(address("roadmap", soon))

    ticked = {step["key"]: step["ticked"] for phase in page.context["late"] for step in phase["steps"]}
    assert (ticked["P01"], ticked["R03"]) == (True, True)
    assert {ticked[key] for key in ("R07", "G03", "G11", "D02")} == {False}  # others say yes, or the departure needs it


def test_what_was_ticked_stays_ticked_on_the_way_back(client, world):
    soon = world.answers(starts_on="2026-12-14", ends_on="2026-12-23") | {"roadmap-asked": "1", "done": ["P02"]}

    page = client.get(address("roadmap", soon))

    assert [step["key"] for phase in page.context["late"] for step in phase["steps"] if step["ticked"]] == ["P02"]


def test_all_answers_stand_on_one_page_with_the_way_to_change_them(client, world):
    page = client.get(address("check", world.answers()))

    rows = {row["label"]: row["value"] for row in page.context["answers"]}
    assert rows == {
        "Apprentice": "Lucía García",
        "Grant project": str(world.project),
        "Is the place decided?": "Already chosen",
        "Host company": "Werkstatt Sachsen, Dresden (Germany) · 1809 km",
        "Hosting centre": world.partner.name,
        "Kind of stay": "Short-term dual mobility (10-89 days, physical)",
        "Abroad": "6 Sep 2027 – 26 Sep 2027 (21 days)",
        "Kind of apprenticeship": "FP, régimen general (Ley Orgánica 3/2022, RD 659/2023)",
        "A visa, permit, clearance or health document is needed": "No",
        "Main means of transport": "train",
        "Roadmap": rows["Roadmap"],
    }
    assert all(row["url"] for row in page.context["answers"])


def test_the_button_plans(client, world):
    answer = plan(client, world.answers())

    mobility = Mobility.objects.get()
    assert answer.url == reverse("mobilities:detail", args=[mobility.pk])
    assert (mobility.apprentice, mobility.project, mobility.transport, mobility.profile) == (
        world.apprentice,
        world.project,
        "train",
        "ES-GEN",
    )
    assert mobility.party(Role.HOSTING_COORDINATOR).centre == world.partner


def test_a_blended_stay_keeps_its_virtual_days(client, world):
    blended = {"virtual_starts_on": "2027-08-02", "virtual_ends_on": "2027-10-24"}

    plan(client, world.answers(blueprint=world.plans["dual-blended"].pk, **blended))

    mobility = Mobility.objects.get()
    assert (mobility.virtual_starts_on, mobility.virtual_ends_on) == (date(2027, 8, 2), date(2027, 10, 24))


def test_virtual_days_of_another_kind_of_stay_are_left_out(client, world):
    plan(client, world.answers(virtual_starts_on="2027-08-02", virtual_ends_on="2027-10-24"))

    assert Mobility.objects.get().virtual_starts_on is None


def test_only_what_was_ticked_is_done_before(client, world):
    late = world.answers(starts_on="2027-02-01", ends_on="2027-02-20") | {
        "roadmap-asked": "1",
        "done": ["P01", "B06", "=1+1"],
    }

    plan(client, late)

    done = Mobility.objects.get().steps.filter(outcome=Outcome.BEFORE).values_list("plan__key", flat=True)
    assert list(done) == ["P01"]


@pytest.mark.parametrize(("done", "words"), [(["P01"], "uno ya hecho"), (["P01", "P02"], "2 ya hechos")])
def test_how_many_are_done_before_is_a_whole_sentence_in_every_language(client, world, done, words):
    type(world.ana).objects.filter(pk=world.ana.pk).update(language="es")
    late = world.answers(starts_on="2027-02-01", ends_on="2027-02-20") | {"roadmap-asked": "1", "done": done}

    assert words in client.get(address("check", late)).text


def test_who_only_applies_is_planned_as_a_draft(client, world):
    plan(client, world.answers(decision="draft"))

    assert Mobility.objects.get().decision == Decision.DRAFT


@pytest.mark.parametrize("count", [1, 50])
@pytest.mark.parametrize(("page", "queries"), [("who", 8), ("where", 11), ("when", 19), ("roadmap", 28), ("check", 28)])
def test_the_pages_take_the_same_queries_whatever_there_is_to_choose(
    client, world, count, page, queries, django_assert_num_queries
):
    for number in range(count):
        make_apprentice(world.centre)
        make_site(make_company(f"Firma {number}", world.partner, world.centre, country="DE"), country="DE")

    with django_assert_num_queries(queries):
        client.get(address(page, world.answers()))


def test_planning_takes_the_same_statements_whatever_was_done_before(client, world, django_assert_max_num_queries):
    late = world.answers(starts_on="2027-02-01", ends_on="2027-02-20") | {"roadmap-asked": "1"}

    with django_assert_max_num_queries(73):
        plan(client, late | {"done": ["P01", "P02", "P03", "R03", "R04"]})

    assert Mobility.objects.get().steps_done == 5


def test_the_wizard_offers_own_plans_with_whose_they_are_and_plans_with_them(client, world):
    own = make_own_plan(world.ana.centre, world.ana, title="Our way")
    make_draft(world.ana.centre, world.ana, title="Not yet")
    jonas = make_coordinator()
    make_own_plan(jonas.centre, jonas, title="Theirs")

    page = client.get(address("when", world.answers()))
    plan(client, world.answers(blueprint=own.pk))

    labels = [str(label) for _value, label in page.context["form"].fields["blueprint"].choices]
    assert len(labels) == 4 and f"Our way · {own.centre}" in labels
    assert Mobility.objects.get().blueprint == own
