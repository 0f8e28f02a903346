"""Conditions that switch steps on and off."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companies.rules.law import CONDITIONS as RULE_CONDITIONS
from mobilities.rules.conditions import (
    CONDITIONS,
    PRIVATE,
    adult_on,
    applies,
    ehic_countries,
    formalities_likely,
    holds,
)
from mobilities.rules.dates import Dates
from tests.mobilities.rules.facts import BLENDED, STAY, make_facts, make_profile

DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))


def stay_of(days):
    return replace(STAY, end=STAY.start + timedelta(days=days - 1))


def test_every_condition_of_the_vocabulary_has_a_predicate():
    assert list(CONDITIONS) == [
        "always", "minor", "has_employer", "insured_at_home", "ehic_valid_at_host", "ehic_not_valid_at_host",
        "entry_formalities", "fewer_opportunities", "notify_before", "notify_after", "refund_claim",
        "first_time_partner", "stay_over_90", "green_travel", "programme_changed", "accompanied", "group", "blended",
    ]  # fmt: skip
    assert set(CONDITIONS) >= PRIVATE


def test_a_plain_mobility_of_a_german_apprentice_has_the_conditions_of_an_employee():
    found = {condition for condition in CONDITIONS if holds(condition, make_facts())}

    assert found == {"always", "has_employer", "insured_at_home", "ehic_valid_at_host", "notify_before"}


@pytest.mark.parametrize(
    "condition",
    [
        "entry_formalities", "fewer_opportunities", "first_time_partner", "green_travel", "programme_changed",
        "accompanied", "group", "blended",
    ],
)  # fmt: skip
def test_what_was_answered_is_taken_as_it_is(condition):
    assert [holds(condition, make_facts(**{condition: answer})) for answer in (False, True)] == [False, True]


@pytest.mark.parametrize(
    ("birth_date", "dates", "issued_on", "expected"),
    [
        (date(2009, 3, 1), STAY, (), False),  # eighteenth birthday on the first day abroad
        (date(2009, 3, 2), STAY, (), True),  # one day later
        (date(2009, 3, 21), STAY, (), True),  # comes of age on the last day
        (date(2009, 2, 1), BLENDED, (), True),  # a minor in the virtual phase only
        (date(2009, 1, 25), BLENDED, (), False),
        (date(2009, 2, 1), STAY, (date(2027, 1, 31),), True),  # a minor when a document was issued
        (date(2009, 2, 1), STAY, (date(2027, 2, 1), date(2027, 2, 9)), False),
        (date(2008, 2, 29), STAY, (date(2026, 2, 28),), True),
        (date(2008, 2, 29), STAY, (date(2026, 3, 1),), False),
    ],
)
def test_a_minor_is_under_18_on_any_day_that_counts(birth_date, dates, issued_on, expected):
    assert holds("minor", make_facts(birth_date=birth_date, dates=dates, issued_on=issued_on)) == expected


@pytest.mark.parametrize(("birth_date", "expected"), [(date(2009, 3, 1), False), (date(2009, 3, 2), True)])
def test_on_the_stay_counts_no_day_of_issue(birth_date, expected):
    facts = make_facts(birth_date=birth_date, issued_on=(STAY.start - timedelta(days=90),))

    assert (holds("minor", facts), holds("minor_on_stay", facts)) == (True, expected)


@pytest.mark.parametrize(
    ("profile", "has_contract", "option", "expected"),
    [
        ("DE-DUAL", True, "", {"has_employer", "insured_at_home"}),
        ("DE-DUAL", False, "", set()),
        ("ES-GEN", False, "", set()),
        ("ES-GEN", True, "", set()),
        ("ES-INT", True, "", {"has_employer", "insured_at_home"}),
        ("FR-APP", True, "", {"has_employer", "insured_at_home"}),  # not chosen yet: counted as insured at home
        ("FR-APP", True, "standby", {"has_employer"}),
        ("FR-APP", True, "secondment", {"has_employer", "insured_at_home"}),
        ("FR-APP", True, "unheard of", {"has_employer", "insured_at_home"}),
        ("FR-APP", False, "secondment", set()),
        ("FI-OPPI", True, "continues", {"has_employer", "insured_at_home"}),
        ("FI-OPPI", True, "interrupted", {"has_employer"}),
        ("DK-PIU", False, "", set()),
        ("PT-APR", False, "", set()),
        (None, True, "", set()),
    ],
)
def test_employer_and_home_cover_follow_the_profile(profile, has_contract, option, expected):
    facts = make_facts(profile, has_contract=has_contract, option=option)

    assert {name for name in ("has_employer", "insured_at_home") if holds(name, facts)} == expected


@pytest.mark.parametrize(
    ("home", "host", "expected"),
    [
        ("ES", "DE", True),
        ("ES", "NO", True),
        ("ES", "CH", True),
        ("GR", "IS", True),
        ("ES", "TR", False),
        ("RS", "ES", False),
    ],
)
def test_the_health_card_holds_where_both_countries_take_part(home, host, expected):
    facts = make_facts(None, home_country=home, host_country=host)

    assert holds("ehic_valid_at_host", facts) == expected
    assert holds("ehic_not_valid_at_host", facts) == (not expected)


def test_the_area_of_the_card_is_27_3_and_switzerland():
    assert len(ehic_countries()) == 31
    assert {"NO", "CH", "GR"} <= ehic_countries()


@pytest.mark.parametrize(
    ("profile", "days", "expected"),
    [
        ("DE-DUAL", 21, {"notify_before"}),
        ("AT-LEHRE", 21, {"notify_after", "refund_claim"}),
        ("DK-UDST", 21, {"notify_before", "refund_claim"}),
        ("DK-PIU", 21, {"notify_before", "notify_after"}),
        ("FI-KOUL", 21, set()),
        (None, 21, set()),
        ("DE-DUAL", 90, {"notify_before"}),
        ("DE-DUAL", 91, {"notify_before", "stay_over_90"}),
    ],
)
def test_notices_and_refunds_follow_the_profile_and_the_length(profile, days, expected):
    names = ("notify_before", "notify_after", "refund_claim", "stay_over_90")
    facts = make_facts(profile, dates=stay_of(days))

    assert {name for name in names if holds(name, facts)} == expected


@pytest.mark.parametrize(("days", "expected"), [(27, False), (28, True), (29, True)])
def test_a_notice_may_be_due_only_from_a_length_of_stay(days, expected):
    profile = make_profile("DE-DUAL", "notice_before", condition={"min_stay_days": 28})

    assert holds("notify_before", replace(make_facts(dates=stay_of(days)), profile=profile)) == expected


@pytest.mark.parametrize(
    ("condition", "facts", "expected"),
    [
        ({}, {}, True),
        ({"min_stay_days": 21, "max_stay_days": 21}, {}, True),
        ({"min_stay_days": 22}, {}, False),
        ({"max_stay_days": 20}, {}, False),
        ({"under_age": 20}, {}, True),  # 19 on the first day
        ({"under_age": 19}, {}, False),
        ({"under_age": 19}, {"birth_date": None}, True),
        ({"hosts": ["ES", "PT"]}, {}, True),
        ({"hosts": ["PT"]}, {}, False),
        ({"arrangements": ["secondment"]}, {"option": "secondment"}, True),
        ({"arrangements": ["secondment"]}, {}, False),
        ({"blended": True}, {}, False),
        ({"blended": True}, {"blended": True}, True),
        ({"pay_kept": False}, {"pay_kept": False}, True),
        ({"pay_kept": False}, {"pay_kept": None}, False),
    ],
)
def test_a_rule_applies_when_all_of_its_condition_holds(condition, facts, expected):
    assert applies(condition, make_facts(**facts)) == expected


def test_every_condition_that_a_rule_may_have_is_asked():
    values = {"number": 9, "codes": ["XX"], "yes": True}
    never = {"min_stay_days": 400, "under_age": 1}
    facts = make_facts(option="a", pay_kept=False)

    asked = [
        said.name
        for said in RULE_CONDITIONS
        if not applies({said.name: never.get(said.name, values[said.form])}, facts)
    ]

    assert asked == [said.name for said in RULE_CONDITIONS]


def test_who_has_no_birth_date_counts_as_a_minor():
    assert holds("minor", make_facts(birth_date=None))


@pytest.mark.parametrize(
    ("concluded_on", "expected"), [(date(2019, 12, 31), False), (date(2020, 1, 1), True), (None, True)]
)
def test_a_dated_rule_counts_from_the_day_the_agreement_is_concluded(concluded_on, expected):
    assert holds("notify_before", make_facts(concluded_on=concluded_on)) == expected


def test_no_refund_is_claimed_for_an_employer_who_is_not_there():
    assert not holds("refund_claim", make_facts("AT-LEHRE", has_contract=False))


@pytest.mark.parametrize(
    ("nationalities", "host", "expected"),
    [
        ({"ES"}, "DE", False),
        ({"ES", "CO"}, "DE", False),
        ({"CO"}, "DE", True),
        ({"ES"}, "TR", True),
        (set(), "DE", False),
    ],
)
def test_formalities_are_suggested_from_nationality_and_destination(nationalities, host, expected):
    assert formalities_likely(nationalities, host) == expected


@given(birth_date=DAYS, first=DAYS, length=st.integers(0, 400), issued=st.lists(DAYS, max_size=3))
def test_a_minor_is_one_who_is_under_18_on_at_least_one_of_the_days(birth_date, first, length, issued):
    last = first + timedelta(days=length)
    facts = make_facts(birth_date=birth_date, dates=Dates(None, first, last, None), issued_on=tuple(issued))

    under_age = [day < adult_on(birth_date) for day in (first, last, *issued)]

    assert holds("minor", facts) == any(under_age)


@given(birth_date=DAYS)
def test_people_come_of_age_eighteen_years_after_birth(birth_date):
    day = adult_on(birth_date)

    assert day.year - birth_date.year == 18
    assert (day.month, day.day) in {(birth_date.month, birth_date.day), (3, 1)}
