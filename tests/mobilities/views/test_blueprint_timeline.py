"""A plan on example dates."""

import pytest
from django.urls import reverse

from tests.factories import make_coordinator, make_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client):
    ana = make_coordinator(first_name="Ana")
    client.force_login(ana)
    return ana


def address(draft):
    return reverse("mobilities:blueprint-timeline", args=[draft.pk])


def test_a_plan_is_laid_out_on_example_dates(client, ana):
    draft = make_draft(ana.centre, ana)

    page = client.get(address(draft), {"starts_on": "2027-09-06", "days": "30"})

    rows = {row["title"]: row for phase in page.context["phases"] for row in phase["rows"]}
    assert rows["Book travel"]["due"] == "30 Jul 2027"
    assert rows["Book travel"]["latest"] and rows["Book travel"]["url"]
    assert [title for title in rows if title.startswith("Keep the learning diary")] == [
        f"Keep the learning diary or report book ({number})" for number in (1, 2, 3, 4)
    ]


def test_a_ring_and_wrong_dates_do_not_break_the_timeline(client, ana):
    draft = make_draft(ana.centre, ana)
    wrong = client.get(address(draft), {"starts_on": "2027-02-30", "days": "4000"})
    draft.steps.filter(key="P01").update(needs=["P02"])
    ring = client.get(address(draft))
    draft.steps.all().delete()
    empty = client.get(address(draft))

    assert (wrong.status_code, ring.status_code, empty.status_code) == (422, 200, 200)
    assert "wait for each other" in ring.text and "at least one step" in empty.text


@pytest.mark.parametrize("day", ["0001-01-01", "2013-12-31", "2100-01-01", "9999-12-31"])
def test_example_dates_in_a_year_that_cannot_be_are_refused_in_words(client, ana, day):
    answer = client.get(address(make_draft(ana.centre, ana)), {"starts_on": day, "days": "30"})

    assert answer.status_code == 422
    assert f"The year {int(day[:4])} cannot be right." in answer.text


def test_a_stay_over_leap_day_is_laid_out(client, ana):
    draft = make_draft(ana.centre, ana)

    page = client.get(address(draft), {"starts_on": "2028-02-29", "days": "12"})

    assert (page.status_code, len(page.context["phases"])) == (200, 6)


def test_example_days_for_which_the_series_come_too_often_are_told_in_words(client, ana):
    draft = make_draft(ana.centre, ana)
    draft.steps.filter(key="A03").update(repeat_days=1)

    page = client.get(address(draft), {"starts_on": "2027-09-06", "days": "3650"})

    assert page.status_code == 200
    assert "at most 1000 can be planned" in page.text


@pytest.mark.parametrize(("days", "told"), [("9", True), ("10", False), ("89", False), ("400", True)])
def test_an_example_stay_for_which_the_plan_is_not_made_says_so(client, ana, days, told):
    draft = make_draft(ana.centre, ana)

    page = client.get(address(draft), {"starts_on": "2027-09-06", "days": days})

    assert ("This plan is made for stays of 10 to 89 days" in page.text) == told
