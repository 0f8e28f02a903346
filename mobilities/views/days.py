"""The calendar of a stay: virtual sessions, holidays and closed days of both places, in one list."""

from collections import defaultdict
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from doallvet.core.refused import Refused, Stale
from doallvet.core.seals import overtaken
from doallvet.core.text import number
from mobilities import access
from mobilities.actions import session as sessions
from mobilities.calendars import both_places, calendars_of, clock_of
from mobilities.choices import Owner
from mobilities.conversation import named
from mobilities.forms.session import FIELDS, SessionForm
from mobilities.models import Mobility, VirtualSession
from mobilities.rules.decisions import called_off
from mobilities.rules.sessions import Other, Side, clocks, doubts
from mobilities.views import cells
from mobilities.views.detail import found, frame

NAMED = [owner for owner in Owner if owner is not Owner.NOTIFIER]
MARGIN = timedelta(days=14)


def days(request, pk):
    """What both places have to know of each other's days, month by month, and the sessions with the hours of both."""
    mobility, seat = found(request, pk)
    if not (seat.owners or seat.reads_roadmap):
        raise PermissionDenied
    here = sides(mobility)
    shown = [row for row in VirtualSession.objects.of(mobility).in_time() if access.may_see_session(seat, row)]
    cards = [card(row, mobility, seat, here) for row in shown]
    now = timezone.now()
    context = frame(request, mobility, seat, "days") | {
        "ahead": [row for row in cards if row["ends_at"] > now],
        "past": [row for row in cards if row["ends_at"] <= now],
        "free": free_days(mobility, here, seat),
        "sides": here,
        "may_plan": access.may_plan_sessions(seat) and not mobility.is_over,
    }
    return render(request, "mobilities/days.html", context)


def sides(mobility):
    """Home and abroad, each with its name, its clock and its working days."""
    known = calendars_of(mobility, list(mobility.parties.all()))
    return [
        Side(str(party.organisation), clock_of(party), known.by_owner.get(party.acts_as, known.abroad))
        for party in both_places(mobility)
    ]


def card(session, mobility, seat, here):
    """A session in ready strings."""
    begins_at, ends_at = session.begins_at, session.ends_at
    off = bool(session.cancelled_at) or called_off(mobility.decision, mobility.stage)
    mine = access.may_change_session(seat, session) and not mobility.is_over
    return {
        "row": session,
        "ends_at": ends_at,
        "clocks": clocks(begins_at, ends_at, {side.name: side.zone for side in here}),
        "who": named(session.takes_part, mobility, seat),
        "off": off,
        "url": reverse("mobilities:session", args=[mobility.pk, session.pk]) if mine and not off else "",
    }


def free_days(mobility, here, seat):
    """Public holidays of both places, and for those who plan with them the closed days, in the order of time."""
    first, last = mobility.first_day - MARGIN, mobility.last_day + MARGIN
    rows = defaultdict(list)
    for side in here:
        for day, name in side.calendar.holidays(first, last):
            rows[day, day, str(name)].append(side.name)
        for begins, ends in side.calendar.closed if seat.reads_roadmap else ():
            if begins <= last and ends >= first:
                rows[begins, ends, _("closed")].append(side.name)
    return [
        {"days": cells.span(begins, ends) if begins != ends else cells.day(begins), "name": name, "where": where}
        for (begins, ends, name), where in sorted(rows.items())
    ]


def planning(request, pk):
    """Give a mobility of which the person plans sessions: 404 where it is not visible, 403 where it is not theirs."""
    mobility, seat = found(request, pk)
    if not access.may_plan_sessions(seat):
        raise PermissionDenied
    return mobility, seat


def new(request, pk):
    """Another session; what speaks against its hours is said before it is kept."""
    mobility, seat = planning(request, pk)
    return ask(request, mobility, seat, None)


