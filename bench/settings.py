"""Settings of what is measured: those of production, and the address of the empty page."""

import os

from doallvet.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
if os.environ.get("BENCH_STATIC") == "plain":  # where no static file is served, none is compressed for a minute
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
