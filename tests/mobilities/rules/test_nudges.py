"""Nobody is reminded by hand every day."""

from datetime import date

import pytest

from mobilities.rules.nudges import too_soon

LAST = date(2027, 5, 20)


@pytest.mark.parametrize(
    ("last", "today", "words"),
    [
        (None, LAST, ""),
        (LAST, LAST, "Reminded on 20 May 2027 already; again from 23 May 2027."),
        (LAST, date(2027, 5, 22), "Reminded on 20 May 2027 already; again from 23 May 2027."),
        (LAST, date(2027, 5, 23), ""),
    ],
)
def test_a_reminder_by_hand_rests_three_days(last, today, words):
    assert too_soon(last, today) == words
