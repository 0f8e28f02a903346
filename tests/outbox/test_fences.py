"""What goes first, and what a fault of one message does to the others: nothing."""

from datetime import timedelta

import pytest
import time_machine
from celery.exceptions import SoftTimeLimitExceeded

from doallvet.outbox import actions, compose, delivery
from doallvet.outbox.health import MAIL_STALLS_AFTER, messages_flow
from doallvet.outbox.models import Mail, Notice
from tests.factories import make_user
from tests.outbox import lines  # noqa: F401 (registers its writers)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
CROOKED = {"subject": None}  # of which no message can be made


def owe(person, at, kind="test-step", **fields):
    actions.owe(kind, person=person, subject=person, at=at, **fields)


def deliver(at):
    return delivery.deliver(clock=lambda: at)


def test_who_waits_for_a_code_comes_before_all_digests(post, now):
    for number in range(delivery.BATCH + 5):
        owe(make_user(f"person{number}@sil.example"), now)
    compose.compose(at=now)
    owe(make_user("ana@sil.example"), now + HOUR, "test-code")

    deliver(now + HOUR)

    assert len(post.letters) == delivery.BATCH + 6
    assert post.letters[0].recipients == ["ana@sil.example"]


def test_a_person_whose_message_cannot_be_made_holds_up_nobody(post, now):
    for name, data in (("ana", {}), ("eve", CROOKED), ("jonas", {})):
        owe(make_user(f"{name}@sil.example"), now, "test-code", data=data)

    assert deliver(now) == {"sent": 2, "failed": 0, "left": 1}

    assert {letter.recipients[0] for letter in post.letters} == {"ana@sil.example", "jonas@sil.example"}


def test_that_somebody_s_message_cannot_be_made_is_seen(post, now):
    owe(make_user("eve@sil.example"), now, "test-code", data=CROOKED)
    late = now + MAIL_STALLS_AFTER

    for minutes in range(0, int(MAIL_STALLS_AFTER.total_seconds() // 60) + 5, 5):
        deliver(now + timedelta(minutes=minutes))

    with time_machine.travel(late, tick=False):
        assert messages_flow()
    with time_machine.travel(late + timedelta(minutes=4), tick=False):
        assert not messages_flow()


def test_the_last_warning_before_the_end_of_a_run_ends_it(post, now, monkeypatch):
    owe(make_user("ana@sil.example"), now, "test-code")

    def warned(*_args, **_more):
        raise SoftTimeLimitExceeded

    monkeypatch.setattr(compose, "_compose", warned)
    with pytest.raises(SoftTimeLimitExceeded):
        deliver(now)


def test_a_message_that_breaks_when_it_is_made_anew_is_a_try_and_the_others_are_sent(post, now):
    for name in ("eve", "ana", "jonas"):
        owe(make_user(f"{name}@sil.example"), now, "test-code")
    compose.compose(at=now)
    Notice.objects.filter(person__email="eve@sil.example").update(data=CROOKED)

    assert deliver(now + HOUR) == {"sent": 2, "failed": 1, "left": 1}

    broken = Mail.objects.get(address="eve@sil.example")
    assert (broken.state, broken.attempts, broken.lease_until) == ("waiting", 1, None)
    assert broken.next_try_at == now + HOUR + delivery.GAPS[0]
