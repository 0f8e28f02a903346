"""The person's language and time zone, and the personal link a page was opened with."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers

from doallvet.accounts.links import opened


class PersonMiddleware:
    """Speaks the signed-in person's language on the clock of the person's place; finds `request.link`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.link = None
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
            live_by_the_clock_of(request.user)
        response = self.get_response(request)
        timezone.deactivate()
        return response

    def process_view(self, request, view, args, kwargs):
        """Pages of links carry the link's id; only a session that opened the link gets in."""
        if "link_id" in kwargs:
            request.link = opened(request, kwargs["link_id"])
            if request.link is None:
                closed = redirect("link-closed")
                add_never_cache_headers(closed)
                return closed
            response_language = request.session.get("link_language") or request.link.person.language
            translation.activate(response_language)
            request.LANGUAGE_CODE = response_language
            live_by_the_clock_of(request.link.person)
        return None


def live_by_the_clock_of(person):
    """Tell hours by the clock of a person's place."""
    try:
        timezone.activate(ZoneInfo(person.time_zone))
    except ZoneInfoNotFoundError:
        timezone.deactivate()
