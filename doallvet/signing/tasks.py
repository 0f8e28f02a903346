"""What the worker does for signed papers: thin, safe to run twice."""

from celery import shared_task
from django.utils import timezone

from doallvet.signing.actions import seal as seals


@shared_task(name="signing.seal")
def seal(*, version_id, **_):
    """Make the sealed paper of a version that all have signed, unless it is there."""
    seals.seal(version_id, at=timezone.now())
