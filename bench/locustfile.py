"""People at work, for locust: what each may ask for stands in the file that BENCH_DAY names (bench/day.py)."""

import json
import os
import random
from collections import deque
from itertools import cycle
from pathlib import Path

from locust import HttpUser, between, events, task

DAY = json.loads(Path(os.environ["BENCH_DAY"]).read_text())
SIGNATURES = deque(DAY["signatures"])
PEOPLE = cycle(DAY["people"])
PAPER = Path(DAY["paper"]).read_bytes()
HTMX = {"HX-Request": "true"}


class Person(HttpUser):
    """Looks at a page, thinks, and does something about every tenth time."""

    wait_time = between(*DAY["think"])

    def on_start(self):
        self.me = next(PEOPLE)
        self.client.cookies.update(self.me["cookies"])
        self.ticks, self.uploads = deque(self.me["ticks"]), deque(self.me["uploads"])

    @task(90)
    def read(self):
        self.fetch(*random.choice(self.me["reads"]))  # noqa: S311 (no secret)

    @task(6)
    def tick(self):
        if self.ticks:
            self.send(self.ticks.popleft(), {"from": "roadmap"}, "tick", expects=200, headers=HTMX)

    @task(2)
    def upload(self):
        if self.uploads:
            path, document = self.uploads.popleft()
            file = ("paper.pdf", PAPER, "application/pdf")
            self.send(path, {"document": document}, "upload", files={"file": file})

    @task(1)
    def sign(self):
        if SIGNATURES:
            other = SIGNATURES.popleft()
            self.send(other["path"], other["said"], "sign", cookies=other["cookies"])

    @task(1)
    def export(self):
        self.fetch("export", self.me["export"])

    def fetch(self, name, path):
        """Ask for a page; being sent elsewhere, as to sign in, is no answer."""
        with self.client.get(path, name=name, allow_redirects=False, catch_response=True) as answer:
            if answer.status_code != 200:
                answer.failure(f"Not shown: {answer.status_code}.")

    def send(self, path, data, name, expects=302, headers=None, cookies=None, **more):
        """Send a form: it is kept where the answer leads on, a tick where what comes back complains of nothing."""
        token = {"X-CSRFToken": DAY["token"], "Referer": self.host}
        asked = {"name": name, "headers": token | (headers or {}), "cookies": cookies, "catch_response": True} | more
        with self.client.post(path, data, allow_redirects=False, **asked) as answer:
            if answer.status_code != expects or b"notice-error" in answer.content:
                answer.failure(f"Not kept: {answer.status_code}.")


@events.quitting.add_listener
def tell(environment, **_):
    """Write what was seen where the measurement finds it, in milliseconds."""
    rows = {
        name: {"count": row.num_requests, "failed": row.num_failures, "p95": row.get_response_time_percentile(0.95)}
        for (name, _method), row in environment.stats.entries.items()
    }
    total = environment.stats.total
    whole = {"count": total.num_requests, "failed": total.num_failures, "p95": total.get_response_time_percentile(0.95)}
    errors = [f"{row.name}: {row.error} ({row.occurrences})" for row in environment.stats.errors.values()]
    Path(DAY["out"]).write_text(json.dumps({"rows": rows, "total": whole, "errors": errors}))
