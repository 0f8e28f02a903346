"""What a learner gets and owes under a grant, by call year: amounts worked out in words, never made up."""

from dataclasses import replace

import pytest
import yaml

from companies.choices import Level
from mobilities.rules import grants
from mobilities.rules.grants import Trip

TRIP = Trip(
    call_year=2021,
    activity="LM-SHORT-VET",
    sending="ES",
    host="DE",
    stay_days=18,
    travel_days=2,
    distance=1560,
    green=False,
)


def found(key, **changes):
    (row,) = [row for row in grants.suggestions(replace(TRIP, **changes)) if row.key == key]
    return row


@pytest.mark.parametrize(("call", "days"), [(2021, 30), (2026, 30), (2027, 30), (2014, None), (2028, None)])
def test_the_days_for_the_report_are_those_of_the_call(call, days):
    row = found("report_days", call_year=call)

    assert (row.amount, row.to_check) == (days, days is not None)


def test_every_figure_says_for_which_calls_it_holds_how_sure_it_is_and_where_it_was_seen():
    told = yaml.safe_load(grants.FILE.read_text(encoding="utf-8"))
    rows = [row for rows in told.values() for row in rows if isinstance(row, dict)]

    assert len(rows) == 9
    for row in rows:
        assert row["calls"] and row["level"] in Level.values and set(row["source"]) == {"en", "es"}
    for row in told["travel"]:
        assert len(row["standard"]) == len(row["green"]) == len(told["bands"])


@pytest.mark.parametrize(
    ("changes", "amount", "sum_"),
    [
        ({}, 14 * 57 + 6 * 40, "14 days at €57.00 + 6 days at €40.00 = €1,038.00."),
        ({"stay_days": 12}, 14 * 57, "14 days at €57.00 = €798.00."),
        ({"stay_days": 13}, 14 * 57 + 40, "14 days at €57.00 + 1 day at €40.00 = €838.00."),
        ({"host": "FI"}, 14 * 66 + 6 * 46, "14 days at €66.00 + 6 days at €46.00 = €1,200.00."),
        ({"host": "GR", "stay_days": 5, "travel_days": 0}, 5 * 57, "5 days at €57.00 = €285.00."),
        ({"host": "NO", "stay_days": 1, "travel_days": 0}, 66, "1 day at €66.00 = €66.00."),
    ],
)
def test_individual_support_is_worked_out_day_by_day(changes, amount, sum_):
    row = found("individual_support", **changes)

    assert (row.amount, row.words.endswith(sum_), row.to_check) == (amount, True, False)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"call_year": 2026}, "No daily amount for learners from Spain is on file for call 2026."),
        ({"sending": "DE"}, "No daily amount for learners from Germany is on file for call 2021."),
        ({"host": "CH"}, "Switzerland is in no group of countries that is on file for call 2021."),
        ({"travel_days": None}, "Say how many days of travel are funded."),
    ],
)
def test_where_a_figure_or_a_fact_is_missing_there_is_no_amount_and_the_words_say_why(changes, why):
    row = found("individual_support", **changes)

    assert (row.amount, row.words.startswith(why)) == (None, True)


@pytest.mark.parametrize(
    ("call", "green", "distance", "amount", "to_check"),
    [
        (2021, False, 10, 23, False),
        (2021, False, 99, 23, False),
        (2021, False, 100, 180, False),
        (2023, True, 499, 210, False),
        (2023, True, 99, None, False),
        (2024, True, 1560, 417, True),
        (2026, False, 1999, 309, True),
        (2026, False, 2000, 395, True),
        (2026, True, 9000, 1735, True),
        (2026, False, 9, None, False),
        (2028, False, 1560, None, False),
    ],
)
def test_travel_follows_the_band_of_the_distance(call, green, distance, amount, to_check):
    row = found("travel", call_year=call, green=green, distance=distance)

    assert (row.amount, row.to_check) == (amount, to_check)


def test_travel_asks_for_what_it_needs():
    assert found("travel", distance=None).words == "Say how far it is: the distance decides about the amount."
    assert found("travel", green=None).words == "Say whether the travel is green."
    assert found("travel").words == "1,560 km (from 500 to below 2,000 km), standard travel: €275.00."
    assert found("travel", distance=8000).words == "8,000 km (8,000 km and more), standard travel: €1,500.00."


def test_who_is_no_vet_learner_gets_no_amount_of_learners():
    assert [row.key for row in grants.suggestions(replace(TRIP, activity="HE-SMT"))] == ["report_days"]


@pytest.mark.parametrize(
    ("days", "green", "said"),
    [(2, False, False), (3, False, True), (6, True, False), (7, True, True), (None, None, False)],
)
def test_more_days_of_travel_than_are_funded_are_told(days, green, said):
    assert bool(grants.too_many_travel_days(replace(TRIP, travel_days=days, green=green))) == said


def test_amounts_stand_as_the_paper_holds_them():
    assert grants.amounts(grants.suggestions(TRIP)) == {
        "individual_support": "1038",
        "travel": "275",
        "report_days": 30,
    }
