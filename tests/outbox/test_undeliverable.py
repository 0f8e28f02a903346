"""Addresses that mail does not reach: what is held back, what becomes of it, what goes to the second address."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from doallvet.accounts import actions as accounts
from doallvet.accounts import links
from doallvet.accounts.models import PersonalLink
from doallvet.history.models import Event
from doallvet.outbox import actions, compose, delivery, undeliverable
from doallvet.outbox.addresses import addresses, first_dead, unreached
from doallvet.outbox.choices import Source
from doallvet.outbox.models import DeadAddress, Mail, Notice
from doallvet.outbox.undeliverable import Bounce
from tests.factories import make_user
from tests.outbox import lines  # noqa: F401 (registers its writers)

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ANA = "ana@sil.example"


@pytest.fixture
def ana():
    return make_user(ANA, first_name="Ana")


def owe(person, at, kind="test-code", due=""):
    actions.owe(kind, person=person, subject=person, at=at, due=due)


def deliver(at):
    return delivery.deliver(clock=lambda: at)


def kill(at, address=ANA, source=Source.BOUNCE):
    return undeliverable.mark(address, source=source, reason="no such user", at=at)


def sent(post):
    return [(letter.recipients[0], letter["Subject"]) for letter in post.letters]


def test_a_final_refusal_marks_the_address_and_what_was_to_go_there_stays_owed(post, ana, now):
    post.refuses[ANA] = "550 5.1.1 no such user"
    for due in ("1", "2", "3"):
        owe(ana, now, due=due)

    assert deliver(now) == {"sent": 0, "failed": 1, "left": 0}

    dead = DeadAddress.objects.get()
    assert (dead.address, dead.source, dead.reason, dead.since) == (ANA, "smtp", "550 5.1.1 no such user", now)
    assert set(Mail.objects.values_list("state", "text", "html", "lease_until")) == {("dead", "", "", None)}
    assert Notice.objects.unsent().count() == 3
    assert deliver(now + DAY) == {"sent": 0, "failed": 0, "left": 0}
    assert [(event.verb, event.after) for event in Event.objects.about(ana)] == [("address_dead", ANA)]


@pytest.mark.parametrize("said", ["451 greylisted", "550 5.7.1 you are on a list"])
def test_what_is_temporary_or_our_own_fault_marks_nothing(post, ana, now, said):
    post.refuses[ANA] = said
    owe(ana, now)

    deliver(now)

    assert not DeadAddress.objects.exists()
    assert Mail.objects.get().state == "waiting"


def test_a_refused_sender_marks_nobody(post, ana, now, monkeypatch):
    async def refuse(self, server, session, envelope, address, options):
        return "550 5.1.8 we do not know you"

    monkeypatch.setattr(type(post), "handle_MAIL", refuse, raising=False)
    owe(ana, now)

    assert deliver(now)["failed"] == 1

    assert not DeadAddress.objects.exists()


def test_what_was_held_back_goes_out_when_the_address_is_tried_again(post, ana, now):
    post.refuses[ANA] = "550 no such user"
    owe(ana, now)
    deliver(now)
    post.refuses.clear()

    assert undeliverable.try_again(ANA, by=ana, at=now + HOUR)
    assert not undeliverable.try_again(ANA, by=ana, at=now + HOUR)  # a double click

    assert deliver(now + HOUR) == {"sent": 1, "failed": 0, "left": 0}
    assert sent(post) == [(ANA, "News of Ana")]
    assert list(DeadAddress.objects.values_list("lifted_at", "lifted_by")) == [(now + HOUR, ana.pk)]


def test_a_changed_address_needs_no_more(post, ana, now):
    kill(now)
    owe(ana, now)
    assert deliver(now)["sent"] == 0

    accounts.change_address(ana, "ana.f@sil.example", at=now)

    assert deliver(now)["sent"] == 1
    assert sent(post) == [("ana.f@sil.example", "News of Ana")]
    assert unreached([ana]) == {}


def test_while_the_first_address_is_dead_messages_go_to_the_second(post, ana, now):
    accounts.keep_second_address(ana, "Office@SIL.example ", at=now)
    owe(ana, now, due="1")
    deliver(now)
    kill(now)
    owe(ana, now, due="2")
    deliver(now)
    assert (unreached([ana]), first_dead([ana])[ana.pk][1]) == ({}, "office@sil.example")
    kill(now, "office@sil.example")
    owe(ana, now, due="3")
    deliver(now)

    assert [address for address, _subject in sent(post)] == [ANA, "office@sil.example"]
    assert unreached([ana])[ana.pk].address == ANA
    assert Notice.objects.unsent().count() == 1


def test_a_second_address_alone_is_none(now):
    nobody = make_user()
    nobody.email = None

    assert addresses([nobody]) == {nobody.pk: ""}
    assert unreached([nobody]) == {}


def test_a_retry_goes_to_the_second_address(post, ana, now):
    post.refuses[ANA] = "451 later"
    owe(ana, now)
    deliver(now)
    accounts.keep_second_address(ana, "office@sil.example", at=now)
    post.refuses[ANA] = "550 no such user"

    deliver(now + HOUR)
    deliver(now + 2 * HOUR)

    assert [address for address, _subject in sent(post)] == ["office@sil.example"]


def test_what_is_not_owed_any_more_is_not_sent_after_all(post, ana, now):
    kill(now)
    subject = make_user(first_name="Jonas")
    actions.owe("test-code", person=ana, subject=subject, at=now)
    subject.is_active = False
    subject.save()
    undeliverable.try_again(ANA, by=None, at=now)

    assert deliver(now) == {"sent": 0, "failed": 0, "left": 0}
    assert Notice.objects.get().dropped_at == now


def test_a_mail_made_while_the_address_was_being_marked_is_not_sent(post, ana, now):
    owe(ana, now)
    compose.compose(at=now)
    DeadAddress.objects.create(address=ANA, since=now, source="bounce")

    assert deliver(now) == {"sent": 0, "failed": 0, "left": 0}

    assert (Notice.objects.unsent().count(), post.letters) == (1, [])
    assert Mail.objects.values_list("state", "error").get() == ("dead", "It came back")


def test_another_worker_that_holds_a_mail_does_not_send_it_after_the_mark(post, ana, now):
    owe(ana, now)
    compose.compose(at=now)
    [mail] = delivery._claim(at=now)
    kill(now)

    outcome = delivery._send(mail, delivery.get_connection(delivery.settings.DELIVERY_BACKEND), lambda: now)

    assert (outcome, post.letters) == ("taken", [])


def test_the_digest_that_came_back_is_not_the_one_of_its_day(post, ana, now):
    owe(ana, now, kind="test-step")
    deliver(now)
    mail = Mail.objects.get()
    assert mail.digest_on
    undeliverable.report(Bounce(Source.BOUNCE, message_id=mail.message_id), at=now + HOUR)
    accounts.keep_second_address(ana, "office@sil.example", at=now)

    deliver(now + HOUR)

    assert [address for address, _subject in sent(post)] == [ANA, "office@sil.example"]


def test_a_bounce_by_message_id_says_which_mail_did_not_arrive(post, ana, now):
    owe(ana, now, due="1")
    deliver(now)
    first = Mail.objects.get()
    owe(ana, now, due="2")
    deliver(now)
    bounce = Bounce(Source.BOUNCE, message_id=first.message_id.strip("<>"), reason="mailbox unknown")

    assert [undeliverable.report(bounce, at=now + HOUR) for _ in range(2)] == [True, False]

    assert list(Mail.objects.order_by("pk").values_list("state", "sent_at")) == [("dead", None), ("sent", now)]
    assert Notice.objects.unsent().count() == 1
    assert DeadAddress.objects.get().reason == "mailbox unknown"
    undeliverable.try_again(ANA, by=ana, at=now + 2 * HOUR)
    assert not undeliverable.report(bounce, at=now + 3 * HOUR)  # told once more, after it was tried again
    assert not DeadAddress.objects.holding().exists()


def test_a_bounce_by_address_takes_back_what_went_there_in_the_last_days_once(post, ana, now):
    for days in (10, 2, 1):
        owe(ana, now - days * DAY, due=str(days))
        deliver(now - days * DAY)

    assert [undeliverable.report(Bounce(Source.BOUNCE, ANA), at=now) for _ in range(2)] == [True, False]

    assert Mail.objects.filter(state="sent").count() == 1
    assert Notice.objects.unsent().count() == 2


def test_an_old_report_does_not_mark_an_address_that_was_tried_again_since(ana, now):
    kill(now)
    undeliverable.try_again(ANA, by=ana, at=now + 2 * HOUR)

    assert not undeliverable.report(Bounce(Source.BOUNCE, ANA, at=now + HOUR), at=now + 3 * HOUR)
    assert undeliverable.report(Bounce(Source.BOUNCE, ANA, at=now + 3 * HOUR), at=now + 3 * HOUR)


def test_what_was_not_wanted_had_arrived(post, ana, now):
    owe(ana, now)
    deliver(now)

    assert undeliverable.report(Bounce(Source.COMPLAINT, ANA), at=now)

    assert (Mail.objects.get().state, Notice.objects.unsent().count()) == ("sent", 0)
    assert DeadAddress.objects.get().source == "complaint"


def test_an_address_that_nobody_has_changes_nothing(ana, now):
    for bounce in (Bounce(Source.BOUNCE, "nobody@sil.example"), Bounce(Source.BOUNCE, message_id="nothing@x.example")):
        assert not undeliverable.report(bounce, at=now)

    assert not DeadAddress.objects.exists()


def test_links_sent_before_end_when_the_second_address_changes(ana, now):
    links.make("answer", person=ana, subject=ana, by=None, at=now)
    accounts.keep_second_address(ana, "office@sil.example", at=now)
    accounts.keep_second_address(ana, "office@sil.example", at=now + HOUR)

    assert PersonalLink.objects.get().ended_at == now


@pytest.mark.parametrize("count", [1, 50])
def test_who_is_reached_where_takes_one_query(count, now, django_assert_num_queries):
    people = [make_user(second_email=f"second{n}@sil.example") for n in range(count)]
    for person in people:
        kill(now, person.email)

    with django_assert_num_queries(1):
        assert len(addresses(people)) == count


@pytest.mark.parametrize(
    ("words", "held"),
    [
        (["ANA@sil.example"], {"jonas@sil.example"}),
        (["--since", "2026-11-24T06:30Z"], {"jonas@sil.example"}),
        (["--since", "2026-11-01T00:00Z"], set()),
    ],
)
def test_the_operator_lets_addresses_be_tried_again(ana, now, capsys, words, held):
    make_user("jonas@sil.example")
    kill(now - DAY, "jonas@sil.example")
    kill(now)

    call_command("try_addresses_again", *words)

    assert set(DeadAddress.objects.holding().values_list("address", flat=True)) == held
    assert capsys.readouterr().out == f"{2 - len(held)} addresses may be tried again.\n"


@pytest.mark.parametrize(
    "words", [[], [ANA, "--since", "2026-11-01T00:00Z"], ["--since", "Monday"], ["--since", "2026-11-01T00:00"]]
)
def test_the_operator_says_which(words, db):
    with pytest.raises(CommandError):
        call_command("try_addresses_again", *words)
