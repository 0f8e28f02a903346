"""In which order reports may come: which mark an address, and which mails they owe again."""

from datetime import timedelta

import pytest
from django.core.mail import EmailMessage

from doallvet.outbox import actions, delivery, undeliverable
from doallvet.outbox.backend import OutboxBackend
from doallvet.outbox.choices import Source
from doallvet.outbox.models import DeadAddress, Mail, Notice
from doallvet.outbox.undeliverable import Bounce
from tests.factories import make_user
from tests.outbox import lines  # noqa: F401 (registers its writers)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ANA = "ana@sil.example"


@pytest.fixture
def ana():
    return make_user(ANA, first_name="Ana")


def send(person, at, due):
    """Send one message; gives its mail, or what became of it."""
    actions.owe("test-code", person=person, subject=person, at=at, due=due)
    delivery.deliver(clock=lambda: at)
    return Mail.objects.latest("pk")


def is_dead():
    return DeadAddress.objects.holding().exists()


@pytest.mark.parametrize("known", ["of-the-provider", ""])
def test_what_a_provider_reports_after_another_try_is_new(post, ana, now, known):
    send(ana, now, "1")
    undeliverable.report(Bounce(Source.BOUNCE, ANA, known), at=now + HOUR)
    undeliverable.try_again(ANA, by=ana, at=now + 2 * HOUR)
    send(ana, now + 3 * HOUR, "2")
    fresh = Bounce(Source.BOUNCE, ANA, known, at=now + 4 * HOUR)

    assert undeliverable.report(fresh, at=now + 4 * HOUR)

    assert is_dead()
    assert not Mail.objects.filter(state="sent").exists()


def test_an_old_report_of_a_provider_is_past_by_its_instant(post, ana, now):
    undeliverable.mark(ANA, source=Source.SMTP, reason="", at=now)
    undeliverable.try_again(ANA, by=ana, at=now + 2 * HOUR)
    send(ana, now + 3 * HOUR, "1")

    assert not undeliverable.report(Bounce(Source.BOUNCE, ANA, "theirs", at=now + HOUR), at=now + 4 * HOUR)

    assert (is_dead(), Mail.objects.get().state) == (False, "sent")


@pytest.mark.parametrize("by_id", [True, False])
def test_what_was_sent_before_the_mark_and_comes_back_after_it_is_owed_again(post, ana, now, by_id):
    first = send(ana, now, "1")
    post.refuses[ANA] = "550 5.1.1 no such user"
    send(ana, now + HOUR, "2")
    assert (is_dead(), Notice.objects.unsent().count()) == (True, 1)
    bounce = Bounce(Source.BOUNCE, message_id=first.message_id) if by_id else Bounce(Source.BOUNCE, ANA)

    assert [undeliverable.report(bounce, at=now + 2 * HOUR) for _ in range(2)] == [True, False]

    assert (DeadAddress.objects.count(), Notice.objects.unsent().count()) == (1, 2)


@pytest.mark.parametrize("by_id", [True, False])
def test_a_late_report_of_an_old_mail_owes_it_again_and_marks_nothing(post, ana, now, by_id):
    first = send(ana, now, "1")
    undeliverable.mark(ANA, source=Source.SMTP, reason="", at=now + HOUR)
    undeliverable.try_again(ANA, by=ana, at=now + 2 * HOUR)
    second = send(ana, now + 3 * HOUR, "2")
    bounce = Bounce(Source.BOUNCE, *(("", first.message_id) if by_id else (ANA,)), at=now + HOUR)

    assert [undeliverable.report(bounce, at=now + 4 * HOUR) for _ in range(2)] == [True, False]

    assert not is_dead()
    assert dict(Mail.objects.values_list("pk", "state")) == {first.pk: "dead", second.pk: "sent"}
    assert Notice.objects.unsent().count() == 1


def test_a_report_of_a_mail_that_was_sent_after_another_try_marks_again(post, ana, now):
    undeliverable.mark(ANA, source=Source.SMTP, reason="", at=now)
    undeliverable.try_again(ANA, by=ana, at=now + HOUR)
    mail = send(ana, now + 2 * HOUR, "1")

    assert undeliverable.report(Bounce(Source.BOUNCE, message_id=mail.message_id), at=now + 3 * HOUR)

    assert (is_dead(), Notice.objects.unsent().count()) == (True, 1)


def test_a_complaint_owes_nothing_again(post, ana, now):
    mail = send(ana, now, "1")

    assert undeliverable.report(Bounce(Source.COMPLAINT, message_id=mail.message_id), at=now + HOUR)

    assert (Mail.objects.get().state, Notice.objects.unsent().count()) == ("sent", 0)


def test_codes_to_sign_in_go_on_where_mail_was_unwanted_until_they_come_back(post, ana, time_machine, now):
    time_machine.move_to(now, tick=False)
    code = EmailMessage("Your code", "123456", to=[ANA])
    actions.owe("test-code", person=ana, subject=ana, at=now)
    OutboxBackend().send_messages([code])

    undeliverable.report(Bounce(Source.COMPLAINT, ANA), at=now)
    OutboxBackend().send_messages([code])
    delivery.deliver(clock=lambda: now)

    assert [letter["Subject"] for letter in post.letters] == ["Your code", "Your code"]
    assert Notice.objects.unsent().count() == 1
    assert [undeliverable.report(Bounce(Source.BOUNCE, ANA), at=now + HOUR) for _ in range(2)] == [True, False]
    OutboxBackend().send_messages([code])
    delivery.deliver(clock=lambda: now + HOUR)
    assert len(post.letters) == 2
    assert DeadAddress.objects.get().source == "bounce"
