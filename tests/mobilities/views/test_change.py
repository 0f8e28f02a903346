"""Changes of a running mobility: dates, people, companies."""

from datetime import date

import pytest
from django.urls import reverse

from companies.choices import Function
from doallvet.history.models import Event
from mobilities.actions import change, decision
from mobilities.choices import Decision, Owner, Role
from mobilities.facts import dates_of
from mobilities.models import Mobility, Party
from tests.factories import NOW, make_centre, make_company, make_contact, make_partnership, make_site, make_user
from tests.kept import kept
from tests.mobilities.actions.test_approval import give
from tests.mobilities.stay import Stay, said

pytestmark = pytest.mark.django_db
SOONER = {"starts_on": "2027-09-13", "ends_on": "2027-10-03"}


@kept
def planned():
    return Stay()


@pytest.fixture
def stay(client, planned):
    client.force_login(planned.ana)
    return planned


def redate(client, stay, version=None, **fields):
    form = {"version": version or stay.fresh().version} | SOONER | fields
    return client.post(stay.address("change-dates"), form)


def put(client, stay, role, person, version=None, **fields):
    address = stay.address("change-person", party_pk=stay.party(role).pk)
    form = {"person": person.pk if person else "", "deputy": "", "version": version or stay.fresh().version}
    return client.post(address, form | {"reason": "Left the company", "confirm": "1"} | fields)


def move_elsewhere(client, stay, host, version=None, name="change-host", through=None, **fields):
    site = host.sites.first()
    key = f"{host.pk}-{site.pk if site else 0}-{through.pk if through else 0}"
    form = {"host": key, "version": version or stay.fresh().version, "reason": "No room any more", "confirm": "1"}
    return client.post(stay.address(name), form | fields)


# -- dates


def test_first_the_page_shows_what_moves_and_writes_nothing(client, stay):
    page = redate(client, stay, preview="1")

    moved = {row["title"]: (row["before"], row["after"]) for row in page.context["preview"]["moved"]}
    assert page.status_code == 200
    assert moved["Accept the placement and name the mentor"] == ("18 Jun 2027", "25 Jun 2027")
    assert stay.fresh().starts_on == date(2027, 9, 6)


def test_then_the_button_does_exactly_that(client, stay):
    answer = redate(client, stay, confirm="1")

    assert answer.url == stay.address("change")
    assert (stay.fresh().starts_on, stay.step("G03").due_on) == (date(2027, 9, 13), date(2027, 6, 25))


def test_a_double_click_changes_once(client, stay):
    version = stay.fresh().version
    answers = [redate(client, stay, version, confirm="1").status_code for _ in range(2)]

    assert (answers, stay.fresh().version) == ([302, 302], version + 1)


def test_a_stale_page_says_what_is_so_now_and_keeps_what_was_typed(client, stay):
    version = stay.fresh().version
    dates = dates_of(stay.fresh())
    moved = type(dates)(None, date(2027, 9, 20), date(2027, 10, 10), None)
    change.set_dates(stay.fresh(), moved, version=version, by=stay.ines, at=NOW)

    page = redate(client, stay, version, confirm="1")

    assert (page.status_code, page.context["now"]) == (409, "20 Sep 2027 – 10 Oct 2027")
    assert page.context["form"]["starts_on"].value() == "2027-09-13"
    assert stay.fresh().starts_on == date(2027, 9, 20)
    assert redate(client, stay, int(page.context["form"]["version"].value()), confirm="1").status_code == 302


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"ends_on": "2027-09-01"}, "The stay ends before it begins."),
        ({"ends_on": "2027-09-14"}, "takes at least 10"),
        ({"starts_on": ""}, "This field is required."),
        ({"starts_on": "=1+1"}, "Enter a valid date."),
        ({"version": "../"}, "Enter a whole number."),
    ],
)
@pytest.mark.parametrize("button", ["preview", "confirm"])
def test_dates_that_cannot_be_are_said(client, stay, fields, sentence, button):
    page = redate(client, stay, **fields | {button: "1"})

    assert page.status_code == 422
    assert sentence in " ".join(said(page))
    assert stay.fresh().starts_on == date(2027, 9, 6)


