"""What wakes up every minute. The database remembers what is owed."""

from celery import shared_task
from django.utils import timezone

from doallvet.outbox import actions, delivery


@shared_task(name="outbox.deliver")
def deliver(**_):
    """Send what is owed; the next call goes on where this one stops."""
    delivery.deliver(minutes=4)


@shared_task(name="outbox.beat")
def beat(**_):
    """Show that beat and a worker are alive."""
    actions.pulse("beat", at=timezone.now())
