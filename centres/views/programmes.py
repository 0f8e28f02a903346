"""What a centre teaches: programmes and their units."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from centres.access import may_run
from centres.actions import programme as programmes
from centres.forms.programme import ProgrammeForm, UnitForm
from centres.models import Programme, Unit
from centres.views.lookups import own_centre
from doallvet.core.classifications import isced_label
from doallvet.core.refused import Refused, Stale
from doallvet.core.seals import overtaken, seal


def new(request, pk):
    centre = own_centre(request, pk)
    form = ProgrammeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            programme = programmes.create(centre, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error("title", refused.reasons)
        else:
            return redirect("centres:programme", programme.pk)
    context = {"form": form, "centre": centre}
    return render(request, "centres/programme_edit.html", context, status=422 if form.errors else 200)


def detail(request, pk):
    """A programme with its units and their learning outcomes."""
    programme = visible_programme(request, pk)
    context = {
        "programme": programme,
        "units": programme.units.prefetch_related("outcomes"),
        "field": isced_label(programme.isced_f),
        "may_run": may_run(request.user, programme.centre),
    }
    return render(request, "centres/programme.html", context)


def edit(request, pk):
    programme = own_programme(request, pk)
    form = ProgrammeForm(request.POST or None, instance=Programme.objects.get(pk=pk))
    now = seal(programme)
    seen = request.POST.get("seen", now)
    context = {"form": form, "programme": programme, "centre": programme.centre, "seen": seen}
    if request.method == "POST" and form.is_valid():
        try:
            programmes.update(programme, by=request.user, at=timezone.now(), seen=seen, **form.cleaned_data)
        except Stale as stale:
            return render(request, "centres/programme_edit.html", context | overtaken(form, stale, now), status=409)
        except Refused as refused:
            form.add_error("title", refused.reasons)
        else:
            messages.success(request, _("Saved."))
            return redirect("centres:programme", pk)
    return render(request, "centres/programme_edit.html", context, status=422 if form.errors else 200)


def delete(request, pk):
    """Ask first, then delete a programme that nobody follows."""
    programme = own_programme(request, pk)
    if request.method == "POST":
        try:
            programmes.delete(programme, by=request.user, at=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("centres:programme", pk)
        return redirect("centres:detail", programme.centre_id)
    return render(request, "centres/programme_delete.html", {"programme": programme})


def unit_new(request, pk):
    return _edit_unit(request, own_programme(request, pk), None)


def unit_edit(request, pk):
    unit = visible_unit(request, pk)
    return _edit_unit(request, own_programme(request, unit.programme_id), unit)


def unit_delete(request, pk):
    """Ask first, then delete a unit with its outcomes."""
    unit = visible_unit(request, pk)
    programme = own_programme(request, unit.programme_id)
    if request.method == "POST":
        programmes.delete_unit(unit, by=request.user, at=timezone.now())
        return redirect("centres:programme", programme.pk)
    return render(request, "centres/unit_delete.html", {"unit": unit})


def _edit_unit(request, programme, unit):
    shown = programmes.of_unit(unit)
    now = seal(*shown) if unit else ""
    seen = request.POST.get("seen", now)
    form = UnitForm(request.POST or None, instance=unit, outcomes=shown[1])
    context = {"form": form, "programme": programme, "unit": unit, "seen": seen}
    if request.method == "POST" and form.is_valid():
        try:
            programmes.save_unit(programme, unit, seen=seen, by=request.user, at=timezone.now(), **form.values())
        except Stale as stale:
            return render(request, "centres/unit_edit.html", context | overtaken(form, stale, now), status=409)
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("Saved."))
            return redirect("centres:programme", programme.pk)
    return render(request, "centres/unit_edit.html", context, status=422 if form.errors else 200)


def visible_programme(request, pk):
    return get_object_or_404(Programme.objects.visible_to(request.user).select_related("centre"), pk=pk)


def own_programme(request, pk):
    programme = visible_programme(request, pk)
    if not may_run(request.user, programme.centre):
        raise PermissionDenied
    return programme


def visible_unit(request, pk):
    rows = Unit.objects.filter(programme__in=Programme.objects.visible_to(request.user))
    return get_object_or_404(rows.select_related("programme"), pk=pk)
