"""Settings of the tests: PostgreSQL and Redis where they answer, else SQLite; says which."""

import os
import socket
import tempfile
from pathlib import Path
from urllib.parse import urlsplit


def answers(url: str, port: int) -> bool:
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname or "127.0.0.1", parts.port or port), timeout=1):
            return True
    except OSError:
        return False


FOLDER = Path(tempfile.gettempdir()) / f"doallvet-tests-{os.getuid()}"
POSTGRES = os.environ.get("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/doallvet")
# Each process has a Redis database of its own: emptying the cache of one would end the sessions of another.
WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
REDIS = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0").rpartition("/")[0] + f"/{2 + WORKER}"
if POSTGRES.startswith("postgres") and not answers(POSTGRES, 5432):
    POSTGRES = f"sqlite:///{FOLDER}/db.sqlite3"
os.environ |= {
    "DATABASE_URL": POSTGRES,
    "REDIS_URL": REDIS,
    "SECRET_KEY": "only for the tests, and long enough for the checks that look at its length",
    "SITE_URL": "http://testserver",
    "ALLOWED_HOSTS": "*",
    "EMAIL_URL": os.environ.get("EMAIL_URL", "memorymail://"),
    "MEDIA_ROOT": str(FOLDER / f"media-{WORKER}"),  # a sweep takes away what no row of its database names
    "MAIL_DOMAIN_CHECK": "off",  # asks others; its own test has a name server of its own
    "SEAL_KEY": str(FOLDER / "seal.p12"),
}
os.environ.pop("DEMO", None)

from doallvet.settings import *  # noqa: E402, F403
from tests.unknown import Unknown  # noqa: E402

CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True  # looks for a file when asked, not for all at each start
STATIC_ROOT = FOLDER / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
SECOND_FACTOR_REQUIRED = False
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Unknown()  # noqa: F405
LOGGING["root"]["level"] = "ERROR"  # noqa: F405
if not answers(REDIS, 6379):
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if "sqlite3" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    FOLDER.mkdir(exist_ok=True)
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"  # noqa: F405
else:  # a world stands in a transaction around its tests, and on a busy machine one of them reads for long
    DATABASES["default"]["OPTIONS"]["options"] += " -c idle_in_transaction_session_timeout=0"  # noqa: F405
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
