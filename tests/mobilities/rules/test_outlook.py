"""What delays a departure, in words."""

from datetime import date

import pytest

from mobilities.rules.outlook import Outlook, named, outlook

START = date(2027, 3, 29)


@pytest.mark.parametrize(
    ("slack", "ready_on", "expected"),
    [
        (None, None, None),
        (
            3,
            date(2027, 3, 24),
            Outlook("“The chamber's reply” is what will delay you: 3 working days left.", "warning"),
        ),
        (1, date(2027, 3, 26), Outlook("“The chamber's reply” is what will delay you: 1 working day left.", "warning")),
        (9, date(2027, 3, 15), Outlook("“The chamber's reply” is what will delay you: 9 working days left.", "info")),
        (
            40,
            date(2027, 2, 1),
            Outlook(
                "Nothing presses. The tightest step is “The chamber's reply”, with 40 working days to spare.", "success"
            ),
        ),
        (
            -4,
            date(2027, 4, 2),
            Outlook(
                "“The chamber's reply” delays the departure: at the usual pace all is ready on 2 Apr 2027, after the "
                "first day abroad.",
                "danger",
            ),
        ),
    ],
)
def test_the_step_that_decides_is_named_with_the_days_that_are_left(slack, ready_on, expected):
    assert outlook(["The chamber's reply"], slack, ready_on=ready_on, start=START) == expected


def test_a_refusal_is_said_before_all_else():
    assert outlook(["Sign the release"], 3, ready_on=None, start=START, declined=True) == Outlook(
        "“Sign the release” was declined: nobody leaves before there is another answer.", "danger"
    )


@pytest.mark.parametrize(
    ("slack", "ready_on", "sentence"),
    [
        (3, date(2027, 3, 24), "“Ask” and “Insure” decide together: 3 working days left."),
        (
            40,
            date(2027, 2, 1),
            "Nothing presses. The tightest steps are “Ask” and “Insure”, with 40 working days to spare.",
        ),
        (
            -4,
            date(2027, 4, 2),
            "“Ask” and “Insure” delay the departure together: at the usual pace all is ready on 2 Apr 2027, after the "
            "first day abroad.",
        ),
    ],
)
def test_steps_that_decide_together_are_named_together(slack, ready_on, sentence):
    assert outlook(["Ask", "Insure"], slack, ready_on=ready_on, start=START).sentence == sentence


def test_of_many_steps_two_are_named_and_the_others_counted():
    assert [named("ABC"), named("ABCDE")] == ["“A”, “B” and “C”", "“A”, “B” and 3 other steps"]
