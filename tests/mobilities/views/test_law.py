"""The law where people meet it: on the mobility, on the page of an answer, in the wizard, on the pages of changes."""

from datetime import date

import pytest
from django.urls import reverse

from companies.models import TrainingContract
from mobilities import law
from mobilities.models import Mobility
from tests.factories import NOW, TODAY, make_contract, make_mobility
from tests.kept import kept
from tests.mobilities.stay import Stay
from tests.mobilities.wizard import World, address, plan

pytestmark = pytest.mark.django_db
HEADING = "Contract, pay, insurance"


@kept
def stay():
    return Stay()


def page(client, person, name, mobility, *ids):
    client.force_login(person)
    return client.get(reverse(f"mobilities:{name}", args=[mobility.pk, *ids]))


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("ana", "After an accident people call 112 first, then you."),
        ("raul", "Metal Bierzo goes on paying."),
        ("jonas", "During the stay Lucía García remains employed by Metal Bierzo."),
        ("rosa", "During the stay Lucía García remains your employee."),
        ("heike", "You do not have to pay wages."),
        ("lucia", "During your stay you remain employed by Metal Bierzo."),
    ],
)
def test_each_role_reads_its_own_paragraph(client, stay, who, sentence):
    text = page(client, getattr(stay, who), "detail", stay.mobility).text

    assert HEADING in text and sentence in text
    assert "Guidance, not legal advice." in text
    assert "Not certain: please confirm with" in text  # the Spanish rules are seen in part only


def test_a_guardian_reads_that_they_sign(client):
    stay = Stay(born_on=date(2010, 1, 1))

    text = page(client, stay.pilar, "detail", stay.mobility).text

    assert "Lucía García is under 18, so you sign as well." in text
    assert "After an accident we call you." in text


GROWN = date(2027, 6, 1)  # between planning and the first day


@pytest.fixture
def young(time_machine):
    """Lucía is 17 when it is planned and of age when she leaves."""
    time_machine.move_to(NOW, tick=False)
    return Stay(born_on=GROWN.replace(year=GROWN.year - 18))


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("ana", "Lucía García is under 18, so a parent or guardian signs as well."),
        ("lucia", "You are under 18, so a parent or guardian signs with you."),
        ("pilar", "Lucía García is under 18, so you sign as well."),
    ],
)
def test_until_the_birthday_all_read_that_a_guardian_signs_though_the_stay_comes_after_it(
    client, young, time_machine, who, sentence
):
    before = page(client, getattr(young, who), "detail", young.mobility).text
    time_machine.move_to(NOW.replace(year=2027, month=6, day=1), tick=False)
    after = page(client, getattr(young, who), "detail", young.mobility).text

    assert sentence in before
    assert "under 18" not in after


def test_the_findings_say_it_until_the_birthday_too(client, young, time_machine):
    sentence = "A parent or guardian must sign as well."
    before = page(client, young.ana, "law", young.mobility).text
    time_machine.move_to(NOW.replace(year=2027, month=6, day=1), tick=False)
    after = page(client, young.ana, "law", young.mobility).text

    assert [sentence in text for text in (before, after)] == [True, False]


def test_a_host_reads_of_limits_only_where_somebody_is_young_on_the_stay(client, young):
    assert "limits for young workers" not in page(client, young.heike, "detail", young.mobility).text


def test_who_coordinates_is_shown_that_no_guardian_is_named_until_the_birthday(client, young, time_machine):
    young.party("guardian").delete()
    before = page(client, young.ana, "change", young.mobility).context["guardians"]
    time_machine.move_to(NOW.replace(year=2027, month=6, day=1), tick=False)
    after = page(client, young.ana, "change", young.mobility).context["guardians"]

    assert (before, after) == ([], None)


def test_who_sees_only_dates_reads_nothing_of_it(client, stay):
    assert HEADING not in page(client, stay.marta, "detail", stay.mobility).text


def test_the_hosting_side_is_not_told_who_pays(client, stay):
    text = page(client, stay.jonas, "detail", stay.mobility).text

    assert "pays" not in text and "paying" not in text


