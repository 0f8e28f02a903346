"""What the law asks of a mobility: tables of facts and findings."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import translation

from mobilities.rules.dates import Dates
from mobilities.rules.law import Weight, obstacles, outlook, warnings
from tests.mobilities.rules.facts import STAY, make_facts, make_profile

TODAY = date(2026, 11, 28)
PAST_REVIEW = date(2027, 12, 1)
CONTRACT = {"contract_begins": date(2026, 9, 1), "contract_ends": date(2028, 8, 31)}  # 731 days


def stay(days, start=STAY.start):
    return Dates(vstart=None, start=start, end=start + timedelta(days=days - 1), vend=None)


def french(days, concluded_on=None, **facts):
    return make_facts(
        "FR-APP", dates=stay(days), concluded_on=concluded_on, **{"option": "secondment"} | CONTRACT | facts
    )


def found(facts, today=TODAY):
    return outlook(facts, today)


@pytest.mark.parametrize(
    ("days", "concluded_on", "blocks"),
    [
        (60, date(2023, 12, 15), 1),
        (60, date(2023, 12, 28), 1),
        (28, date(2023, 12, 15), 0),
        (60, date(2023, 12, 29), 0),
        (60, date(2024, 1, 15), 0),
        (60, None, 0),
    ],
)
def test_the_law_of_the_day_of_the_agreement_counts(days, concluded_on, blocks):
    assert len(obstacles(found(french(days, concluded_on)))) == blocks


def test_a_block_says_why_and_what_to_do():
    (block,) = [finding for finding in found(french(60, date(2023, 12, 15))) if finding.weight == Weight.BLOCK]

    assert block.text == (
        "“mise à disposition” is possible for 28 days at most, for an agreement concluded on 15 Dec 2023. "
        "The stay has 60. Choose another way or a shorter stay."
    )
    assert (block.rule.key, block.rule.level, block.rule.sources[0]) == ("FR-APP-option-3", "C", "FR1")


@pytest.mark.parametrize(
    ("profile", "days", "others", "weight", "text"),
    [
        ("FR-APP", 365, (), None, ""),
        ("FR-APP", 366, (), Weight.BLOCK, "50% of the contract are 365"),
        ("FR-APP", 300, (stay(66, date(2027, 1, 1)),), Weight.BLOCK, "abroad for 366 days; 50%"),
        ("FR-APP", 300, (stay(66, date(2025, 1, 1)),), None, ""),  # before the contract
        ("DE-DUAL", 182, (), None, ""),
        ("DE-DUAL", 183, (), Weight.WARNING, "25% of the contract are 182"),
        ("AT-LEHRE", 184, (), None, ""),  # 1 March to 31 August
        ("AT-LEHRE", 185, (), None, ""),  # its last day belongs to the next training year
        ("CH-LEHRE", 366, (), Weight.WARNING, "The stay has 366 days; the limit is 365 days."),
        ("ES-INT", 364, (), None, ""),  # no share found: none is invented
    ],
)
def test_limits_of_length_and_share(profile, days, others, weight, text):
    facts = make_facts(profile, dates=stay(days), other_stays=others, **CONTRACT)
    facts = replace(facts, option="secondment" if profile == "FR-APP" else "")

    of_limits = [row for row in found(facts) if row.rule and row.rule.kind == "limit" and "credited" not in row.text]
    of_limits = [row for row in of_limits if "limit is 4 months" not in row.text]

    assert [row.weight for row in of_limits[:1]] == ([weight] if weight else [])
    assert not weight or any(text in row.text for row in of_limits)


@pytest.mark.parametrize(
    ("start", "days", "others", "blocked"),
    [
        (date(2026, 10, 1), 182, (), False),
        (date(2026, 10, 1), 183, (), True),  # six months end on 31 March
        (date(2027, 5, 1), 200, (), False),  # two training years share it
        (date(2026, 10, 1), 100, (stay(83, date(2027, 3, 1)),), True),
        (date(2026, 10, 1), 100, (stay(83, date(2027, 9, 2)),), False),
    ],
)
def test_months_are_counted_in_each_training_year(start, days, others, blocked):
    facts = make_facts("AT-LEHRE", dates=stay(days, start), other_stays=others, **CONTRACT)

    assert bool(obstacles(found(facts))) == blocked


@pytest.mark.parametrize(
    ("start", "days", "others", "text"),
    [
        (date(2026, 10, 1), 182, (), ""),  # half of 365 days, though not of the 731 of the contract
        (date(2026, 10, 1), 183, (), "183 days of the training year that begins on 1 Sep 2026; 50% of it are 182."),
        (date(2027, 5, 1), 250, (), ""),  # two training years share it
        (date(2027, 9, 1), 184, (), "184 days of the training year that begins on 1 Sep 2027; 50% of it are 183."),
        (date(2026, 10, 1), 100, (stay(83, date(2027, 3, 1)),), "183 days of the training year"),
        (date(2026, 10, 1), 100, (stay(83, date(2027, 9, 2)),), ""),
    ],
)
def test_a_share_of_a_training_year_is_counted_in_each_of_them(start, days, others, text):
    profile = make_profile("FR-APP", "limit", says={"of": "training_year", "months": None})
    facts = replace(french(days), profile=profile, dates=stay(days, start), other_stays=others)

    blocks = obstacles(found(facts))

    assert bool(blocks) == bool(text)
    assert not text or text in blocks[0]


def test_without_the_dates_of_the_contract_a_share_is_said_to_be_unknown():
    facts = replace(french(60), contract_begins=None, contract_ends=None)

    assert [text for text in warnings(found(facts)) if "dates of the training contract" in text] == [
        "Without the dates of the training contract this limit cannot be counted: "
        "at most half of the contract and at most twelve months. Note them."
    ]


@pytest.mark.parametrize(("born", "warned"), [(date(2011, 3, 1), False), (date(2011, 3, 2), True)])
def test_an_age_that_is_too_low_is_said(born, warned):
    facts = make_facts("AT-LEHRE", birth_date=born, **CONTRACT)

    assert ("The apprentice is 15 on the first day; the rule says 16 or older." in warnings(found(facts))) == warned


def test_what_is_not_on_file_is_a_warning_with_a_way_on():
    nothing = make_facts("none", home_country="NO")
    unborn = make_facts("DE-DUAL", birth_date=None, has_contract=False)

    assert warnings(found(nothing)) == [
        "No rules are on file for apprentices from Norway. Ask there who must agree, pay and insure."
    ]
    assert [text[:29] for text in warnings(found(unborn))[:2]] == [
        "The birth date is not on file",
        "This kind of apprenticeship h",
    ]


@pytest.mark.parametrize(
    ("option", "weight", "text"),
    [
        ("", Weight.WARNING, "It is not settled yet what happens to the contract. Choose one: "),
        ("unheard of", Weight.BLOCK, "What was chosen for the contract is not possible"),
        ("standby", None, ""),
    ],
)
def test_the_way_for_the_contract_must_be_one_of_its_day(option, weight, text):
    of_ways = [row for row in found(french(60, option=option)) if row.rule and row.rule.kind in ("contract", "option")]

    assert [row.weight for row in of_ways if row.weight != Weight.OBLIGATION] == ([weight] if weight else [])
    assert not weight or of_ways[0].text.startswith(text)


def test_obligations_name_who_does_what_until_when_and_why():
    owed = [row for row in found(make_facts("AT-LEHRE", **CONTRACT)) if row.weight == Weight.OBLIGATION]

    assert [(row.rule.kind, row.text, row.rule.law_text) for row in owed] == [
        ("consent", "The home employer must agree to the stay.", ""),
        ("school", "The school must release the apprentice.", ""),
        ("insurance", "The A1 certificate is asked for before departure: the insurance at home goes on.", ""),
        (
            "notice_after",
            "By 18 Apr 2027 the home employer tells: Lehrlingsstelle of the Wirtschaftskammer.",
            "BAG § 27c(3)",
        ),
        (
            "refund",
            "Money back from Lehrlingsstelle of the Wirtschaftskammer, claimed by 21 Jun 2027: gross apprentice pay "
            "for the days abroad; claim within three months after the end.",
            "",
        ),
    ]


@pytest.mark.parametrize(("days", "verb"), [(56, "tells"), (57, "agrees a training plan with")])
def test_from_a_length_on_a_plan_is_agreed(days, verb):
    texts = [
        row.text
        for row in found(make_facts(dates=stay(days), **CONTRACT))
        if row.rule and row.rule.kind == "notice_before"
    ]

    assert [verb in text for text in texts] == [True]


def test_a_rule_that_is_not_sure_says_whom_to_ask_and_prints_no_law():
    unsure = [row for row in found(make_facts("ES-INT", **CONTRACT)) if row.confirm and row.rule]
    dutch = [row for row in found(make_facts("NL-BBL", **CONTRACT)) if row.rule and row.rule.kind == "notice_before"]

    assert {row.rule.level for row in unsure} <= {"M", "P"} and len(unsure) >= 3
    assert [(row.rule.law != "", row.rule.law_text) for row in dutch] == [(True, "")]


def test_a_rule_past_its_review_is_not_told_as_certain():
    facts = make_facts("AT-LEHRE", **CONTRACT)

    assert [row.confirm for row in found(facts) if row.weight == Weight.OBLIGATION] == [""] * 5
    assert all(row.confirm for row in found(facts, PAST_REVIEW) if row.weight == Weight.OBLIGATION)
    assert any(text.startswith("Not certain, please confirm with") for text in warnings(found(facts, PAST_REVIEW)))


def test_pay_that_goes_against_the_rules_is_said():
    assert any("noted that it does not" in text for text in warnings(found(make_facts(pay_kept=False, **CONTRACT))))
    assert not any("noted that it does not" in text for text in warnings(found(make_facts(pay_kept=True, **CONTRACT))))


def test_a_limit_applies_only_under_its_condition():
    changed = {"says": {"days": 10, "hard": True}, "condition": {"hosts": ["NO"]}}
    facts = replace(make_facts(**CONTRACT), profile=make_profile("DE-DUAL", "limit", as_key="limit-9", **changed))

    assert [len(obstacles(found(replace(facts, host_country=host)))) for host in ("ES", "NO")] == [0, 1]


def test_it_reads_in_spanish():
    with translation.override("es"):
        text = obstacles(found(french(60, date(2023, 12, 15))))[0]

    assert "28 días" in text
