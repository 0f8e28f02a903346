"""When a centre is closed. A company's page of this kind works the same way."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from centres.access import may_run, readable_centres
from centres.actions import closure as closures
from centres.forms.closure import ClosureForm
from centres.views.lookups import own_centre
from doallvet.core.calendars import Calendar
from doallvet.core.refused import Refused


def index(request, pk):
    """A partner reads it too: it should not ask for something then."""
    readable = readable_centres(request.user, timezone.localdate())
    centre = own_centre(request, pk) if request.method == "POST" else get_object_or_404(readable, pk=pk)
    calendar = Calendar(centre.country.code, centre.region)
    return page(request, centre, calendar, may_change=may_run(request.user, centre), names="centres")


@require_POST
def remove(request, pk, closure_pk):
    return taken_off(request, own_centre(request, pk), closure_pk, names="centres")


def page(request, organisation, calendar, *, may_change, names):
    """Show when an organisation is closed, with a form to add days; `names`: where its addresses stand."""
    today = timezone.localdate()
    form = ClosureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            closures.add(organisation, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("Noted. What is due then moves to a working day."))
            return redirect(f"{names}:closures", organisation.pk)
    rows = organisation.closures.filter(ends_on__gte=today).order_by("begins_on", "pk")
    context = {
        "organisation": organisation,
        "rows": [(row, reverse(f"{names}:closure-remove", args=[organisation.pk, row.pk])) for row in rows],
        "form": form,
        "may_change": may_change,
        "back_url": reverse(f"{names}:detail", args=[organisation.pk]),
        "doubts": calendar.doubts([today.year, today.year + 1]),
        "holidays": calendar.holidays(today, today.replace(year=today.year + 1, day=1)),
    }
    return render(request, "centres/closures.html", context, status=422 if form.errors else 200)


def taken_off(request, organisation, closure_pk, *, names):
    closures.remove(organisation, closure_pk, by=request.user, at=timezone.now())
    messages.success(request, _("Taken off the list."))
    return redirect(f"{names}:closures", organisation.pk)
