"""An amendment asks those whom it binds: the matrix of selective signing (N17), and what is a change at all."""

import pytest

from mobilities.choices import Side
from mobilities.rules import amendments

MENTOR = {"name": "Timo Kraft", "email": "timo@werk.example", "phone": "+49 351 1"}
AGREED = {
    "start": "2027-09-06",
    "end": "2027-09-26",
    "workplace": "Elbstraße 7, 01067 Dresden",
    "tasks": "Repairs",
    "outcomes": ["Finds a fault"],
    "mentor": MENTOR,
}
ALL = list(Side.values)
BASE = {"amends": "LA-2026-1", "reason": "dates", "effective_from": "2027-09-20"}


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ({"end": "2027-10-03"}, set(ALL)),
        ({"start": "2027-09-07"}, set(ALL)),
        ({"workplace": "Hauptstraße 1"}, {"host_company", "apprentice", "guardian"}),
        ({"tasks": "Welding"}, {"apprentice", "guardian", "sending_centre", "host_company"}),
        ({"outcomes": ["Welds"]}, {"apprentice", "guardian", "home_employer", "sending_centre", "host_company"}),
        ({"mentor": {"name": "Eva Lind", "email": "", "phone": ""}}, {"host_company", "sending_centre"}),
        ({"mentor": MENTOR | {"phone": "+49 351 2"}}, set()),
        ({"mentor": {"name": "Timo Kraft", "email": "new@werk.example", "phone": ""}}, set()),
        ({"mentor": MENTOR | {"phone": "1"}, "workplace": "Hafen 2"}, {"host_company", "apprentice", "guardian"}),
        ({"mentor": MENTOR | {"phone": "1"}, "end": "2027-10-03"}, set(ALL)),
    ],
)
def test_an_amendment_asks_only_whom_its_changes_bind(said, asked):
    found = amendments.changes(AGREED, BASE | said)

    assert found
    assert amendments.asked(found, ALL) == [side for side in ALL if side in asked]


@pytest.mark.parametrize(
    "said",
    [{}, {"end": AGREED["end"]}, {"mentor": MENTOR}, {"mentor": {"name": "Timo Kraft", "email": "", "phone": ""}}],
)
def test_what_is_agreed_already_is_no_change(said):
    assert amendments.changes(AGREED, BASE | said) == []


def test_of_a_stay_without_an_employer_nobody_asks_one():
    found = amendments.changes(AGREED, BASE | {"end": "2027-10-03"})

    assert amendments.asked(found, ["apprentice", "sending_centre", "host_company"]) == [
        "apprentice",
        "sending_centre",
        "host_company",
    ]


def test_what_was_never_said_is_a_change_from_nothing():
    (found,) = amendments.changes({"mentor": None}, BASE | {"mentor": MENTOR})

    assert (found.name, found.before, found.after) == ("fields.mentor", None, MENTOR)
