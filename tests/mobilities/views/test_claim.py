"""The refund of apprentice pay: the step, its day, its reminders and its sheet (N4)."""

from datetime import date, timedelta

import pytest

from companies.actions import law
from companies.models import Rule
from mobilities.actions.reminders import remind
from mobilities.models import Step
from tests.core.test_pdf import texts
from tests.factories import (
    NOW,
    make_apprentice,
    make_centre,
    make_company,
    make_contact,
    make_contract,
    make_coordinator,
    make_mobility,
    make_user,
)
from tests.kept import kept
from tests.mobilities.roadmaps import owed

pytestmark = pytest.mark.django_db
DUE = date(2027, 5, 10)


class Austrian:
    """Lena of Vienna comes back on 10 February 2027."""

    def __init__(self):
        centre = make_centre("Berufsschule Wien", country="AT", city="Wien")
        self.eva = make_coordinator(centre, first_name="Eva")
        apprentice = make_apprentice(centre, first_name="Lena", last_name="Huber")
        self.lena = apprentice.person
        employer = make_company("Tischlerei Gruber", centre, country="AT", city="Wien", register_number="FN 123456a")
        self.karl = make_user(first_name="Karl", last_name="Gruber")
        make_contact(employer, centre, person=self.karl)
        dates = {"begins_on": date(2025, 9, 1), "ends_on": date(2028, 8, 31)}
        make_contract(apprentice, employer, profile="AT-LEHRE", reference="LV-77", **dates)
        self.host = make_company("Werkstatt Sachsen", centre, country="DE", city="Dresden")
        self.mobility = make_mobility(
            by=self.eva, apprentice=apprentice, host=self.host, starts_on=date(2027, 1, 21), days=21
        )

    @property
    def step(self):
        return Step.objects.get(mobility=self.mobility, plan__key="B05")

    @property
    def address(self):
        return f"/mobilities/{self.mobility.pk}/steps/{self.step.pk}/claim.pdf"


@kept
def stay():
    return Austrian()


def text(answer):
    return " ".join(" ".join(texts(b"".join(answer.streaming_content))).split())


def test_a_stay_that_ends_on_10_february_is_claimed_by_10_may(stay):
    assert (stay.mobility.ends_on, stay.step.due_on, stay.step.owner) == (date(2027, 2, 10), DUE, "home_employer")


def test_the_employer_is_reminded_30_and_7_days_before(stay):
    Step.objects.filter(mobility=stay.mobility).exclude(plan__key="B05").update(
        done_at=NOW, done_by=stay.eva, outcome="done", waits=0
    )
    Step.objects.filter(pk=stay.step.pk).update(waits=0)

    counts = [remind(today=DUE - timedelta(days=days), at=NOW) for days in (31, 30, 14, 7)]

    assert counts == [(0, 0), (1, 1), (1, 1), (1, 1)]
    assert owed() == {("step-reminder", "B05", stay.karl.pk, f"before:{days}") for days in (30, 14, 7)}


@pytest.mark.parametrize("who", ["eva", "karl"])
def test_the_sheet_says_all_that_is_known(client, stay, who):
    client.force_login(getattr(stay, who))

    answer = client.get(stay.address)

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    said = text(answer)
    for words in (
        "Lehrlingsstelle of the Wirtschaftskammer",
        "10 May 2027",
        "Tischlerei Gruber",
        "FN 123456a",
        "Lena Huber",
        "LV-77",
        "Werkstatt Sachsen",
        "21 Jan 2027",
        "10 Feb 2027",
        "Gross pay for the days abroad",
    ):
        assert words in said


def test_a_rule_whose_review_is_due_is_to_be_confirmed_first(client, stay):
    client.force_login(stay.karl)
    doubt = "please confirm with the body before you send the claim"
    before = text(client.get(stay.address))

    rule = Rule.objects.newest().get(key="AT-LEHRE-refund")
    law.correct(rule, {"review_due_on": date(2026, 1, 1)}, note="Long ago", by=stay.eva, at=NOW)

    assert (doubt in before, doubt in text(client.get(stay.address))) == (False, True)


def test_the_step_leads_to_the_sheet(client, stay):
    client.force_login(stay.karl)

    assert stay.address in client.get(f"/mobilities/{stay.mobility.pk}/steps/{stay.step.pk}/").text


def test_nobody_else_reads_the_sheet(client, stay):
    client.force_login(stay.lena)
    assert client.get(stay.address).status_code == 404
    client.force_login(make_user(first_name="Somebody"))
    assert client.get(stay.address).status_code == 404


def test_another_step_has_no_sheet(client, stay):
    client.force_login(stay.eva)
    other = Step.objects.get(mobility=stay.mobility, plan__key="G02")

    assert client.get(f"/mobilities/{stay.mobility.pk}/steps/{other.pk}/claim.pdf").status_code == 404


def test_the_sheet_is_made_in_the_language_of_who_reads(client, stay):
    stay.karl.language = "es"
    stay.karl.save()
    client.force_login(stay.karl)

    assert "Solicitud de reembolso" in text(client.get(stay.address, headers={"accept-language": "es"}))
