"""What the wizard refuses: twice, late, by others, what is not theirs, what cannot be."""

from uuid import uuid4

import pytest
from django.forms import CharField
from django.urls import reverse

from centres.choices import MemberRole
from centres.models import Partnership
from mobilities.models import Group, Mobility
from tests.factories import (
    make_apprentice,
    make_coordinator,
    make_member,
    make_mobility,
    make_project,
    make_user,
)
from tests.kept import kept
from tests.mobilities.wizard import World, address, errors, plan

pytestmark = pytest.mark.django_db


@kept
def planned():
    return World()


@pytest.fixture
def world(client, planned):
    client.force_login(planned.ana)
    return planned


def test_a_double_click_plans_once(client, world):
    token = str(uuid4())

    first, second = (plan(client, world.answers(), token) for _ in range(2))

    assert (first.url, Mobility.objects.count()) == (second.url, 1)


@pytest.mark.parametrize("token", ["", "no token", "=1+1", "../../etc", "\x00" * 40])
def test_a_page_without_its_token_is_shown_again(client, world, token):
    answer = client.post(address("check", world.answers()), {"token": token})

    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/mobilities/new/check/")
    assert Mobility.objects.count() == 0


def test_a_partnership_that_ended_meanwhile_is_said_where_it_is_chosen(client, world):
    Partnership.objects.update(accepted_at=None)

    answer = plan(client, world.answers())

    assert answer.url.startswith("/mobilities/new/where/")
    assert "Select a valid choice" in errors(client.get(answer.url))["host"][0]
    assert Mobility.objects.count() == 0


def test_what_forbids_the_plan_in_the_last_moment_is_said(client, world):
    make_mobility(by=world.ana, apprentice=world.apprentice, hosting=world.partner, host=world.host)

    page = client.get(plan(client, world.answers()).url)

    assert "overlaps another stay" in errors(page)["__all__"][0]


@pytest.mark.parametrize("role", [MemberRole.TEACHER, MemberRole.VIEWER])
def test_who_does_not_coordinate_does_not_plan(client, world, role):
    client.force_login(make_member(world.centre, role).person)

    assert [client.get(address()).status_code, plan(client, world.answers()).status_code] == [403, 403]


def test_who_belongs_to_no_centre_does_not_plan(client):
    client.force_login(make_user())

    assert client.get(address()).status_code == 403


@pytest.mark.parametrize("page", ["who", "where", "when", "roadmap"])
def test_only_the_last_page_takes_a_post(client, world, page):
    assert client.post(address(page, world.answers())).status_code == 405


def test_there_is_no_sixth_page(client, world):
    assert client.get(reverse("mobilities:new", args=["grant"])).status_code == 404


def test_fetching_all_pages_writes_nothing(client, world):
    for page in ("who", "where", "when", "roadmap", "check"):
        client.get(address(page, world.answers()))

    assert Mobility.objects.count() == 0


# -- what is not there, not theirs, not possible


def test_what_a_centre_has_none_of_is_said_with_the_way_to_it(client):
    ana = make_coordinator()
    client.force_login(ana)

    who = client.get(address())
    answers = {"who-asked": "1", "apprentice": make_apprentice(ana.centre).pk, "project": make_project(ana.centre).pk}
    where = client.get(address("where", answers))

    assert (reverse("mobilities:project-new") in who.text, reverse("centres:apprentice-new") in who.text) == (
        True,
        True,
    )
    assert (where.context["form"].lacks, reverse("companies:new") in where.text) == (["host"], True)


def test_people_projects_and_companies_of_another_centre_cannot_be_chosen(client, world):
    stranger = World()
    foreign = stranger.answers()

    chosen = {
        name: errors(client.get(address(page, world.answers(asking=page) | {name: foreign[name]})))[name]
        for page, name in (("who", "apprentice"), ("who", "project"), ("where", "host"))
    }

    assert all("Select a valid choice" in said[0] for said in chosen.values())


def test_a_group_of_another_project_is_refused(client, world):
    other = Group.objects.create(project=make_project(world.centre), title="Next year")

    page = client.get(address("who", world.answers(asking="who", group=other.pk)))

    assert (page.status_code, errors(page)) == (422, {"group": ["This group belongs to another project."]})


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ends_on": "2027-09-01"}, "The stay ends before it begins."),
        ({"ends_on": "2027-09-08"}, "takes at least 10"),
        ({"ends_on": "2028-01-31"}, "takes at most 89"),
        ({"starts_on": "2029-01-08", "ends_on": "2029-01-28"}, "ends after the project does"),
        ({"starts_on": "0027-09-06", "ends_on": "0027-09-26"}, "The year 27 cannot be right."),
    ],
)
def test_dates_that_cannot_be_are_said_beside_the_dates(client, world, changes, sentence):
    page = client.get(address("when", world.answers(asking="when", **changes)))

    assert page.status_code == 422
    assert sentence in " ".join(errors(page)["__all__"])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("starts_on", "31.02.2027"),
        ("starts_on", "=1+1"),
        ("blueprint", "../../etc/passwd"),
        ("transport", "<script>alert(1)</script>"),
        ("virtual_starts_on", "\x00"),
    ],
)
def test_hostile_answers_are_said_near_their_cause(client, world, name, value):
    page = client.get(address("when", world.answers(asking="when", **{name: value})))

    assert "<script>alert(1)" not in page.text
    assert page.status_code in (302, 422)
    assert name == "virtual_starts_on" or list(errors(page)) == [name]


def test_no_free_text_is_asked_for_that_would_stand_in_addresses(client, world):
    fields = client.get(address("when", world.answers())).context["form"].fields

    assert [name for name, field in fields.items() if type(field) is CharField] == []
