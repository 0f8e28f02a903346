"""The private calendar of a person: the file that programs ask for, and the page with its address."""

from hashlib import sha256

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doallvet.accounts.models import User
from doallvet.core import ical
from mobilities.actions import calendar as actions
from mobilities.models import CalendarAddress
from mobilities.reports import calendar as report


@require_safe
@login_not_required
def feed(request, token):
    """The calendar of whose address this is, in their language; not sent again while it is the same."""
    person = User.objects.filter(pk=CalendarAddress.objects.person_of(token), is_active=True).first()
    if person is None:
        raise Http404
    with translation.override(person.language):
        entries = report.entries(person, timezone.localdate())
        body = ical.write(entries, name="doALLVET", language=person.language)
    etag = f'"{sha256(body).hexdigest()}"'
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8", headers={"ETag": etag})
    response["Content-Disposition"] = 'inline; filename="doallvet.ics"'
    patch_cache_control(response, private=True, no_cache=True)
    return get_conditional_response(request, etag=etag, response=response)


@never_cache
def address(request):
    """The address, what stands in the calendar, and another address for who gave the first one away."""
    if request.method == "POST":
        actions.renew(request.user)
        messages.success(request, _("This is your new address. The one before it shows nothing any more."))
        return redirect("calendar-address")
    token = CalendarAddress.objects.token(request.user)
    there = settings.SITE_URL + reverse("calendar", args=[token])
    return render(request, "mobilities/calendar_address.html", {"there": there, "opens": _in_program(there)})


def _in_program(there):
    """The same address, as a calendar program takes it over by itself."""
    return "webcal" + there.removeprefix("https").removeprefix("http")
