"""Whose turn it is."""

import pytest

from doallvet.signing.order import on_turn


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
