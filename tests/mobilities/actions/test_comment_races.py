"""Comments that come at the same instant: a double click, a mail that a provider posts several times."""

from uuid import uuid4

import pytest
from django.db import connection

from doallvet.outbox import replies
from doallvet.outbox.models import Notice
from doallvet.outbox.replies import Letter
from mobilities.actions import comment, reply
from mobilities.choices import Owner
from mobilities.models import Comment
from tests.factories import NOW
from tests.mobilities.actions.test_races import at_once
from tests.mobilities.stay import Stay
from tests.mobilities.talks import write

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]


def test_a_form_that_is_sent_eight_times_at_once_is_one_comment():
    stay, token = Stay(), uuid4()

    results = at_once(*[lambda: write(stay, told=[Owner.HOST_COMPANY], token=token) for _ in range(8)])

    assert {row.pk for row in results} == {Comment.objects.get().pk}
    assert Notice.objects.filter(kind="comment-told").count() == 2


def test_a_mail_that_is_posted_eight_times_at_once_is_one_comment(settings):
    settings.REPLY_DOMAIN = "reply.doallvet.example"
    stay = Stay()
    row = write(stay, Owner.HOST_COMPANY)
    letter = Letter(
        recipients=(replies.address(stay.heike, row.pk),),
        sender=stay.heike.email,
        subject="Re",
        text="At ten.",
        html="",
        message_id="<1@mail.example>",
    )

    assert at_once(*[lambda: reply.take(letter, at=NOW) for _ in range(8)]) == ["kept"] * 8
    assert Comment.objects.exclude(pk=row.pk).count() == 1


def test_two_who_take_back_at_once_leave_one_name():
    stay = Stay()
    row = write(stay)

    back = {"coordinates": True, "at": NOW}
    results = at_once(*[lambda by=by: comment.take_back(row, by=by, **back) for by in (stay.ana, stay.ines)])

    assert len({result.taken_back_by_id for result in results}) == 1
