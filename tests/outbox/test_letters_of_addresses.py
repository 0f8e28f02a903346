"""Addresses in letters beyond ASCII: domains of any script are written to, as the people read them."""

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.forms import EmailField

from doallvet.accounts.models import User
from doallvet.outbox import actions, delivery, undeliverable
from doallvet.outbox.addresses import as_read, as_sent
from doallvet.outbox.choices import Source
from doallvet.outbox.models import DeadAddress, Mail, Notice
from doallvet.outbox.undeliverable import Bounce
from tests.factories import make_user
from tests.outbox import lines  # noqa: F401 (registers its writers)

pytestmark = pytest.mark.django_db
ANNA, WIRE = "anna@müller.example", "anna@xn--mller-kva.example"


def deliver(at):
    return delivery.deliver(clock=lambda: at)


@pytest.mark.parametrize(
    ("read", "wire"),
    [
        (ANNA, WIRE),
        ("eleni@λύκειο.example", "eleni@xn--qxaibdx4f.example"),
        ("ana@sil.example", "ana@sil.example"),
        ("o'neill+sil@sil.example", "o'neill+sil@sil.example"),
    ],
)
def test_a_domain_travels_in_ascii_and_is_read_in_its_own_letters(read, wire):
    assert (as_sent(read), as_read(wire), as_read(read)) == (wire, read, read)


def test_messages_and_codes_to_sign_in_reach_a_domain_in_other_letters(post, now, settings):
    anna = make_user(ANNA, first_name="Anna", last_name="Müller")
    actions.owe("test-news", person=anna, subject=anna, at=now)
    settings.EMAIL_BACKEND = "doallvet.outbox.backend.OutboxBackend"
    send_mail("Your code", "123456", None, [ANNA])
    Mail.objects.update(made_at=now, next_try_at=now)

    assert deliver(now) == {"sent": 2, "failed": 0, "left": 0}

    assert {(letter.recipients[0], letter["To"].addresses[0].addr_spec) for letter in post.letters} == {(WIRE, WIRE)}
    assert set(Mail.objects.values_list("address", flat=True)) == {ANNA}


@pytest.mark.parametrize("said", [ANNA, WIRE])
def test_a_report_names_the_domain_either_way(post, now, said):
    anna = make_user(ANNA)
    actions.owe("test-code", person=anna, subject=anna, at=now)
    deliver(now)

    assert undeliverable.report(Bounce(Source.BOUNCE, said), at=now)

    assert (DeadAddress.objects.get().address, Notice.objects.unsent().count()) == (ANNA, 1)


def test_what_no_mail_server_of_ours_could_take_is_refused_where_it_is_typed(post, now):
    """Django sends no SMTPUTF8: an accent before the @ cannot travel."""
    with pytest.raises(ValidationError):
        EmailField().clean("ánna@sil.example")
    anna = User.objects.create_user("ánna@sil.example")  # written by another way
    actions.owe("test-code", person=anna, subject=anna, at=now)

    assert deliver(now)["failed"] == 1
    assert post.letters == []
