"""The address at which mail servers and providers report what came back. Nothing is believed without our secret."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from doallvet.core.tries import too_many
from doallvet.outbox import inbound, undeliverable
from doallvet.outbox.choices import Source
from doallvet.outbox.undeliverable import Bounce

LONGEST, MOST = 256 * 1024, 500  # bytes of a request, events in it
TRIES, SECONDS = 300, 60  # of one address
KINDS = {"hard_bounce": Source.BOUNCE, "soft_bounce": None, "complaint": Source.COMPLAINT}
REFUSED = {403: "The secret is missing or wrong.", 413: f"At most {LONGEST} bytes are taken."}


class Unreadable(Exception):
    """What was posted is no report; says why."""


@csrf_exempt  # machines post here without a cookie; the secret is the proof
@login_not_required
@never_cache
@require_POST
def report(request):
    """Take one event, or a list of them: `kind` and `address` or `message_id`; `reason` and `at` where they are known.

    The answer to a report about somebody unknown is the same as to any other.
    """
    if not settings.BOUNCE_SECRET:
        raise Http404
    if too_many(request, "bounces", tries=TRIES, seconds=SECONDS):
        return _answer("Too many requests. Try again in a minute.", 429)
    try:
        found = list(read(inbound.body_of(request, secret=settings.BOUNCE_SECRET, longest=LONGEST)))
    except inbound.NotTaken as refused:
        return _answer(REFUSED[refused.status], refused.status)
    except Unreadable as error:
        return _answer(str(error), 400)
    for bounce in found:
        undeliverable.report(bounce, at=timezone.now())
    return _answer("Thank you.", 200)


def read(content: bytes) -> Iterator[Bounce]:
    """Read what was posted; what changes nothing, such as a soft bounce, is left out. Raises Unreadable."""
    try:
        posted = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Unreadable("This is no JSON.") from error
    events = posted if isinstance(posted, list) else [posted]
    if len(events) > MOST:
        raise Unreadable(f"At most {MOST} events are taken at once.")
    for event in events:
        if bounce := _read(event):
            yield bounce


def _read(event: Any) -> Bounce | None:
    if not isinstance(event, dict):
        raise Unreadable("An event is an object.")
    if not isinstance(event.get("kind"), str) or event["kind"] not in KINDS:
        raise Unreadable(f"The kind of an event is one of: {', '.join(KINDS)}.")
    texts = {name: event.get(name) or "" for name in ("address", "message_id", "reason", "at")}
    if not all(isinstance(text, str) and _can_be_kept(text) for text in texts.values()):
        raise Unreadable("The values of an event are texts.")
    if not (texts["address"] or texts["message_id"]):
        raise Unreadable("An event names an address or a message_id.")
    source = KINDS[event["kind"]]
    address, at = texts["address"].strip().lower(), _instant(texts["at"])
    return source and Bounce(source, address, texts["message_id"].strip(), texts["reason"], at)


def _can_be_kept(text: str) -> bool:
    """Whether the database takes it: JSON may hold a null byte, and half of a character."""
    return "\0" not in text and text == text.encode(errors="ignore").decode()


def _instant(text: str) -> datetime | None:
    try:
        at = parse_datetime(text) if text else None
    except ValueError as error:
        raise Unreadable("An instant is written like 2027-03-12T10:15:00Z.") from error
    if text and at is None:
        raise Unreadable("An instant is written like 2027-03-12T10:15:00Z.")
    return at.replace(tzinfo=UTC) if at and timezone.is_naive(at) else at


def _answer(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
