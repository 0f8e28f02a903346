"""Adding a company once, taking one that is there, changing what all centres share."""

import pytest
from django.urls import reverse

from companies.actions import company as companies
from companies.models import Company, Site
from doallvet.history.models import Event
from tests.factories import NOW, make_centre, make_company, make_contact, make_coordinator, make_member

pytestmark = pytest.mark.django_db

METAL = {
    "name": "Metal Bierzo, S.L.",
    "country": "ES",
    "city": "Ponferrada",
    "register_number": "ES-B 24.012.345",
    "nace": "c25.6",
    "size": "small",
    "website": "metalbierzo.example",
    "accident_insurer": "",
    "takes_minors": "True",
    "address": "Calle del Hierro 4",
    "postcode": "24400",
}


@pytest.fixture
def ana(client, coordinator):
    client.force_login(coordinator)
    return coordinator


def add(client, **fields):
    return client.post(reverse("companies:new"), METAL | fields)


def names(answer):
    return [card["name"] for card in answer.context["found"]]


def test_what_is_typed_is_kept_and_the_town_gives_coordinates_and_time_zone(client, ana):
    answer = add(client)

    company = Company.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("companies:detail", args=[company.pk]))
    assert (company.register_number, company.nace, company.takes_minors) == ("B24012345", "C25.6", True)
    assert (company.website, list(company.centres.all())) == ("https://metalbierzo.example", [ana.centre])
    site = company.sites.get()
    assert (site.name, site.address, site.time_zone) == ("Ponferrada", "Calle del Hierro 4", "Europe/Madrid")
    assert (round(site.latitude, 1), round(site.longitude, 1)) == (42.5, -6.6)
    assert list(Event.objects.values_list("verb", "by")) == [("added", ana.pk)]


def test_without_an_address_there_is_no_site(client, ana):
    add(client, address="")

    assert (Company.objects.count(), Site.objects.count()) == (1, 0)


def test_the_same_number_is_the_same_company_whoever_added_it(client, ana, stranger):
    theirs = make_company("Hierros del Sil", stranger.centre, register_number="B24012345")

    shown = add(client)
    insisted = add(client, another="yes", seen=theirs.pk)

    assert (shown.status_code, names(shown), shown.context["certain"]) == (409, ["Hierros del Sil"], True)
    assert "It is another company" not in shown.content.decode()
    assert (insisted.status_code, Company.objects.count()) == (409, 1)


def test_companies_that_look_alike_are_shown_before_anything_is_saved(client, ana, stranger):
    make_company("METALBIERZO SL", stranger.centre)
    make_company("Metal Bierzo Mantenimiento", stranger.centre)
    make_company("Panadería Luz", stranger.centre)

    answer = add(client)

    assert (answer.status_code, names(answer)) == (409, ["METALBIERZO SL", "Metal Bierzo Mantenimiento"])
    assert Company.objects.count() == 3


def test_another_company_is_added_when_the_person_says_so(client, ana, stranger):
    other = make_company("METALBIERZO SL", stranger.centre)

    answer = add(client, another="yes", seen=other.pk)

    assert (answer.status_code, Company.objects.count()) == (302, 2)


def test_one_that_was_not_looked_at_is_shown_even_so(client, ana, stranger):
    seen = make_company("METALBIERZO SL", stranger.centre)
    make_company("Metal Bierzo Mantenimiento", stranger.centre)

    answer = add(client, another="yes", seen=seen.pk)

    assert (answer.status_code, Company.objects.count()) == (409, 2)


def test_a_second_click_adds_no_second_company(client, ana):
    add(client, register_number="")
    once_more = add(client, register_number="")
    insisted = add(client, register_number="", another="yes", seen="")

    assert (once_more.status_code, insisted.status_code, Company.objects.count()) == (409, 409, 1)


def test_use_this_one_puts_it_on_the_list(client, ana, stranger):
    theirs = make_company("METALBIERZO SL", stranger.centre)

    answer = add(client, use=theirs.pk)
    add(client, use=theirs.pk)

    assert (answer.status_code, answer.url) == (302, reverse("companies:detail", args=[theirs.pk]))
    assert set(theirs.centres.all()) == {ana.centre, stranger.centre}
    assert list(Event.objects.values_list("verb", flat=True)) == ["adopted"]


@pytest.mark.parametrize("number", ["B24012345", "b-24012345", "ESB24012345"])
def test_the_same_number_is_known_however_it_is_written(client, ana, stranger, number):
    make_company("Hierros del Sil", stranger.centre, register_number="B24012345")

    assert (add(client, register_number=number).status_code, Company.objects.count()) == (409, 1)


