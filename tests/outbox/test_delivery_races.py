"""Two deliverers at the same time: real processes, a real database, a real mail server."""

import json
import os
import subprocess
import sys
from collections import Counter
from threading import Barrier, Event, Thread

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from doallvet.accounts.models import User
from doallvet.outbox import actions, compose, delivery
from doallvet.outbox.models import Mail, Notice
from tests.factories import make_user
from tests.outbox import lines  # noqa: F401 (registers its writers)

MAILS = 60
SHELL = """
from django.utils import timezone
from doallvet.accounts.models import User
from doallvet.outbox.models import Mail
now = timezone.now()
people = User.objects.bulk_create(User(first_name="A", email=f"a{n}@sil.example") for n in range(%d))
Mail.objects.bulk_create(
    Mail(person=person, address=person.email, language="en", subject="Hi", text="Hi",
         message_id=f"<{person.pk}@portal.example>", made_at=now, next_try_at=now)
    for person in people)
"""


def manage(*command, database, post):
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "doallvet.settings", "DATABASE_URL": database}
    return subprocess.Popen(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=environment | {"EMAIL_URL": post.url},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def two_deliver(database, post):
    """Run two deliverers at once; gives how many mails both sent and how many tries failed."""
    both = [manage("deliver_messages", database=database, post=post) for _ in range(2)]
    outputs = [process.communicate(timeout=120)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], outputs
    results = [json.loads(output.splitlines()[-1]) for output in outputs]
    return tuple(sum(result[name] for result in results) for name in ("sent", "failed"))


def received(post):
    return Counter(letter["Message-ID"] for letter in post.letters)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="the tests' SQLite lives in the memory of one process")
def test_two_deliverers_on_postgresql_send_each_mail_once(post):
    now = timezone.now()
    people = [make_user(f"person{number}@sil.example") for number in range(MAILS)]
    actions.owe_many([actions.notice("test-code", person=person, subject=person, at=now) for person in people])
    compose.compose(at=now)
    parts = connection.settings_dict
    database = f"postgres://{parts['USER']}:{parts['PASSWORD']}@{parts['HOST']}:{parts['PORT']}/{parts['NAME']}"

    total = two_deliver(database, post)

    assert total == (MAILS, 0)
    assert received(post) == dict.fromkeys(Mail.objects.values_list("message_id", flat=True), 1)
    assert set(Mail.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_two_deliverers_on_sqlite_send_each_mail_once(post, tmp_path):
    database = f"sqlite:///{tmp_path}/trial.sqlite3"
    for command in (["migrate", "-v0"], ["shell", "-v0", "-c", SHELL % MAILS]):
        process = manage(*command, database=database, post=post)
        output = process.communicate(timeout=300)[0]
        assert process.returncode == 0, output

    total = two_deliver(database, post)

    assert total == (MAILS, 0)
    assert (len(received(post)), set(received(post).values())) == (MAILS, {1})


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_workers_that_compose_at_the_same_time_make_one_mail_of_each_notice(post, now):
    people = [make_user(f"person{number}@sil.example") for number in range(MAILS)]
    for due in "123":
        actions.owe_many(
            [actions.notice("test-news", person=person, subject=person, at=now, due=due) for person in people]
        )
    barrier = Barrier(4)

    def work():
        barrier.wait()
        try:
            delivery.deliver(clock=lambda: now)
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert received(post) == dict.fromkeys(Mail.objects.values_list("message_id", flat=True), 1)
    assert Notice.objects.filter(mail__state="sent").count() == 3 * MAILS
    assert {mail.subject for mail in Mail.objects.all()} == {"News of Alba, and 2 more"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_what_waits_for_a_person_is_left_to_the_worker_that_has_the_person(now):
    ana, jonas = make_user(first_name="Ana"), make_user(first_name="Jonas")
    for person in (ana, jonas):
        actions.owe("test-news", person=person, subject=person, at=now)
    has_ana, may_end = Event(), Event()

    def other_worker():
        with transaction.atomic():
            User.objects.select_for_update(no_key=True, of=("self",)).get(pk=ana.pk)
            has_ana.set()
            may_end.wait(10)
        connection.close()

    worker = Thread(target=other_worker)
    worker.start()
    has_ana.wait(10)
    actions.owe("test-news", person=ana, subject=jonas, at=now)  # writing for a locked person does not wait
    compose.compose(at=now)
    may_end.set()
    worker.join()
    first = list(Mail.objects.values_list("person__first_name", flat=True))
    compose.compose(at=now)

    assert first == ["Jonas"]
    assert sorted(Mail.objects.values_list("subject", flat=True)) == ["News of Ana, and 1 more", "News of Jonas"]
