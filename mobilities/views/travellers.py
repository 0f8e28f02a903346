"""Who travels with a group: stays that are planned, apprentices who are to be planned, and the two acts for these."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from doallvet.core.refused import Refused
from doallvet.core.text import number
from mobilities.actions import candidate as candidates
from mobilities.actions import group as groups
from mobilities.forms.group import ExceptionForm, PeopleForm
from mobilities.hosts import hosts, place_of
from mobilities.models import Mobility
from mobilities.models.mobility import OVER
from mobilities.views import cells, rows
from mobilities.views.cockpit import OURS, frame, own, reached
from mobilities.views.groups import enrolled, join


def people(request, pk):
    """Who travels, who is to be planned, who comes along."""
    group, seat = reached(request, pk)
    context = frame(group, seat, "people") | {
        "members": [member(group, row) for row in members_of(group)],
        "candidates": [waiting(row) for row in candidates.on_list(group)] if seat.reads_groups else [],
        "companions": [along(row) for row in group.companions.select_related("centre")],
    }
    return render(request, "mobilities/group_people.html", context)


def members_of(group):
    return Mobility.objects.with_people().filter(group=group).order_by("search", "pk")


def member(group, row):
    word, tone = rows.status(row)
    host = row.party("host_signatory")
    return {
        "pk": row.pk,
        "name": str(row.apprentice),
        "status": word,
        "tone": tone,
        "dates": cells.span(row.starts_on, row.ends_on),
        "own_dates": groups.has_own_dates(group, row),
        "host": str(host.company) if host else "",
        "own_host": groups.has_own_host(group, row),
        "over": row.decision in OVER,
    }


def waiting(row):
    host = place_of(row)
    return {
        "pk": row.pk,
        "name": str(row.apprentice),
        "dates": cells.span(row.starts_on, row.ends_on) if row.starts_on else "",
        "host": host.label if host else "",
    }


def along(row):
    nights = ngettext("%(n)d night", "%(n)d nights", row.nights) % {"n": row.nights}
    return {
        "pk": row.pk,
        "name": f"{row.name}, {row.role}",
        "centre": str(row.centre),
        "dates": f"{cells.span(row.arrives_on, row.leaves_on)} ({nights})",
    }


def add(request, pk):
    """Put more people on the list, or let stays that are planned travel along."""
    group = own(request, pk)
    travelling = Mobility.objects.running().filter(group=group).values("apprentice")
    free = enrolled(group.project.centre).exclude(pk__in=travelling)
    free = free.exclude(pk__in=group.candidates.values("apprentice"))
    planned = Mobility.objects.running().filter(project=group.project_id, group=None).with_people()
    ticked = {name: [str(number(pk)) for pk in request.GET.getlist(name)] for name in ("apprentices", "mobilities")}
    form = PeopleForm(request.POST or None, people=free, mobilities=planned, initial=ticked)
    if request.method == "POST" and form.is_valid():
        said, stamp = form.cleaned_data, {"by": request.user, "at": timezone.now()}
        new = candidates.invite(group, said["apprentices"], **stamp)
        join(request, group, said.get("mobilities") or ())
        return redirect("mobilities:group-plan" if new else "mobilities:group-people", group.pk)
    context = frame(group, OURS, "people") | {"form": form}
    return render(request, "mobilities/group_add.html", context, status=422 if form.errors else 200)


def plan(request, pk):
    """Check: what planning each would come to. Plan: do it, each wholly or not at all."""
    group = own(request, pk)
    if request.method == "POST":
        chosen = [number(pk) for pk in request.POST.getlist("candidate")]
        return planned(request, group, [pk for pk in chosen if pk])
    found = candidates.outlooks(group, by=request.user, today=timezone.localdate())
    context = frame(group, OURS, "people") | {
        "outlooks": [told(row) for row in found],
        "able": sum(not row.obstacles for row in found),
        "host": place_of(group),
        "left": [],
    }
    return render(request, "mobilities/group_plan.html", context)


def told(row):
    """What planning one would come to, in ready strings."""
    plan = row.plan
    return {
        "pk": row.candidate.pk,
        "name": str(plan.apprentice),
        "dates": cells.span(plan.starts_on, plan.ends_on),
        "own_dates": row.candidate.starts_on is not None,
        "host": str(plan.host_company),
        "own_host": row.candidate.host_company_id is not None,
        "employer": str(plan.contract.employer) if plan.contract else "",
        "obstacles": row.obstacles,
        "gaps": row.gaps,
    }


def planned(request, group, chosen):
    """Plan those who were ticked; who could not be planned stays on the list, with why."""
    known = set(group.candidates.values_list("pk", flat=True))
    made, left = candidates.plan_all(group, [pk for pk in chosen if pk in known], by=request.user, at=timezone.now())
    for row in left:
        messages.warning(request, f"{row.candidate.apprentice}: {' '.join(row.obstacles)}")
    if made:
        words = ngettext("%(n)d mobility is planned.", "%(n)d mobilities are planned.", len(made))
        messages.success(request, words % {"n": len(made)})
    elif not left:
        messages.info(request, _("There was nobody to plan: tick somebody, or they are planned already."))
    return redirect("mobilities:group-plan" if left or not made else "mobilities:group", group.pk)


def candidate(request, pk, candidate_pk):
    """Other dates or another host for one who is to travel, or off the list."""
    group = own(request, pk)
    row = get_object_or_404(candidates.on_list(group), pk=candidate_pk)
    row.group = group
    stamp = {"by": request.user, "at": timezone.now()}
    form = ExceptionForm(
        None if "remove" in request.POST else request.POST or None,
        candidate=row,
        hosts=hosts(group.project.centre, timezone.localdate()),
    )
    if request.method == "POST" and "remove" in request.POST:
        candidates.dismiss(row, **stamp)
        messages.success(request, _("%(who)s is off the list.") % {"who": row.apprentice})
        return redirect("mobilities:group-people", group.pk)
    if request.method == "POST" and form.is_valid():
        candidates.set_exception(row, form.fields_of(), **stamp)
        return redirect("mobilities:group-plan", group.pk)
    context = frame(group, OURS, "people") | {"form": form, "candidate": row}
    return render(request, "mobilities/group_candidate.html", context, status=422 if form.errors else 200)


@require_POST
def out(request, pk, mobility_pk):
    """Take somebody out of the group; the mobility stays."""
    group = own(request, pk)
    mobility = get_object_or_404(members_of(group), pk=mobility_pk)
    try:
        groups.leave(group, mobility, by=request.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(who)s travels alone now; the mobility stays.") % {"who": mobility.apprentice})
    return redirect("mobilities:group-people", group.pk)
