"""Apprentices of the centre: finding, enrolling, reading and changing them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from centres.access import may_read_apprentice, may_run
from centres.actions import apprentice as apprentices
from centres.context import current_centre
from centres.forms.apprentice import ApprenticeEntry, LeaveForm
from centres.models import Apprentice
from centres.particulars import particulars
from centres.rules.guardian import missing
from centres.views import apprentice_page as page
from centres.views.lookups import own_centre
from doallvet.accounts import proof
from doallvet.core.refused import Refused, Stale
from doallvet.core.text import number


def new(request):
    """Enrol one apprentice; a minor's guardian is asked for next."""
    centre = centre_of_page(request)
    today = timezone.localdate()
    entry = ApprenticeEntry(request.POST or None, centre=centre, today=today, language=request.user.language)
    if request.method == "POST" and entry.is_valid():
        try:
            apprentice = apprentices.enrol(centre, entry.particulars(), by=request.user, at=timezone.now())
        except Refused as refused:
            entry.form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("%(name)s is enrolled.") % {"name": apprentice})
            if missing(minor=apprentice.is_minor(today), guardians=0):
                return redirect("centres:guardian-new", apprentice.pk)
            return redirect("centres:apprentice", apprentice.pk)
    context = {"entry": entry, "form": entry.form, "centre": centre}
    return render(request, "centres/apprentice_edit.html", context, status=page.status(entry))


def detail(request, pk):
    apprentice = readable(request, pk)
    return render(request, "centres/apprentice.html", page.facts(request.user, apprentice, timezone.localdate()))


def edit(request, pk):
    """Change what is known; whoever was slower sees both texts and decides."""
    apprentice = own(request, pk)
    known = particulars(apprentice)
    fixed = bool(apprentices.known_elsewhere([apprentice.person], {apprentice.centre_id}))
    entry = ApprenticeEntry(
        request.POST or None, centre=apprentice.centre, today=timezone.localdate(), known=known, fixed=fixed
    )
    version = number(request.POST.get("version", str(apprentice.version)))
    context = {"entry": entry, "form": entry.form, "apprentice": apprentice, "fixed": fixed, "version": version}
    if request.method == "POST" and entry.is_valid():
        typed = entry.particulars()
        if typed.email != known.email:
            proof.require(request)
        try:
            apprentices.change(apprentice, typed, version=version, by=request.user, at=timezone.now())
        except Stale as stale:
            differences = page.differences(apprentice.centre, known, typed)
            context |= {"stale": stale, "differences": differences, "version": apprentice.version}
            return render(request, "centres/apprentice_edit.html", context, status=409)
        except Refused as refused:
            entry.form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("Saved."))
            return redirect("centres:apprentice", pk)
    return render(request, "centres/apprentice_edit.html", context, status=page.status(entry))


@require_POST
def invite(request, pk):
    apprentice = own(request, pk)
    page.say_invited(request, apprentice)
    return redirect("centres:apprentice", pk)


def leave(request, pk):
    """Ask for the day, then note that the apprentice left; nothing is deleted."""
    apprentice = own(request, pk)
    today = timezone.localdate()
    form = LeaveForm(request.POST or None, today=today, initial={"on": today})
    if request.method == "POST" and form.is_valid():
        apprentices.leave(apprentice, on=form.cleaned_data["on"], by=request.user, at=timezone.now())
        messages.success(request, _("%(name)s is noted as having left.") % {"name": apprentice})
        return redirect("centres:apprentice", pk)
    context = {"form": form, "apprentice": apprentice}
    return render(request, "centres/apprentice_leave.html", context, status=422 if form.errors else 200)


@require_POST
def come_back(request, pk):
    apprentice = own(request, pk)
    apprentices.come_back(apprentice, by=request.user, at=timezone.now())
    messages.success(request, _("%(name)s is enrolled again.") % {"name": apprentice})
    return redirect("centres:apprentice", pk)


def centre_of_page(request):
    """Give the centre the page was opened for: another tab may have switched the header since."""
    chosen = current_centre(request)
    return own_centre(request, number(request.POST.get("centre")) or (chosen.pk if chosen else 0))


def readable(request, pk):
    """Give an apprentice whose page the person may read: 404 for others' apprentices, 403 for viewers."""
    apprentice = get_object_or_404(Apprentice.objects.visible_to(request.user).with_details(), pk=pk)
    if not may_read_apprentice(request.user, apprentice):
        raise PermissionDenied
    return apprentice


def own(request, pk):
    """Give an apprentice of a centre that the person coordinates: 404 for others', 403 for those who only read."""
    apprentice = get_object_or_404(Apprentice.objects.visible_to(request.user).with_details(), pk=pk)
    if not may_run(request.user, apprentice.centre):
        raise PermissionDenied
    return apprentice
