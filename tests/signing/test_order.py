"""Whose turn it is."""

import pytest

from doallvet.signing.order import on_turn, reminder


@pytest.mark.parametrize(
    ("places", "rank"),
    [
        ([], None),
        ([(0, True), (1, True)], None),
        ([(0, False), (1, False)], 0),
        ([(0, True), (2, False), (1, False)], 1),
        ([(0, True), (0, False), (1, False)], 0),
        ([(0, False), (1, True)], 0),  # signed on paper before its turn
    ],
)
def test_the_lowest_rank_that_is_missing_signs_now(places, rank):
    assert on_turn(places) == rank


@pytest.mark.parametrize(("days", "number"), [(0, 0), (2, 0), (3, 1), (6, 1), (7, 2), (13, 2), (14, 3), (21, 4)])
def test_reminders_come_after_three_days_and_then_each_week(days, number):
    assert reminder(days) == number