# -- people


def test_somebody_else_takes_over_a_role(client, stay):
    other = make_contact(stay.host, stay.hosting, Function.SIGNATORY).person

    answer = put(client, stay, Role.HOST_SIGNATORY, other)

    assert answer.url == stay.address("change")
    assert stay.party(Role.HOST_SIGNATORY).person == other


def test_a_stale_page_does_not_overwrite_the_colleagues_choice(client, stay):
    other = make_contact(stay.host, stay.hosting).person
    version = stay.fresh().version
    change.set_person(stay.party(Role.HOST_SIGNATORY), other, by=stay.ines, at=NOW, reason="Ill")

    page = put(client, stay, Role.HOST_SIGNATORY, stay.heike, version)

    assert (page.status_code, page.context["now"]) == (409, str(other))
    assert page.context["form"]["person"].value() == str(stay.heike.pk)
    assert stay.party(Role.HOST_SIGNATORY).person == other


def test_who_is_missing_is_added_where_one_knows_the_company_else_the_partner_is_asked(client, stay):
    pages = {
        role: client.get(stay.address("change-person", party_pk=stay.party(role).pk))
        for role in (Role.EMPLOYER_SIGNATORY, Role.HOST_SIGNATORY)
    }

    employer, host = (page.content.decode() for page in pages.values())
    assert reverse("companies:detail", args=[stay.employer.pk]) in employer
    assert reverse("companies:detail", args=[stay.host.pk]) not in host
    assert "Ask BSZ Elbufer to add the person: only they know the company." in host


def test_only_people_whom_the_two_centres_know_there_can_be_chosen(client, stay):
    elsewhere = make_contact(stay.host, Stay().centre).person

    for stranger in (make_user(), elsewhere, stay.rosa):
        assert put(client, stay, Role.HOST_SIGNATORY, stranger).status_code == 422
    assert stay.party(Role.HOST_SIGNATORY).person == stay.heike


def test_only_coordinators_stand_for_a_centre(client, stay):
    page = client.get(stay.address("change-person", party_pk=stay.party(Role.SENDING_COORDINATOR).pk))

    assert {*page.context["form"].fields["person"].queryset} == {stay.ana, stay.ines}
    for member in (stay.raul, stay.marta):
        assert put(client, stay, Role.SENDING_COORDINATOR, member).status_code == 422


def test_the_deputy_is_somebody_else(client, stay):
    page = put(client, stay, Role.HOST_SIGNATORY, stay.heike, deputy=stay.heike.pk)

    assert (page.status_code, said(page)) == (422, ["The deputy is somebody else than the person."])


def test_the_apprentice_is_not_changed(client, stay):
    assert client.get(stay.address("change-person", party_pk=stay.party(Role.APPRENTICE).pk)).status_code == 404


def test_a_party_of_another_mobility_is_not_there_under_this_one(client, stay):
    foreign = Party.objects.get(mobility=Stay().mobility, role=Role.HOST_SIGNATORY)

    assert client.get(stay.address("change-person", party_pk=foreign.pk)).status_code == 404


@pytest.mark.parametrize("reason", ["", "  "])
def test_whoever_replaces_somebody_says_why(client, stay, reason):
    page = put(client, stay, Role.HOST_MENTOR, stay.heike, reason=reason)

    assert (page.status_code, said(page)) == (422, ["This field is required."])
    assert stay.party(Role.HOST_MENTOR).person == stay.timo


def test_what_a_change_of_person_does_is_shown_before(client, stay):
    give(stay.mobility, Owner.HOST_COMPANY, person=stay.heike)
    address = stay.address("change-person", party_pk=stay.party(Role.HOST_MENTOR).pk)
    form = {"person": stay.heike.pk, "reason": "Timo is ill", "version": stay.fresh().version, "preview": "1"}

    preview = client.post(address, form).context["preview"]

    assert preview["answers"] == [{"who": "Host company", "answer": "Approve"}]
    assert preview["reopened"] == [{"title": "Accept the placement and name the mentor", "who": "host company"}]
    assert stay.party(Role.HOST_MENTOR).person == stay.timo


