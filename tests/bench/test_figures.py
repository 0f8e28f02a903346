"""The table of the measurements says whether a goal is met."""

import pytest

from bench.figures import Figure, table


@pytest.mark.parametrize(
    ("figure", "goal", "floor", "met", "share"),
    [
        (3.9, 4, False, True, 0.975),
        (4, 4, False, True, 1),
        (5, 4, False, False, 1.25),
        (300, 150, True, True, 0.5),
        (75, 150, True, False, 2),
    ],
)
def test_a_goal_is_a_limit_or_a_floor(figure, goal, floor, met, share):
    found = Figure("P1", "list", figure, "E", goal, floor=floor)

    assert (found.met, found.share) == (met, share)


def test_nothing_is_allowed_where_the_goal_is_nothing():
    assert [Figure("load", "errors", errors, "", 0).met for errors in (0, 1)] == [True, False]


def test_the_table_is_one_line_for_each_figure():
    figures = [Figure("P1", "list", 3.66, "E", 4), Figure("P10", "sweep", 17.6, "×", 150, floor=True)]

    assert table(figures).splitlines() == [
        "| #   | what  | goal    | figure | of the goal | met |",
        "| --- | ----- | ------- | ------ | ----------- | --- |",
        "| P1  | list  | ≤ 4 E   | 3.66 E | 92%         | yes |",
        "| P10 | sweep | ≥ 150 × | 17.6 × | 852%        | NO  |",
    ]
