"""The data of a centre, its place, and the search for others."""

import pytest
from django.db import connection
from django.urls import reverse

from centres.actions import centre as centres
from centres.choices import MemberRole
from centres.models import Centre
from doallvet.core.refused import Refused
from doallvet.history.models import Event
from tests.factories import NOW, make_centre, make_member, make_partnership

pytestmark = pytest.mark.django_db

DATA = {
    "name": "CIFP Río Sil",
    "legal_name": "Centro Integrado de Formación Profesional Río Sil",
    "kind": "vet_school",
    "oid": "E10012345",
    "pic": "948821603",
    "country": "ES",
    "region": "León",
    "city": "Ponferrada",
    "address": "Calle Ancha 1",
    "postcode": "24400",
    "languages": ["es", "en"],
    "email": "movilidad@sil.example",
    "phone": "+34 987 123 456",
    "website": "www.sil.example",
    "latitude": "",
    "longitude": "",
    "time_zone": "",
}


def edit(client, centre, **fields):
    return client.post(reverse("centres:edit", args=[centre.pk]), DATA | fields)


def place(centre):
    centre.refresh_from_db()
    return round(centre.latitude, 1), round(centre.longitude, 1), centre.time_zone


def test_a_new_centre_finds_its_place_and_its_words(coordinator):
    centre = centres.create(
        by=coordinator, at=NOW, name="Järvi", legal_name="Järvi Ammattiopisto", country="FI", city="Savonlinna"
    )

    assert place(centre) == (61.9, 28.9, "Europe/Helsinki")
    assert centre.search == "jarvi ammattiopisto savonlinna finland finlandia"
    assert Event.objects.get().verb == "created"


def test_the_version_before_can_still_found_a_centre(coordinator):
    """It serves while the new one is set up, and does not know the newest columns."""
    fields = [field for field in Centre._meta.concrete_fields if field.name not in ("id", "escalation")]
    columns = ", ".join(field.column for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO centres_centre ({columns}) SELECT {columns} FROM centres_centre LIMIT 1")

    assert Centre.objects.latest("pk").escalation == {}


def test_a_town_nobody_knows_leaves_the_map_empty(coordinator):
    centre = centres.create(
        by=coordinator, at=NOW, name="Nowhere", legal_name="Nowhere", country="ES", city="Villa de Ninguna Parte"
    )

    assert (centre.latitude, centre.longitude, centre.time_zone) == (None, None, "Europe/Madrid")


def test_a_second_click_does_not_found_a_second_centre(coordinator):
    fields = {"name": "Järvi", "legal_name": "Järvi Ammattiopisto", "country": "FI", "city": "Savonlinna"}
    centres.create(by=coordinator, at=NOW, **fields)

    with pytest.raises(Refused, match=r"A centre with this name is already in savonlinna\."):
        centres.create(by=coordinator, at=NOW, **fields | {"legal_name": "JARVI ammattiopisto", "city": "savonlinna"})
    assert Centre.objects.filter(country="FI").count() == 1


def test_a_coordinator_changes_the_data_and_the_place_is_found(client, coordinator):
    client.force_login(coordinator)
    page = reverse("centres:edit", args=[coordinator.centre.pk])

    assert client.get(page).status_code == 200
    answer = edit(client, coordinator.centre)

    centre = coordinator.centre
    assert (answer.status_code, answer.url) == (302, reverse("centres:detail", args=[centre.pk]))
    assert place(centre) == (42.5, -6.6, "Europe/Madrid")
    assert (centre.oid, centre.languages, centre.website) == ("E10012345", ["es", "en"], "https://www.sil.example")
    assert centre.search.startswith("cifp rio sil centro integrado de formacion profesional ponferrada")


def test_moving_finds_the_place_anew_and_typed_coordinates_win(client, coordinator):
    centre = coordinator.centre
    client.force_login(coordinator)
    edit(client, centre)
    shown = {name: getattr(Centre.objects.get(pk=centre.pk), name) for name in ("latitude", "longitude", "time_zone")}

    edit(client, centre, city="Dresden", country="DE", **shown)
    assert place(centre) == (51.1, 13.7, "Europe/Berlin")
    edit(client, centre, city="Dresden", country="DE", latitude="51.2", longitude="13.9", time_zone="Europe/Vienna")
    assert place(centre) == (51.2, 13.9, "Europe/Vienna")


def test_an_unknown_town_is_told(client, coordinator):
    client.force_login(coordinator)

    answer = client.post(
        reverse("centres:edit", args=[coordinator.centre.pk]), DATA | {"city": "Villa de Ninguna Parte"}, follow=True
    )

    assert "We do not know Villa de Ninguna Parte" in answer.content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"oid": "12345678"}, "An organisation ID is the letter E and eight digits, for example E12345678."),
        ({"oid": "E1234567890"}, "An organisation ID is the letter E and eight digits, for example E12345678."),
        ({"pic": "12"}, "A PIC has nine digits, for example 948821603."),
        ({"website": "javascript:alert(1)"}, "Write the whole address of the website"),
        ({"website": "not a site"}, "Write the whole address of the website"),
        ({"phone": "987"}, "Write the phone number with the country&#x27;s code, for example +34 987 123 456."),
        ({"country": "XX"}, "XX is not one of the available choices."),
        ({"name": "x" * 300}, "at most 200 characters"),
        ({"name": ""}, "This field is required."),
        ({"name": "Cen\u200btre"}, "cannot be seen"),
        ({"latitude": "42"}, "Give both latitude and longitude, or neither."),
        ({"latitude": "442", "longitude": "1"}, "less than or equal to 90"),
        ({"time_zone": "Europe/Ponferrada"}, "Write a time zone such as Europe/Madrid, or leave it empty."),
        ({"languages": ["tlh"]}, "tlh is not one of the available choices."),
    ],
)
def test_wrong_data_are_told_near_their_cause_and_nothing_is_written(client, coordinator, fields, sentence):
    client.force_login(coordinator)
    before = Centre.objects.filter(pk=coordinator.centre.pk).values().get()

    answer = edit(client, coordinator.centre, **fields)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Centre.objects.filter(pk=coordinator.centre.pk).values().get() == before


