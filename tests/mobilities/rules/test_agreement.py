"""What the learning agreement asks, what is missing, what is kept of a draft."""

import pytest

from doallvet.papers.fields import own_words
from mobilities.rules import agreement, drafts
from mobilities.rules import agreement_words as words
from mobilities.rules.agreement import Missing, blocks, frozen, merged, missing
from tests.mobilities.rules.agreements import (
    ANA,
    DRAFT,
    EMPLOYED,
    FILLED,
    HEIKE,
    LO1,
    MINOR,
    ONLINE,
    STUDENT,
    TOMAS,
    WEEK1,
    changed,
    sentences,
)
from tests.mobilities.rules.facts import make_facts


def test_repeated_blocks_are_known_from_the_file():
    assert [key for key, block in blocks().items() if block.repeated] == [
        "accompanying_persons",
        "learning_outcomes",
        "learning_programme",
    ]


@pytest.mark.parametrize(
    ("facts", "filled", "applying"),
    [
        (STUDENT, {}, set()),
        (MINOR, {}, {"legal_guardian"}),
        (EMPLOYED, {}, {"home_employer"}),
        (ONLINE, {}, {"virtual_component"}),
        (make_facts("ES-GEN", accompanied=True), {}, {"accompanying_persons"}),
        (STUDENT, {"hosting_centre": {"legal_name": "BSZ"}}, {"hosting_centre"}),
    ],
)
def test_a_block_is_there_only_where_it_is_needed(facts, filled, applying):
    sometimes = {"legal_guardian", "home_employer", "virtual_component", "accompanying_persons", "hosting_centre"}

    there = {key for key, block in blocks().items() if block.applies(facts, filled)}

    assert there == (set(blocks()) - sometimes) | applying


def test_a_complete_agreement_lacks_nothing():
    assert missing(DRAFT, STUDENT, FILLED) == []


def test_an_empty_draft_lacks_all_that_the_portal_does_not_know():
    found = {(gap.block, gap.field) for gap in missing({}, STUDENT, FILLED)}

    assert found == {
        ("header", "mobility_id"),
        ("mobility", "working_hours_per_week"),
        ("mobility", "language_of_work"),
        ("learning_outcomes", ""),
        ("learning_programme", ""),
        ("monitoring", "frequency"),
        ("monitoring", "channel"),
        ("assessment", "method"),
        ("assessment", "criteria"),
        ("recognition", "how"),
        ("recognition", "when"),
        ("recognition", "documents"),
        ("recognition", "goes_into"),
        ("insurance_and_work", "health"),
        ("insurance_and_work", "liability"),
        ("insurance_and_work", "accident"),
        ("insurance_and_work", "ppe_provided_by"),
        ("insurance_and_work", "accommodation_by"),
    }


