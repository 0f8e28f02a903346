"""Settings of what is measured: those of production, and the address of the empty page."""

from doallvet.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
