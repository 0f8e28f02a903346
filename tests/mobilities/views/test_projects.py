"""Grant projects: entered once, changed without losing anything, seen by the centre's coordinators alone."""

from datetime import date

import pytest
from django.urls import reverse

from centres.choices import MemberRole
from doallvet.history.models import Event
from mobilities.choices import Decision
from mobilities.models import Group, Mobility, Project
from tests.factories import make_centre, make_coordinator, make_member, make_mobility, make_project

pytestmark = pytest.mark.django_db

CODE = "2026-1-ES01-KA121-VET-000005151"
DATA = {
    "code": CODE,
    "title": "Dual abroad",
    "begins_on": "2026-06-01",
    "ends_on": "2028-05-31",
    "field": "VET",
}


@pytest.fixture
def coordinator():
    return make_coordinator()


def typed(**changes):
    return DATA | changes


def kept(project):
    project.refresh_from_db()
    return {name: getattr(project, name) for name in ("code", "title", "call_year", "field", "begins_on", "ends_on")}


def page(name, *ids):
    return reverse(f"mobilities:{name}", args=ids)


def test_a_project_is_kept_with_the_call_year_of_its_code(client, coordinator):
    client.force_login(coordinator)

    assert client.get(page("project-new")).status_code == 200
    response = client.post(page("project-new"), typed(code=" 2026-1-es01-KA121–VET–000005151 "))

    project = Project.objects.get()
    assert (response.status_code, response.url) == (302, page("project", project.pk))
    assert (project.centre, kept(project)) == (
        coordinator.centre,
        {
            "code": CODE,
            "title": "Dual abroad",
            "call_year": 2026,
            "field": "VET",
            "begins_on": date(2026, 6, 1),
            "ends_on": date(2028, 5, 31),
        },
    )
    assert Event.objects.about(project).values_list("verb", "by").get() == ("created", coordinator.pk)


def test_a_code_of_the_calls_up_to_2020_is_kept(client, coordinator):
    client.force_login(coordinator)

    client.post(
        page("project-new"), typed(code="2014-1-AT01-KA102-000151", begins_on="2014-09-01", ends_on="2016-08-31")
    )

    assert Project.objects.values_list("code", "call_year").get() == ("2014-1-AT01-KA102-000151", 2014)


def test_a_double_click_makes_one_project_and_another_one_with_its_code_is_refused(client, coordinator):
    client.force_login(coordinator)

    first, second = client.post(page("project-new"), DATA), client.post(page("project-new"), DATA)
    third = client.post(page("project-new"), typed(title="Another"))

    assert (first.url, Project.objects.count()) == (second.url, 1)
    assert (third.status_code, "Your centre already has a project with this code." in text(third)) == (422, True)


def test_another_centre_may_have_the_same_project(client, coordinator):
    make_project(make_centre(), code=CODE)
    client.force_login(coordinator)

    assert client.post(page("project-new"), DATA).status_code == 302


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"code": "2026-1-ES01-KA121"}, "A project code looks like 2024-1-ES01-KA121-VET-000005151"),
        ({"code": ""}, "This field is required."),
        ({"code": "2026" * 40}, "at most 60 characters"),
        ({"code": "2026-1-ES01-KA131-HED-000005151"}, "The code says “higher education”: choose that"),
        ({"begins_on": "2025-12-31"}, "This is before the call of 2026: check the day and the code."),
        ({"begins_on": "31/31/2026"}, "Enter a valid date."),
        ({"ends_on": "2026-05-31"}, "The project ends before it begins."),
        ({"ends_on": "2082-05-31"}, "This is more than 10 years after the call: check the year."),
        ({"field": "SCH"}, "SCH is not one of the available choices."),
        ({"title": "x" * 301}, "at most 300 characters"),
        ({"title": "\u200b \n"}, "This field is required."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(client, coordinator, changes, sentence):
    client.force_login(coordinator)

    response = client.post(page("project-new"), typed(**changes))

    assert (response.status_code, sentence in text(response), Project.objects.count()) == (422, True, 0)


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("Κινητικότητα <script>alert(1)</script> =1+1", "Κινητικότητα <script>alert(1)</script> =1+1"),
        (" Two lines\r\nand a\u200b   half ", "Two lines and a half"),
    ],
)
def test_a_title_is_kept_on_one_line_and_shown_as_text(client, coordinator, said, title):
    client.force_login(coordinator)

    client.post(page("project-new"), typed(title=said))

    assert Project.objects.get().title == title
    assert "<script>alert" not in text(client.get(page("projects")))


def test_a_project_is_changed_and_its_mobilities_are_found_by_the_new_code(client, coordinator):
    project = make_project(coordinator.centre, code="2026-1-ES01-KA121-VET-000000001")
    mobility = make_mobility(by=coordinator, project=project)
    client.force_login(coordinator)

    response = client.post(page("project", project.pk), typed(code=CODE, version=1))

    assert (response.status_code, kept(project)["code"], project.version) == (302, CODE, 2)
    assert list(Mobility.objects.matching("VET-000005151")) == [mobility]
    assert Event.objects.about(project).filter(verb="changed").count() == 1


def test_saving_nothing_new_writes_nothing(client, coordinator):
    project = make_project(coordinator.centre)
    client.force_login(coordinator)

    client.post(page("project", project.pk), typed(code=project.code, version=1))

    assert (Project.objects.get().version, Event.objects.about(project).count()) == (1, 0)


