"""Training contracts of an apprentice with employers."""

from datetime import date

import pytest
from django.urls import reverse

from companies.choices import Function
from companies.models import TrainingContract
from doallvet.history.models import Event
from tests.factories import make_apprentice, make_company, make_contact, make_contract, make_site, make_user

pytestmark = pytest.mark.django_db

TYPED = {
    "profile": "ES-INT",
    "begins_on": "2025-09-01",
    "ends_on": "2027-08-31",
    "site": "",
    "trainer": "",
    "reference": "C-1",
}


@pytest.fixture
def ana(client, coordinator):
    client.force_login(coordinator)
    return coordinator


@pytest.fixture
def lucia(coordinator):
    return make_apprentice(coordinator.centre)


@pytest.fixture
def metal(coordinator):
    return make_company("Metal Bierzo", coordinator.centre)


def address(apprentice, company):
    return reverse("companies:contract-new", args=[apprentice.pk]) + f"?employer={company.pk}"


def test_a_contract_is_noted_with_site_and_trainer(client, ana, lucia, metal):
    site, mentor = make_site(metal), make_contact(metal, ana.centre, Function.MENTOR)
    typed = TYPED | {"site": site.pk, "trainer": mentor.person_id}

    answer = client.post(address(lucia, metal), typed)

    contract = TrainingContract.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("companies:contracts", args=[lucia.pk]))
    assert (contract.employer, contract.site, contract.trainer) == (metal, site, mentor.person)
    assert (contract.profile, contract.reference) == ("ES-INT", "C-1")
    assert (contract.begins_on, contract.ends_on) == (date(2025, 9, 1), date(2027, 8, 31))
    assert list(Event.objects.values_list("verb", "story_label", "story_id")) == [
        ("contract_added", "centres.apprentice", lucia.pk)
    ]


def test_the_employer_is_asked_first_and_is_one_of_the_centres(client, ana, stranger, lucia, metal):
    make_company("Theirs", stranger.centre)
    theirs = make_company("Hidden GmbH", stranger.centre)

    asked = client.get(reverse("companies:contract-new", args=[lucia.pk])).content.decode()
    statuses = [client.post(address(lucia, theirs), TYPED).status_code]
    statuses += [client.get(reverse("companies:contract-new", args=[lucia.pk]) + "?employer=x").status_code]

    assert ("Metal Bierzo" in asked, "Hidden GmbH" in asked) == (True, False)
    assert (statuses, TrainingContract.objects.count()) == ([422, 422], 0)


def test_kinds_of_the_own_country_come_first_and_students_have_none(client, ana, lucia, metal):
    form = client.get(address(lucia, metal)).context["form"]
    own, others = form.fields["profile"].choices[1:]

    assert (own[0], [code for code, _label in own[1]]) == ("In your country", ["ES-INT"])
    assert "DE-DUAL" in dict(others[1])
    assert "FI-KOUL" not in dict(others[1])


def test_a_second_click_notes_no_second_contract(client, ana, lucia, metal):
    statuses = [client.post(address(lucia, metal), TYPED).status_code for _click in range(2)]

    assert (statuses, TrainingContract.objects.count(), Event.objects.count()) == ([302, 302], 1, 1)


def test_two_contracts_at_a_time_are_refused_with_a_sentence(client, ana, lucia, metal):
    make_contract(lucia, make_company("Hierros", ana.centre))

    answer = client.post(address(lucia, metal), TYPED)

    sentence = "There is already a contract with Hierros, from 1 Sep 2025 to 31 Dec 2027."
    assert (answer.status_code, sentence in answer.content.decode(), TrainingContract.objects.count()) == (422, True, 1)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("ends_on", "2025-08-31", "The contract ends before it begins."),
        ("begins_on", "soon", "This is no date. Write it like 2027-03-12 or 12/03/2027, day first."),
        ("ends_on", "", "This field is required."),
        ("profile", "ES-GEN", "Select a valid choice."),
        ("trainer", "999999", "Select a valid choice."),
        ("site", "999999", "Select a valid choice."),
        ("reference", "x" * 300, "at most 100 characters"),
        ("ends_on", "2055-08-31", "A training contract lasts at most 8 years: check the dates."),
    ],
)
def test_a_wrong_field_is_told_and_nothing_is_written(client, ana, lucia, metal, field, value, sentence):
    answer = client.post(address(lucia, metal), TYPED | {field: value})

    assert (answer.status_code, TrainingContract.objects.count()) == (422, 0)
    assert sentence in answer.content.decode()


def test_trainers_are_the_mentors_whom_the_own_centre_knows(client, ana, stranger, lucia, metal):
    ours = make_contact(metal, ana.centre, Function.MENTOR, person=make_user(first_name="Timo"))
    make_contact(metal, ana.centre, Function.SIGNATORY)
    make_contact(metal, stranger.centre, Function.MENTOR)

    form = client.get(address(lucia, metal)).context["form"]

    assert list(form.fields["trainer"].queryset) == [ours.person]


def test_a_change_keeps_what_was_before(client, ana, lucia, metal):
    contract = make_contract(lucia, metal)

    answer = client.post(reverse("companies:contract-edit", args=[contract.pk]), TYPED)

    contract.refresh_from_db()
    event = Event.objects.get()
    assert (answer.status_code, contract.ends_on) == (302, date(2027, 8, 31))
    assert (event.before["ends_on"], event.after["ends_on"]) == ("2027-12-31", "2027-08-31")


def test_a_contract_noted_by_mistake_is_taken_away_after_a_question(client, ana, lucia, metal):
    contract = make_contract(lucia, metal)
    page = reverse("companies:contract-remove", args=[contract.pk])

    statuses = [client.get(page).status_code, client.post(page).status_code, client.post(page).status_code]

    assert (statuses, TrainingContract.objects.count()) == ([200, 302, 404], 0)
    assert Event.objects.get().before["employer"] == "Metal Bierzo"


def test_the_contracts_are_a_side_of_the_apprentices_page(client, ana, lucia, metal):
    make_contract(lucia, metal)
    make_contract(lucia, metal, begins_on=date(2020, 1, 1), ends_on=date(2021, 1, 1), profile="GONE")

    page = client.get(reverse("companies:contracts", args=[lucia.pk]))
    profile = client.get(reverse("centres:apprentice", args=[lucia.pk])).content.decode()

    assert [(row["status"], row["kind"]) for row in page.context["contracts"]] == [
        ("running", "FP, régimen intensivo"),
        ("ended", "GONE"),
    ]
    assert reverse("companies:contracts", args=[lucia.pk]) in profile


def test_a_student_without_employer_simply_has_none(client, ana, lucia):
    page = client.get(reverse("companies:contracts", args=[lucia.pk])).content.decode()

    assert "A student without an employer has none." in page
