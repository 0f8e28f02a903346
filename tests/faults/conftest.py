"""Servers that stand as long as the tests of a file, and a portal for each test."""

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import pytest
from django.conf import settings

from tests.faults.portal import FORGET, Portal, environment
from tests.faults.servers import SECONDS, Post, Postgres, Redis, binaries
from tests.faults.world import day_and_zones


@pytest.fixture(scope="package")
def folder():
    """A folder that the user of PostgreSQL may enter."""
    if not binaries() or not shutil.which("redis-server"):
        pytest.skip("PostgreSQL's servers and redis-server are not installed here.")
    found = Path(tempfile.mkdtemp(prefix="doallvet-faults-"))
    found.chmod(0o755)
    yield found
    shutil.rmtree(found)


@pytest.fixture(scope="package")
def post():
    found = Post()
    yield found
    found.stop()


@pytest.fixture(scope="package")
def redis(folder):
    found = Redis(folder)
    yield found
    found.stop()


@pytest.fixture(scope="package")
def postgres(folder):
    (folder / "rows").mkdir()
    found = Postgres(folder / "rows")
    yield found
    found.stop(Postgres.IMMEDIATE)  # nobody wants it any more


@pytest.fixture(scope="package")
def day(postgres, redis, post, folder):
    """The day of the world, which stands in the database that each portal copies."""
    today, *zones = day_and_zones(datetime.now(UTC))
    postgres.ask("postgres", "CREATE DATABASE world")
    own = environment(postgres.url("world"), redis.url, post.url, folder)
    build = [sys.executable, "-m", "tests.faults.world", today.isoformat(), *zones]
    subprocess.run(build, check=True, cwd=settings.BASE_DIR, env=own, stdout=subprocess.DEVNULL, timeout=3 * SECONDS)
    postgres.ask("world", FORGET)
    return today


@dataclass(frozen=True)
class Calm:
    """What one sweep does that nothing disturbs: what it owes, what it writes down, and how long it takes for that.

    `name` is the database that it leaves.
    """

    name: str
    keys: Counter
    events: Counter
    seconds: float


@pytest.fixture(scope="package")
def calm(postgres, redis, post, folder, day):
    portal = Portal(postgres, redis, post, folder, day)
    sweep = portal.sweep()
    portal.wait_until(portal.at_work)
    begun = monotonic()
    portal.end(sweep)
    return Calm(portal.name, *portal.told(), monotonic() - begun)


@pytest.fixture
def portal(postgres, redis, post, folder, day):
    post.begin_anew()
    found = Portal(postgres, redis, post, folder, day)
    yield found
    found.close()


@pytest.fixture
def owing(postgres, redis, post, folder, day, calm):
    """A portal after its sweep: nothing was sent yet."""
    post.begin_anew()
    found = Portal(postgres, redis, post, folder, day, calm.name)
    yield found
    found.close()


@pytest.fixture
def dice():
    """FAULTS_SEED repeats the moments of another run."""
    seed = os.environ.get("FAULTS_SEED") or str(random.randrange(10**6))
    print(f"FAULTS_SEED={seed}")
    return random.Random(seed)
