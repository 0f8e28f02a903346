"""Who comes along with a group, with nights of their own."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from centres.models import Centre
from mobilities.actions import companion as companions
from mobilities.forms.group import CompanionForm
from mobilities.views.cockpit import OURS, frame, own

FIELDS = ("name", "role", "centre", "arrives_on", "leaves_on")


def new(request, pk):
    """Somebody more comes along."""
    return ask(request, own(request, pk), None)


def companion(request, pk, companion_pk):
    """Other nights, another name or centre; or nobody comes along."""
    group = own(request, pk)
    row = get_object_or_404(group.companions.select_related("centre"), pk=companion_pk)
    row.group = group
    if "remove" in request.POST:
        companions.remove(row, by=request.user, at=timezone.now())
        return redirect("mobilities:group-people", group.pk)
    return ask(request, group, row)


def ask(request, group, row):
    """The form for one who comes along."""
    sides = [pk for pk in (group.hosting_centre_id, group.project.centre_id) if pk]
    if row:
        initial = {name: getattr(row, name) for name in FIELDS}
    else:
        initial = {"arrives_on": group.starts_on, "leaves_on": group.ends_on, "centre": sides[0]}
    centres = Centre.objects.filter(pk__in=[*sides, *([row.centre_id] if row else [])]).order_by("name")
    form = CompanionForm(request.POST or None, group=group, centres=centres, initial=initial)
    if request.method == "POST" and form.is_valid():
        said, stamp = {name: form.cleaned_data[name] for name in FIELDS}, {"by": request.user, "at": timezone.now()}
        if row:
            companions.alter(row, said, **stamp)
        else:
            companions.add(group, said, **stamp)
        return redirect("mobilities:group-people", group.pk)
    context = frame(group, OURS, "people") | {"form": form, "companion": row}
    return render(request, "mobilities/group_companion.html", context, status=422 if form.errors else 200)
