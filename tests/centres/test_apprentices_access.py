"""Who sees what of an apprentice, and who changes it; what nobody but the coordinators may find anywhere."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse

from centres.choices import MemberRole
from centres.models import Apprentice, Guardian, SupportNeeds
from doallvet.history.models import Event
from tests.centres.typed import PILAR, person
from tests.factories import (
    NOW,
    make_apprentice,
    make_centre,
    make_company,
    make_contact,
    make_coordinator,
    make_guardian,
    make_member,
    make_partnership,
    make_user,
)

pytestmark = pytest.mark.django_db

CANARY = "CANARY-7f3a"
PAGES = {
    "apprentice": "apprentice",
    "apprentice-edit": "apprentice",
    "apprentice-invite": "apprentice",
    "apprentice-leave": "apprentice",
    "apprentice-return": "apprentice",
    "support": "apprentice",
    "guardian-new": "apprentice",
    "guardian-edit": "guardian",
    "guardian-end": "guardian",
    "guardian-invite": "guardian",
    "guardian-keep": "guardian",
}
OUTSIDERS = ("other coordinator", "partner", "other teacher", "other apprentice", "guardian", "contact", "nobody")


@pytest.fixture(autouse=True)
def on_that_day(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def mateo(coordinator):
    apprentice = make_apprentice(
        coordinator.centre, first_name="Mateo", last_name="Soto", born_on=date(2009, 3, 1), address="Calle Secreta 9"
    )
    make_guardian(apprentice)
    SupportNeeds.objects.create(apprentice=apprentice, text=f"Needs {CANARY}", fewer_opportunities=True)
    return apprentice


def outsider(role, mateo):
    """A person of another organisation, or related to the apprentice in a way that opens none of these pages."""
    home = make_centre()
    if role == "partner":
        make_partnership(mateo.centre, home)
    if role == "other teacher":
        return make_member(home, MemberRole.TEACHER).person
    if role == "other apprentice":
        return make_apprentice(mateo.centre, first_name="Eva").person
    if role == "guardian":
        return mateo.guardians.get().person
    if role == "contact":
        return make_contact(make_company("", mateo.centre), mateo.centre).person
    return make_user() if role == "nobody" else make_coordinator(home)


def insider(role, mateo):
    return mateo.person if role == "apprentice" else make_member(mateo.centre, role).person


def addresses(mateo):
    ids = {"apprentice": mateo.pk, "guardian": mateo.guardians.get().pk}
    return [reverse(f"centres:{page}", args=[ids[kind]]) for page, kind in PAGES.items()]


@pytest.mark.parametrize("role", OUTSIDERS)
def test_others_get_404_from_every_page_and_method(client, mateo, role):
    client.force_login(outsider(role, mateo))
    typed = person(version=1, keep="yes", on="2026-01-01", text="x", seen="x") | PILAR

    answers = [client.get(address).status_code for address in addresses(mateo)]
    answers += [client.post(address, typed).status_code for address in addresses(mateo)]

    assert set(answers) <= {404, 405}
    assert (len(answers), answers.count(405)) == (22, 4)
    assert Event.objects.count() == 0


@pytest.mark.parametrize("role", ["teacher", "viewer", "apprentice"])
def test_those_who_only_read_get_403_from_what_changes(client, mateo, role):
    client.force_login(insider(role, mateo))
    own = {reverse("centres:apprentice", args=[mateo.pk])}
    own |= {reverse("centres:guardian-keep", args=[mateo.guardians.get().pk])}
    typed = person(version=1, on="2026-01-01", text="x", seen="x") | PILAR

    answers = {client.post(address, typed).status_code for address in addresses(mateo) if address not in own}

    allowed = {403, 404} if role == "apprentice" else {403}
    assert answers <= allowed
    assert (Event.objects.count(), Guardian.objects.current().count()) == (0, 1)


@pytest.mark.parametrize(
    ("role", "status"), [("coordinator", 200), ("teacher", 200), ("viewer", 403), ("apprentice", 200)]
)
def test_the_page_is_read_by_coordinators_teachers_and_the_apprentice(client, mateo, role, status):
    client.force_login(insider(role, mateo))

    answer = client.get(reverse("centres:apprentice", args=[mateo.pk]))

    assert (answer.status_code, "Calle Secreta 9" in answer.content.decode()) == (status, status == 200)


@pytest.mark.parametrize("role", ["teacher", "viewer", "apprentice"])
def test_class_lists_and_downloads_are_for_coordinators(client, mateo, role):
    client.force_login(insider(role, mateo))
    pages = [
        reverse("centres:apprentice-new"),
        reverse("centres:enrol"),
        reverse("centres:enrol-template", args=["xlsx"]),
        reverse("centres:apprentices-export", args=["xlsx"]),
        reverse("centres:apprentices-export", args=["csv"]),
    ]

    answers = [client.get(page).status_code for page in pages]
    answers += [client.post(reverse(f"centres:{name}")).status_code for name in ("enrol", "enrol-confirm")]

    assert set(answers) <= {403, 404}


def test_the_viewers_list_holds_no_birth_date_no_contact_and_no_link(client, mateo):
    client.force_login(insider("viewer", mateo))

    page = client.get(reverse("centres:apprentices") + "?age=minor").content.decode()
    nobody = client.get(reverse("centres:apprentices") + "?age=no-guardian").content.decode()

    assert "Soto, Mateo" in page
    assert "Soto, Mateo" in nobody
    for secret in ("2009", mateo.person.email, "under 18", f"/apprentices/{mateo.pk}/", "guardian"):
        assert secret not in page


def test_an_apprentice_is_led_from_the_list_to_the_own_page(client, mateo):
    client.force_login(mateo.person)

    answer = client.get(reverse("centres:apprentices"))

    assert (answer.status_code, answer.url) == (302, reverse("centres:apprentice", args=[mateo.pk]))


@pytest.mark.parametrize("role", ["contact", "nobody", "guardian"])
def test_people_of_no_centre_see_no_list(client, mateo, role):
    client.force_login(outsider(role, mateo))

    assert client.get(reverse("centres:apprentices")).status_code == 403


def everything(client, mateo):
    """All that a person can read about the apprentices of the centre, as one text."""
    pages = [
        reverse("centres:apprentices"),
        reverse("centres:apprentices") + "?q=soto&age=minor&status=all",
        reverse("centres:apprentice", args=[mateo.pk]),
        reverse("companies:contracts", args=[mateo.pk]),
        reverse("centres:apprentice-edit", args=[mateo.pk]),
        reverse("centres:apprentices-export", args=["xlsx"]),
        reverse("centres:apprentices-export", args=["csv"]),
        reverse("companies:list"),
    ]
    texts = []
    for page in pages:
        answer = client.get(page, follow=True)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        texts.append(unpacked(content) if content.startswith(b"PK") else content.decode())
    return "\n".join(texts)


def unpacked(content):
    """The texts of all files in an XLSX: its own bytes are compressed and would hide a word."""
    with ZipFile(BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist())


@pytest.mark.parametrize("role", ["coordinator", "teacher", "viewer", "apprentice"])
def test_support_needs_are_on_their_own_page_and_nowhere_else(client, mateo, role):
    client.force_login(insider(role, mateo))

    found = everything(client, mateo)
    support = client.get(reverse("centres:support", args=[mateo.pk]))

    assert CANARY not in found
    assert ("Calle Secreta 9" in found) == (role != "viewer")
    assert (CANARY in support.content.decode()) == (role == "coordinator")
    assert ("Support needs" in found) == (role == "coordinator")


@pytest.mark.parametrize("role", OUTSIDERS)
def test_support_needs_are_hidden_from_everybody_else(client, mateo, role):
    client.force_login(outsider(role, mateo))

    support = client.get(reverse("centres:support", args=[mateo.pk]))

    assert CANARY not in everything(client, mateo) + support.content.decode()


def test_coordinators_keep_support_needs_and_the_history_holds_no_word_of_them(client, coordinator, mateo):
    client.force_login(coordinator)
    address = reverse("centres:support", args=[mateo.pk])
    seen = client.get(address).context["form"]["seen"].value()

    answer = client.post(address, {"text": "Needs a ramp", "seen": seen})

    needs = SupportNeeds.objects.get()
    assert (answer.status_code, needs.text, needs.fewer_opportunities) == (302, "Needs a ramp", False)
    event = Event.objects.get()
    assert (event.verb, event.private, event.before, event.after, event.note) == (
        "support_needs_changed",
        True,
        None,
        None,
        "",
    )
    assert "support_needs" not in client.get(reverse("centres:apprentice", args=[mateo.pk])).content.decode()


def test_a_stale_tab_overwrites_no_support_needs(client, coordinator, mateo):
    client.force_login(coordinator)
    address = reverse("centres:support", args=[mateo.pk])
    seen = client.get(address).context["form"]["seen"].value()
    client.post(address, {"text": "Needs a ramp", "seen": seen})

    answer = client.post(address, {"text": "Needs a lift", "seen": seen})

    text = answer.content.decode()
    assert (answer.status_code, SupportNeeds.objects.get().text) == (409, "Needs a ramp")
    assert "Needs a ramp" in text
    assert "Needs a lift" in text


def test_emptied_support_needs_are_gone(client, coordinator, mateo):
    client.force_login(coordinator)
    address = reverse("centres:support", args=[mateo.pk])
    seen = client.get(address).context["form"]["seen"].value()

    client.post(address, {"text": "", "seen": seen})

    assert SupportNeeds.objects.count() == 0
    assert Apprentice.objects.count() == 1
