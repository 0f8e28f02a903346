"""Files of class lists: those that are none, nasty ones, templates, and what went out and comes back."""

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from centres.models import Apprentice
from centres.particulars import particulars
from doallvet.accounts.models import User
from doallvet.core import spreadsheets
from tests.centres.test_enrolment import HEADINGS, confirm, errors, upload
from tests.factories import NOW, make_apprentice, make_guardian, make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_that_day(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def ana(client, coordinator):
    client.force_login(coordinator)
    return coordinator


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("First name,Class\nLucía,1 A\n", "These columns are missing in the first row: “Last name”, “Birth date”."),
        ("Nombre,Apellidos,Nacimiento,Given name\nA,B,2007-01-01,C\n", "These columns stand there twice: “Given name”"),
        (HEADINGS, "There is nobody in this list"),
        ("", "The submitted file is empty."),
        ("%PDF-1.7", "This file is not a table that can be read."),
        ("<html>", "This file is not a table that can be read."),
    ],
)
def test_a_file_that_is_no_class_list_is_refused_with_a_sentence(client, ana, content, sentence):
    answer = upload(client, content)

    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)


def test_too_many_rows_are_refused(client, ana):
    answer = upload(client, HEADINGS + "Lucía,Fernández,2007-05-04,,\n" * 2100)

    assert (answer.status_code, "has more than 2010 rows" in answer.content.decode()) == (422, True)


def test_a_file_that_unpacks_to_a_mountain_is_refused(client, ana):
    bomb = BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 130_000_000)

    answer = upload(client, bomb.getvalue(), "class.xlsx")

    assert (answer.status_code, "has too much in it to be read" in answer.content.decode()) == (422, True)


def test_unknown_columns_are_named_and_a_title_may_stand_above(client, ana):
    checked = upload(client, "Class 2 MEC,,,\n,,,\nNAME *,Apellidos,f. nacimiento,Shoe size\nLucía,Gil,4.5.2007,38\n")

    assert (checked.context["unknown"], checked.context["counts"]["new"]) == (("Shoe size",), 1)
    assert checked.context["new"][0]["line"] == 4


def test_formulas_and_markup_stay_text(client, ana):
    checked = upload(client, HEADINGS + "=1+1,<script>alert(1)</script>,2007-05-04,,@SUM(A1)\n")
    confirm(client, checked)

    apprentice = Apprentice.objects.get()
    assert (apprentice.person.first_name, apprentice.class_name) == ("=1+1", "@SUM(A1)")
    assert "<script>alert" not in checked.content.decode()
    assert "<script>alert" not in client.get(reverse("centres:apprentices")).content.decode()
    exported = b"".join(client.get(reverse("centres:apprentices-export", args=["csv"])).streaming_content).decode()
    assert "'=1+1" in exported


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_goes_out_comes_back_as_it_was(client, ana, kind):
    programme = make_programme(ana.centre, "Electricidad")
    mateo = make_apprentice(
        ana.centre,
        first_name="=Mateo",
        last_name="Íñiguez",
        born_on=date(2009, 3, 1),
        gender="man",
        class_name="-1 A",
        year_of_training=2,
        programme=programme,
    )
    mateo.languages.create(language="en", level="B1")
    mateo.emergency_contacts.create(name="Rosa", phone="+34600333444")
    make_guardian(mateo)
    answer = client.get(reverse("centres:apprentices-export", args=[kind]))
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content

    checked = upload(client, content, f"apprentices.{kind}")

    assert (errors(checked), checked.context["counts"]) == ([], {"error": 0, "new": 0, "changed": 0, "unchanged": 1})


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_template_has_headings_that_are_understood(client, ana, kind, language):
    User.objects.filter(pk=ana.pk).update(language=language)
    answer = client.get(reverse("centres:enrol-template", args=[kind]))
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content

    sheet = spreadsheets.read(SimpleUploadedFile("template", content))

    assert sheet.rows[0][:2] == (["First name", "Last name"] if language == "en" else ["Nombre", "Apellidos"])
    assert len(sheet.rows) == 1
    assert len(sheet.rows[0]) == 19


def test_an_unknown_kind_of_file_is_not_there(client, ana):
    assert client.get(reverse("centres:enrol-template", args=["exe"])).status_code == 404


def test_real_dates_and_numbers_of_a_workbook_are_understood(client, ana):
    columns = [("a", "Nombre", "text"), ("b", "Apellidos", "text"), ("c", "Fecha de nacimiento", "date")]
    columns += [("d", "Teléfono", "int"), ("e", "Curso", "int")]
    rows = [["Lucía", "Gil", date(2007, 5, 4), 600111222, 2], ["Eva", "Gil", date(2007, 5, 4), 34600111333, 1]]

    confirm(client, upload(client, spreadsheets.write_xlsx("Class", columns, rows), "class.xlsx"))

    people = [particulars(row) for row in Apprentice.objects.with_details().order_by("pk")]
    assert [(row.born_on, row.phone, row.year_of_training) for row in people] == [
        (date(2007, 5, 4), "+34600111222", 2),
        (date(2007, 5, 4), "+34600111333", 1),
    ]
