"""Enrolling an apprentice, leaving and coming back."""

from datetime import date

import pytest
from django.urls import reverse

from centres.actions import apprentice as apprentices
from centres.models import Apprentice
from centres.particulars import particulars
from centres.rules.apprentice import Particulars
from doallvet.accounts.models import User
from doallvet.history.models import Event
from tests.centres.typed import person
from tests.factories import NOW, TODAY, make_member, make_programme, make_user

pytestmark = pytest.mark.django_db

LUCIA = Particulars(
    first_name="Lucía",
    last_name="Fernández Vega",
    born_on=date(2007, 5, 4),
    email="lucia@sil.example",
    phone="+34600111222",
    language="es",
    nationalities=("ES",),
    gender="woman",
    address="Calle Ancha 3, Ponferrada",
    class_name="2 MEC",
    year_of_training=2,
    languages=(("en", "B1"),),
    emergency_contacts=(("Rosa Vega", "aunt", "+34600333444"),),
)


@pytest.fixture(autouse=True)
def on_that_day(time_machine):
    time_machine.move_to(NOW, tick=False)


def read(apprentice):
    return particulars(Apprentice.objects.with_details().get(pk=apprentice.pk))


def test_what_is_typed_is_what_is_known_afterwards(client, coordinator):
    client.force_login(coordinator)

    answer = client.post(reverse("centres:apprentice-new"), person())

    apprentice = Apprentice.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("centres:apprentice", args=[apprentice.pk]))
    assert read(apprentice) == LUCIA
    assert (apprentice.centre, apprentice.search) == (coordinator.centre, "fernandez vega lucia")
    assert apprentice.person.has_usable_password() is False
    assert list(Event.objects.values_list("verb", "by")) == [("enrolled", coordinator.pk)]


def test_a_second_click_does_not_enrol_a_second_person(client, coordinator):
    client.force_login(coordinator)
    client.post(reverse("centres:apprentice-new"), person(email=""))

    answer = client.post(reverse("centres:apprentice-new"), person(email=""))

    assert answer.status_code == 422
    assert "Lucía Fernández Vega, born on 4 May 2007, is already enrolled at your centre." in answer.content.decode()
    assert (Apprentice.objects.count(), User.objects.filter(last_name="Fernández Vega").count()) == (1, 1)


def test_an_address_in_use_is_refused_without_saying_whose_it_is(client, coordinator):
    make_user("heike@werkstatt.example", first_name="Heike", last_name="Vogel")
    client.force_login(coordinator)

    answer = client.post(reverse("centres:apprentice-new"), person(email="Heike@Werkstatt.example"))

    text = answer.content.decode()
    assert (answer.status_code, Apprentice.objects.count()) == (422, 0)
    assert "heike@werkstatt.example is already used by somebody else" in text
    assert "Vogel" not in text


def test_a_minor_is_followed_by_the_question_for_a_guardian(client, coordinator):
    client.force_login(coordinator)

    answer = client.post(reverse("centres:apprentice-new"), person(born_on="2009-05-04"), follow=True)

    assert answer.redirect_chain[0][0] == reverse("centres:guardian-new", args=[Apprentice.objects.get().pk])
    assert "Lucía is 17. Under 18 a parent or guardian has to agree to a stay abroad" in answer.content.decode()


@pytest.mark.parametrize(
    ("born_on", "sentence"),
    [
        ("2027-01-01", "This day is still to come: check the birth date."),
        ("2020-01-01", "the apprentice would be 6 years old; at least 13 is expected."),
        ("1907-05-04", "the apprentice would be 119 years old: check the year."),
        ("31.12.07", "This is no date. Write it like 2008-05-31 or 31/05/2008, day first."),
        ("", "This field is required."),
    ],
)
def test_a_birth_date_that_cannot_be_is_told(client, coordinator, born_on, sentence):
    client.force_login(coordinator)

    answer = client.post(reverse("centres:apprentice-new"), person(born_on=born_on))

    assert (answer.status_code, Apprentice.objects.count()) == (422, 0)
    assert sentence in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("first_name", "x" * 300),
        ("last_name", "Fern\u202eández"),
        ("email", "no address"),
        ("phone", "12"),
        ("nationality", "Spain"),
        ("programme", "999999"),
        ("year_of_training", "99"),
        ("languages-0-language", "klingon"),
        ("languages-0-level", ""),
        ("contacts-0-phone", ""),
        ("second_nationality", "ES"),
    ],
)
def test_a_wrong_field_is_told_and_nothing_is_written(client, coordinator, field, value):
    client.force_login(coordinator)

    answer = client.post(reverse("centres:apprentice-new"), person(**{field: value}))

    assert (answer.status_code, Apprentice.objects.count()) == (422, 0)
    assert "invalid-feedback" in answer.content.decode()


