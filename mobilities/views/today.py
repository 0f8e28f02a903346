"""The first page of a signed-in person, whatever their roles; a public front page for everybody else."""

from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.context import current_centre, invitations, memberships
from centres.models import NetworkMember
from centres.reports import ending
from mobilities.models.posts import posts
from mobilities.reports import listing, unreachable
from mobilities.reports import today as report
from mobilities.reports.listing import HOSTED, SENT
from mobilities.reports.near import (
    ARRIVING,
    ENDING,
    LATE,
    LEAVING,
    MEMORANDA,
    OVERDUE,
    SHOWN,
    UNLIKELY,
    UNREACHED,
    WAIVERS,
    near,
)
from mobilities.reports.today import GATES, OTHERS, WAITING
from mobilities.views import cards, cells, departures, gates, placements, unreached, waiting, waiver

LABELS = {
    "waiting": gettext_lazy("waiting for me"),
    "others": gettext_lazy("waiting for others"),
    LEAVING: gettext_lazy("leaving within 30 days"),
    ARRIVING: gettext_lazy("arriving within 30 days"),
    OVERDUE: gettext_lazy("overdue"),
    UNLIKELY: gettext_lazy("may not be ready"),
}
TONES = {"waiting": "warning", "others": "neutral", LEAVING: "success", ARRIVING: "success"}
TONES |= {OVERDUE: "danger", UNLIKELY: "danger"}


def wordings(scope):
    """How the rows of each list are put into words."""
    return {
        "waiting": waiting.steps,
        "look": waiting.looks,
        "others": waiting.steps_of_others,
        GATES: gates.rows,
        LATE: departures.came_late,
        LEAVING: partial(departures.leaving, precise=scope.precise),
        ARRIVING: partial(departures.arriving, precise=scope.precise),
        OVERDUE: departures.late,
        UNLIKELY: departures.unlikely,
    }


def addresses():
    """Where the whole of each list stands."""
    mine = reverse("mobilities:waiting")
    return {
        "waiting": mine,
        "look": mine,
        "others": reverse("mobilities:waiting-others"),
        GATES: cells.list_address(side=SENT, leaving="on", sort="start"),
        LATE: cells.list_address(side=SENT, late="on", sort="start"),
        LEAVING: cells.list_address(side=SENT, leaving="on", sort="start"),
        ARRIVING: cells.list_address(side=HOSTED, leaving="on", sort="start"),
        OVERDUE: cells.list_address(side=SENT, overdue="on", sort="due"),
        UNLIKELY: cells.list_address(side=SENT, unlikely="on", sort="start"),
    }


@login_not_required
def today(request):
    if not request.user.is_authenticated:
        return render(request, "front.html")
    mine = posts(request.user, memberships(request))
    now = timezone.localdate()
    scope = listing.scope(request.user, memberships(request), current_centre(request), SENT)
    ids = near(mine, scope.centre, now)
    parts = gathered(mine, scope, ids, now)
    urls = addresses()
    waivers = waiver.rows(ids[WAIVERS]) if ids[WAIVERS] else []
    journeys = cards.journeys(mine, parts["waiting"].rows, now)
    parts["waiting"] = without(parts["waiting"], {card["step"] for card in journeys})
    context = {
        "day": now,
        "invitations": invitations(request),
        "journeys": journeys,
        "waivers": waivers,
        "unreached": unreached.rows(unreachable.people(ids[UNREACHED])) if ids[UNREACHED] else [],
        "placements": placements.first(mine, SHOWN) if mine.companies else [],
        "coordinates": bool(mine.coordinates),
        "memoranda": [waiting.to_sign(place) for place in report.memoranda_to_sign(ids[MEMORANDA])],
        "partnerships": partnerships(mine, ids[ENDING]) if ids[ENDING] else [],
        "companies": bool(mine.companies),
        "tiles": tiles(parts, urls),
        "nothing": None if scope.centre or mine.own or mine.companies or waivers else nothing(request),
    }
    return render(request, "mobilities/today.html", context | in_words(parts, scope, now, urls))


def gathered(mine, scope, ids, now):
    """The lists of the person's first page: each part by its name; `ids`: what stands in the short ones."""
    steps = report.steps(mine, now)
    parts = {"waiting": report.first(steps[WAITING])}
    if mine.coordinates:
        parts[GATES] = report.at_the_gate(steps[GATES], now)
        parts[LATE] = report.of_mobilities(ids[LATE])
        parts["look"] = report.part(report.to_look_at(mine))
        parts["others"] = report.first(steps[OTHERS])
    if scope.centre:
        shown = (LEAVING, ARRIVING, OVERDUE, UNLIKELY) if scope.precise else (LEAVING, ARRIVING)
        parts |= {kind: report.of_mobilities(ids[kind]) for kind in shown}
    return parts


def partnerships(mine, ids):
    """Partnerships of the centres that the person coordinates, which run out within 60 days."""
    return [
        {
            "title": row["other"],
            "about": row["one"] if len(mine.coordinates) > 1 else "",
            "url": row["url"],
            "state": "now",
            "status": row["words"],
            "tone": "warning",
        }
        for row in ending(mine.coordinates, ids)
    ]


def without(part, steps):
    """A part without the steps that stand on the person's cards already."""
    return report.Part([row for row in part.rows if row["pk"] not in steps], part.cut)


def in_words(parts, scope, now, urls):
    """The rows that are shown, as ready strings; whose mobility each is comes from one query for all."""
    known = report.mobilities_of(row for part in parts.values() for row in part.shown)
    words = wordings(scope)
    return {
        name: {"rows": words[name](report.named(part.shown, known), now), "more": part.has_more, "url": urls[name]}
        for name, part in parts.items()
    }


def tiles(parts, urls):
    """The counts on top, each leading to what it counts."""
    counted = {name: part for name, part in parts.items() if name not in (GATES, LATE)}
    if "look" in counted:
        mine, look = counted["waiting"], counted.pop("look")
        counted["waiting"] = report.Part(look.rows + mine.rows, look.cut or mine.cut)
    else:
        del counted["waiting"]
    return [
        {"count": part.count, "label": LABELS[name], "url": urls[name], "tone": TONES[name] if part.rows else "quiet"}
        for name, part in counted.items()
        if part.rows or name not in (ARRIVING, UNLIKELY)
    ]


def nothing(request):
    """Why the page is empty, and where to go or whom to ask."""
    if request.user.is_staff:
        return {
            "title": _("You run this instance"),
            "text": _("Make the first centre and invite its coordinator."),
            "url": reverse("centres:instance"),
            "action": _("To the centres"),
        }
    if NetworkMember.objects.current().filter(person=request.user).exists():
        return {
            "title": _("Your network"),
            "text": _("You see the centres of your network and what they do, in numbers."),
            "url": reverse("centres:list"),
            "action": _("To the centres"),
        }
    return {
        "title": _("Nothing here yet"),
        "text": _(
            "You take part in no mobility so far. If you expect one, ask the coordinator of the VET centre: "
            "the address you signed in with must be the one they know."
        ),
        "url": "",
        "action": "",
    }
