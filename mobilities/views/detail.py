"""One mobility: where it stands, its roadmap, its people, its history."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from centres.context import memberships
from doallvet.history.models import Event
from mobilities import access, reading
from mobilities.choices import Owner
from mobilities.models import Approval, Mobility
from mobilities.views import foreseen, gates, paragraph, roadmap, rows, story, unreached
from mobilities.views import people as people_of
from mobilities.views.journey import is_traveller, journey


def found(request, pk):
    """Give the mobility with its people and the person's seat at it, or 404 to who has none."""
    return seated(request, reading.with_people, pk)


def seated(request, read, pk):
    """Give the mobility, which `read` gives with its parties, and the person's seat at it, or 404.

    The seat tells who sees it: to look for it through `visible_to` as well would cost as much as an empty page.
    """
    try:
        mobility = read(pk)
    except Mobility.DoesNotExist:
        raise Http404 from None
    seat = access.seat(request.user, mobility, memberships(request))
    if not seat.sits:
        raise Http404
    return mobility, seat


def state(mobility, seat):
    """Where a mobility stands, in words; it may come without its people."""
    word, tone = (
        rows.status(mobility) if seat.coordinates or seat.hosts or seat.teaches else rows.public_status(mobility)
    )
    return {
        "mobility": mobility,
        "seat": seat,
        "status": word,
        "tone": tone,
        "waits_for": Owner(mobility.waits_for).label if mobility.waits_for and seat.reads_roadmap else "",
    }


def frame(request, mobility, seat, tab):
    """What every page of a mobility shows above its own part."""
    return state(mobility, seat) | {
        "host": rows.organisation(mobility, "host_signatory"),
        "hosting": rows.organisation(mobility, "hosting_coordinator"),
        "reason": mobility.decision_reason if access.may_read_reasons(seat) else "",
        "tabs": rows.tabs(mobility, seat, tab),
        "today": timezone.localdate(),
    }


def detail(request, pk):
    """What can be done now, and the roadmap as a task list, in phases."""
    mobility, seat = found(request, pk)
    steps = shown(mobility, seat)
    if is_traveller(seat):
        context = frame(request, mobility, seat, "roadmap") | paragraph.context(mobility, seat)
        return journey(request, mobility, seat, steps, context)
    asked = seat.coordinates and mobility.has_answers
    answers = Approval.objects.filter(mobility=mobility).to_look_at() if asked else []
    context = frame(request, mobility, seat, "roadmap") | {
        "phases": roadmap.phases(steps, timezone.localdate(), seat, mobility),
        "foreseen": foreseen.kept(mobility, steps, seat) if seat.reads_roadmap else None,
        "now": roadmap.now(steps, timezone.localdate(), seat) if not mobility.rests else [],
        "answers": answers,
        "unreached": unreached.lost(mobility, seat),
        "gates": gates.alarm(mobility, seat, steps, timezone.localdate()) if seat.coordinates else None,
        "left": gates.left(mobility, seat, steps),
        "came_late": sum(step.came_late and not step.is_done for step in steps) if access.may_manage(seat) else 0,
        "readable": not seat.views or seat.reads_roadmap,
    }
    context |= paragraph.context(mobility, seat)
    return render(request, "mobilities/detail.html", context)


def shown(mobility, seat):
    """The steps of a mobility that the person may see."""
    return [step for step in reading.steps_of(mobility) if access.may_see(seat, step)]


def people(request, pk):
    """Who takes part, with contacts for those who work with them."""
    mobility, seat = found(request, pk)
    if not (seat.owners or seat.reads_roadmap):
        raise PermissionDenied
    context = frame(request, mobility, seat, "people") | {
        "groups": people_of.groups(mobility, seat),
        "unreached": unreached.lost(mobility, seat),
        "traveller": people_of.traveller(mobility, seat),
        "along": people_of.along(mobility),
        "sleeps": people_of.sleeps(mobility) if seat.reads_roadmap else [],
        "group": people_of.group(mobility, request.user, seat),
    }
    return render(request, "mobilities/people.html", context)


def history(request, pk):
    """What happened, newest first."""
    mobility, seat = found(request, pk)
    if not seat.reads_roadmap:
        raise PermissionDenied
    events = Event.objects.about(mobility).select_related("by")
    if not seat.coordinates:
        events = events.shown_to_all()
    context = frame(request, mobility, seat, "history") | {"events": story.told(mobility, events[:300], seat)}
    return render(request, "mobilities/history.html", context)
