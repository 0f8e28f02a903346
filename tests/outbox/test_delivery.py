from datetime import timedelta
from email.utils import parseaddr

import pytest
from django.core.management import call_command

from doallvet.accounts.models import User
from doallvet.outbox import actions, compose, delivery
from doallvet.outbox.models import Mail, Notice, Pulse
from tests.factories import make_user
from tests.outbox import lines  # noqa: F401 (registers its writers)
from tests.outbox.morning import morning

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def owe(person, at, kind="test-news", **fields):
    actions.owe(kind, person=person, subject=person, at=at, **fields)


def deliver(at):
    return delivery.deliver(clock=lambda: at)


def states():
    return list(Mail.objects.order_by("pk").values_list("address", "state", "attempts", "next_try_at"))


def test_a_message_is_delivered_once_with_its_own_message_id(post, now):
    person = make_user("ana@sil.example", first_name="Ana", last_name="Ferreiro")
    owe(person, now)

    results = [deliver(now), deliver(now + HOUR)]

    assert results == [{"sent": 1, "failed": 0, "left": 0}, {"sent": 0, "failed": 0, "left": 0}]
    mail = Mail.objects.get()
    [letter] = post.letters
    assert (letter["Message-ID"], letter.recipients) == (mail.message_id, ["ana@sil.example"])
    assert (letter["Subject"], letter["To"]) == ("News of Ana", "Ana Ferreiro <ana@sil.example>")
    assert letter["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    assert (mail.state, mail.sent_at, mail.attempts, mail.lease_until) == ("sent", now, 1, None)
    assert Pulse.objects.get(name="deliver").at == now + HOUR


def test_each_recipient_gets_a_letter_of_their_own(post, now):
    for number in range(45):  # more than two batches
        owe(make_user(f"person{number}@sil.example"), now)

    assert deliver(now) == {"sent": 45, "failed": 0, "left": 0}

    assert sorted(letter.recipients[0] for letter in post.letters) == sorted(
        f"person{n}@sil.example" for n in range(45)
    )
    assert {len(letter.recipients) for letter in post.letters} == {1}
    assert len({letter["Message-ID"] for letter in post.letters}) == 45


def test_a_temporary_refusal_is_tried_again_later_with_the_same_message_id(post, now):
    owe(make_user("ana@sil.example"), now)
    post.refuses["ana@sil.example"] = "451 greylisted, come back later"

    first = deliver(now)
    too_early = deliver(now + timedelta(seconds=59))
    message_id = Mail.objects.get().message_id

    assert (first, too_early) == ({"sent": 0, "failed": 1, "left": 1}, {"sent": 0, "failed": 0, "left": 1})
    assert states() == [("ana@sil.example", "waiting", 1, now + timedelta(minutes=1))]
    assert "greylisted" in Mail.objects.get().error
    post.refuses.clear()
    assert deliver(now + timedelta(minutes=1)) == {"sent": 1, "failed": 0, "left": 0}
    assert [letter["Message-ID"] for letter in post.letters] == [message_id]


def test_eight_tries_with_growing_gaps_then_it_is_dead_and_visible(post, now):
    owe(make_user("ana@sil.example"), now)
    post.refuses["ana@sil.example"] = "451 mailbox full"
    gaps, at = [], now

    while Mail.objects.waiting().exists() or not gaps:
        deliver(at)
        mail = Mail.objects.get()
        gaps.append(mail.next_try_at - at)
        at = mail.next_try_at if mail.state == "waiting" else at

    assert gaps[:7] == delivery.GAPS == sorted(delivery.GAPS)
    assert [
        (mail.address, mail.attempts, "mailbox full" in mail.error) for mail in Mail.objects.filter(state="dead")
    ] == [("ana@sil.example", 8, True)]
    assert deliver(at + 100 * HOUR) == {"sent": 0, "failed": 0, "left": 0}
    assert post.letters == []


def test_a_final_refusal_of_the_recipient_is_dead_at_once_and_the_others_are_sent(post, now):
    for name in ("gone", "ana", "full", "jonas"):
        owe(make_user(f"{name}@sil.example"), now)
    post.refuses = {"gone@sil.example": "550 no such user", "full@sil.example": "452 full"}

    assert deliver(now) == {"sent": 2, "failed": 2, "left": 1}

    assert [state[:3] for state in states()] == [
        ("gone@sil.example", "dead", 1),
        ("ana@sil.example", "sent", 1),
        ("full@sil.example", "waiting", 1),
        ("jonas@sil.example", "sent", 1),
    ]


def test_while_the_mail_server_is_away_nothing_counts_as_a_try(nobody_answers, now):
    owe(make_user("ana@sil.example"), now)

    results = [deliver(now + n * HOUR) for n in range(10)]

    assert results == [{"sent": 0, "failed": 0, "left": 1}] * 10
    assert states() == [("ana@sil.example", "waiting", 0, now)]


def test_what_is_too_late_to_be_worth_sending_is_dropped(post, now):
    owe(make_user("ana@sil.example"), now, not_after=now + HOUR)
    compose.compose(at=now)

    assert deliver(now + 2 * HOUR) == {"sent": 0, "failed": 0, "left": 0}

    assert (Mail.objects.get().state, post.letters) == ("dropped", [])


def test_before_a_late_try_the_facts_are_checked_again(post, now):
    ana, jonas = make_user("ana@sil.example"), make_user("jonas@elbe.example", first_name="Jonas")
    actions.owe("test-news", person=ana, subject=jonas, at=now)
    actions.owe("test-news", person=jonas, subject=jonas, at=now)
    actions.owe("test-news", person=jonas, subject=ana, at=now)
    compose.compose(at=now)
    User.objects.filter(pk=jonas.pk).update(is_active=False)

    assert deliver(now + HOUR) == {"sent": 0, "failed": 0, "left": 0}

    assert [state[:2] for state in states()] == [("ana@sil.example", "dropped"), ("jonas@elbe.example", "dropped")]
    assert post.letters == []


def test_a_letter_that_cannot_be_written_now_waits(post, now, monkeypatch):
    owe(make_user("ana@sil.example"), now)
    compose.compose(at=now)
    monkeypatch.delitem(delivery.compose.words.writers.KINDS, "test-news")  # as after an unlucky release

    assert deliver(now + HOUR) == {"sent": 0, "failed": 1, "left": 1}

    assert states() == [("ana@sil.example", "waiting", 1, now + HOUR + timedelta(minutes=1))]


def test_a_lease_that_ran_out_is_taken_up_again_and_a_living_one_is_not(post, now):
    for name in ("killed", "busy"):
        owe(make_user(f"{name}@sil.example"), now)
    compose.compose(at=now)
    Mail.objects.filter(address="killed@sil.example").update(lease_until=now - timedelta(seconds=1), attempts=1)
    Mail.objects.filter(address="busy@sil.example").update(lease_until=now + timedelta(seconds=1), attempts=1)

    assert deliver(now) == {"sent": 1, "failed": 0, "left": 1}

    assert [letter.recipients for letter in post.letters] == [["killed@sil.example"]]


def test_a_worker_whose_lease_was_taken_over_does_not_send(post, now):
    owe(make_user("ana@sil.example"), now)
    compose.compose(at=now)
    [slow] = delivery._claim(at=now)
    later = now + delivery.LEASE + timedelta(seconds=1)
    [quick] = delivery._claim(at=later)

    outcomes = [
        delivery._send(mail, delivery.get_connection(delivery.settings.DELIVERY_BACKEND), lambda: later)
        for mail in (slow, quick)
    ]

    assert outcomes == ["taken", "sent"]
    assert len(post.letters) == 1


def test_header_injection_in_names_and_subjects_stays_text(post, now):
    person = make_user(
        "eve@sil.example", first_name="Eve\r\nBcc: all@world.example", last_name='" <b@c.example>, x@y.example'
    )
    owe(person, now, data={"subject": "Hi\r\nBcc: all@world.example\n\nbody"})

    assert deliver(now) == {"sent": 1, "failed": 0, "left": 0}

    [letter] = post.letters
    assert (letter["Bcc"], letter.recipients) == (None, ["eve@sil.example"])
    assert letter["Subject"] == "Hi Bcc: all@world.example body"
    assert [address.addr_spec for address in letter["To"].addresses] == ["eve@sil.example"]


@pytest.mark.parametrize(
    ("first_name", "last_name", "shown"),
    [
        ("Ελένη", "Παπαδοπούλου", "Ελένη Παπαδοπούλου"),
        ("Ελένη" * 20, "Παπαδοπούλου", ("Ελένη" * 20)[:59] + "…"),
        ("José, Jr.", 'O"Neill', 'José, Jr. O"Neill'),
    ],
)
def test_names_of_all_kinds_arrive_as_they_are(post, now, first_name, last_name, shown):
    person = make_user("eleni@lyceum.example", first_name=first_name, last_name=last_name)
    owe(person, now, data={"subject": "Ελληνικά: η κάρτα", "text": "Γειά σου"})

    assert deliver(now) == {"sent": 1, "failed": 0, "left": 0}

    [letter] = post.letters
    [to] = letter["To"].addresses
    assert (to.display_name, to.addr_spec) == (shown, "eleni@lyceum.example")
    assert letter["Subject"] == "Ελληνικά: η κάρτα"
    assert "Γειά σου" in letter.get_body(("plain",)).get_content()


def test_an_address_that_cannot_be_written_is_dead_and_harms_nobody(post, now):
    owe(make_user("one@sil.example, two@sil.example"), now)
    owe(make_user("ana@sil.example"), now)

    assert deliver(now) == {"sent": 1, "failed": 1, "left": 0}

    assert [state[:2] for state in states()] == [
        ("one@sil.example, two@sil.example", "dead"),
        ("ana@sil.example", "sent"),
    ]


def test_after_sending_no_personal_link_stays_readable(post, now):
    owe(make_user("ana@sil.example"), now, data={"link": "/l/sEcret-t0ken_x/", "text": "See /l/other1/ now"})

    deliver(now)

    [letter] = post.letters
    assert "http://testserver/l/sEcret-t0ken_x/" in letter.get_body(("plain",)).get_content()
    mail = Mail.objects.get()
    assert ("http://testserver/l/…/" in mail.text, "sEcret" in mail.text, "other1" in mail.text) == (True, False, False)
    assert mail.html == ""


@pytest.mark.parametrize("kinds", [["test-secret"], ["test-news", "test-secret"]])
def test_after_sending_no_secret_stays_whatever_it_was_sent_with(post, now, kinds):
    person = make_user()
    for kind in kinds:
        owe(person, now, kind, data={"text": f"The words of {kind}."})

    deliver(morning(now))

    mail = Mail.objects.get()
    assert "The words of test-secret." in post.letters[0].get_body(["plain"]).get_content()
    assert (mail.state, mail.text, mail.html) == ("sent", "", "")


def test_the_demo_keeps_the_words(settings, now):
    settings.DEMO, settings.DELIVERY_BACKEND = True, "django.core.mail.backends.dummy.EmailBackend"
    owe(make_user("ana@sil.example"), now, data={"link": "/l/sEcret-t0ken_x/"})

    assert deliver(now) == {"sent": 1, "failed": 0, "left": 0}

    mail = Mail.objects.get()
    assert "http://testserver/l/sEcret-t0ken_x/" in mail.text
    assert 'href="http://testserver/l/sEcret-t0ken_x/"' in mail.html


def test_a_run_stops_after_its_minutes(post, now):
    for number in range(delivery.BATCH + 5):
        owe(make_user(f"person{number}@sil.example"), now)
    hours = iter(range(1000))

    result = delivery.deliver(clock=lambda: now + next(hours) * timedelta(seconds=20), minutes=4)

    assert result["left"] > 0
    assert result["sent"] + result["left"] == delivery.BATCH + 5


def test_the_command_says_what_it_did_on_its_last_line(post, now, capsys):
    owe(make_user("ana@sil.example"), now, "test-code")
    owe(User.objects.create_user(None, first_name="Letter"), now, "test-code")

    call_command("deliver_messages")

    assert capsys.readouterr().out.splitlines()[-1] == '{"sent": 1, "failed": 0, "left": 0}'
    assert [notice.person.first_name for notice in Notice.objects.unsent()] == ["Letter"]
    assert parseaddr(post.letters[0]["From"])[1] == "no-reply@doallvet.example"


@pytest.mark.parametrize("count", [1, delivery.BATCH])
def test_a_message_costs_two_statements_and_a_batch_ten(post, now, count, django_assert_num_queries):
    people = [make_user() for _ in range(count)]
    actions.owe_many([actions.notice("test-news", person=person, subject=person, at=now) for person in people])
    compose.compose(at=now)

    with django_assert_num_queries(10 + 2 * count):
        deliver(now)