def test_an_organisation_id_is_written_as_people_type_it_and_used_once(client, coordinator, stranger):
    client.force_login(coordinator)
    edit(client, coordinator.centre, oid=" e1001 2345 ")
    assert Centre.objects.get(pk=coordinator.centre.pk).oid == "E10012345"

    client.force_login(stranger)
    answer = edit(client, stranger.centre, oid="E10012345")

    assert answer.status_code == 422
    assert "A centre with this organisation ID is already here." in answer.content.decode()


def test_names_of_all_alphabets_are_kept_and_shown_as_text(client, coordinator):
    client.force_login(coordinator)

    edit(client, coordinator.centre, name="<script>Σχολή</script> =1+1")

    page = client.get(reverse("centres:detail", args=[coordinator.centre.pk])).content.decode()
    assert "&lt;script&gt;Σχολή&lt;/script&gt; =1+1" in page


def test_saving_what_is_there_leaves_no_trace(client, coordinator):
    client.force_login(coordinator)
    edit(client, coordinator.centre)
    edit(client, coordinator.centre)

    assert Event.objects.filter(verb="changed").count() == 1


@pytest.mark.parametrize("role", [MemberRole.TEACHER, MemberRole.VIEWER])
def test_only_coordinators_change_the_data(client, coordinator, role):
    client.force_login(make_member(coordinator.centre, role).person)

    assert edit(client, coordinator.centre).status_code == 403
    assert client.get(reverse("centres:detail", args=[coordinator.centre.pk])).status_code == 200


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("elbe", ["BSZ Elbe"]),
        ("dresden alemania", ["BSZ Elbe"]),
        ("GERMANY", ["BSZ Elbe", "BSZ Spree"]),
        ("järvi", ["Järvi"]),
        ("jarvi dresden", []),
        ("<script>", []),
        ("cifp", []),
    ],
)
def test_other_centres_are_found_by_name_place_and_country(client, coordinator, words, found):
    for name, country, city in (
        ("BSZ Spree", "DE", "Berlin"),
        ("BSZ Elbe", "DE", "Dresden"),
        ("Järvi", "FI", "Savonlinna"),
    ):
        centres.create(by=None, at=NOW, name=name, legal_name=name, country=country, city=city)
    client.force_login(coordinator)

    answer = client.get(reverse("centres:list"), {"q": words})

    assert [centre.name for centre, _ in answer.context["found"]] == found


def test_what_is_found_is_read_page_by_page(client, coordinator):
    for number in range(60):
        make_centre(f"BSZ {number:02}", country="DE", city="Dresden")
    client.force_login(coordinator)

    first = client.get(reverse("centres:list"), {"q": "dresden"})
    second = client.get(reverse("centres:list"), {"q": "dresden", "after": first.context["page"].next})

    assert "after=" in first.content.decode()
    assert [len(answer.context["found"]) for answer in (first, second)] == [50, 10]
    assert client.get(reverse("centres:list"), {"q": "dresden", "after": "<script>"}).status_code == 200


def test_a_centre_that_is_a_partner_already_is_not_asked_again(client, coordinator):
    make_partnership(coordinator.centre, make_centre("BSZ Elbufer", city="Dresden"), accepted=False)
    client.force_login(coordinator)

    page = client.get(reverse("centres:list"), {"q": "dresden"}).content.decode()

    assert page.count("waiting for their answer") == 2
    assert "Ask for a partnership" not in page


def test_a_person_of_no_centre_searches_nothing(client, coordinator):
    client.force_login(make_member(coordinator.centre).person)
    lonely = make_member().person
    lonely.centre_memberships.update(ended_at=NOW)
    client.force_login(lonely)

    answer = client.get(reverse("centres:list"), {"q": "cifp"})

    assert answer.status_code == 200
    assert "You belong to no centre" in answer.content.decode()
    assert "found" not in answer.context


def test_the_page_of_a_partner_shows_no_people_and_no_numbers(client, coordinator, partner):
    make_partnership(partner.centre, make_centre("Third side"))
    Centre.objects.filter(pk=partner.centre.pk).update(oid="E10000001", pic="912345678")
    client.force_login(coordinator)

    page = client.get(reverse("centres:detail", args=[partner.centre.pk])).content.decode()

    assert "BSZ Elbufer" in page
    assert [word for word in ("Jonas", partner.email, "E10000001", "912345678", "Third side") if word in page] == []