def test_names_of_any_script_and_hostile_ones_are_only_text(client, coordinator):
    client.force_login(coordinator)
    client.post(reverse("centres:apprentice-new"), person(first_name="Ελένη", last_name="<script>alert(1)</script>"))
    apprentice = Apprentice.objects.get()

    page = client.get(reverse("centres:apprentice", args=[apprentice.pk])).content.decode()

    assert "Ελένη &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_the_same_language_twice_is_refused(client, coordinator):
    client.force_login(coordinator)
    twice = {"languages-1-language": "en", "languages-1-level": "A2"}

    answer = client.post(reverse("centres:apprentice-new"), person(**twice))

    assert (answer.status_code, Apprentice.objects.count()) == (422, 0)
    assert "This language is already there." in answer.content.decode()


def test_an_incomplete_row_is_also_told_on_top(client, coordinator):
    client.force_login(coordinator)

    answer = client.post(reverse("centres:apprentice-new"), person(**{"languages-0-level": ""}))

    assert answer.context["form"].non_field_errors() == ["Languages: a row is incomplete, look below."]


def test_a_programme_of_another_centre_is_refused(client, coordinator, stranger):
    theirs = make_programme(stranger.centre)
    client.force_login(coordinator)

    answer = client.post(reverse("centres:apprentice-new"), person(programme=theirs.pk))

    assert (answer.status_code, Apprentice.objects.count()) == (422, 0)


def test_the_page_enrols_at_the_centre_it_was_opened_for(client, coordinator):
    other = make_member(person=coordinator).centre
    client.force_login(coordinator)
    session = client.session
    session["centre"] = coordinator.centre.pk
    session.save()

    client.post(reverse("centres:apprentice-new"), person(centre=other.pk))

    assert Apprentice.objects.get().centre == other


def test_leaving_deletes_nothing_and_can_be_undone(client, coordinator):
    apprentice = apprentices.enrol(coordinator.centre, LUCIA, by=coordinator, at=NOW)
    client.force_login(coordinator)

    client.post(reverse("centres:apprentice-leave", args=[apprentice.pk]), {"on": "2026-06-30"})
    client.post(reverse("centres:apprentice-leave", args=[apprentice.pk]), {"on": "2026-07-30"})
    apprentice.refresh_from_db()
    left_on = apprentice.left_on
    client.post(reverse("centres:apprentice-return", args=[apprentice.pk]))
    client.post(reverse("centres:apprentice-return", args=[apprentice.pk]))

    apprentice.refresh_from_db()
    assert (left_on, apprentice.left_on, read(apprentice)) == (date(2026, 6, 30), None, LUCIA)
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == ["enrolled", "left", "came_back"]


@pytest.mark.parametrize("on", ["2027-01-01", "1990-01-01", "yesterday", ""])
def test_the_day_somebody_left_must_make_sense(client, coordinator, on):
    apprentice = apprentices.enrol(coordinator.centre, LUCIA, by=coordinator, at=NOW)
    client.force_login(coordinator)

    answer = client.post(reverse("centres:apprentice-leave", args=[apprentice.pk]), {"on": on})

    apprentice.refresh_from_db()
    assert (answer.status_code, apprentice.left_on) == (422, None)


def test_the_history_is_told_to_coordinators(client, coordinator):
    apprentice = apprentices.enrol(coordinator.centre, LUCIA, by=coordinator, at=NOW)
    client.force_login(coordinator)
    client.post(reverse("centres:apprentice-edit", args=[apprentice.pk]), person(version=1, class_name="3 MEC"))

    page = client.get(reverse("centres:apprentice", args=[apprentice.pk])).content.decode()

    assert "Changed: Class" in page
    assert apprentice.age(TODAY) == 19
