import os
import subprocess
import sys
from datetime import timedelta

import pytest
from celery import current_app
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from doallvet.accounts.models import User
from doallvet.outbox import actions, compose, tasks, undeliverable
from doallvet.outbox.choices import Source
from doallvet.outbox.models import Mail, Notice
from doallvet.signing.actions import document as signing
from tests.factories import make_user
from tests.outbox import lines  # noqa: F401 (registers its writers)
from tests.outbox.conftest import free_port

FINE = {
    "database": "ok",
    "broker": "ok",
    "beat": "ok",
    "sweep": "ok",
    "messages": "ok",
    "documents": "ok",
    "seals": "ok",
}


@pytest.fixture
def beat(db):
    tasks.beat()


def ready(client):
    response = client.get("/readyz")
    return response.status_code, response.json()


def test_alive_asks_neither_database_nor_broker(client):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"alive")


def test_ready_when_all_works(client, beat):
    assert ready(client) == (200, FINE)


def test_not_ready_without_the_broker(client, beat):
    conf = current_app.conf
    before = conf.broker_write_url
    conf.broker_write_url = f"redis://127.0.0.1:{free_port()}/0"
    try:
        answer = ready(client)
    finally:
        conf.broker_write_url = before

    assert answer == (503, FINE | {"broker": "fails"})


@pytest.mark.parametrize("minutes", [None, 6])
def test_not_ready_when_the_beat_is_stale_or_never_was(client, db, minutes):
    actions.pulse("sweep", at=timezone.now())
    if minutes:
        actions.pulse("beat", at=timezone.now() - timedelta(minutes=minutes))

    assert ready(client) == (503, FINE | {"beat": "fails"})


@pytest.mark.parametrize(
    ("first_beat", "last_sweep", "answer"),
    [(1, None, "ok"), (1000, 170, "ok"), (1000, 190, "fails"), (190, None, "fails")],
)
def test_not_ready_when_the_sweep_does_not_run(client, db, first_beat, last_sweep, answer):
    now = timezone.now()
    actions.first_pulse("first-beat", at=now - timedelta(minutes=first_beat))
    tasks.beat()  # the first one counts
    if last_sweep:
        actions.pulse("sweep", at=now - timedelta(minutes=last_sweep))

    assert ready(client) == (200 if answer == "ok" else 503, FINE | {"sweep": answer})


@pytest.mark.parametrize("composed", [False, True])
def test_not_ready_when_messages_are_stuck(client, beat, composed):
    long_ago = timezone.now() - timedelta(minutes=31)
    person = make_user()
    actions.owe("test-code", person=person, subject=person, at=long_ago)
    if composed:
        compose.compose(at=long_ago)

    assert ready(client) == (503, FINE | {"messages": "fails"})


@pytest.mark.parametrize("way", ["hour", "address"])
def test_ready_while_what_waited_long_is_timed_anew(client, beat, way):
    """Its person chose another hour, or mail came back and there is another address now: the next minute's delivery."""
    now, person = timezone.now(), make_user("first@home.example")
    actions.owe("test-step", person=person, subject=person, at=now - timedelta(minutes=40))
    Notice.objects.update(ripe_at=now - timedelta(minutes=35))
    actions.pulse("deliver", at=now - timedelta(minutes=1))
    assert ready(client) == (503, FINE | {"messages": "fails"})

    if way == "hour":
        actions.prefer(person, digest_hour=9, offered=[], refused=[], at=now)
    else:
        undeliverable.mark(person.email, source=Source.SMTP, reason="", at=now)
        assert ready(client) == (200, FINE)
        undeliverable.try_again(person.email, by=None, at=now)

    assert ready(client) == (200, FINE)
    actions.pulse("deliver", at=now - timedelta(minutes=31))
    assert ready(client) == (503, FINE | {"messages": "fails"})


@pytest.mark.parametrize(("minutes", "answer"), [(59, (200, FINE)), (61, (503, FINE | {"documents": "fails"}))])
def test_not_ready_when_a_document_gets_no_file(client, beat, minutes, answer):
    issued = {"by": make_user(), "at": timezone.now() - timedelta(minutes=minutes)}
    document = signing.open_document("LEARNING_AGREEMENT", prefix="LA", title="Learning agreement", **issued)
    signing.freeze(document, {}, language="en", template="x.html", template_version="1", **issued)

    assert ready(client) == answer


def test_ready_while_messages_wait_for_their_time(client, beat):
    now = timezone.now()
    yesterday = now - timedelta(days=1)
    for person in (make_user(), make_user(), User.objects.create_user(None, first_name="Letter")):
        actions.owe("test-code", person=person, subject=person, at=yesterday)
    compose.compose(at=yesterday)
    first, second = Mail.objects.order_by("pk")
    Mail.objects.filter(pk=first.pk).update(next_try_at=now + timedelta(hours=1), attempts=3)
    Mail.objects.filter(pk=second.pk).update(lease_until=now + timedelta(minutes=1))

    assert ready(client) == (200, FINE)


@pytest.mark.parametrize("name", ["healthz", "readyz"])
def test_both_are_open_to_everybody(client, beat, name):
    assert client.get(reverse(name)).status_code == 200


def test_without_the_database_alive_but_not_ready():
    pages = (
        "from django.test import Client\n"
        "for path in ('/healthz', '/readyz'):\n"
        "    answer = Client().get(path)\n"
        "    print(answer.status_code, answer.content.decode())\n"
    )

    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", pages],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "doallvet.settings",
            "DATABASE_URL": f"postgres://nobody@127.0.0.1:{free_port()}/none",
        },
        capture_output=True,
        text=True,
        timeout=60,
    )

    alive, able = [line for line in done.stdout.splitlines() if line.startswith(("200", "503"))]
    assert alive == "200 alive"
    assert able.startswith('503 {"database": "fails"')
