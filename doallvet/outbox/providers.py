"""What providers of mail report in their own ways: django-anymail reads them, and tells us by a signal."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.dispatch import receiver
from django.urls import URLPattern
from django.utils import timezone

from doallvet.outbox import undeliverable
from doallvet.outbox.choices import Source
from doallvet.outbox.undeliverable import Bounce

try:
    from anymail import urls
    from anymail.signals import tracking
except ImportError:  # an optional extra: requirements-anymail.txt
    tracking = None

CAME_BACK = {"bounced", "rejected"}  # rejected: the provider did not even try, as it came back before
HARD = {"bounced", "invalid"}  # of a mailbox that is not there; anymail calls all else "deferred", "blocked" or "other"


def addresses() -> list[URLPattern]:
    """The addresses at which each provider reports; anymail looks at the secret or signature that comes along."""
    rows = [row for row in urls.urlpatterns if "inbound" not in str(row.pattern)]
    return [URLPattern(row.pattern, login_not_required(row.callback), name=row.name) for row in rows]


def told(event: Any) -> Bounce | None:
    """Give what an event of anymail says; None for what changes nothing: soft bounces, opened, clicked and the like."""
    complaint = event.event_type == "complained"
    if not complaint and not (event.event_type in CAME_BACK and event.reject_reason in HARD):
        return None
    return Bounce(
        source=Source.COMPLAINT if complaint else Source.BOUNCE,
        address=(event.recipient or "").strip().lower(),
        message_id=event.message_id or "",
        reason=event.description or event.mta_response or "",
        at=event.timestamp,
    )


if tracking is not None:

    @receiver(tracking)
    def take(sender: object, event: Any, esp_name: str, **_: object) -> None:
        """Take what a provider reports."""
        if bounce := told(event):
            undeliverable.report(bounce, at=timezone.now())
