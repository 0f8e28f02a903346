"""How the rows of the chain hang together."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from doallvet.signing import chaining

AT = datetime(2027, 3, 1, 10, tzinfo=UTC)
FIRST = "0" * 64


def chain(length=3):
    rows, previous = [], FIRST
    for number in range(1, length + 1):
        row = chaining.Row("signed", number, 7, chaining.digest({"name": f"n{number}"}, "salt"), AT, previous)
        previous = chaining.hash_of(row)
        rows.append((number, row, previous))
    return rows, (length, previous)


def test_a_chain_that_holds_has_no_breaks():
    rows, head = chain()

    assert chaining.breaks(rows, first=FIRST, head=head) == []
    assert chaining.breaks([], first=FIRST, head=(0, FIRST)) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: [rows[0], (2, replace(rows[1][1], version_id=9), rows[1][2]), rows[2]], "Row 2 was changed."),
        (lambda rows: [rows[0], rows[2]], "Before row 3 a row is missing or was changed."),
        (lambda rows: rows[1:], "Before row 2 a row is missing or was changed."),
        (lambda rows: rows[:2], "3 rows ending with"),
    ],
)
def test_a_changed_and_a_missing_row_are_found(change, said):
    rows, head = chain()

    found = chaining.breaks(change(rows), first=FIRST, head=head)

    assert said in " ".join(found)


def test_a_digest_needs_the_salt_and_its_hash_the_instant_not_the_clock_it_was_read_from():
    row = chaining.Row("signed", 1, None, "d", AT, FIRST)
    elsewhere = replace(row, at=AT.astimezone(timezone(timedelta(hours=5))))

    assert chaining.digest({"name": "Ana"}, "a") != chaining.digest({"name": "Ana"}, "b")
    assert chaining.hash_of(row) == chaining.hash_of(elsewhere)
