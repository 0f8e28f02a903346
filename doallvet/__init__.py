"""The project: settings, and the parts that know nothing of mobilities."""

from doallvet.celery import app as celery_app

__all__ = ["celery_app"]