def session(request, pk, session_pk):
    """Another day or hour, other people; or it does not take place."""
    mobility, seat = planning(request, pk)
    row = get_object_or_404(VirtualSession.objects.of(mobility), pk=session_pk)
    if not access.may_change_session(seat, row):
        raise PermissionDenied
    return ask(request, mobility, seat, row)


def ask(request, mobility, seat, row):
    """The form; with doubts about the hours it is shown once more, with a button that keeps them all the same."""
    here = sides(mobility)
    form = SessionForm(
        request.POST or None,
        clocks=zones(request, here, row),
        owners=[(owner, owner.label) for owner in NAMED if owner in mobility.holders],
        with_group=not row and mobility.group_id and seat.coordinates,
        initial=initial(request, row),
    )
    seen = row.version if row else 0
    context = {"form": form, "session": row, "seen": number(request.POST.get("seen")) or seen}
    calls_off = bool(row) and "cancel" in request.POST
    if request.method == "POST" and (calls_off or form.is_valid()):
        context["against"] = (
            [] if calls_off or "anyway" in request.POST else against(request, mobility, here, form, row)
        )
        if not context["against"]:
            try:
                write(request, mobility, row, form, calls_off=calls_off, version=context["seen"])
            except Stale as stale:
                context |= {"seen": seen, "stale": stale} if calls_off else overtaken(form, stale, seen)
                return page(request, mobility, seat, context, status=409)
            except Refused as refused:
                form.add_error(None, refused.reasons)
            else:
                return redirect("mobilities:days", mobility.pk)
    return page(request, mobility, seat, context, status=422 if form.errors and not calls_off else 200)


def whose(session):
    return ("group", session.group_id) if session.group_id else ("stay", session.mobility_id)


def page(request, mobility, seat, context, status):
    return render(request, "mobilities/session.html", frame(request, mobility, seat, "days") | context, status=status)


def write(request, mobility, row, form, *, calls_off, version):
    stamp = {"by": request.user, "at": timezone.now()}
    if calls_off:
        sessions.cancel(row, mobility, version=version, **stamp)
    elif row:
        sessions.change(row, mobility, form.written(), version=version, **stamp)
    else:
        sessions.plan(mobility, form.written(), for_all=form.cleaned_data.get("for_all", False), **stamp)


def initial(request, row):
    if row:
        return {name: getattr(row, name) for name in FIELDS}
    return {"time_zone": request.user.time_zone, "minutes": 60}


def zones(request, here, row):
    """The clocks by which a session can be planned: of both places, one's own, and the one it has."""
    places = {side.zone.key: side.name for side in here}
    own = {request.user.time_zone: _("my place")} | ({row.time_zone: ""} if row else {})
    named = own | places
    return [
        (key, f"{key.replace('_', ' ')} ({name})" if name else key.replace("_", " ")) for key, name in named.items()
    ]


def against(request, mobility, here, form, row):
    """What speaks against the hours: at each side, and among the other sessions of these people.

    Of a stay that the person does not see, no title is named.
    """
    session = VirtualSession(**form.written())
    near = Q(on__gte=session.on - timedelta(days=1), on__lte=session.on + timedelta(days=1))
    for_all = form.cleaned_data.get("for_all") or (row and row.group_id)
    members = mobility.group.mobilities.running() if for_all else Mobility.objects.filter(pk=mobility.pk)
    stays = Mobility.objects.running().filter(apprentice__in=members.order_by().values("apprentice"))
    seen = stays.visible_to(request.user).values_list("pk", "group_id")
    seen = {("stay", pk) for pk, _group in seen} | {("group", group) for _pk, group in seen}
    groups = {mobility.group_id, *stays.values_list("group_id", flat=True)} - {None}
    others = VirtualSession.objects.held().filter(near).exclude(pk=row.pk if row else None).of_any(stays, groups)
    busy = [
        Other(one.title if whose(one) in seen else "", one.begins_at, one.ends_at)
        for one in others
        if set(one.takes_part) & set(session.takes_part)
    ]
    return doubts(session.begins_at, session.ends_at, here, busy, now=timezone.now())
