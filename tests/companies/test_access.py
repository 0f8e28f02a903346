"""Who sees which company and whom there; contacts are private to each centre."""

import pytest
from django.urls import reverse

from centres.choices import MemberRole
from companies.models import Company, CompanyContact, TrainingContract
from companies.views.company_list import SIZE
from doallvet.history.models import Event
from tests.factories import (
    make_apprentice,
    make_centre,
    make_company,
    make_contact,
    make_contract,
    make_coordinator,
    make_guardian,
    make_member,
    make_partnership,
    make_site,
    make_user,
)

pytestmark = pytest.mark.django_db

PAGES = {
    "detail": "company",
    "edit": "company",
    "site-new": "company",
    "contact-new": "company",
    "site-edit": "site",
    "contact-edit": "contact",
    "contact-end": "contact",
    "contact-invite": "contact",
    "contracts": "apprentice",
    "contract-new": "apprentice",
    "contract-edit": "contract",
    "contract-remove": "contract",
}
READ = {"detail": 200, "contracts": 200}
OUTSIDERS = ("other coordinator", "partner", "other teacher", "other apprentice", "guardian", "other contact", "nobody")


@pytest.fixture
def world(coordinator):
    centre = coordinator.centre
    company = make_company("Metal Bierzo", centre)
    person = make_user("rosa@secret.example", first_name="Rosa", last_name="Vega")
    lucia = make_apprentice(centre)
    return {
        "company": company,
        "site": make_site(company),
        "contact": make_contact(company, centre, person=person, phone="+34600999888"),
        "apprentice": lucia,
        "contract": make_contract(lucia, company),
    }


def addresses(world):
    return {page: reverse(f"companies:{page}", args=[world[kind].pk]) for page, kind in PAGES.items()}


def outsider(role, world):
    home, centre = make_centre(), world["contact"].centre
    if role == "partner":
        make_partnership(centre, home)
    if role == "other teacher":
        return make_member(home, MemberRole.TEACHER).person
    if role == "other apprentice":
        return make_apprentice(centre, first_name="Eva").person
    if role == "guardian":
        return make_guardian(world["apprentice"]).person
    if role == "other contact":
        return make_contact(make_company("Other", centre), centre).person
    return make_user() if role == "nobody" else make_coordinator(home)


@pytest.mark.parametrize("role", OUTSIDERS)
def test_others_get_404_from_every_page_and_method(client, world, role):
    client.force_login(outsider(role, world))

    answers = [client.get(address).status_code for address in addresses(world).values()]
    answers += [client.post(address, {"version": 1}).status_code for address in addresses(world).values()]

    assert set(answers) <= {404, 405}
    assert (len(answers), answers.count(405)) == (24, 1)
    assert Event.objects.count() == 0


@pytest.mark.parametrize("role", ["teacher", "viewer"])
def test_colleagues_who_do_not_coordinate_change_nothing(client, world, role):
    client.force_login(make_member(world["contact"].centre, role).person)

    answers = {page: client.post(address, {"version": 1}).status_code for page, address in addresses(world).items()}

    viewer = {"contracts": 403} if role == "viewer" else {}
    assert answers == dict.fromkeys(PAGES, 403) | READ | viewer
    assert (Event.objects.count(), TrainingContract.objects.count()) == (0, 1)
    assert client.get(reverse("companies:new")).status_code == 403


@pytest.mark.parametrize(("role", "reads"), [("coordinator", True), ("teacher", True), ("viewer", False)])
def test_contacts_are_read_by_coordinators_and_teachers(client, world, role, reads):
    client.force_login(make_member(world["contact"].centre, role).person)

    pages = client.get(reverse("companies:list")).content.decode()
    pages += client.get(reverse("companies:detail", args=[world["company"].pk])).content.decode()

    found = [word in pages for word in ("Rosa Vega", "rosa@secret.example", "+34600999888", "Street 1")]
    assert found == [reads, reads, reads, True]


