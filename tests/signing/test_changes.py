"""What changed between two versions, and whom it binds."""

import pytest

from doallvet.signing.changes import Change, bound, changed

BEFORE = {"stay": {"start": "2027-03-01", "mentor": {"name": "Timo", "phone": "1"}}, "weeks": [{"n": 1, "do": "saw"}]}


@pytest.mark.parametrize(
    ("after", "found"),
    [
        (BEFORE, []),
        (BEFORE | {"stay": BEFORE["stay"] | {"start": "2027-03-08"}}, [("stay.start", "2027-03-01", "2027-03-08")]),
        (
            BEFORE | {"stay": BEFORE["stay"] | {"mentor": {"name": "Timo", "phone": "2"}}},
            [("stay.mentor.phone", "1", "2")],
        ),
        (BEFORE | {"weeks": [{"n": 1, "do": "drill"}]}, [("weeks.do", "saw", "drill")]),
        (BEFORE | {"weeks": []}, [("weeks", BEFORE["weeks"], [])]),
        (  # a whole part that is gone, or new, binds whom what it says binds
            {"weeks": BEFORE["weeks"]},
            [("stay.start", "2027-03-01", None), ("stay.mentor", BEFORE["stay"]["mentor"], None)],
        ),
        (BEFORE | {"clauses": {"a": "x"}}, [("clauses.a", None, "x")]),
    ],
)
def test_what_differs_is_named(after, found):
    assert changed(BEFORE, after) == [Change(*row) for row in found]


@pytest.mark.parametrize(
    ("name", "parties"),
    [
        ("stay.start", {"a", "b"}),
        ("stay.mentor.phone", set()),
        ("stay.mentor.name", {"b"}),  # what it is a part of
        ("weeks.do", {"c"}),
        ("nowhere", {"a", "b", "c"}),  # nothing is changed behind a back
    ],
)
def test_a_change_binds_whom_its_value_binds(name, parties):
    commits = {
        "stay.start": ("a", "b", "gone"),
        "stay.mentor": ("b",),
        "stay.mentor.phone": (),
        "weeks": ("c",),
    }

    assert bound([Change(name, 1, 2)], commits, ["a", "b", "c"]) == parties
