"""Terms after the return: a month is a month."""

from dataclasses import replace
from datetime import date

import pytest

from mobilities.rules.deadlines import DAYS_FROM, due_on, months_after, shortest
from tests.mobilities.rules.facts import make_facts, make_profile

REFUND = "refunds.within_days"


@pytest.mark.parametrize(
    ("end", "due"),
    [
        (date(2027, 2, 10), date(2027, 5, 10)),
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2027, 11, 30), date(2028, 2, 29)),  # leap year
        (date(2027, 12, 31), date(2028, 3, 31)),
        (date(2027, 1, 31), date(2027, 4, 30)),
    ],
)
def test_the_austrian_refund_is_claimed_within_three_months(end, due):
    assert due_on(REFUND, make_facts("AT-LEHRE"), end) == due


@pytest.mark.parametrize(
    ("months", "expected"), [(1, date(2027, 2, 28)), (12, date(2028, 1, 31)), (25, date(2029, 2, 28))]
)
def test_a_month_that_is_shorter_ends_on_its_last_day(months, expected):
    assert months_after(date(2027, 1, 31), months) == expected


def test_of_days_and_months_the_earlier_counts():
    profile = make_profile("AT-LEHRE", "refund", says={"within_days": 30})

    assert due_on(REFUND, replace(make_facts("AT-LEHRE"), profile=profile), date(2027, 2, 10)) == date(2027, 3, 12)


def test_a_plan_reckons_with_the_fewest_days_that_any_country_gives():
    assert {name: shortest(name) for name in DAYS_FROM} == {"notify_after.within_days": 28, REFUND: 89}


def test_where_a_country_gives_no_term_the_fewest_days_count():
    profile = make_profile("AT-LEHRE", "refund", says={"within_months": None})

    assert due_on(REFUND, replace(make_facts("AT-LEHRE"), profile=profile), date(2027, 2, 10)) == date(2027, 5, 10)
