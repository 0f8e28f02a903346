"""What the worker does for centres: thin, safe to run twice."""

from celery import shared_task
from django.utils import timezone

from centres.actions import memorandum


@shared_task(name="centres.build_memorandum")
def build_memorandum(*, version_id, **_):
    """Render the PDF of an issued memorandum, unless it is there."""
    memorandum.build_file(version_id, at=timezone.now())
