"""The 2,814 VET mobility projects of 2014 to 2018 with their codes and titles, as the Commission publishes them."""

from datetime import date
from html import unescape
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from doallvet.core.spreadsheets import write_xlsx
from mobilities.actions import planning
from mobilities.forms.project import ProjectForm
from mobilities.models import Project
from tests.factories import NOW, make_apprentice, make_coordinator, make_plan
from tests.real import data

pytestmark = [pytest.mark.django_db, data.there]

UNSEEN = "\u200b"


@pytest.fixture
def coordinator():
    return make_coordinator()


def typed(row):
    """What a coordinator types or pastes; the table has no dates, so the usual two years are taken."""
    year = int(row["call_year"])
    return {
        "code": row["project_identifier"],
        "title": row["project_title"],
        "begins_on": f"{year}-09-01",
        "ends_on": f"{year + 2}-08-31",
        "field": "VET",
    }


def on_one_line(title):
    return " ".join(title.replace(UNSEEN, "").split())


def entered(centre, rows):
    """All rows through the form, kept at once; what the form refuses comes back by its code."""
    projects, wrong = [], {}
    for row in rows:
        form = ProjectForm(typed(row))
        if form.is_valid():
            form.instance.centre, form.instance.call_year = centre, int(row["project_identifier"][:4])
            projects.append(form.instance)
        else:
            wrong[row["project_identifier"]] = form.errors
    Project.objects.bulk_create(projects)
    return wrong


def test_every_real_code_and_title_is_kept_as_it_is_and_shown(client, coordinator):
    rows = data.rows("vet_projects")

    wrong = entered(coordinator.centre, rows)

    kept = {project.code: project for project in Project.objects.all()}
    assert (wrong, len(kept)) == ({}, 2814)
    assert {code: project.title for code, project in kept.items()} == {
        row["project_identifier"]: on_one_line(row["project_title"]) for row in rows
    }
    assert {code: str(project.call_year) for code, project in kept.items()} == {
        row["project_identifier"]: row["call_year"] for row in rows
    }
    lengths = [len(row["project_title"]) for row in rows]
    assert (min(lengths), max(lengths)) == (4, 251)
    client.force_login(coordinator)
    assert shown(client) == {row["project_identifier"]: on_one_line(row["project_title"]) for row in rows}


def shown(client):
    """What the pages of the list show, turned to the last."""
    found, address = {}, reverse("mobilities:projects")
    page = address
    while page:
        response = client.get(page)
        text = unescape(response.content.decode())
        for project in response.context["projects"]:
            assert project.code in text
            assert project.title in text
            found[project.code] = project.title
        page = address + response.context["next"] if response.context["next"] else ""
    return found


def test_a_real_title_is_typed_changed_and_read_back_through_the_pages(client, coordinator):
    longest = sorted(data.rows("vet_projects"), key=lambda row: len(row["project_title"]))
    client.force_login(coordinator)

    for row in (longest[0], longest[-1]):
        response = client.post(reverse("mobilities:project-new"), typed(row))
        project = Project.objects.get(code=row["project_identifier"])
        page = client.get(response.url)
        again = client.post(response.url, page.context["form"].initial | {"version": 1})

        assert (response.status_code, again.status_code) == (302, 302)
        assert (project.title, project.version) == (on_one_line(row["project_title"]), 1)


def test_titles_and_codes_survive_a_spreadsheet():
    rows = [[row["project_identifier"], row["project_title"]] for row in data.rows("vet_projects")]

    content = write_xlsx("Projects", [("code", "Code", "text"), ("title", "Title", "text")], rows)

    sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)
    assert sheet.to_python()[1:] == [[code, title.replace("\r\n", "\n")] for code, title in rows]


def test_the_export_of_mobilities_carries_a_real_code(client, coordinator):
    row = data.rows("vet_projects")[-1]
    entered(coordinator.centre, [row])
    project = Project.objects.get()
    year = project.call_year + 1
    plan = make_plan(make_apprentice(coordinator.centre), project=project, starts_on=date(year, 3, 1), days=21)
    planning.create(plan, by=coordinator, at=NOW.replace(year=year - 1))
    client.force_login(coordinator)

    response = client.get(reverse("mobilities:export", args=["xlsx"]))

    content = b"".join(response.streaming_content) if response.streaming else response.content
    cells = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert row["project_identifier"] in cells[1]
    assert client.get(reverse("mobilities:list"), {"q": row["project_identifier"][-15:]}).context["rows"] != []
