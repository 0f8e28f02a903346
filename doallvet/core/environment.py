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
}


def required(name: str) -> str:
    """Give the value of an environment variable, or stop the start with a sentence that says how to cure it."""
    value: str = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{CURES[name]} To try doALLVET without any server, set DEMO=1.")
    return value


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
