"""The portal as it runs in production: processes of its own, on servers of our own."""

import os
import signal
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from itertools import count
from pathlib import Path

from celery import Celery
from django.conf import settings

from tests.faults.servers import SECONDS, wait_for

NUMBERS = count(1)
FORGET = "DELETE FROM outbox_notice; DELETE FROM outbox_mail; DELETE FROM history_event"
PASS = "UPDATE outbox_mail SET lease_until = lease_until - {0}, next_try_at = next_try_at - {0}"
LET_GO = (
    "UPDATE outbox_mail SET lease_until = now() - interval '1 second' WHERE lease_until < %s + interval '3 minutes'"
)
OWED = "SELECT key FROM outbox_notice"
UNSENT = """SELECT notice.key, mail.state FROM outbox_notice notice LEFT JOIN outbox_mail mail ON mail.id = mail_id
    WHERE (ripe_at IS NULL OR ripe_at <= now()) AND (mail.state IS NULL OR mail.state <> 'sent')"""
UNFINISHED = "SELECT id, state, lease_until FROM outbox_mail WHERE state <> 'sent' OR lease_until IS NOT NULL"
AT_WORK = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
TOLD = "SELECT story_id, subject_id, before, after FROM history_event WHERE verb = 'step_escalated'"


def environment(database, redis, post, folder):
    """That of a process in production, with no more of ours than it needs."""
    own = {
        "DJANGO_SETTINGS_MODULE": "doallvet.settings",
        "DATABASE_URL": database,
        "REDIS_URL": redis,
        "EMAIL_URL": post,
        "SITE_URL": "http://portal.example",
        "SEAL_KEY": "off",
        "DATA_FOLDER": str(folder),
        "MEDIA_ROOT": str(folder / "media"),
        "TMPDIR": str(folder),  # a worker that is killed leaves a folder there
    }
    return os.environ | own


class Portal:
    """A database of its own, copied from another one, and the processes that were started on it."""

    def __init__(self, postgres, redis, post, folder, day, template="world"):
        self.postgres, self.redis, self.post, self.day = postgres, redis, post, day
        self.name, self.log = f"portal_{next(NUMBERS)}", folder / "log"
        self.environment = environment(postgres.url(self.name), redis.url, post.url, folder)
        self.started, self.broker = [], Celery(broker=redis.url, set_as_current=False)
        postgres.ask("postgres", f"CREATE DATABASE {self.name} TEMPLATE {template}")

    def ask(self, sql, *values):
        return self.postgres.ask(self.name, sql, *values)

    def start(self, *command):
        """Start a process, with children that end with it."""
        with self.log.open("a") as log:
            own = {"cwd": settings.BASE_DIR, "env": self.environment, "stdout": log, "stderr": log}
            process = subprocess.Popen([sys.executable, *command], start_new_session=True, **own)
        self.started.append(process)
        return process

    def sweep(self):
        return self.manage("queue_reminders", "--today", self.day.isoformat())

    def manage(self, *command):
        """Without Django's checks, which cost more than all that is done then."""
        return self.start("manage.py", *command, "--skip-checks")

    def worker(self):
        """Two at once, as docker-compose.yml has them; those that make papers are not needed."""
        return self.start("-m", "celery", "-A", "doallvet", "worker", "-Q", "default,mail", "-c", "2", "-l", "warning")

    def wake(self, name="outbox.deliver", queue="mail"):
        """What beat does every minute."""
        self.broker.send_task(name, queue=queue)

    def deliver(self):
        """Send what may go out now, by hand."""
        self.end(self.manage("deliver_messages"))

    def let_pass(self, minutes):
        """So much time goes by: leases run out, what waits for another try comes due."""
        self.ask(PASS.format(f"interval '{minutes} minutes'"))

    def end(self, *processes):
        """Wait until these have done their work."""
        for process in processes:
            assert process.wait(SECONDS) == 0, self.log.read_text()[-3000:]

    def kill(self, process):
        """End a process with its children, at once and without a word; true when it was still at work."""
        alive = process.poll() is None
        if alive:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(SECONDS)
        return alive

    def kill_children(self, worker):
        """End the children of a worker, as the kernel does when memory runs short; gives how many."""
        children = self.children(worker)
        for how in (signal.SIGSTOP, signal.SIGKILL):
            ((self.killed_at,),) = self.ask("SELECT now()")
            for child in children:
                with suppress(ProcessLookupError):  # it had ended by itself
                    os.kill(child, how)
        return len(children)

    def children(self, worker):
        return [int(pid) for pid in Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()]

    def let_go(self):
        """What the killed ones held comes free, as if its lease had run out; what others hold does not."""
        self.ask(LET_GO, self.killed_at)

    def close(self):
        for process in self.started:
            self.kill(process)
        self.redis.client.flushall()
        self.postgres.ask("postgres", f"DROP DATABASE {self.name} WITH (FORCE)")

    def at_work(self):
        """How many connections the processes of the portal have."""
        return self.postgres.ask(self.name, AT_WORK, self.name)[0][0]

    def told(self):
        """What is owed, by its key, and what the history says of it; each with how often."""
        return Counter(key for (key,) in self.ask(OWED)), Counter(self.ask(TOLD))

    def forget(self):
        """Begin anew with a portal in which nothing was ever owed."""
        self.ask(FORGET)

    def sent(self):
        return self.ask("SELECT count(*) FROM outbox_mail WHERE state = 'sent'")[0][0]

    def settled(self):
        """Whether all whose time has come was sent; nothing is held by anybody."""
        return not self.ask(UNSENT) and not self.ask(UNFINISHED)

    def check_mail(self, again=0):
        """Every mail arrived, at most so many of them a second time; nothing is left behind."""
        assert (self.ask(UNSENT), self.ask(UNFINISHED)) == ([], [])
        mails = {name for (name,) in self.ask("SELECT message_id FROM outbox_mail")}
        assert set(self.post.arrived) == mails
        doubled = sum(self.post.arrived.values()) - len(mails)
        assert doubled <= again, f"{doubled} came once more; at most {again} were being sent when something ended."

    def wait_until(self, what):
        assert wait_for(what, pause=0.02), self.log.read_text()[-3000:]