@pytest.mark.parametrize(
    ("who", "sentence"), [("rosa", "You go on paying."), ("heike", "You do not have to pay wages.")]
)
def test_the_page_of_an_answer_says_it_too(client, stay, who, sentence):
    text = page(client, getattr(stay, who), "answer", stay.mobility).text

    assert sentence in text and "Guidance, not legal advice." in text


def test_it_reads_in_spanish(client, stay):
    stay.lucia.language = "es"
    stay.lucia.save()

    assert "Durante la estancia sigue teniendo contrato con Metal Bierzo." in (
        page(client, stay.lucia, "detail", stay.mobility).text
    )


def test_all_findings_stand_with_their_rules_on_a_page_of_their_own(client, stay):
    text = page(client, stay.ana, "law", stay.mobility).text

    assert "The home employer must agree to the stay." in text
    assert "/rules/ES-INT-consent/" in text
    assert page(client, stay.jonas, "law", stay.mobility).status_code == 403


def austrian(world, **dates):
    """The apprentice has a contract in Austria."""
    company = world.host
    return make_contract(world.apprentice, company, profile="AT-LEHRE", **dates)


def test_the_check_page_of_the_wizard_warns(client):
    world = World()
    client.force_login(world.ana)

    text = client.get(address("check", world.answers())).text

    assert "What the rules of the country say" in text
    assert "Not certain, please confirm with the education authority" in text


def test_what_the_law_forbids_is_said_before_it_is_planned_and_not_planned(client):
    world = World()
    austrian(world, begins_on=date(2026, 9, 1), ends_on=date(2029, 8, 31))
    long = world.answers(
        blueprint=world.plans["dual-erasmuspro"].pk, starts_on="2026-12-14", ends_on="2027-08-10", pay_kept="true"
    )
    client.force_login(world.ana)

    text = client.get(address("check", long)).text
    answer = plan(client, long)

    assert "The law does not allow this stay" in text and "the limit is 6 months" in text
    assert "Plan the mobility" not in text.split("</header>")[1]
    assert answer.status_code == 302 and not Mobility.objects.exists()


def test_a_change_says_what_the_law_says_of_it(client, stay):
    TrainingContract.objects.filter(apprentice=stay.apprentice).update(profile="NL-BBL")
    Mobility.objects.filter(pk=stay.mobility.pk).update(profile="DE-DUAL", pay_kept=False)
    client.force_login(stay.ana)

    shown = client.get(reverse("mobilities:change-rules", args=[stay.mobility.pk])).text

    assert "it was noted that it does not" in shown


def test_the_preview_of_new_dates_warns_of_their_length(client, stay):
    Mobility.objects.filter(pk=stay.mobility.pk).update(profile="DE-DUAL", pay_kept=True)
    TrainingContract.objects.filter(apprentice=stay.apprentice).update(begins_on="2027-06-01", ends_on="2027-12-31")
    client.force_login(stay.ana)
    dates = {"starts_on": "2027-09-06", "ends_on": "2027-11-30", "version": stay.fresh().version, "preview": "1"}

    before = client.get(reverse("mobilities:change-dates", args=[stay.mobility.pk])).text
    preview = client.post(reverse("mobilities:change-dates", args=[stay.mobility.pk]), dates).text

    assert ["25% of the contract" in text for text in (before, preview)] == [False, True]


def test_without_a_profile_it_says_whom_to_ask(client, stay):
    Mobility.objects.filter(pk=stay.mobility.pk).update(profile="")

    text = page(client, stay.lucia, "detail", stay.mobility).text

    assert "We have no rules on file for this country. Ask CIFP Río Sil" in text
    assert "No rules are on file" in page(client, stay.ana, "law", stay.mobility).text


def test_the_paragraph_takes_no_statement(client, django_assert_num_queries):
    mobility = Mobility.objects.with_people().get(pk=make_mobility().pk)
    list(mobility.parties.all())

    with django_assert_num_queries(0):
        law.told("apprentice", mobility, today=TODAY)
