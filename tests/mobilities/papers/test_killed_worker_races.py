"""A worker of its own is killed while it keeps a sealed paper; the sweep asks again and takes away what was left."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from time import monotonic, sleep

import pytest
import redis
from celery import Celery
from django.conf import settings as kept_settings
from django.core.files.storage import default_storage
from django.db import connection, transaction

from doallvet.signing import seal
from doallvet.signing.actions import chain
from doallvet.signing.models import Deed, Document, Version
from mobilities.actions.leftovers import stored
from tests.factories import NOW
from tests.mobilities import signing
from tests.mobilities.agreements import make_stay
from tests.mobilities.signing import sign_all
from tests.signing.seals import key_file

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql" or not kept_settings.REDIS_URL, reason="a worker of its own"),
]
SECONDS = 120  # a busy machine takes long to start a worker


@pytest.fixture
def outside(settings, tmp_path):
    """The environment of a process that runs the portal on the database and the files of this test."""
    settings.SEAL_KEY, settings.MEDIA_ROOT = str(key_file()), tmp_path
    parts = connection.settings_dict
    database = f"postgres://{parts['USER']}:{parts['PASSWORD']}@{parts['HOST']}:{parts['PORT']}/{parts['NAME']}"
    own = {"DATABASE_URL": database, "MEDIA_ROOT": str(tmp_path), "SEAL_KEY": settings.SEAL_KEY}
    redis.from_url(settings.REDIS_URL).flushdb()
    return os.environ | own | {"DJANGO_SETTINGS_MODULE": "doallvet.settings"}


@pytest.fixture
def workers(outside):
    """Start a worker for papers; whatever still runs at the end is ended."""
    started = []

    def start():
        command = [sys.executable, "-m", "celery", "-A", "doallvet", "worker", "-Q", "pdf", "-c", "1", "-l", "warning"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        where = {"cwd": kept_settings.BASE_DIR, "env": outside, "start_new_session": True}
        started.append(subprocess.Popen(command, **where, **quiet))
        return started[-1]

    yield start
    for worker in started:
        kill(worker)


def kill(worker):
    """End a worker with its children, at once and without a word."""
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def wait_for(what):
    deadline = monotonic() + SECONDS
    while not what() and monotonic() < deadline:
        sleep(0.001)


def test_the_retry_seals_and_nothing_of_the_killed_worker_is_left(time_machine, outside, workers):
    time_machine.move_to(NOW, tick=False)
    version = signing.issue(*make_stay())
    sign_all(version)
    before, worker = set(stored()), workers()
    with transaction.atomic():  # nobody can name a file as long as the paper is locked
        Document.objects.select_for_update(of=("self",)).get(pk=version.document_id)
        Celery(broker=kept_settings.REDIS_URL, set_as_current=False).send_task(
            "signing.seal", kwargs={"version_id": version.pk}, queue="pdf"
        )
        wait_for(lambda: set(stored()) - before)
        kill(worker)

    left, killed = set(stored()) - before, Version.objects.get(pk=version.pk)
    assert (len(left), killed.sealed_file, killed.sealed_hash) == (1, "", "")

    long_ago = (NOW - timedelta(days=400)).timestamp()
    for name in left:
        os.utime(default_storage.path(name), (long_ago, long_ago))
    subprocess.run(
        [sys.executable, "manage.py", "queue_reminders"], cwd=kept_settings.BASE_DIR, env=outside, check=True
    )
    workers()
    wait_for(lambda: Version.objects.exclude(sealed_file="").filter(pk=version.pk).exists())

    sealed = Version.objects.get(pk=version.pk)
    assert set(stored()) - before == {sealed.sealed_file}
    with default_storage.open(sealed.sealed_file) as file:
        assert seal.holds(file.read(), [sealed.sealed_with.pem])
    assert Deed.objects.filter(act="sealed", version_id=version.pk).count() == 1
    assert chain.broken() == []
