"""Messages that the mail server did not take: nothing that they said is lost."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from doallvet.outbox import actions, delivery, undeliverable
from doallvet.outbox.addresses import unreached
from doallvet.outbox.models import DeadAddress, Mail, Notice
from tests.factories import make_user
from tests.outbox import lines  # noqa: F401 (registers its writers)

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ANA = "ana@sil.example"


@pytest.fixture
def ana():
    return make_user(ANA, first_name="Ana")


def deliver(at):
    return delivery.deliver(clock=lambda: at)


def try_all(at):
    """Try a mail as often as it is tried; gives when it was given up."""
    deliver(at)
    while mail := Mail.objects.waiting().first():
        at = mail.next_try_at
        deliver(at)
    return at


@pytest.fixture
def refuse_content(post, monkeypatch):
    async def refuse(self, server, session, envelope):
        return "554 5.7.1 this looks like spam"

    with monkeypatch.context() as patch:
        patch.setattr(type(post), "handle_DATA", refuse)
        yield patch


@pytest.mark.parametrize("said", ["454 4.7.1 relay access denied", "550 5.7.1 you are on a list"])
def test_what_our_own_fault_held_up_goes_out_once_an_operator_says_so(post, ana, now, said):
    post.refuses[ANA] = said
    actions.owe("test-code", person=ana, subject=ana, at=now)
    over = try_all(now)
    post.refuses.clear()
    assert (deliver(over + DAY)["sent"], DeadAddress.objects.exists()) == (0, False)

    found = [undeliverable.owe_again(since=since) for since in (over + HOUR, over, now)]

    assert found == [0, 1, 0]
    assert deliver(over + DAY) == {"sent": 1, "failed": 0, "left": 0}
    assert [letter.recipients for letter in post.letters] == [[ANA]]


def test_a_message_refused_for_what_it_says_is_held_and_made_anew(post, ana, now, refuse_content):
    actions.owe("test-step", person=ana, subject=ana, at=now)
    deliver(now)
    assert Mail.objects.values_list("state", "digest_on").get() == ("dead", None)
    refuse_content.undo()
    undeliverable.owe_again(since=now)

    assert deliver(now + HOUR) == {"sent": 1, "failed": 0, "left": 0}


def test_what_is_not_owed_any_more_is_not_sent_after_all(post, ana, now):
    gone = make_user()
    post.refuses[ANA] = "451 not now"
    actions.owe("test-code", person=ana, subject=gone, at=now)
    over = try_all(now)
    post.refuses.clear()
    gone.is_active = False
    gone.save()
    undeliverable.owe_again(since=now)

    assert (deliver(over), post.letters) == ({"sent": 0, "failed": 0, "left": 0}, [])


def test_a_mailbox_that_is_full_for_days_is_not_reached(post, ana, now):
    post.refuses[ANA] = "452 4.2.2 mailbox full"
    actions.owe("test-code", person=ana, subject=ana, at=now)

    try_all(now)

    assert unreached([ana])[ana.pk].reason == "452 4.2.2 mailbox full"
    assert Notice.objects.unsent().count() == 1


def test_what_was_given_up_is_handed_over_when_its_person_leaves(post, ana, now):
    heir = make_user()
    post.refuses[ANA] = "451 not now"
    actions.owe("test-urgent", person=ana, subject=heir, at=now)
    over = try_all(now)

    assert actions.hand_over(ana, to=[heir], at=over) == 1


def test_the_operator_is_shown_what_was_given_up_and_lets_it_go(post, client, ana, now, capsys):
    post.refuses[ANA] = "451 not now"
    actions.owe("test-code", person=ana, subject=ana, at=now)
    try_all(now)
    client.force_login(make_user(is_staff=True))
    page = client.get(reverse("watched")).content.decode()
    assert "1 message waits for another try" in page

    call_command("try_messages_again", "--since", (now - HOUR).isoformat())

    assert capsys.readouterr().out == "1 messages may be tried again.\n"
    assert Notice.objects.unsent().count() == 1


@pytest.mark.parametrize("words", [[], ["--since", "Monday"]])
def test_the_operator_says_since_when(words):
    with pytest.raises(CommandError):
        call_command("try_messages_again", *words)


def test_a_mailbox_that_is_found_missing_after_the_text_is_not_reached(post, ana, now, monkeypatch):
    async def refuse(self, server, session, envelope):
        return "550 5.1.1 no such user"

    monkeypatch.setattr(type(post), "handle_DATA", refuse)
    actions.owe("test-code", person=ana, subject=ana, at=now)

    deliver(now)

    assert unreached([ana])[ana.pk].reason == "550 5.1.1 no such user"