@pytest.mark.parametrize(
    ("draft", "facts", "expected"),
    [
        (changed("monitoring", channel=" "), STUDENT, ["Monitoring: “In which way” is missing."]),
        (DRAFT, MINOR, ["Parent or guardian: “Name” is missing.", "Parent or guardian: “Relation to the participant” is missing.", "Parent or guardian: “Phone” is missing."]),  # noqa: E501
        (
            changed("insurance_and_work", a1=False),
            EMPLOYED,
            [
                "Home employer: “Legal name” is missing.",
                "Home employer: “Trainer” is missing.",
                "Home employer: “Who signs” is missing.",
                "Coming back: “Contact at the home employer” is missing.",
            ],
        ),
        (DRAFT | {"learning_outcomes": [LO1 | {"text": ""}]}, STUDENT, ["Learning outcomes, row 1: “The participant is able to …” is missing."]),  # noqa: E501
        (
            DRAFT | {"learning_outcomes": [LO1 | {"part": "both"}]},
            STUDENT,
            ["Learning outcomes, row 1: it is marked as online, but the stay has no virtual phase."],
        ),
        (
            DRAFT | {"learning_outcomes": [LO1, LO1 | {"text": "Repairs it"}]},
            STUDENT,
            ["Learning outcomes: the short code LO1 stands there twice."],
        ),
        (
            DRAFT | {"learning_programme": [WEEK1 | {"outcomes": ["LO1", "LO9"]}]},
            STUDENT,
            ["Week 1 names the learning outcome LO9, which is not in the agreement."],
        ),
        (
            DRAFT | {"learning_programme": [WEEK1, WEEK1 | {"week": 4}]},
            STUDENT,
            ["Week 4 lies after the end of the stay, which has 3 weeks."],
        ),
        (DRAFT | {"sending": {"mentor": {"name": ""}}}, STUDENT, ["CIFP Río Sil has not named a mentor."]),
        (DRAFT | {"sending": {"mentor": ANA}}, STUDENT, ["CIFP Río Sil names only one person; it takes at least two."]),
        (
            DRAFT | {"hosting": {"emergency_contact": ANA}},
            STUDENT,
            ["Ana Reyes is named for both CIFP Río Sil and Werkstatt Sachsen; each side names its own people."],
        ),
        (
            changed("monitoring", channel="Video\u202ecall"),
            STUDENT,
            ["Monitoring: “In which way” has a character that cannot be seen. Please type it again."],
        ),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_in_the_users_words(draft, facts, expected):
    assert sentences(draft, facts) == expected


def test_a_name_with_an_invisible_character_keeps_the_agreement_from_being_issued():
    filled = FILLED | {"sending": FILLED["sending"] | {"mentor": TOMAS | {"name": "Tomás\u200b Vega"}}}

    assert missing(DRAFT, STUDENT, filled) == [
        Missing(
            "sending",
            "mentor",
            "Sending organisation: “Mentor” has a character that cannot be seen. Please type it again.",
        )
    ]


def test_facts_come_before_what_people_wrote_and_that_before_suggestions():
    draft = {"mobility": {"start_date": "2030-01-01", "workplace_address": "Halle 3", "working_hours_per_week": "40"}}

    said = merged(draft, FILLED)["mobility"]

    assert said["start_date"] == "2027-03-01"
    assert said["workplace_address"] == "Halle 3"
    assert said["working_hours_per_week"] == "40"
    assert said["language_of_work"] is None


def test_only_what_the_portal_does_not_say_by_itself_is_kept():
    values = FILLED["mobility"] | {"workplace_address": "", "working_hours_per_week": "40", "language_of_work": ""}

    kept = own_words(blocks()["mobility"], values | {"start_date": "2030-01-01"}, FILLED["mobility"])

    assert kept == {"workplace_address": "", "working_hours_per_week": "40"}


def test_what_is_issued_has_no_empty_blocks_and_no_empty_fields():
    issued = frozen(DRAFT | {"reintegration": {"exams": " "}}, STUDENT, FILLED)

    assert list(issued) == [
        "header",
        "participant",
        "sending",
        "hosting",
        "mobility",
        "learning_outcomes",
        "learning_programme",
        "monitoring",
        "assessment",
        "recognition",
        "insurance_and_work",
    ]
    assert issued["monitoring"] == {"frequency": "Once a week", "channel": "Video call", "who": {"name": "Tomás Vega"}}


def test_outcomes_without_a_code_get_one_that_is_free():
    rows = drafts.coded([{"code": "LO2"}, {"text": "a"}, {"code": ""}])

    assert [row["code"] for row in rows] == ["LO2", "LO1", "LO3"]


@pytest.mark.parametrize(
    ("same_host", "same_programme", "blocks_filled"),
    [
        (
            True,
            True,
            [
                "assessment",
                "hosting",
                "insurance_and_work",
                "learning_outcomes",
                "learning_programme",
                "mobility",
                "monitoring",
                "recognition",
            ],
        ),
        (
            True,
            False,
            [
                "assessment",
                "hosting",
                "insurance_and_work",
                "learning_programme",
                "mobility",
                "monitoring",
                "recognition",
            ],
        ),
        (
            False,
            True,
            ["assessment", "insurance_and_work", "learning_outcomes", "mobility", "monitoring", "recognition"],
        ),
    ],
)
def test_last_time_gives_what_belongs_to_host_and_programme(same_host, same_programme, blocks_filled):
    last = DRAFT | {
        "participant": {"email": "other@sil.example"},
        "reintegration": {"exams": "Maths"},
        "hosting": {"mentor": HEIKE},
        "virtual_component": {"hours": "10"},
    }

    changes = drafts.copied({}, last, same_host=same_host, same_programme=same_programme, blended=False, weeks=3)

    assert sorted(changes) == blocks_filled
    assert "when" not in changes["recognition"]


def test_last_time_overwrites_nothing_and_ends_with_the_stay():
    draft = {"monitoring": {"channel": "Phone"}, "learning_outcomes": [{"code": "X1"}]}
    last = DRAFT | {"learning_programme": [WEEK1, WEEK1 | {"week": 4}]}

    changes = drafts.copied(draft, last, same_host=True, same_programme=True, blended=False, weeks=3)

    assert changes["monitoring"] == {"frequency": "Once a week", "channel": "Phone"}
    assert "learning_outcomes" not in changes
    assert changes["learning_programme"] == [WEEK1 | {"outcomes": []}]


@pytest.mark.parametrize(
    ("name", "kind", "value", "text"),
    [
        ("mobility.start_date", "date", "2027-03-12", "12 Mar 2027"),
        ("sending.country", "country", "DE", "Germany"),
        ("participant.nationality", "country", ["ES", "GR"], "Spain, Greece"),
        ("mobility.language_of_work", "language", "eu", "Basque"),
        ("insurance_and_work.a1", "bool", False, "No"),
        ("insurance_and_work.paid_by_host", "money", "350.50", "€350.50"),
        ("mobility.working_hours_per_week", "decimal", "40", "40"),
        ("sending.mentor", "person", ANA, "Ana Reyes, ana@sil.example, +34 612 34 56 78"),
        ("recognition.goes_into", "multichoice", ["unit", "grade"], "A unit of the programme, a grade"),
        ("learning_outcomes.part", "choice", "both", "Online and on site"),
        ("monitoring.channel", "text", None, ""),
    ],
)  # fmt: skip
def test_values_read_as_people_write_them(name, kind, value, text):
    assert words.shown(name, kind, value) == text


def test_weeks_that_have_begun_count():
    assert agreement.weeks(make_facts("ES-GEN")) == 3