@pytest.mark.parametrize("use", ["other", "x", "0", "9" * 30])
def test_a_company_that_does_not_look_alike_cannot_be_taken(client, ana, stranger, use):
    theirs = make_company("Panadería Luz", stranger.centre)

    answer = add(client, use=theirs.pk if use == "other" else use)

    assert (answer.status_code, list(theirs.centres.all())) == (404, [stranger.centre])


def test_going_back_keeps_what_was_typed(client, ana):
    answer = add(client, again="yes")

    assert (answer.status_code, Company.objects.count()) == (200, 0)
    assert 'value="Metal Bierzo, S.L."' in answer.content.decode()


def test_nothing_of_other_centres_is_told_by_the_likeness(client, ana, stranger):
    theirs = make_company("METALBIERZO SL", stranger.centre)
    contact = make_contact(theirs, stranger.centre)

    text = add(client).content.decode()

    assert str(stranger.centre) not in text
    assert contact.person.email not in text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "x" * 300, "Ensure this value has at most 250 characters (it has 300)."),
        ("name", "", "This field is required."),
        ("city", "Pon\u202eferrada", "There is a character in this text that cannot be seen"),
        ("country", "Narnia", "Select a valid choice."),
        ("nace", "metal", "A NACE code is a letter, two digits and a decimal, such as C25.6."),
        ("website", "not a site", "Write the whole address of the website"),
        ("takes_minors", "perhaps", "Select a valid choice."),
    ],
)
def test_a_wrong_field_is_told_and_nothing_is_written(client, ana, field, value, sentence):
    answer = add(client, **{field: value})

    assert (answer.status_code, Company.objects.count()) == (422, 0)
    assert sentence in answer.content.decode()


def test_names_of_any_script_and_hostile_ones_are_only_text(client, ana):
    add(client, name="<script>alert(1)</script> Αφοί")
    company = Company.objects.get()

    page = client.get(reverse("companies:detail", args=[company.pk])).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt; Αφοί" in page
    assert "<script>alert" not in page


def edit(client, company, **fields):
    return client.post(reverse("companies:edit", args=[company.pk]), METAL | fields)


def test_a_change_keeps_what_was_before(client, ana):
    add(client)
    company = Company.objects.get()

    answer = edit(client, company, version=1, name="Metal Bierzo SLU", takes_minors="")

    company.refresh_from_db()
    event = Event.objects.get(verb="changed")
    assert (answer.status_code, company.version, company.takes_minors) == (302, 2, None)
    assert event.before == {"name": "Metal Bierzo, S.L.", "takes_minors": True}
    assert event.after == {"name": "Metal Bierzo SLU", "takes_minors": None}
    assert company.search == "metal bierzo metal bierzo slu ponferrada b24012345"


def test_whoever_was_slower_sees_both_texts_and_overwrites_nothing(client, ana):
    add(client)
    company = Company.objects.get()
    edit(client, company, version=1, size="medium")

    answer = edit(client, company, version=1, size="large")

    company.refresh_from_db()
    text = answer.content.decode()
    assert (answer.status_code, company.size) == (409, "medium")
    assert all(words in text for words in ("50 to 249 people", "250 people or more", 'name="version" value="2"'))


def test_a_number_of_another_company_is_refused(client, ana):
    add(client)
    other = make_company("Panadería Luz", ana.centre)

    answer = edit(client, other, version=1, name="Panadería Luz")

    other.refresh_from_db()
    assert (answer.status_code, other.register_number, other.version) == (422, "", 1)
    assert "register number is already here" in answer.content.decode()


def test_the_page_adds_for_the_centre_it_was_opened_for(client, ana):
    other = make_member(person=ana).centre
    session = client.session
    session["centre"] = ana.centre.pk
    session.save()

    add(client, centre=other.pk)

    assert list(Company.objects.get().centres.all()) == [other]


def test_another_centres_id_is_not_accepted(client, ana, stranger):
    assert [add(client, centre=value).status_code for value in (stranger.centre.pk, "9" * 12)] == [404, 404]
    assert Company.objects.count() == 0


def test_likely_ones_are_at_most_ten_the_certain_one_first(ana):
    for number in range(15):
        make_company(f"Metal Bierzo {number}", make_centre(), register_number=f"B{number}")
    card = companies.Card("Metal Bierzo", "ES", "Ponferrada", "B 14")

    found = companies.likely(card)

    assert (len(found), found[0].register_number) == (10, "B14")


def test_a_company_named_by_another_coordinator_is_changed_by_both(client, coordinator):
    colleague = make_coordinator(make_centre())
    company = make_company("Werkstatt", coordinator.centre, colleague.centre)
    client.force_login(colleague)

    answer = edit(client, company, version=1, address="")

    company.refresh_from_db()
    assert (answer.status_code, company.name) == (302, "Metal Bierzo, S.L.")
    assert Event.objects.get().at == NOW
