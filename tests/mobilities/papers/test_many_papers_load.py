"""What many agreements in a row cost a worker, 500 with MANY=500: P17 of the project's goals (docs/performance.md)."""

import json
import os
import statistics
import subprocess
import sys

import pytest
from django.conf import settings as kept_settings
from django.db import connection

from doallvet.signing.models import Version
from mobilities.models import Agreement
from mobilities.rules.papers import AMENDMENT
from tests.factories import NOW
from tests.mobilities import signing
from tests.mobilities.agreements import make_stay

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.faults,
    pytest.mark.skipif(connection.vendor != "postgresql" or sys.platform != "linux", reason="a worker, read in /proc"),
]
MANY = int(os.environ.get("MANY", "100"))  # the goal names 500, which take a slow machine ten minutes
RATE, MEMORY, DRIFT = 0.9, 150, 1.1  # against the single one; MB; the last parts against the first


def make_many(version):
    """As many documents that say the same, each with a version that has no file yet; gives the ids of the versions.

    They belong to the one stay as its amendments do: of other papers it has one.
    """
    document, mobility, ids = version.document, version.document.agreement.mobility, []
    for number in range(MANY):
        document.pk, document.number = None, f"LA-2026-P17{number:04}"
        document.save(force_insert=True)
        Agreement.objects.create(mobility=mobility, kind=AMENDMENT, document=document)
        row = Version.objects.get(pk=version.pk)
        row.pk, row.document, row.file, row.file_hash, row.built_at = None, document, "", "", None
        row.save(force_insert=True)
        ids.append(row.pk)
    return ids


def test_many_agreements_are_made_as_fast_as_one_and_the_worker_does_not_grow(time_machine, tmp_path):
    time_machine.move_to(NOW, tick=False)
    version = signing.issue(*make_stay())
    ids = make_many(version)
    parts = connection.settings_dict
    database = f"postgres://{parts['USER']}:{parts['PASSWORD']}@{parts['HOST']}:{parts['PORT']}/{parts['NAME']}"
    own = {"DATABASE_URL": database, "MEDIA_ROOT": str(tmp_path), "DJANGO_SETTINGS_MODULE": "doallvet.settings"}

    done = subprocess.run(
        [sys.executable, "-m", "tests.mobilities.many_papers", str(version.pk)],
        input=" ".join(map(str, ids)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=kept_settings.BASE_DIR,
        env=os.environ | own,
    )

    found = json.loads(done.stdout.splitlines()[-1])
    pairs = zip(found["single"], found["part"], strict=True)
    rate = statistics.median(single / part for single, part in pairs)
    first, last = (statistics.median(found["part"][place]) for place in (slice(3), slice(-3, None)))
    memory = found["memory"]
    print(
        f"\nP17: {MANY} agreements at {statistics.median(found['part']) * 1000:.0f} ms, the single one "
        f"{statistics.median(found['single']) * 1000:.0f} ms: {rate:.2f} × its rate; the last parts against the first "
        f"{last / first:.2f} ×; {memory[0]:.0f} MB after the first part, {memory[-1]:.0f} MB at the end"
    )
    assert len(list(tmp_path.glob("documents/*.pdf"))) == MANY
    assert Version.objects.filter(pk__in=ids).without_file().count() == 0
    assert rate >= RATE
    assert last / first <= DRIFT
    assert max(memory) <= MEMORY
    assert memory[-1] <= DRIFT * memory[0]