# -- companies


def test_why_a_company_is_exchanged_is_kept(client, stay):
    other = make_company("Forja", stay.centre)

    refused = move_elsewhere(client, stay, other, name="change-employer", reason="")
    move_elsewhere(client, stay, other, name="change-employer", reason="Went bankrupt")

    assert refused.status_code == 422
    assert Event.objects.get(verb="party_changed").note == "Went bankrupt"


def test_another_host_company_of_the_same_partner_begins_anew(client, stay):
    other = make_company("Neue Werkstatt", stay.hosting, country="DE", city="Leipzig")
    make_site(other, city="Leipzig", country="DE")
    contact = make_contact(other, stay.hosting).person

    page = client.get(stay.address("change-host"))
    answer = move_elsewhere(client, stay, other, through=stay.hosting)

    fresh = stay.fresh()
    assert (page.context["now"], answer.status_code) == ("Werkstatt Sachsen", 302)
    assert (fresh.host_city, fresh.party(Role.HOST_SIGNATORY).person) == ("Leipzig", contact)


def test_a_company_of_a_centre_that_has_no_part_in_it_is_no_choice(client, stay):
    other = Stay()

    assert move_elsewhere(client, stay, other.host, through=other.hosting).status_code == 422
    assert stay.party(Role.HOST_SIGNATORY).company == stay.host


def test_another_employer(client, stay):
    other = make_company("Forja", stay.centre)

    move_elsewhere(client, stay, other, name="change-employer")

    assert stay.party(Role.EMPLOYER_SIGNATORY).company == other


def test_a_company_through_another_partner_is_a_choice(client, stay):
    other = make_centre("ITS Torino", country="IT", city="Torino")
    make_partnership(stay.centre, other)
    host = make_company("Officina", other, country="IT", city="Torino")

    answer = move_elsewhere(client, stay, host, through=other)

    assert (answer.status_code, stay.party(Role.HOSTING_COORDINATOR).centre) == (302, other)


def test_a_stale_page_does_not_change_the_company(client, stay):
    version = stay.fresh().version
    other = make_company("Neue Werkstatt", stay.hosting, country="DE", city="Leipzig")
    change.set_person(stay.party(Role.HOST_SIGNATORY), stay.timo, by=stay.ines, at=NOW, reason="Ill")

    page = move_elsewhere(client, stay, other, version, through=stay.hosting)

    assert (page.status_code, page.context["now"]) == (409, "Werkstatt Sachsen")
    assert stay.party(Role.HOST_SIGNATORY).company == stay.host


# -- who may, and when


@pytest.mark.parametrize("name", ["change", "change-dates", "change-rules", "change-host", "change-employer", "depart"])
@pytest.mark.parametrize(
    ("who", "status"), [("raul", 403), ("jonas", 403), ("lucia", 403), ("heike", 403), ("marta", 403)]
)
def test_only_the_sending_coordinator_changes(client, stay, name, who, status):
    client.force_login(getattr(stay, who))

    assert [client.get(stay.address(name)).status_code, client.post(stay.address(name)).status_code] == [status] * 2


def test_a_stranger_finds_nothing(client, stay):
    client.force_login(make_user())

    assert client.get(stay.address("change")).status_code == 404


@pytest.mark.parametrize("name", ["change-dates", "change-rules", "change-host", "change-employer"])
def test_a_mobility_that_is_over_is_not_changed(client, stay, name):
    decision.move(stay.fresh(), Decision.CANCELLED, by=stay.ana, at=NOW, reason="Withdrew")

    answer = client.post(stay.address(name), SOONER | {"version": 1}, follow=True)

    assert said(answer) == ["This mobility cannot be changed in this way."]


def test_looking_at_all_pages_writes_nothing(client, stay):
    before = Mobility.objects.values().get(pk=stay.mobility.pk)

    for name in ("change", "change-dates", "change-rules", "change-host", "change-employer", "depart"):
        assert client.get(stay.address(name)).status_code == 200

    assert Mobility.objects.values().get(pk=stay.mobility.pk) == before
