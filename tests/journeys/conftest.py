"""A journey walks the real product: the trial with its web, worker and beat processes, in a real browser."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
REPLY_SECRET = "journey"
READY = re.compile(r"doALLVET is ready at (http://127\.0\.0\.1:\d+)\n")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="package")
def trial(tmp_path_factory):
    """The trial, running with a world of its own; gives its address, and the file of all that it says."""
    folder = tmp_path_factory.mktemp("trial")
    keep = {"PATH", "HOME", "LANG", "LD_LIBRARY_PATH"}
    env = {name: value for name, value in os.environ.items() if name in keep}
    env |= {"DEMO": "1", "PORT": str(free_port()), "DATA_FOLDER": str(folder), "PYTHONUNBUFFERED": "1"}
    env |= {"REPLY_DOMAIN": "reply.doallvet.example", "REPLY_SECRET": REPLY_SECRET}
    log = folder / "log"
    with log.open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "demo"],
            cwd=ROOT,
            env=env,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    ready = None
    while ready is None and process.poll() is None:
        time.sleep(0.2)
        ready = READY.search(log.read_text())
    if ready is None:
        pytest.fail(f"The trial did not start:\n{log.read_text()[-4000:]}")
    yield ready[1], log
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture(scope="package")
def portal(trial):
    """The address of the trial."""
    return trial[0]


@pytest.fixture(scope="package")
def browser():
    """Closed with the last journey: its event loop would keep other tests of the process from the database."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, portal):
    """Open a page as a person of the demo world, or as nobody: `visit("/", "ana@sil.example")`."""
    contexts = {}

    def visit(path, who="", width=1280):
        if who not in contexts:
            context = browser.new_context(viewport={"width": width, "height": 900}, base_url=portal, locale="en-GB")
            context.set_default_timeout(15_000)
            contexts[who] = context.new_page()
            if who:
                sign_in(contexts[who], who)
        page = contexts[who]
        page.goto(path if path.startswith("http") else portal + path)
        return page

    yield visit
    for page in contexts.values():
        page.context.close()


def sign_in(page, who):
    page.goto("/accounts/login/")
    page.fill("[name=login]", who)
    page.fill("[name=password]", "demo-doallvet")
    page.click("form:has([name=password]) button[type=submit]")
    page.wait_for_url("**/")
