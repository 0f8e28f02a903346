"""Parents and guardians: naming, changing, ending, what the grown-up apprentice decides, invitations."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.urls import reverse

from centres.actions import guardian as guardians
from centres.actions import portal
from centres.models import Guardian
from centres.rules.guardian import GuardianParticulars
from doallvet.accounts import invitations, links
from doallvet.accounts.models import User
from doallvet.core.refused import Refused
from doallvet.history.models import Event
from doallvet.outbox.models import Notice
from tests.centres.typed import PILAR
from tests.factories import NOW, TODAY, make_apprentice, make_company, make_contact, make_guardian, make_user

pytestmark = pytest.mark.django_db

PILAR_SOTO = GuardianParticulars(
    first_name="Pilar",
    last_name="Soto",
    relation="mother",
    email="pilar@familia.example",
    phone="+34600555666",
    language="es",
)


@pytest.fixture(autouse=True)
def on_that_day(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def mateo(coordinator):
    return make_apprentice(coordinator.centre, first_name="Mateo", last_name="Soto", born_on=date(2009, 3, 1))


def test_a_guardian_is_named_once_however_often_it_is_sent(client, coordinator, mateo):
    client.force_login(coordinator)
    address = reverse("centres:guardian-new", args=[mateo.pk])

    client.post(address, PILAR)
    client.post(address, PILAR)

    guardian = Guardian.objects.get()
    assert guardians.of(guardian) == PILAR_SOTO
    assert list(Event.objects.values_list("verb", "story_id")) == [("guardian_named", mateo.pk)]


def test_a_parent_of_two_is_one_person(coordinator, mateo):
    sister = make_apprentice(coordinator.centre, first_name="Eva", last_name="Soto")

    first = guardians.add(mateo, PILAR_SOTO, by=coordinator, at=NOW)
    second = guardians.add(sister, PILAR_SOTO, by=coordinator, at=NOW)

    assert (first.person, first.pk == second.pk) == (second.person, False)


def test_there_are_at_most_two(coordinator, mateo):
    make_guardian(mateo)
    make_guardian(mateo)

    with pytest.raises(Refused, match="There are two guardians already"):
        guardians.add(mateo, PILAR_SOTO, by=coordinator, at=NOW)


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("mateo@sil.example", "This is the apprentice's own address."),
        ("heike@werkstatt.example", "This address belongs to somebody with another name."),
    ],
)
def test_an_address_of_somebody_else_is_refused_without_a_word_about_them(client, coordinator, mateo, email, sentence):
    User.objects.filter(pk=mateo.person_id).update(email="mateo@sil.example")
    make_user("heike@werkstatt.example", first_name="Heike", last_name="Vogel")
    client.force_login(coordinator)

    answer = client.post(reverse("centres:guardian-new", args=[mateo.pk]), PILAR | {"email": email})

    text = answer.content.decode()
    assert (answer.status_code, sentence in text.replace("&#x27;", "'"), "Vogel" in text) == (422, True, False)
    assert Guardian.objects.count() == 0


def test_a_change_of_address_ends_links_and_sessions(client, coordinator, mateo):
    guardian = guardians.add(mateo, PILAR_SOTO, by=coordinator, at=NOW)
    address = links.make("invitation", person=guardian.person, subject=guardian, by=None, at=NOW)
    client.force_login(coordinator)

    answer = client.post(reverse("centres:guardian-edit", args=[guardian.pk]), PILAR | {"email": "new@familia.example"})

    assert (answer.status_code, User.objects.get(pk=guardian.person_id).email) == (302, "new@familia.example")
    assert client.get(address).url == reverse("link-closed")


def test_the_data_of_a_guardian_others_know_too_stay(client, coordinator, stranger, mateo):
    guardian = guardians.add(mateo, PILAR_SOTO, by=coordinator, at=NOW)
    make_contact(make_company("", stranger.centre), stranger.centre, person=guardian.person)
    client.force_login(coordinator)
    typed = PILAR | {"email": "mine@evil.example", "relation": "legal_guardian"}

    answer = client.post(reverse("centres:guardian-edit", args=[guardian.pk]), typed)

    guardian.refresh_from_db()
    assert (answer.status_code, guardian.relation, guardian.person.email) == (
        302,
        "legal_guardian",
        "pilar@familia.example",
    )
    other = GuardianParticulars(first_name="Eva", last_name="Mala", relation="mother", email="mine@evil.example")
    with pytest.raises(Refused, match="also belongs to another organisation"):
        guardians.change(guardian, other, by=coordinator, at=NOW)


def test_an_apprentice_of_another_centre_named_as_guardian_keeps_the_address(coordinator, stranger, mateo):
    person = make_apprentice(stranger.centre, first_name="Pilar", last_name="Soto").person
    known = replace(PILAR_SOTO, email=person.email)
    guardian = guardians.add(mateo, known, by=coordinator, at=NOW)

    with pytest.raises(Refused, match="name, e-mail address and phone stay as they are"):
        guardians.change(guardian, replace(known, email="mine@evil.example"), by=coordinator, at=NOW)

    assert User.objects.get(pk=person.pk).email == person.email


def test_ending_the_last_role_ends_the_sessions(client, coordinator, mateo):
    guardian = make_guardian(mateo)
    client.post(reverse("account_login"), {"login": guardian.person.email, "password": "secret-word"})
    assert UserSession.objects.filter(user=guardian.person).count() == 1

    guardians.end(guardian, by=coordinator, at=NOW)
    guardians.end(guardian, by=coordinator, at=NOW)

    assert UserSession.objects.filter(user=guardian.person).count() == 0
    assert list(Event.objects.values_list("verb", flat=True)) == ["guardian_ended"]


def test_ending_one_of_two_roles_ends_only_its_links(client, coordinator, mateo):
    guardian = make_guardian(mateo)
    other = make_guardian(make_apprentice(coordinator.centre), person=guardian.person)
    closed, kept = (
        links.make("invitation", person=guardian.person, subject=row, by=None, at=NOW) for row in (guardian, other)
    )

    guardians.end(guardian, by=coordinator, at=NOW)

    assert client.get(closed).url == reverse("link-closed")
    assert client.get(kept).url != reverse("link-closed")


@pytest.mark.parametrize(
    ("born_on", "kept", "acting"),
    [
        (TODAY.replace(year=2008), False, False),
        (TODAY.replace(year=2008) + timedelta(days=1), False, True),
        (date(2000, 1, 1), False, False),
        (date(2000, 1, 1), True, True),
    ],
)
def test_a_guardian_acts_until_the_eighteenth_birthday_or_as_long_as_the_apprentice_agrees(born_on, kept, acting):
    guardian = make_guardian(make_apprentice(born_on=born_on), kept_by_apprentice=kept)

    assert list(Guardian.objects.acting(TODAY)) == ([guardian] if acting else [])


def test_the_apprentice_alone_lets_a_parent_keep_access(client, coordinator):
    lucia = make_apprentice(coordinator.centre)
    guardian = make_guardian(lucia)
    address = reverse("centres:guardian-keep", args=[guardian.pk])
    client.force_login(coordinator)
    refused = client.post(address, {"keep": "yes"}).status_code

    client.force_login(lucia.person)
    page = client.get(reverse("centres:apprentice", args=[lucia.pk])).content.decode()
    statuses = [client.post(address, {"keep": word}).status_code for word in ("yes", "yes", "maybe")]

    guardian.refresh_from_db()
    assert ("Let this person see my mobilities" in page, refused, statuses) == (True, 404, [302, 302, 404])
    assert (guardian.kept_by_apprentice, list(Event.objects.values_list("verb", flat=True))) == (
        True,
        ["guardian_kept"],
    )


def test_a_minor_cannot_agree_in_advance(client, mateo):
    guardian = make_guardian(mateo)
    client.force_login(mateo.person)

    page = client.post(reverse("centres:guardian-keep", args=[guardian.pk]), {"keep": "yes"}, follow=True)

    guardian.refresh_from_db()
    assert (guardian.kept_by_apprentice, Event.objects.count()) == (False, 0)
    assert "You can decide this from your eighteenth birthday on." in page.content.decode()


def unreached(holder):
    EmailAddress.objects.filter(user=holder.person).update(verified=False)
    return holder


def test_an_invitation_is_owed_once_in_ten_minutes(coordinator, mateo):
    guardian = unreached(make_guardian(mateo))

    portal.invite(guardian, by=coordinator, at=NOW)
    portal.invite(guardian, by=coordinator, at=NOW + timedelta(minutes=1))
    portal.invite(guardian, by=coordinator, at=NOW + timedelta(minutes=11))

    assert (
        list(Notice.objects.values_list("kind", "person", "subject_label", "subject_id"))
        == [("invitation", guardian.person_id, "centres.guardian", guardian.pk)] * 2
    )


def test_who_can_sign_in_and_who_has_no_address_is_not_invited(coordinator, mateo):
    guardian = make_guardian(mateo)

    with pytest.raises(Refused, match="can sign in already"):
        portal.invite(guardian, by=coordinator, at=NOW)
    User.objects.filter(pk=guardian.person_id).update(email=None)
    with pytest.raises(Refused, match="has no e-mail address"):
        portal.invite(guardian, by=coordinator, at=NOW)

    assert Notice.objects.count() == 0


@pytest.mark.parametrize("kind", ["apprentice", "guardian"])
def test_an_invitation_is_accepted_through_its_link(client, coordinator, mateo, kind):
    holder = unreached(mateo if kind == "apprentice" else make_guardian(mateo))
    client.force_login(coordinator)
    client.post(reverse(f"centres:{kind}-invite", args=[holder.pk]))
    client.logout()
    found = invitations.find(holder._meta.label_lower, holder.pk)
    address = links.make("invitation", person=holder.person, subject=holder, by=coordinator, at=NOW)

    page = client.get(address, follow=True)
    accepted = client.post(page.redirect_chain[-1][0])

    role = "apprentice" if kind == "apprentice" else "parent or guardian of Mateo Soto"
    assert (found.organisation, found.role, found.invited_by, found.accepted) == (
        str(mateo.centre),
        role,
        coordinator,
        False,
    )
    assert accepted.status_code in (200, 302)
    assert EmailAddress.objects.get(user=holder.person).verified is True
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == ["invited", "accepted"]


def test_an_invitation_is_closed_when_the_role_ended(coordinator, mateo):
    guardian = make_guardian(mateo)
    guardians.end(guardian, by=coordinator, at=NOW)

    assert invitations.find("centres.guardian", guardian.pk) is None
