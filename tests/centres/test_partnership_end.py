"""A partnership that runs out is announced."""

from datetime import date

import pytest

from centres.actions import partnership as partnerships
from doallvet.outbox.models import Notice
from doallvet.outbox.writers import lines
from tests.factories import NOW, make_coordinator, make_partnership

pytestmark = pytest.mark.django_db


def test_both_centres_are_told_once_in_each_stage_that_a_partnership_runs_out():
    one, other = make_coordinator(), make_coordinator()
    make_partnership(one.centre, other.centre, valid_until=date(2027, 3, 12))
    days = [date(2027, 1, 10), date(2027, 1, 11), date(2027, 1, 12), date(2027, 3, 12)]

    new = [partnerships.tell_expiry(today=day, at=NOW) for day in days]

    assert new == [0, 2, 0, 2]
    notice = Notice.objects.filter(person=one).first()
    line = lines([notice])[notice.pk]
    assert line.subject == f"The partnership of {one.centre} and {other.centre} ends on 12 Mar 2027"
