"""A class list: what it would do, by line and cell; then all of it or nothing."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from centres.models import Apprentice, Guardian
from centres.particulars import particulars
from doallvet.accounts.models import User
from doallvet.history.models import Event
from tests.factories import NOW, make_apprentice, make_programme, make_user

pytestmark = pytest.mark.django_db

HEADINGS = "First name,Last name,Birth date,E-mail,Class\n"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(autouse=True)
def on_that_day(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def ana(client, coordinator):
    client.force_login(coordinator)
    return coordinator


def upload(client, content, name="class.csv"):
    content = content.encode() if isinstance(content, str) else content
    return client.post(reverse("centres:enrol"), {"file": SimpleUploadedFile(name, content)})


def confirm(client, checked, **fields):
    shown = {name: checked.context[name] for name in ("list", "seen")} | {"centre": checked.context["centre"].pk}
    return client.post(reverse("centres:enrol-confirm"), shown | fields)


def errors(answer):
    return [(row["cell"], row["heading"], row["sentence"]) for row in answer.context["errors"]]


def test_nothing_is_saved_before_the_confirmation(client, ana):
    checked = upload(client, HEADINGS + "Lucía,Fernández,2007-05-04,lucia@sil.example,2 MEC\n")

    assert (checked.status_code, checked.context["counts"], checked.context["possible"]) == (
        200,
        {"error": 0, "new": 1, "changed": 0, "unchanged": 0},
        True,
    )
    assert (Apprentice.objects.count(), User.objects.filter(email="lucia@sil.example").count()) == (0, 0)


def test_the_confirmation_does_what_was_shown(client, ana):
    checked = upload(client, HEADINGS + "Lucía,Fernández,04/05/2007,LUCIA@sil.example,2 MEC\nEva,Gil,2009-01-01,,1 A\n")

    answer = confirm(client, checked)

    assert (answer.status_code, answer.url) == (302, reverse("centres:apprentices"))
    rows = [particulars(row) for row in Apprentice.objects.with_details().order_by("search")]
    assert [(row.first_name, row.born_on, row.email, row.class_name) for row in rows] == [
        ("Lucía", date(2007, 5, 4), "lucia@sil.example", "2 MEC"),
        ("Eva", date(2009, 1, 1), "", "1 A"),
    ]
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == [
        "enrolled",
        "enrolled",
        "class_list_enrolled",
    ]


def test_a_second_click_changes_nothing(client, ana):
    checked = upload(client, HEADINGS + "Lucía,Fernández,2007-05-04,,2 MEC\n")
    confirm(client, checked)

    answer = confirm(client, checked)

    assert (answer.status_code, answer.context["counts"]["unchanged"], answer.context["possible"]) == (409, 1, False)
    assert Apprentice.objects.count() == 1


def test_what_changes_is_shown_before_and_after(client, ana):
    make_apprentice(ana.centre, first_name="Lucía", last_name="Fernández", class_name="1 MEC")

    checked = upload(client, HEADINGS + "LUCIA,FERNANDEZ,2007-05-04,,2 MEC\n")
    confirm(client, checked)

    assert checked.context["changed"] == [
        {
            "line": 2,
            "name": "LUCIA FERNANDEZ",
            "changes": [
                {"label": "First name", "before": "Lucía", "after": "LUCIA"},
                {"label": "Last name", "before": "Fernández", "after": "FERNANDEZ"},
                {"label": "Class", "before": "1 MEC", "after": "2 MEC"},
            ],
        }
    ]
    apprentice = Apprentice.objects.get()
    assert (apprentice.class_name, str(apprentice.person), apprentice.version) == ("2 MEC", "LUCIA FERNANDEZ", 2)


def test_an_empty_cell_takes_nothing_away(client, ana):
    programme = make_programme(ana.centre, "Electricidad")
    lucia = make_apprentice(
        ana.centre, last_name="Fernández", class_name="1 MEC", address="Calle 1", programme=programme
    )
    lucia.languages.create(language="en", level="B1")
    lucia.emergency_contacts.create(name="Rosa", relation="aunt", phone="+34600333444")
    content = "Nombre;Apellidos;Fecha de nacimiento;Grupo;Idiomas;Contacto de emergencia;Teléfono de emergencia\n"

    checked = upload(client, content + "Lucía;Fernández;4/5/2007;;de A2;rosa;600999888\n")
    confirm(client, checked)

    known = particulars(Apprentice.objects.with_details().get())
    assert (known.class_name, known.address, known.programme) == ("1 MEC", "Calle 1", programme.pk)
    assert known.languages == (("de", "A2"), ("en", "B1"))
    assert known.emergency_contacts == (("Rosa", "aunt", "+34600999888"),)


def test_everybody_is_found_by_the_address_else_by_name_and_birth_date(client, ana):
    first = make_apprentice(ana.centre, person=make_user("eva@sil.example", first_name="Eva", last_name="Gil"))
    second = make_apprentice(ana.centre, first_name="Óscar", last_name="Ruiz", born_on=date(2008, 1, 2))
    content = HEADINGS + "Eva,Gil Pérez,2007-05-04,eva@sil.example,1 A\nOscar,Ruiz,2008-01-02,oscar@sil.example,1 A\n"

    checked = upload(client, content)
    confirm(client, checked)

    assert checked.context["counts"] == {"error": 0, "new": 0, "changed": 2, "unchanged": 0}
    rows = Apprentice.objects.order_by("pk").values_list("pk", "person__last_name", "person__email")
    assert list(rows) == [(first.pk, "Gil Pérez", "eva@sil.example"), (second.pk, "Ruiz", "oscar@sil.example")]


def test_who_had_left_comes_back(client, ana):
    make_apprentice(ana.centre, last_name="Fernández", left_on=date(2026, 6, 30))

    checked = upload(client, HEADINGS + "Lucía,Fernández,2007-05-04,,\n")
    confirm(client, checked)

    assert checked.context["changed"][0]["changes"] == [
        {"label": "Status", "before": "left the centre", "after": "enrolled"}
    ]
    assert Apprentice.objects.get().left_on is None


def test_a_guardian_comes_with_the_list_and_is_shared_by_sisters(client, ana):
    content = (
        "First name,Last name,Birth date,Guardian's first name,Guardian's last name,Guardian is,Guardian's e-mail\n"
        "Mateo,Soto,2009-03-01,Pilar,Soto,madre,pilar@familia.example\n"
        "Eva,Soto,2010-03-01,Pilar,Soto,madre,pilar@familia.example\n"
        "Juan,Gil,2010-03-01,,,,\n"
    )

    checked = upload(client, content)
    confirm(client, checked)
    again = upload(client, content)

    assert (checked.context["minors"], again.context["counts"]["unchanged"]) == (1, 3)
    guardians = Guardian.objects.order_by("pk").values_list(
        "apprentice__person__first_name", "person__email", "relation"
    )
    assert list(guardians) == [
        ("Mateo", "pilar@familia.example", "mother"),
        ("Eva", "pilar@familia.example", "mother"),
    ]
    assert User.objects.filter(first_name="Pilar").count() == 1


def test_errors_name_line_and_cell_in_the_words_of_the_form(client, ana):
    content = (
        "First name,Last name,Birth date,E-mail,Phone,Nationality,Gender,Year of training,Programme,Languages\n"
        "Ελένη,Παππά,31.12.2090,no address,12,Narnia,M,99,Magic,Elvish B1\n"
        f'{"x" * 300},,2020-01-01,,,"ES, FR, DE",?,1º,,en\n'
    )

    answer = upload(client, content)

    assert errors(answer) == [
        ("C2", "Birth date", "This day is still to come: check the birth date."),
        ("D2", "E-mail", "Enter a valid email address."),
        ("E2", "Phone", "Write the phone number with the country's code, for example +34 987 123 456."),
        ("F2", "Nationality", "“Narnia” is no country we know. Write its name or code, for example ES."),
        ("G2", "Gender", "“M” can mean man or woman (mujer): write the word."),
        ("H2", "Year of training", "Ensure this value is less than or equal to 8."),
        (
            "I2",
            "Programme",
            "Your centre has no programme called “Magic”. Add it, or write the title as it stands there.",
        ),
        (
            "J2",
            "Languages",
            "“Elvish B1” is not understood. Write each language with its level, for example: English B1.",
        ),
        ("B3", "Last name", "This cell is empty."),
        ("A3", "First name", "Ensure this value has at most 150 characters (it has 300)."),
        (
            "C3",
            "Birth date",
            "Born on this day, the apprentice would be 6 years old; at least 13 is expected.",
        ),
        ("F3", "Nationality", "At most two nationalities can be kept."),
        ("G3", "Gender", "Write woman, man or other, or leave it empty."),
        ("J3", "Languages", "“en” is not understood. Write each language with its level, for example: English B1."),
    ]
    assert answer.context["possible"] is False


def test_one_wrong_line_keeps_all_others_out(client, ana):
    checked = upload(client, HEADINGS + "Lucía,Fernández,2007-05-04,,\nEva,Gil,not a day,,\n")

    answer = confirm(client, checked)

    assert (answer.status_code, Apprentice.objects.count()) == (422, 0)


def test_the_same_person_or_address_twice_is_told_with_both_lines(client, ana):
    content = HEADINGS + (
        "Lucía,Fernández,2007-05-04,a@sil.example,\nLUCIA,Fernandez,2007-05-04,,\nEva,Gil,2007-05-04,a@sil.example,\n"
    )

    answer = upload(client, content)

    assert errors(answer) == [
        ("B3", "Last name", "The same person stands in line 2."),
        ("D4", "E-mail", "The same address stands in line 2."),
    ]


def test_an_address_of_somebody_else_is_told_without_saying_whose(client, ana, stranger):
    make_apprentice(stranger.centre, person=make_user("felix@elbe.example", first_name="Felix", last_name="Krause"))
    eva = make_user("eva@sil.example", first_name="Eva", last_name="Gil")
    make_apprentice(ana.centre, person=eva, born_on=date(2008, 1, 1))

    answer = upload(
        client, HEADINGS + "Ana,Ruiz,2007-05-04,felix@elbe.example,\nJuan,Pla,2007-05-04,eva@sil.example,\n"
    )

    sentence = "The address felix@elbe.example is already used by somebody else. Each person needs an own one, or none."
    assert errors(answer)[0] == ("D2", "E-mail", sentence)
    assert errors(answer)[1] == ("D3", "E-mail", "This is the address of Eva Gil.")
    assert "Krause" not in answer.content.decode()


def test_people_of_another_centre_are_not_found_and_not_touched(client, ana, stranger):
    make_apprentice(
        stranger.centre,
        last_name="Fernández",
        class_name="9 Z",
        person=make_user(first_name="Lucía", last_name="Fernández"),
    )

    checked = upload(client, HEADINGS + "Lucía,Fernández,2007-05-04,,2 MEC\n")
    confirm(client, checked)

    assert checked.context["counts"]["new"] == 1
    assert list(stranger.centre.apprentices.values_list("class_name", flat=True)) == ["9 Z"]
