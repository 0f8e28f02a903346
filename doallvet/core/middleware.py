"""What happens to every request when something below the views is away."""

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

log = structlog.get_logger(__name__)

PAGE = """<!doctype html><html lang="{language}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{title}</title><h1>{title}</h1><p>{text}</p></html>"""


class DatabaseAwayMiddleware:
    """Answer 503, without database, session or template, when the database does not answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError) as error:
            return told_away(error)

    def process_exception(self, request, exception):
        return told_away(exception) if isinstance(exception, OperationalError | InterfaceError) else None


def told_away(error: Exception) -> HttpResponse:
    """Log why, because a missing table looks the same from outside, and make the page."""
    log.error("database_away", reason=str(error))
    return away()


def away() -> HttpResponse:
    """Make the page that asks to come back in a moment."""
    text = _("The portal cannot reach its data for a moment. Nothing was changed. Please try again in a minute.")
    page = PAGE.format(language=get_language() or "en", title=_("Back in a moment"), text=text)
    return HttpResponse(page, status=503, headers={"Retry-After": "30"})
