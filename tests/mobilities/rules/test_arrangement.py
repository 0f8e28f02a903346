"""In which order the steps of a plan stand."""

from mobilities.rules.arrangement import Line, arranged, beside, put_under

PHASES = ["prepare", "agree"]
LINES = [
    Line("a", "prepare"),
    Line("b", "prepare"),
    Line("b1", "prepare", "b"),
    Line("c", "prepare"),
    Line("d", "agree"),
]


def keys(lines):
    return [f"{line.under}>{line.key}" if line.under else line.key for line in lines]


def test_steps_stand_by_phase_each_followed_by_those_that_belong_to_it():
    lines = [Line("d", "agree"), Line("b1", "prepare", "b"), Line("a", "prepare"), Line("b", "prepare")]

    assert keys(arranged(lines, PHASES)) == ["a", "b", "b>b1", "d"]


def test_who_would_belong_to_a_step_of_another_phase_or_to_none_belongs_to_none():
    lines = [Line("a", "prepare"), Line("x", "agree", "a"), Line("y", "prepare", "gone"), Line("z", "prepare", "x")]

    assert keys(arranged(lines, PHASES)) == ["a", "y", "z", "x"]


def test_a_step_moves_with_those_that_belong_to_it_and_only_once():
    once = beside(LINES, "b", "c", after=True)

    assert keys(once) == ["a", "c", "b", "b>b1", "d"]
    assert beside(once, "b", "c", after=True) == once
    assert keys(beside(LINES, "c", "b", after=False)) == ["a", "c", "b", "b>b1", "d"]


def test_a_step_does_not_move_beside_one_of_another_phase_or_height():
    for other in ("d", "b1", "gone", "b"):
        assert beside(LINES, "b", other, after=True) == LINES


def test_a_step_goes_under_another_one_with_those_below_it_and_comes_out_behind_it():
    under = put_under(LINES, "b", "a")
    out = put_under(under, "b1", "")

    assert keys(under) == ["a", "a>b", "a>b1", "c", "d"]
    assert put_under(under, "b", "a") == under
    assert keys(out) == ["a", "a>b", "b1", "c", "d"]


def test_a_step_does_not_go_under_one_that_belongs_to_another_itself():
    assert put_under(LINES, "c", "b1") == LINES
