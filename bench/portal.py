"""The portal as it runs in production, on a world of some size: a database of its own, Redis, gunicorn."""

import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from tests.faults.servers import QUIET, Redis, free_port, wait_for

ROOT = Path(__file__).resolve().parent.parent
SERVER = os.environ.get("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres").rpartition("/")[0]
WORLD = "doallvet_bench_{}"  # kept for the next run: the world takes minutes to make
DAYS = 7  # after which it is made anew: its stays leave and come back relative to the day on which it was made
MADE = """SELECT datname FROM pg_database
    WHERE shobj_description(oid, 'pg_database') >= to_char(now() - interval '{} days', 'YYYY-MM-DD')"""


class Portal:
    """Servers and processes on the world of so many mobilities; all end with `close`, the world stays.

    `copied`: they work on a copy of it, which ends with them, so that the world stays as it was made.
    """

    def __init__(self, mobilities: int, *, copied: bool = False) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="bench-"))
        self.redis = Redis(self.folder)
        self.name, self.port, self.started = WORLD.format(mobilities), free_port(), []
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "DATABASE_URL": f"{SERVER}/{self.name}",
            "REDIS_URL": self.redis.url,
            "EMAIL_URL": "dummymail://",
            "SECRET_KEY": "only for measurements, and long enough for the checks that look at its length",
            "SITE_URL": self.address,
            "ALLOWED_HOSTS": "127.0.0.1",
            "SEAL_KEY": str(self.folder / "seal.p12"),
            "DATA_FOLDER": str(self.folder),
            "MAIL_DOMAIN_CHECK": "off",
        }
        self._make(mobilities)
        self.copied = copied
        if copied:
            self._copy()
        # What a helper of a parallel query uses is counted nowhere, so there are none.
        self._ask(f"ALTER DATABASE {self.name} SET max_parallel_workers_per_gather = 0")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _make(self, mobilities: int) -> None:
        """Make the world unless it is there; it gets its name when it is whole. One that is kept is migrated."""
        if self.name in self._ask(MADE.format(DAYS)):
            self._manage(self.name, ["migrate", "-v0"])
            return
        making = f"{self.name}_making"
        self._ask(f"DROP DATABASE IF EXISTS {making}", f"CREATE DATABASE {making}")
        self._manage(making, ["migrate", "-v0"], ["createcachetable"], ["seed_scale", "--mobilities", str(mobilities)])
        self._ask(
            f"COMMENT ON DATABASE {making} IS '{datetime.now(UTC):%Y-%m-%d}'", f"DROP DATABASE IF EXISTS {self.name}"
        )
        self._ask(f"ALTER DATABASE {making} RENAME TO {self.name}")

    def _copy(self) -> None:
        world, self.name = self.name, f"{self.name}_{os.getpid()}"
        self._ask(f"CREATE DATABASE {self.name} TEMPLATE {world}")
        os.environ["DATABASE_URL"] = f"{SERVER}/{self.name}"

    def _manage(self, name: str, *commands: list[str]) -> None:
        """Run commands as in the demo: the world's password is known."""
        environment = os.environ | {"DATABASE_URL": f"{SERVER}/{name}", "DEMO": "1"}
        for command in commands:
            subprocess.run([sys.executable, "manage.py", *command], check=True, cwd=ROOT, env=environment)

    def _ask(self, *statements: str) -> list[str]:
        parts = urlsplit(SERVER)
        own = {"user": parts.username, "password": parts.password, "host": parts.hostname, "port": parts.port}
        kept = psycopg2.connect(**own, dbname="postgres")
        kept.autocommit = True
        with kept.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            found = [name for (name,) in cursor.fetchall()] if cursor.description else []
        kept.close()
        return found

    def size(self) -> int:
        """Give the bytes of the database."""
        return int(self._ask(f"SELECT pg_database_size('{self.name}')::text")[0])

    def start(self, *command: str, nice: int = 0) -> subprocess.Popen:
        """Start a process that ends with the portal; `nice`: how far it gives way to others."""
        with (self.folder / "log").open("a") as log:
            own = {"cwd": ROOT, "stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
            process = subprocess.Popen(["nice", "-n", str(nice), sys.executable, "-m", *command], **own)
        self.started.append(process)
        return process

    def serve(self, workers: int = 1) -> list[int]:
        """Start gunicorn as the image does; gives its workers' processes. The empty page is there as well."""
        collect()
        own = ["--bind", f"127.0.0.1:{self.port}", "--worker-tmp-dir", "/dev/shm"]
        web = self.start("gunicorn", "doallvet.wsgi", *own, "--workers", str(workers))
        assert wait_for(lambda: len(children(web.pid)) == workers), (self.folder / "log").read_text()
        return children(web.pid)

    def close(self) -> None:
        for process in self.started:
            process.terminate()
        for process in self.started:
            process.wait()
        if self.copied:
            self._ask(f"DROP DATABASE {self.name} WITH (FORCE)")
        self.redis.stop()
        shutil.rmtree(self.folder)


def collect() -> None:
    """Gather and compress the static files, which takes a minute, unless nothing has changed since."""
    manifest = ROOT / "staticfiles" / "staticfiles.json"
    sources = [*ROOT.glob("static/**/*"), *ROOT.glob("doallvet/core/*.py"), ROOT / "requirements.txt"]
    if not manifest.exists() or manifest.stat().st_mtime < max(path.stat().st_mtime for path in sources):
        command = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"]
        subprocess.run(command, check=True, cwd=ROOT, **QUIET)


def children(pid: int) -> list[int]:
    """Give the processes that a process has started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
