"""Celery's application: an alarm clock for work that PostgreSQL remembers."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doallvet.settings")

app = Celery("doallvet")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
