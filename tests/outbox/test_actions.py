import pytest
from celery import current_app

from doallvet.accounts.models import User
from doallvet.outbox import actions
from doallvet.outbox.models import Mail, Notice, Pulse
from tests.factories import make_user
from tests.outbox import lines  # noqa: F401 (registers its writers)

pytestmark = pytest.mark.django_db


def queued():
    """Empty the broker's queue of mails; gives the names of the tasks that waited there."""
    with current_app.connection_for_read() as broker, broker.SimpleQueue("mail") as queue:
        names = []
        while queue.qsize():
            names.append(queue.get(timeout=1).headers["task"])
        return names


def test_the_same_line_owed_three_times_is_one_row(now):
    person, subject = make_user(), make_user()

    new = [actions.owe("test-news", person=person, subject=subject, at=now, due="2027-01-10") for _ in range(3)]

    assert new == [True, False, False]
    notice = Notice.objects.get()
    assert notice.key == f"test-news:accounts.user.{subject.pk}:{person.pk}:2027-01-10"
    assert (notice.person, notice.subject_label, notice.subject_id) == (person, "accounts.user", subject.pk)


def test_another_kind_day_subject_or_person_is_another_line(now, today):
    person, subject = make_user(), make_user()
    same = {"person": person, "subject": subject, "at": now, "due": today}

    new = [
        actions.owe("test-news", **same),
        actions.owe("test-urgent", **same),
        actions.owe("test-news", **same | {"due": "2027-01-11"}),
        actions.owe("test-news", **same | {"subject": person}),
        actions.owe("test-news", **same | {"person": subject}),
    ]

    assert new == [True] * 5


def test_owing_many_counts_the_new_ones_and_takes_few_statements(now, django_assert_max_num_queries):
    person, subject = make_user(), make_user()
    rows = [actions.notice("test-news", person=person, subject=subject, at=now, due=str(day)) for day in range(600)]
    actions.owe("test-news", person=person, subject=subject, at=now, due="7")

    with django_assert_max_num_queries(14):
        new = actions.owe_many([*rows, rows[3]])

    assert (new, Notice.objects.count()) == (599, 600)


def test_a_person_without_address_is_owed_the_line_all_the_same(now):
    person = User.objects.create_user(None, first_name="Brieftaube")

    new = actions.owe("test-news", person=person, subject=person, at=now)

    assert new
    assert list(person.notices.unsent()) == [Notice.objects.get()]
    assert list(Notice.objects.sendable()) == []


def test_a_worker_is_woken_after_commit_when_the_line_is_new(now, django_capture_on_commit_callbacks):
    person = make_user()
    queued()

    with django_capture_on_commit_callbacks(execute=True):
        actions.owe("test-news", person=person, subject=person, at=now)
        before = queued()
    after = queued()
    with django_capture_on_commit_callbacks(execute=True):
        actions.owe("test-news", person=person, subject=person, at=now)
        actions.owe_many([actions.notice("test-news", person=person, subject=person, at=now)])

    assert (before, after, queued()) == ([], ["outbox.deliver"], [])


def test_a_sign_of_life_replaces_the_one_before(now, today):
    actions.pulse("beat", at=now.replace(year=2020))
    actions.pulse("beat", at=now)

    assert list(Pulse.objects.values_list("name", "at")) == [("beat", now)]


def test_what_is_on_its_way_is_handed_over_once_and_what_was_sent_is_not(now):
    gone, heirs = make_user(), [make_user(), make_user()]
    subjects = {name: make_user() for name in ("sent", "waiting", "owed", "known")}
    for subject in subjects.values():
        actions.owe("test-news", person=gone, subject=subject, at=now, due="a:b")
    actions.owe("test-news", person=heirs[0], subject=subjects["known"], at=now, due="a:b")
    actions.owe("test-code", person=gone, subject=gone, at=now)
    for name, state in (("sent", {"state": "sent", "sent_at": now}), ("waiting", {})):
        mail = Mail.objects.create(person=gone, message_id=name, made_at=now, next_try_at=now, **state)
        Notice.objects.filter(subject_id=subjects[name].pk).update(mail=mail)

    new = [actions.hand_over(gone, to=heirs, at=now) for _ in range(2)]

    assert new == [5, 0]
    owed = Notice.objects.filter(person__in=heirs).values_list("person", "subject_id")
    assert set(owed) == {(heir.pk, subjects[name].pk) for heir in heirs for name in ("waiting", "owed", "known")}


def test_what_does_not_concern_an_heir_at_all_is_not_handed_over(now):
    gone, heir, staff = make_user(is_staff=True), make_user(), make_user(is_staff=True)
    for kind in ("silence-alert", "chain-head", "test-news"):
        actions.owe(kind, person=gone, subject=gone, at=now)

    actions.hand_over(gone, to=[heir, staff], at=now)

    handed = set(Notice.objects.exclude(person=gone).values_list("person", "kind"))
    assert handed == {
        (heir.pk, "test-news"),
        *((staff.pk, kind) for kind in ("silence-alert", "chain-head", "test-news")),
    }
