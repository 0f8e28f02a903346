from datetime import timedelta

import pytest

from doallvet.accounts.models import User
from doallvet.outbox import actions, compose
from doallvet.outbox.models import Mail, MailState, Notice
from tests.factories import make_user
from tests.outbox import lines  # noqa: F401 (registers its writers)

pytestmark = pytest.mark.django_db


def mails():
    return list(Mail.objects.order_by("pk").values_list("person__first_name", "subject", "state"))


def test_ordinary_lines_share_a_mail_and_urgent_ones_go_alone(now):
    ana, jonas = make_user(first_name="Ana"), make_user(first_name="Jonas")
    for kind, person, due in [
        ("test-news", ana, 1),
        ("test-urgent", ana, 1),
        ("test-news", jonas, 1),
        ("test-news", ana, 2),
        ("test-urgent", ana, 2),
    ]:
        actions.owe(kind, person=person, subject=person, at=now, due=str(due))

    made = compose.compose(at=now)

    assert made == 4
    assert sorted(mails()) == [
        ("Ana", "News of Ana", "waiting"),
        ("Ana", "News of Ana", "waiting"),
        ("Ana", "News of Ana, and 1 more", "waiting"),
        ("Jonas", "News of Jonas", "waiting"),
    ]
    assert list(Notice.objects.unsent()) == []
    assert compose.compose(at=now) == 0


def test_words_are_made_in_the_persons_language_and_on_the_persons_clock(now):
    here = make_user(first_name="Ana", language="es", time_zone="Europe/Madrid")
    there = make_user(first_name="Aino", language="en", time_zone="Europe/Helsinki")
    nowhere = make_user(first_name="Nemo", language="en", time_zone="Atlantis/Capital")
    for person in (here, there, nowhere):
        actions.owe("test-code", person=person, subject=person, at=now)

    compose.compose(at=now)

    said = {mail.person.first_name: mail.text.splitlines()[4] for mail in Mail.objects.select_related("person")}
    assert said == {"Ana": "Sí es 08:00", "Aino": "Yes en 09:00", "Nemo": "Yes en 08:00"}


def test_what_is_owed_no_more_is_dropped_without_a_mail(now):
    person, gone = make_user(), make_user(is_active=False)
    actions.owe("test-news", person=person, subject=gone, at=now)
    actions.owe("test-news", person=person, subject=person, at=now, not_after=now - timedelta(hours=1))

    compose.compose(at=now)

    assert mails() == []
    assert list(Notice.objects.values_list("dropped_at", flat=True)) == [now, now]


def test_people_without_address_and_inactive_people_get_no_mail(now):
    for person in (User.objects.create_user(None, first_name="Letter"), make_user(is_active=False)):
        actions.owe("test-news", person=person, subject=person, at=now)

    compose.compose(at=now)

    assert mails() == []
    assert Notice.objects.unsent().count() == 2


@pytest.mark.parametrize("kind", ["test-broken", "nobody-writes-this"])
def test_a_writer_that_fails_holds_up_nobody_else(now, kind):
    person = make_user(first_name="Ana")
    actions.owe(kind, person=person, subject=person, at=now)
    actions.owe("test-news", person=person, subject=person, at=now)

    compose.compose(at=now)

    assert mails() == [("Ana", "News of Ana", "waiting")]
    assert [notice.kind for notice in Notice.objects.unsent()] == [kind]


def test_a_mail_is_worth_sending_as_long_as_one_of_its_lines_is(now):
    ana, jonas = make_user(first_name="Ana"), make_user(first_name="Jonas")
    for person, due, hours in [(ana, 1, 2), (ana, 2, 5), (jonas, 1, 3), (jonas, 2, None)]:
        end = now + timedelta(hours=hours) if hours else None
        actions.owe("test-news", person=person, subject=person, at=now, due=str(due), not_after=end)

    compose.compose(at=now)

    assert dict(Mail.objects.values_list("person__first_name", "not_after")) == {
        "Ana": now + timedelta(hours=5),
        "Jonas": None,
    }


def test_before_another_try_a_mail_says_only_what_is_still_owed_to_the_address_of_now(now):
    person, done, open_ = make_user("old@one.example"), make_user(first_name="Done"), make_user(first_name="Open")
    for subject in (done, open_):
        actions.owe("test-news", person=person, subject=subject, at=now)
    compose.compose(at=now)
    User.objects.filter(pk=done.pk).update(is_active=False)
    User.objects.filter(pk=person.pk).update(email="new@one.example")
    mail = Mail.objects.select_related("person").get()

    compose.refresh(mail, at=now)

    mail.refresh_from_db()
    assert (mail.address, mail.subject, mail.state) == ("new@one.example", "News of Open", "waiting")
    assert list(Notice.objects.order_by("pk").values_list("subject_id", "dropped_at")) == [
        (done.pk, now),
        (open_.pk, None),
    ]


def test_a_mail_with_nothing_left_to_say_is_dropped(now):
    person, done = make_user(), make_user()
    actions.owe("test-news", person=person, subject=done, at=now)
    compose.compose(at=now)
    User.objects.filter(pk=done.pk).update(is_active=False)
    mail = Mail.objects.select_related("person").get()

    compose.refresh(mail, at=now)

    assert (mail.state, Mail.objects.get().state) == (MailState.DROPPED, MailState.DROPPED)


@pytest.mark.parametrize("count", [1, 50])
def test_the_same_queries_whatever_the_number_of_people(now, count, django_assert_num_queries):
    people = [make_user() for _ in range(count)]
    actions.owe_many([actions.notice("test-news", person=person, subject=person, at=now) for person in people])

    with django_assert_num_queries(21):
        compose.compose(at=now)

    assert Mail.objects.count() == count


@pytest.mark.parametrize(("demo", "kept"), [(False, ""), (True, "/l/sEcret-t0ken_x/")])
def test_what_is_dropped_keeps_no_link_that_still_opens_a_door(settings, now, demo, kept):
    settings.DEMO = demo
    person = make_user(email="ana@sil.example")
    link = {"link": "/l/sEcret-t0ken_x/"}
    actions.owe("test-code", person=person, subject=person, at=now, data=link, not_after=now + timedelta(hours=1))
    compose.compose(at=now)
    Mail.objects.update(reply_to="reply+1-1-x@reply.example", unsubscribe="https://testserver/unsubscribe/x/")

    compose.drop(Mail.objects.get())

    mail = Mail.objects.get()
    assert (mail.state, bool(mail.unsubscribe), bool(mail.reply_to)) == ("dropped", demo, demo)
    assert (kept in mail.text, kept in mail.html) == (True, True)
    assert bool(mail.text) == bool(mail.html) == demo
