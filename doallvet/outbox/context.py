"""What every page tells everybody."""

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from doallvet.outbox import announcements

CLOSED = "closed_announcements"


def announced(request: HttpRequest) -> dict[str, Any]:
    """Announcements that this browser has not closed, for the frame of a page, which alone asks for them."""
    return {"announcements": partial(_shown, request)}


def _shown(request: HttpRequest) -> list[dict[str, Any]]:
    rows = announcements.current(get_language() or "", at=timezone.now())
    if not rows:
        return []
    closed = set(request.session.get(CLOSED, [])) if hasattr(request, "session") else set()
    return [row for row in rows if row["mark"] not in closed]
