"""What an instance needs from its environment to start."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

NEEDED = {
    "SECRET_KEY": "a long one",
    "DATABASE_URL": "postgres://u:p@localhost/db",
    "REDIS_URL": "redis://localhost",
    "SITE_URL": "https://portal.example",
    "ALLOWED_HOSTS": "portal.example",
    "EMAIL_URL": "smtp+tls://u:p@localhost:587",
    "SEAL_KEY": "off",
}


def start(*, show="SITE_URL", **environment):
    """Read the settings in a process of their own; gives what it printed, and the error where it did not start."""
    command = f"from doallvet import settings; print(settings.{show})"
    done = subprocess.run(
        [sys.executable, "-c", command],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"]} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip(), done.stderr.strip().splitlines()[-1] if done.returncode else ""


@pytest.mark.parametrize("missing", sorted(NEEDED))
def test_a_missing_setting_stops_the_start_and_says_the_cure(missing):
    _printed, error = start(**{name: value for name, value in NEEDED.items() if name != missing})

    assert f"{missing} is not set" in error
    assert error.endswith("To try doALLVET without any server, set DEMO=1.")


def test_answers_by_mail_need_a_secret():
    _printed, error = start(**NEEDED, REPLY_DOMAIN="reply.portal.example")

    assert "REPLY_SECRET is not set, though REPLY_DOMAIN is" in error
    assert start(**NEEDED, REPLY_DOMAIN="reply.portal.example", REPLY_SECRET="long", show="REPLY_SECRET") == (
        "long",
        "",
    )


@pytest.mark.parametrize("secret", ["", '"WEBHOOK_SECRET": "", '])
def test_reports_of_a_provider_need_a_secret(secret):
    _printed, error = start(**NEEDED, ANYMAIL=f'{{{secret}"POSTMARK_SERVER_TOKEN": "x"}}')

    assert "ANYMAIL names no WEBHOOK_SECRET" in error
    assert start(**NEEDED, ANYMAIL='{"WEBHOOK_SECRET": "any:long"}', show="ANYMAIL['WEBHOOK_SECRET']")[1] == ""


def test_with_all_of_them_it_starts():
    assert start(**NEEDED) == ("https://portal.example", "")


def test_the_number_of_proxies_says_whose_address_counts():
    shown = [start(**NEEDED | more, show="ALLAUTH_TRUSTED_PROXY_COUNT")[0] for more in ({}, {"TRUSTED_PROXIES": "1"})]

    assert shown == ["0", "1"]


def test_the_demo_has_a_key_of_its_own_and_needs_none_of_them(tmp_path):
    printed, error = start(DEMO="1", DATA_FOLDER=str(tmp_path), show="SEAL_KEY")

    assert (printed.splitlines()[-1], error) == (f"{tmp_path}/seal.p12", "")