def test_whoever_was_slower_sees_both_texts_and_nothing_is_overwritten(client, coordinator):
    project = make_project(coordinator.centre, code=CODE, title="There now", version=2)
    client.force_login(coordinator)

    response = client.post(page("project", project.pk), typed(title="Typed here", version=1))

    assert (response.status_code, kept(project)["title"]) == (409, "There now")
    assert all(words in text(response) for words in ("Nothing was written yet.", "There now", "Typed here"))
    assert client.post(page("project", project.pk), typed(title="Typed here", version=2)).status_code == 302


def test_dates_that_leave_a_stay_outside_are_refused(client, coordinator):
    project = make_project(coordinator.centre, code=CODE)
    mobility = make_mobility(by=coordinator, project=project, starts_on=date(2027, 9, 6), days=21)
    client.force_login(coordinator)

    response = client.post(page("project", project.pk), typed(ends_on="2027-09-25", version=1))
    told = "1 stay of this project lies outside these days. Change its dates first." in text(response)
    Mobility.objects.filter(pk=mobility.pk).update(decision=Decision.CANCELLED)
    again = client.post(page("project", project.pk), typed(ends_on="2027-09-25", version=1))

    assert (response.status_code, told, again.status_code) == (422, True, 302)


def test_groups_are_added_renamed_and_removed_on_the_projects_page(client, coordinator):
    project = make_project(coordinator.centre)
    client.force_login(coordinator)

    for _ in range(2):  # a double click
        response = client.post(page("project-groups", project.pk), {"title": "Dresden, spring"})
    group = Group.objects.get()
    shown = text(client.get(page("project", project.pk)))
    client.post(page("project-group", project.pk, group.pk), {"title": "Dresden, May"})
    renamed = Group.objects.get().title
    client.post(page("project-group", project.pk, group.pk), {"remove": "1"})

    assert response.url == page("project", project.pk) + "#groups"
    assert ("Dresden, spring" in shown, renamed, Group.objects.count()) == (True, "Dresden, May", 0)
    verbs = list(Event.objects.about(project).values_list("verb", flat=True))
    assert verbs == ["group_removed", "group_renamed", "group_added"]


def test_a_group_with_travellers_stays_and_two_groups_have_two_names(client, coordinator):
    project = make_project(coordinator.centre)
    group, other = (Group.objects.create(project=project, title=title) for title in ("One", "Two"))
    make_mobility(by=coordinator, project=project, group=group)
    client.force_login(coordinator)

    removal = client.post(page("project-group", project.pk, group.pk), {"remove": "1"})
    renaming = client.post(page("project-group", project.pk, group.pk), {"title": "Two"})
    nameless = client.post(page("project-groups", project.pk), {"title": " "})

    assert [response.status_code for response in (removal, renaming, nameless)] == [422, 422, 422]
    assert "Mobilities travel with this group, so it cannot be removed." in text(removal)
    assert "This project already has a group with this name." in text(renaming)
    assert list(Group.objects.order_by("pk")) == [group, other]


def test_only_coordinators_of_the_centre_come_in(client, coordinator):
    project = make_project(coordinator.centre)
    group = Group.objects.create(project=project, title="One")
    pages = [
        page("projects"),
        page("project-new"),
        page("project", project.pk),
        page("project-groups", project.pk),
        page("project-group", project.pk, group.pk),
    ]
    statuses = {}
    for who, person in {
        "viewer": make_member(coordinator.centre, MemberRole.VIEWER).person,
        "teacher": make_member(coordinator.centre, MemberRole.TEACHER).person,
        "of another centre": make_coordinator(),
    }.items():
        client.force_login(person)
        statuses[who] = [client.post(address, DATA | {"version": 1}).status_code for address in pages]

    assert statuses == {
        "viewer": [403, 403, 403, 403, 403],
        "teacher": [403, 403, 403, 403, 403],
        "of another centre": [200, 302, 404, 404, 404],
    }
    assert kept(project)["title"] == "Dual abroad"
    assert Project.objects.exclude(pk=project.pk).get().centre != coordinator.centre


def test_a_group_of_another_project_is_not_there(client, coordinator):
    mine, group = make_project(coordinator.centre), Group.objects.create(project=make_project(make_centre()), title="X")
    client.force_login(coordinator)

    assert client.post(page("project-group", mine.pk, group.pk), {"remove": "1"}).status_code == 404


@pytest.mark.parametrize("count", [1, 50])
def test_the_list_takes_the_same_queries_whatever_its_length(client, coordinator, count, django_assert_num_queries):
    for _ in range(count):
        make_project(coordinator.centre)
    client.force_login(coordinator)

    with django_assert_num_queries(4):
        shown = text(client.get(page("projects")))

    assert shown.count("Dual abroad") == count


def test_more_than_a_page_of_projects_is_turned(client, coordinator):
    for number in range(51):
        make_project(coordinator.centre, title=f"Number {number}")
    client.force_login(coordinator)

    first = client.get(page("projects"))
    second = client.get(page("projects") + first.context["next"])

    assert [row.title for row in second.context["projects"]] == ["Number 0"]


def test_the_wizard_leads_to_what_is_missing(client, coordinator):
    client.force_login(coordinator)

    shown = text(client.get(page("new")))

    assert "Your centre has no grant project yet." in shown
    assert f'href="{page("project-new")}"' in shown
    assert f'href="{reverse("centres:apprentice-new")}"' in shown


def text(response):
    return response.content.decode()
