"""What happens to every request: pages go out compressed; something below the views may be away."""

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.translation import get_language
from django.utils.translation import gettext as _

log = structlog.get_logger(__name__)

PAGE = """<!doctype html><html lang="{language}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{title}</title><h1>{title}</h1><p>{text}</p></html>"""


class CompressedPagesMiddleware(GZipMiddleware):
    """Compress pages alone: papers and packs are compressed already, exports leave as fast as they are made.

    Here and not in a proxy, as Django adds a random length: who makes a page repeat words and watches its size finds it
    harder to guess what else it holds (BREACH). A page of 48 KB takes 0.45 E.
    """

    def process_response(self, request, response):
        is_page = response.get("Content-Type", "").startswith("text/html")
        return super().process_response(request, response) if is_page else response


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
