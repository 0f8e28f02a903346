"""Reads settings from the environment and says how to cure what is missing."""

import secrets
import sys
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

CURES = {
    "SECRET_KEY": "SECRET_KEY is not set. Make one with `python -c 'import secrets; print(secrets.token_urlsafe(50))'` "
    "and put it into the environment.",
    "DATABASE_URL": "DATABASE_URL is not set. Example: postgres://doallvet:password@localhost:5432/doallvet",
    "REDIS_URL": "REDIS_URL is not set. Example: redis://localhost:6379/0",
    "SIGNATURE_PROVIDER_SECRET": "SIGNATURE_PROVIDER_SECRET is not set, though SIGNATURE_PROVIDER_URL is. "
    "It is the secret shared with the provider of signatures.",
    "REPLY_SECRET": "REPLY_SECRET is not set, though REPLY_DOMAIN is. "
    "It is the secret with which the provider of mail posts the answers that arrive there.",
    "ANYMAIL": "ANYMAIL names no WEBHOOK_SECRET: without it anybody could report that mail came back. "
    'Example: ANYMAIL=\'{"WEBHOOK_SECRET": "any:long-random", "POSTMARK_SERVER_TOKEN": "…"}\'',
    "SITE_URL": "SITE_URL is not set. It is the address people use, and links in mails begin with it. "
    "Example: https://portal.example",
    "ALLOWED_HOSTS": "ALLOWED_HOSTS is not set. It names the hosts of SITE_URL, separated by commas. "
    "Example: portal.example",
    "EMAIL_URL": "EMAIL_URL is not set; without it no mail would leave. "
    "Example: smtp+tls://user:password@mail.example:587",
    "SEAL_KEY": "SEAL_KEY is not set. It is the path of the PKCS#12 file with which signed papers are sealed; "
    "`SEAL_KEY=off python manage.py make_seal_key /path/seal.p12` makes one. SEAL_KEY=off leaves them without a seal, "
    "and says so.",
}


def required(name: str, *, default: str = "") -> str:
    """Give the value of an environment variable, or stop the start with a sentence that says how to cure it.

    `default` is for trials; without one the value must be set.
    """
    value: str = env.str(name, default=default)
    check(name, value)
    return value


def check(name: str, value: object) -> None:
    """Stop the start with the same sentence where `value`, read in another way, is empty."""
    if not value:
        raise ImproperlyConfigured(f"{CURES[name]} To try doALLVET without any server, set DEMO=1.")


def demo_secret_key(folder: Path) -> str:
    """Give the demo's own key, made at the first start and kept in `folder`."""
    path = folder / "secret_key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "broker").mkdir(exist_ok=True)
        path.write_text(secrets.token_urlsafe(50))
        path.chmod(0o600)
        print(f"A new key for the demo was written to {path}.", file=sys.stderr)
    return path.read_text()
