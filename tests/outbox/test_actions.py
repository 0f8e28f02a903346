import pytest
from celery import current_app

from doallvet.accounts.models import User
from doallvet.outbox import actions
from doallvet.outbox.models import Notice, Pulse
from tests.factories import make_user

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

    with django_assert_max_num_queries(12):
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
