"""Runs the trial: database, demo world, web, worker and beat, without any server to install."""

import os
import socket
import sys
import threading
import time
import urllib.error
import urllib.request

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from honcho.manager import Manager

PYTHON = sys.executable


class Command(BaseCommand):
    help = "Prepare the demo's database and world where needed, then run web, worker and beat until Ctrl-C."

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("This command runs the trial. Set DEMO=1, or use `make demo`.")
        port = self.port()
        for folder in (settings.VAR / "broker", settings.VAR / "media", settings.STATIC_ROOT):
            folder.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("seed_demo")
        threading.Thread(target=self.announce, args=[port], daemon=True).start()
        manager = Manager()
        for name, command in self.processes(port).items():
            manager.add_process(
                name, command, env=os.environ | {"DEMO": "1", "PORT": str(port), "PYTHONUNBUFFERED": "1"}
            )
        manager.loop()
        sys.exit(0)

    def port(self):
        """Give the port of the portal, or stop with the cure when another program has it."""
        port = int(os.environ.get("PORT", "8000"))
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                raise CommandError(f"Port {port} is in use. Choose another one: PORT={port + 1} make demo")
        return port

    def processes(self, port):
        folder = settings.VAR
        return {
            "web": f"{PYTHON} -m gunicorn doallvet.wsgi -b 127.0.0.1:{port} -w 2 --log-level warning",
            "worker": f"{PYTHON} -m celery -q -A doallvet worker -Q default,mail,pdf,import -c 1 -l WARNING",
            "beat": f"{PYTHON} -m celery -q -A doallvet beat -l WARNING --pidfile= -s {folder}/beat",
        }

    def announce(self, port):
        address = f"http://127.0.0.1:{port}"
        while True:
            try:
                urllib.request.urlopen(f"{address}/healthz", timeout=2)  # noqa: S310 (our own address)
                break
            except (urllib.error.URLError, OSError):
                time.sleep(0.3)
        # One write: the lines of web, worker and beat come from another thread at the same time.
        os.write(sys.stdout.fileno(), f"doALLVET is ready at {address}\n".encode())
