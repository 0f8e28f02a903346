"""Changing what is known of an apprentice: what was before, who was slower, whose data it is."""

import pytest
from django.urls import reverse

from centres.actions import apprentice as apprentices
from centres.rules.apprentice import Particulars
from doallvet.accounts.models import User
from doallvet.core.refused import Refused, Stale
from doallvet.history.models import Event
from tests.centres.test_apprentices import LUCIA, read
from tests.centres.typed import person
from tests.factories import NOW, make_apprentice, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_that_day(time_machine):
    time_machine.move_to(NOW, tick=False)


def test_a_change_keeps_what_was_before(client, coordinator):
    apprentice = apprentices.enrol(coordinator.centre, LUCIA, by=coordinator, at=NOW)
    client.force_login(coordinator)
    changed = person(version=1, class_name="3 MEC", **{"languages-0-level": "B2"})

    answer = client.post(reverse("centres:apprentice-edit", args=[apprentice.pk]), changed)

    apprentice.refresh_from_db()
    assert (answer.status_code, apprentice.version) == (302, 2)
    assert (read(apprentice).class_name, read(apprentice).languages) == ("3 MEC", (("en", "B2"),))
    event = Event.objects.get(verb="changed")
    assert (event.before, event.after) == (
        {"class_name": "2 MEC", "languages": [["en", "B1"]]},
        {"class_name": "3 MEC", "languages": [["en", "B2"]]},
    )


def test_an_hour_after_sign_in_another_address_is_asked_about_and_another_class_is_not(
    client, coordinator, time_machine
):
    apprentice = apprentices.enrol(coordinator.centre, LUCIA, by=coordinator, at=NOW)
    client.force_login(coordinator)
    page = reverse("centres:apprentice-edit", args=[apprentice.pk])
    time_machine.shift(3600)

    other_class = client.post(page, person(version=1, class_name="3 MEC"))
    address = client.post(page, person(version=2, class_name="4 MEC", email="mine@evil.example"))

    assert other_class.url == reverse("centres:apprentice", args=[apprentice.pk])
    assert address.url.startswith(reverse("account_reauthenticate"))
    apprentice.refresh_from_db()
    assert (read(apprentice).class_name, read(apprentice).email) == ("3 MEC", LUCIA.email)


def test_an_emptied_row_is_gone(client, coordinator):
    apprentice = apprentices.enrol(coordinator.centre, LUCIA, by=coordinator, at=NOW)
    client.force_login(coordinator)
    rows = ("languages-0-language", "languages-0-level", "contacts-0-name", "contacts-0-relation", "contacts-0-phone")

    client.post(reverse("centres:apprentice-edit", args=[apprentice.pk]), person(version=1) | dict.fromkeys(rows, ""))

    assert (read(apprentice).languages, read(apprentice).emergency_contacts) == ((), ())


def test_whoever_was_slower_sees_both_texts_and_overwrites_nothing(client, coordinator):
    apprentice = apprentices.enrol(coordinator.centre, LUCIA, by=coordinator, at=NOW)
    client.force_login(coordinator)
    address = reverse("centres:apprentice-edit", args=[apprentice.pk])
    client.post(address, person(version=1, class_name="3 MEC"))

    answer = client.post(address, person(version=1, class_name="3 ELE"))

    text = answer.content.decode()
    assert (answer.status_code, read(apprentice).class_name) == (409, "3 MEC")
    assert all(words in text for words in ("3 MEC", "3 ELE", "Nothing was overwritten", 'name="version" value="2"'))


def test_after_both_texts_were_seen_the_change_can_be_saved(client, coordinator):
    apprentice = apprentices.enrol(coordinator.centre, LUCIA, by=coordinator, at=NOW)
    client.force_login(coordinator)
    address = reverse("centres:apprentice-edit", args=[apprentice.pk])
    client.post(address, person(version=1, class_name="3 MEC"))

    answer = client.post(address, person(version=2, class_name="3 ELE"))

    assert (answer.status_code, read(apprentice).class_name) == (302, "3 ELE")


def test_a_wrong_form_does_not_refresh_the_version_it_carries(client, coordinator):
    apprentice = apprentices.enrol(coordinator.centre, LUCIA, by=coordinator, at=NOW)
    client.force_login(coordinator)
    address = reverse("centres:apprentice-edit", args=[apprentice.pk])
    client.post(address, person(version=1, class_name="3 MEC"))

    answer = client.post(address, person(version=1, first_name=""))

    assert (answer.status_code, 'name="version" value="1"' in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "٣"])
def test_a_version_that_is_none_is_stale(client, coordinator, version):
    apprentice = apprentices.enrol(coordinator.centre, LUCIA, by=coordinator, at=NOW)
    client.force_login(coordinator)

    answer = client.post(reverse("centres:apprentice-edit", args=[apprentice.pk]), person(version=version))

    assert answer.status_code == 409


def test_the_name_of_somebody_others_know_too_stays(coordinator, stranger):
    apprentice = apprentices.enrol(coordinator.centre, LUCIA, by=coordinator, at=NOW)
    make_member(stranger.centre, person=apprentice.person)
    wanted = Particulars(**{name: getattr(LUCIA, name) for name in LUCIA.__slots__} | {"email": "mine@evil.example"})

    with pytest.raises(Refused) as refused:
        apprentices.change(apprentice, wanted, version=1, by=coordinator, at=NOW)

    assert refused.value.reasons == [
        "Lucía Fernández Vega works at a centre or also belongs to another organisation: "
        "name, e-mail address and phone stay as they are."
    ]
    apprentice.refresh_from_db()
    assert (apprentice.version, User.objects.get(pk=apprentice.person_id).email) == (1, "lucia@sil.example")


def test_the_form_of_somebody_others_know_too_lets_the_rest_change(client, coordinator, stranger):
    apprentice = apprentices.enrol(coordinator.centre, LUCIA, by=coordinator, at=NOW)
    make_member(stranger.centre, person=apprentice.person)
    client.force_login(coordinator)
    typed = person(version=1, class_name="3 MEC", email="mine@evil.example", first_name="Eva")

    answer = client.post(reverse("centres:apprentice-edit", args=[apprentice.pk]), typed)

    assert (answer.status_code, read(apprentice).class_name) == (302, "3 MEC")
    assert (read(apprentice).email, read(apprentice).first_name) == ("lucia@sil.example", "Lucía")


def test_a_change_may_not_make_two_people_the_same(coordinator):
    first = apprentices.enrol(coordinator.centre, LUCIA, by=coordinator, at=NOW)
    second = make_apprentice(coordinator.centre, first_name="Eva", last_name="Gil")
    other = Particulars(first_name="LUCIA", last_name="Fernandez Vega", born_on=LUCIA.born_on)

    with pytest.raises(Refused):
        apprentices.change(second, other, version=1, by=coordinator, at=NOW)

    assert (read(first).first_name, read(second).first_name) == ("Lucía", "Eva")


def test_a_stale_change_is_stale_whoever_asks(coordinator):
    apprentice = apprentices.enrol(coordinator.centre, LUCIA, by=coordinator, at=NOW)

    with pytest.raises(Stale):
        apprentices.change(apprentice, LUCIA, version=7, by=coordinator, at=NOW)