def test_another_centre_that_works_with_the_company_sees_sites_and_no_contacts(client, world, stranger):
    world["company"].centres.add(stranger.centre)
    client.force_login(stranger)

    pages = client.get(reverse("companies:list")).content.decode()
    pages += client.get(reverse("companies:detail", args=[world["company"].pk])).content.decode()
    edit = client.get(reverse("companies:edit", args=[world["company"].pk])).status_code
    contact = {
        page: client.post(addresses(world)[page]).status_code
        for page in ("contact-edit", "contact-end", "contact-invite", "contract-edit", "contract-remove", "contracts")
    }

    for secret in ("Rosa", "rosa@secret.example", "+34600999888", "CIFP Río Sil"):
        assert secret not in pages
    assert ("Street 1" in pages, edit, set(contact.values())) == (True, 200, {404})


def test_a_contact_who_signs_in_sees_the_own_companies_and_no_colleagues(client, world):
    other = make_contact(world["company"], world["contact"].centre)
    make_company("Hidden", world["contact"].centre)
    client.force_login(world["contact"].person)

    listed = client.get(reverse("companies:list"))
    detail = client.get(reverse("companies:detail", args=[world["company"].pk])).content.decode()
    edits = [client.get(addresses(world)[page]).status_code for page in ("edit", "site-edit", "contact-new")]

    assert [row["name"] for row in listed.context["rows"]] == ["Metal Bierzo"]
    assert ("Your part here: signs for the company." in detail, other.person.email in detail) == (True, False)
    assert (edits, client.get(reverse("companies:new")).status_code) == ([403, 403, 404], 404)


def test_a_contact_that_ended_sees_nothing(client, world, coordinator):
    CompanyContact.objects.update(ended_at=world["contact"].centre.members.get().invited_at)
    client.force_login(world["contact"].person)

    assert client.get(reverse("companies:list")).status_code == 403
    assert client.get(reverse("companies:detail", args=[world["company"].pk])).status_code == 404


def test_the_apprentice_reads_the_own_contract(client, world):
    client.force_login(world["apprentice"].person)

    page = client.get(reverse("companies:contracts", args=[world["apprentice"].pk]))

    text = page.content.decode()
    assert (page.status_code, "Metal Bierzo" in text, "contract-edit" in text) == (200, True, False)
    assert "Support needs" not in text
    assert client.post(addresses(world)["contract-edit"]).status_code == 403
    assert client.get(addresses(world)["detail"]).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Αφοί Παππά", "Metal Bierzo", "Müller"]),
        ("?q=muller", ["Müller"]),
        ("?q=PONFERRADA+metal", ["Metal Bierzo"]),
        ("?q=%00", ["Αφοί Παππά", "Metal Bierzo", "Müller"]),
        ("?q=nothing", []),
    ],
)
def test_the_list_is_searched(client, coordinator, query, found):
    make_company("Müller", coordinator.centre, country="DE", city="Köln")
    make_company("Metal Bierzo", coordinator.centre)
    make_company("Αφοί Παππά", coordinator.centre, country="GR", city="Πάτρα")
    make_company("Metal Sil", make_centre())
    client.force_login(coordinator)

    rows = client.get(reverse("companies:list") + query).context["rows"]

    assert sorted(row["name"] for row in rows) == sorted(found)


def test_pages_lead_forwards_and_back(client, coordinator):
    for number in range(SIZE + 5):
        make_company(f"Firma {number:03}", coordinator.centre)
    client.force_login(coordinator)

    first = client.get(reverse("companies:list") + "?q=firma")
    second = client.get(reverse("companies:list") + first.context["next"])

    names = [row["name"] for answer in (first, second) for row in answer.context["rows"]]
    assert names == [f"Firma {number:03}" for number in range(SIZE + 5)]
    assert second.context["next"] == ""


@pytest.mark.parametrize("count", [1, 50])
def test_lists_take_the_same_queries_whatever_their_length(client, coordinator, count, django_assert_num_queries):
    company = make_company("Aaa", coordinator.centre)
    for number in range(count):
        make_contact(make_company(f"Firma {number}", coordinator.centre), coordinator.centre)
        make_site(company)
        make_contact(company, coordinator.centre)
    client.force_login(coordinator)
    client.get(reverse("companies:list"))

    with django_assert_num_queries(4):
        client.get(reverse("companies:list"))
    with django_assert_num_queries(11):
        client.get(reverse("companies:detail", args=[company.pk]))

    assert Company.objects.count() == count + 1
