"""A worker that is killed in the middle of sealing, and two that seal at once: one whole sealed paper, or none yet."""

import os
import signal

import pytest
from django.core.files.storage import default_storage
from django.db import connection, connections

from doallvet.core import uploads
from doallvet.signing import printing, seal
from doallvet.signing.actions import chain
from doallvet.signing.actions import seal as seals
from doallvet.signing.models import Deed, Version
from tests.factories import NOW
from tests.mobilities import signing
from tests.mobilities.agreements import make_stay
from tests.mobilities.signing import sign_all
from tests.signing.seals import key_file

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="several at once"),
]


@pytest.fixture
def version(settings, time_machine, tmp_path):
    time_machine.move_to(NOW, tick=False)
    settings.SEAL_KEY, settings.MEDIA_ROOT = str(key_file()), tmp_path
    mobility, ana = make_stay()
    version = signing.issue(mobility, ana)
    sign_all(version)
    return version


def sealed_files(tmp_path):
    return sorted((tmp_path / "sealed").glob("*"))


def killed(version, owner, name, monkeypatch):
    """Seal in a process that is killed as soon as it reaches a function."""

    def die(*_args, **_more):
        os.kill(os.getpid(), signal.SIGKILL)

    connections.close_all()
    child = os.fork()
    if child == 0:
        monkeypatch.setattr(owner, name, die)
        seals.seal(version.pk, at=NOW)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.parametrize(
    ("owner", "name"),
    [(printing, "signed"), (seal, "seal"), (uploads, "store_bytes"), (os, "fsync"), (seals, "keep"), (chain, "add")],
    ids=lambda part: getattr(part, "__name__", part),
)
def test_a_worker_killed_at_any_point_leaves_no_half_file_and_the_next_one_finishes(
    version, owner, name, monkeypatch, tmp_path
):
    code = killed(version, owner, name, monkeypatch)

    between = Version.objects.get(pk=version.pk)
    assert (code, between.sealed_file, between.sealed_at) == (-signal.SIGKILL, "", None)
    assert [path for path in sealed_files(tmp_path) if not path.read_bytes().rstrip().endswith(b"%%EOF")] == []
    assert chain.broken() == []
    assert seals.seal(version.pk, at=NOW)
    after = Version.objects.get(pk=version.pk)
    with default_storage.open(after.sealed_file) as file:
        assert seal.holds(file.read(), [after.sealed_with.pem])
    assert Deed.objects.filter(act="sealed", version_id=version.pk).count() == 1
    assert chain.broken() == []


def test_workers_at_once_leave_one_sealed_paper_and_one_row(version, tmp_path):
    connections.close_all()
    children = []
    for _worker in range(3):
        if (child := os.fork()) == 0:
            os._exit(int(seals.seal(version.pk, at=NOW)))
        children.append(child)

    made = sorted(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)

    kept = Version.objects.get(pk=version.pk)
    assert made == [0, 0, 1]
    assert [path.name for path in sealed_files(tmp_path)] == [kept.sealed_file.removeprefix("sealed/")]
    assert Deed.objects.filter(act="sealed", version_id=version.pk).count() == 1
    assert chain.broken() == []
