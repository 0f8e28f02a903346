"""The list as a file: what it holds, for whom, and that nothing in it acts."""

import csv
import io
import zipfile
from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from centres.choices import MemberRole
from centres.models import SupportNeeds
from doallvet.core import spreadsheets
from mobilities.actions import roadmap
from mobilities.models import BlueprintStep, Mobility, Step
from tests.factories import (
    NOW,
    make_apprentice,
    make_centre,
    make_company,
    make_contact,
    make_coordinator,
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
    return make_coordinator(make_centre("CIFP Río Sil"))


def named(by, first_name, last_name, **fields):
    apprentice = make_apprentice(by.centre, first_name=first_name, last_name=last_name, class_name="2B")
    return make_mobility(by=by, apprentice=apprentice, **fields)


def csv_rows(client, **query):
    response = client.get(reverse("mobilities:export", args=["csv"]), query)
    assert response.status_code == 200
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def xlsx(client, **query):
    response = client.get(reverse("mobilities:export", args=["xlsx"]), query)
    assert response.status_code == 200
    return response


def test_the_csv_holds_each_mobility_in_words(client, ana):
    host = make_company("Werkstatt Sachsen", ana.centre, country="DE", city="Dresden")
    mobility = named(ana, "Lucía", "García", host=host, starts_on=date(2027, 9, 6))
    mobility.refresh_from_db()
    client.force_login(ana)

    assert csv_rows(client) == [
        {
            "Number": str(mobility.pk),
            "Last name": "García",
            "First name": "Lucía",
            "Class": "2B",
            "Sending centre": "CIFP Río Sil",
            "Host company": "Werkstatt Sachsen",
            "Host town": "Dresden",
            "Host country": "Germany",
            "Project": mobility.project.code,
            "Activity": "short-term learning mobility",
            "Form": "stay abroad",
            "First day abroad": "2027-09-06",
            "Last day abroad": "2027-09-26",
            "First virtual day": "",
            "Last virtual day": "",
            "Left on": "",
            "Status": "Planned",
            "Steps done": "0",
            "Steps": str(mobility.steps_total),
            "Next due": mobility.next_due_on.isoformat(),
            "Waiting for": "sending centre",
        }
    ]


def test_the_words_are_those_of_the_reader_though_the_file_is_streamed_later(client, ana):
    named(ana, "Lucía", "García")
    ana.language = "es"
    ana.save()
    client.force_login(ana)

    response = client.get(reverse("mobilities:export", args=["csv"]))
    client.get(reverse("mobilities:list"), headers={"accept-language": "en"})

    assert "Alemania" in b"".join(response.streaming_content).decode()


def test_the_workbook_has_real_dates_frozen_headings_and_filters(client, ana):
    named(ana, "Lucía", "García", starts_on=date(2027, 9, 6))
    client.force_login(ana)

    response = xlsx(client)

    sheet = spreadsheets.read(SimpleUploadedFile("list.xlsx", response.content))
    row = dict(zip(sheet.rows[0], sheet.rows[1], strict=True))
    assert (row["First day abroad"], row["Last name"], row["Steps done"]) == (date(2027, 9, 6), "García", 0)
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        content = archive.read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in content
    assert "<autoFilter" in content
    assert response["Content-Disposition"] == 'attachment; filename="mobilities-2026-11-23.xlsx"'


def test_the_file_is_the_filtered_list_in_its_order_with_all_its_pages(client, ana):
    make_copies(named(ana, "Lucía", "García"), 59)
    client.force_login(ana)

    rows = csv_rows(client, q="soto", sort="-name", after="nonsense")

    assert [row["Last name"] for row in rows] == [f"Soto {number:03}" for number in range(58, -1, -1)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_only_coordinators_take_a_list_away(client, ana, kind):
    mobility = named(ana, "Lucía", "García")
    host = mobility.party("host_signatory").company
    people = [make_member(ana.centre, role).person for role in (MemberRole.TEACHER, MemberRole.VIEWER)]
    people += [mobility.apprentice.person, make_contact(host, ana.centre).person, make_user(), make_user(is_staff=True)]

    statuses = []
    for person in people:
        client.force_login(person)
        statuses.append(client.get(reverse("mobilities:export", args=[kind])).status_code)

    assert statuses == [403] * 6


def test_another_centres_mobilities_are_in_no_file(client, ana):
    named(make_coordinator(), "Secret", "Person")
    named(ana, "Lucía", "García")
    client.force_login(ana)

    assert [row["Last name"] for row in csv_rows(client)] == ["García"]
    assert csv_rows(client, q="secret") == csv_rows(client, side="hosted") == []


def test_a_hosting_coordinator_takes_away_those_hosted(client, ana):
    elbe = make_coordinator(make_centre("BSZ Elbufer", country="DE", city="Dresden"))
    make_partnership(ana.centre, elbe.centre)
    named(ana, "Lucía", "García", hosting=elbe.centre)
    named(ana, "Mateo", "Soto")
    client.force_login(elbe)

    assert [row["Last name"] for row in csv_rows(client, side="hosted")] == ["García"]
    assert csv_rows(client) == []


@pytest.mark.parametrize("name", ["=1+1", "+cmd", "-2", "@SUM(A1)", "\t=1", "=HYPERLINK(1)"])
def test_a_name_that_looks_like_a_formula_stays_text(client, ana, name):
    named(ana, name, "García")
    client.force_login(ana)

    assert csv_rows(client)[0]["First name"] == f"'{name}"
    with zipfile.ZipFile(io.BytesIO(xlsx(client).content)) as archive:
        assert "<f>" not in archive.read("xl/worksheets/sheet1.xml").decode()


def test_nothing_of_class_s_is_in_the_file(client, ana):
    mobility = named(ana, "Lucía", "García")
    SupportNeeds.objects.create(apprentice=mobility.apprentice, text="canary-support")
    secret = mobility.steps.order_by("due_on").first()
    Step.objects.filter(pk=secret.pk).update(own_title="canary-step", due_on=date(2026, 1, 2))
    BlueprintStep.objects.filter(pk=secret.plan_id).update(private=True)
    roadmap.recount(Mobility.objects.get(pk=mobility.pk), at=NOW)
    client.force_login(ana)

    written = str(csv_rows(client))

    assert [word for word in ("canary", "2026-01-02") if word in written] == []


def test_there_are_no_other_kinds_of_file(client, ana):
    client.force_login(ana)

    assert client.get(reverse("mobilities:export", args=["pdf"])).status_code == 404


@pytest.mark.parametrize("count", [1, 50])
def test_a_file_takes_the_same_queries_whatever_its_length(client, ana, django_assert_num_queries, count):
    make_copies(named(ana, "Lucía", "García"), count - 1)
    client.force_login(ana)

    with django_assert_num_queries(3):
        xlsx(client)
