"""Servers of our own on free ports, which may be stopped, killed and started again on the same port."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
from collections import Counter
from email import message_from_bytes, policy
from pathlib import Path
from time import monotonic, sleep

import psycopg2
import redis
from aiosmtpd.controller import Controller

SECONDS = 60  # a busy machine takes long
QUIET = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def binaries():
    """The folder with PostgreSQL's servers, the newest there is; None where there is none."""
    found = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    kept = [Path(found).resolve().parent] if found else []
    return next((path for path in [*reversed(folders), *kept] if (path / "postgres").exists()), None)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what, seconds=SECONDS, pause=0.005):
    """Wait until something is true; what it said last says whether it is."""
    deadline = monotonic() + seconds
    while not (found := what()) and monotonic() < deadline:
        sleep(pause)
    return found


class Postgres:
    """A cluster of its own, as it is delivered: what was committed is there after a crash."""

    FAST, IMMEDIATE = signal.SIGINT, signal.SIGQUIT

    def __init__(self, folder):
        self.folder, self.port, self.bin = folder, free_port(), binaries()
        self.own = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
        if self.own:  # it refuses to run as root
            shutil.chown(folder, "postgres", "postgres")
        make = [self.bin / "initdb", "--no-sync", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run([*make, "-D", folder], check=True, cwd=folder, **self.own, **QUIET)
        self.start()

    def url(self, name):
        return f"postgres://postgres@127.0.0.1:{self.port}/{name}"

    def start(self):
        own = ["-D", self.folder, "-p", str(self.port), "-h", "127.0.0.1", "-k", self.folder]
        self.process = subprocess.Popen([self.bin / "postgres", *own], cwd=self.folder, **self.own, **QUIET)
        assert wait_for(self.answers), "PostgreSQL did not start."

    def answers(self):
        try:
            self.connect("postgres").close()
        except psycopg2.OperationalError:
            return False
        return True

    def connect(self, name):
        found = psycopg2.connect(self.url(name))
        found.autocommit = True
        return found

    def ask(self, name, sql, *values):
        found = self.connect(name)
        try:
            with found.cursor() as cursor:
                cursor.execute(sql, values or None)
                return cursor.fetchall() if cursor.description else []
        finally:
            found.close()

    def stop(self, how=FAST):
        self.process.send_signal(how)
        self.process.wait(SECONDS)

    def restart(self, how):
        self.stop(how)
        self.start()


class Redis:
    """As in production: nothing is saved, a restart forgets all."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.client = redis.from_url(self.url)
        self.start()

    def start(self):
        own = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)]
        self.process = subprocess.Popen(["redis-server", *own], **QUIET)
        assert wait_for(self.answers), "Redis did not start."

    def answers(self):
        try:
            return self.client.ping()
        except redis.ConnectionError:
            return False

    def stop(self):
        self.process.kill()
        self.process.wait(SECONDS)


class Post:
    """A mail server that keeps what it took, and answers as it is told.

    `answer` is what it says to a message; what it takes for good counts in `arrived`, by Message-ID. `slow`: seconds
    that it takes for each. While it is `deaf`, it takes messages and does not answer: who sent them cannot know.
    """

    def __init__(self):
        self.port, self.slow, self.deaf = free_port(), 0.0, False
        self.answer, self.arrived, self.asked, self.held = "250 accepted", Counter(), Counter(), []
        self.url = f"smtp://127.0.0.1:{self.port}"
        self.start()

    def start(self):
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self):
        self.controller.stop()

    def begin_anew(self):
        self.slow, self.deaf, self.answer = 0.0, False, "250 accepted"
        self.arrived, self.asked, self.held = Counter(), Counter(), []

    async def handle_DATA(self, server, session, envelope):
        letter = message_from_bytes(envelope.content, policy=policy.default)
        name = letter["Message-ID"]
        self.asked[name] += 1
        if self.answer.startswith("2"):
            self.arrived[name] += 1
        if self.deaf:
            self.held.append(name)
            await asyncio.sleep(SECONDS)  # or until the other side hangs up
        await asyncio.sleep(self.slow)
        return self.answer
