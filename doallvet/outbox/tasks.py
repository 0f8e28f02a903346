"""What wakes up every minute. The database remembers what is owed."""

from celery import shared_task
from django.utils import timezone

from doallvet.outbox import actions, announcements, delivery


@shared_task(name="outbox.deliver")
def deliver(**_):
    """Send what is owed; the next call goes on where this one stops."""
    delivery.send(minutes=4)


@shared_task(name="outbox.beat")
def beat(**_):
    """Show that beat and a worker are alive, and keep at hand what every page tells."""
    now = timezone.now()
    actions.pulse("beat", at=now)
    actions.first_pulse("first-beat", at=now)
    announcements.refill(at=now)
