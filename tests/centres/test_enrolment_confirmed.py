"""What may go wrong between the dry run and the confirmation, and what a long list costs."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from centres.models import Apprentice
from doallvet.accounts.models import User
from tests.factories import NOW, make_apprentice, make_coordinator, make_member, make_user

pytestmark = pytest.mark.django_db

LIST = "First name,Last name,Birth date,E-mail,Class\nLucía,Fernández,2007-05-04,lucia@sil.example,2 MEC\n"


@pytest.fixture(autouse=True)
def on_that_day(time_machine):
    time_machine.move_to(NOW, tick=False)


def upload(client, content=LIST):
    return client.post(reverse("centres:enrol"), {"file": SimpleUploadedFile("class.csv", content.encode())})


def confirm(client, checked, **fields):
    shown = {name: checked.context[name] for name in ("list", "seen")} | {"centre": checked.context["centre"].pk}
    return client.post(reverse("centres:enrol-confirm"), shown | fields)


def test_a_list_is_bound_to_the_person_the_centre_and_two_hours(client, coordinator, time_machine):
    client.force_login(coordinator)
    other_centre = make_member(person=coordinator).centre
    checked = upload(client)
    colleague = make_coordinator(coordinator.centre)

    answers = [
        confirm(client, checked, centre=other_centre.pk),
        confirm(client, checked, list=checked.context["list"][:-2]),
        confirm(client, checked, list=""),
    ]
    client.force_login(colleague)
    answers.append(confirm(client, checked))
    client.force_login(coordinator)
    time_machine.move_to(NOW + timedelta(hours=2, seconds=1), tick=False)
    answers.append(confirm(client, checked))

    assert {(answer.status_code, answer.url) for answer in answers} == {(302, reverse("centres:enrol"))}
    assert Apprentice.objects.count() == 0


def test_a_change_in_between_is_shown_again_and_nothing_is_saved(client, coordinator):
    lucia = make_apprentice(coordinator.centre, last_name="Fernández", class_name="1 MEC")
    client.force_login(coordinator)
    checked = upload(client)
    Apprentice.objects.filter(pk=lucia.pk).update(version=2, class_name="1 ELE")

    answer = confirm(client, checked)
    again = confirm(client, answer)

    assert (answer.status_code, answer.context["changed"][0]["changes"][-1]["before"]) == (409, "1 ELE")
    assert "Something changed since you looked." in answer.content.decode()
    lucia.refresh_from_db()
    assert (again.status_code, lucia.class_name) == (302, "2 MEC")


def test_an_address_taken_in_between_keeps_all_out(client, coordinator):
    client.force_login(coordinator)
    checked = upload(client, LIST + "Eva,Gil,2007-05-04,,\n")
    make_user("lucia@sil.example")

    answer = confirm(client, checked)

    assert (answer.status_code, Apprentice.objects.count()) == (422, 0)
    assert "is already used by somebody else" in answer.content.decode()


def test_the_name_of_somebody_others_know_too_is_an_error(client, coordinator, stranger):
    person = make_user("lucia@sil.example", first_name="Lucía", last_name="García")
    make_apprentice(coordinator.centre, person=person)
    make_member(stranger.centre, person=person)
    client.force_login(coordinator)

    checked = upload(client)

    assert [(row["cell"], row["sentence"]) for row in checked.context["errors"]] == [
        (
            "B2",
            "Lucía García works at a centre or also belongs to another organisation: "
            "name, e-mail address and phone stay as they are.",
        )
    ]


def long_list(count, class_name="1 A"):
    born = [date(2009, 1, 1) + timedelta(days=number % 300) for number in range(count)]
    heading = (
        "First name,Last name,Birth date,E-mail,Class,Languages,Emergency contact,Emergency phone,"
        "Guardian's first name,Guardian's last name,Guardian's e-mail\n"
    )
    return heading + "".join(
        f"Alumno {number},Gil,{born[number]},a{number}@sil.example,{class_name},en B1,Rosa,600111222,"
        f"Pilar,Soto,p{number}@familia.example\n"
        for number in range(count)
    )


@pytest.mark.parametrize("count", [1, 50])
def test_a_list_takes_few_queries_whatever_its_length(client, coordinator, count, django_assert_max_num_queries):
    client.force_login(coordinator)
    client.get(reverse("centres:enrol"))
    upload(client, long_list(1))

    with django_assert_max_num_queries(9):
        checked = upload(client, long_list(count))
    with django_assert_max_num_queries(44):
        confirm(client, checked)

    assert Apprentice.objects.count() == count


def test_a_thousand_people_come_in_at_once_and_move_up_a_class(client, coordinator):
    client.force_login(coordinator)

    confirm(client, upload(client, long_list(1000)))
    moved = upload(client, long_list(1000, "2 A"))
    confirm(client, moved)

    assert moved.context["counts"] == {"error": 0, "new": 0, "changed": 1000, "unchanged": 0}
    assert Apprentice.objects.filter(class_name="2 A", version=2).count() == 1000
    assert User.objects.filter(first_name="Pilar").count() == 1000
