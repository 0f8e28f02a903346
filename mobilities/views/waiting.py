"""Everything that waits for a person, or for which a coordinator waits: the whole lists behind the first page."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from centres.context import memberships
from centres.rules.memorandum import KIND as MEMORANDUM
from doallvet.core.paging import page
from doallvet.papers import sheets
from mobilities.choices import Answer, Level, Reason
from mobilities.models import Reply
from mobilities.models.posts import posts
from mobilities.reports import today as report
from mobilities.rules.answers import SAID
from mobilities.rules.documents import documents
from mobilities.terms import in_principle, is_question
from mobilities.views import cells


def for_me(request):
    """What the person has to look at, then the steps that the person can do now, the most urgent first."""
    mine = posts(request.user, memberships(request))
    first = not request.GET
    look = looks(whole(report.to_look_at(mine))) if mine.coordinates and first else []
    sign = [to_sign(place) for place in report.to_sign(request.user)] if first else []
    return paged(request, report.waiting(mine), steps, "mobilities/today_waiting.html", look=look, sign=sign)


def to_sign(place):
    """A row of ready strings: a paper that the person is asked to sign."""
    return {
        "state": "now",
        "title": sheets.title(place.version),
        "url": reverse("sign", args=[place.pk]),
        "about": _about_whom(place.version),
        "since": _("since %(date)s") % {"date": cells.day(timezone.localdate(place.turn_at))},
        "status": _("To sign"),
        "tone": "warning",
    }


def _about_whom(version):
    """Whose stay a paper is about; a memorandum says itself between whom it is."""
    if version.document.kind == MEMORANDUM:
        return f"{version.data['fields']['sending']} – {version.data['fields']['hosting']}"
    mobility = version.document.agreement.mobility
    return f"{mobility.apprentice} → {mobility.host_city}"


def for_others(request):
    """For whom the coordinator waits, the most urgent first; what is due later only where it is asked for."""
    mine = posts(request.user, memberships(request))
    if not mine.coordinates:
        raise PermissionDenied
    later = "later" in request.GET
    until = None if later else report.horizon(timezone.localdate())
    tabs = [
        {"label": _("Due within 30 days"), "url": reverse("mobilities:waiting-others"), "current": not later},
        {"label": _("All"), "url": f"{reverse('mobilities:waiting-others')}?later=on", "current": later},
    ]
    found = report.waiting_for_others(mine, until)
    return paged(request, found, steps_of_others, "mobilities/today_others.html", tabs=tabs)


def paged(request, found, words, template, **more):
    cursors = {name: request.GET.get(name) for name in ("after", "before")}
    shown = page(found.once(), order=["due_on", "pk"], **cursors)
    kept = "later=on&" if "later" in request.GET else ""
    context = {
        "tasks": words(whole(shown.rows), timezone.localdate()),
        "previous": f"?{kept}before={shown.previous}" if shown.previous else "",
        "next": f"?{kept}after={shown.next}" if shown.next else "",
    }
    return render(request, template, context | more)


def whole(rows):
    return report.named(rows, report.mobilities_of(rows))


def steps(found, today):
    """Rows of ready strings: the person's own steps."""
    address = own_addresses()
    return [step(row, today, address(row)) | {"about": about(row)} for row in found]


def steps_of_others(found, today):
    """Rows of ready strings: whose step it is, and since when it waits."""
    to_step = cells.addresses("mobilities:step", 2)
    return [
        step(row, today, to_step(row["mobility"], row["pk"]))
        | {"about": about(row), "who": capfirst(cells.owner(row["owner"])), "since": since(row, today)}
        for row in found
    ]


def step(row, today, url):
    due, late = cells.due(row["due_on"], today)
    return {
        "state": "late" if late else "now",
        "title": report.title(row),
        "url": url,
        "gate": row["plan__gate"],
        "status": due,
        "tone": "danger" if late else "neutral",
    }


def about(row):
    """For whom a step is done: for one apprentice, or once for several."""
    if row["shared_key"]:
        return _("once for %(level)s") % {"level": Level(row["plan__level"]).label}
    return cells.journey(row)


def own_addresses():
    """Give a function that leads to where the person does a step.

    Companies and guardians answer on a page of their own; all else is done on the page of the step.
    """
    to_step, to_question = (cells.addresses(f"mobilities:{page}", 2) for page in ("step", "answer"))
    return lambda row: (to_question if _is_question(row) else to_step)(row["mobility"], row["pk"])


def _is_question(row):
    kind, owner = row["plan__kind"], row["owner"]
    return is_question(kind, owner, row["plan__evidence"]) or in_principle(kind, row["plan__level"], owner)


def since(row, today):
    """Since when a step could have been done."""
    if row["ready_at"] is None:
        return ""
    ready_on = timezone.localdate(row["ready_at"])
    if today - ready_on < timedelta(days=1):
        return _("waits since today")
    days = (today - ready_on).days
    words = ngettext("waits since %(date)s, one day", "waits since %(date)s, %(days)s days", days)
    return words % {"date": cells.day(ready_on), "days": days}


def looks(found, today=None):
    """Rows of ready strings: answers to deal with, files to look at."""
    to_step = cells.addresses("mobilities:step", 2)
    words = {0: _answer, 1: _answer, 2: _file, 3: _reply}
    return [_look(row, to_step) | words[row["rank"]](row) for row in found]


TO_DO = {
    Answer.APPROVE: gettext_lazy("Signed paper is missing"),
    Answer.DECLINE: gettext_lazy("Find a way"),
}


def _answer(row):
    declined = row["said"] == Answer.DECLINE
    return {
        "state": "late" if declined else "now",
        "title": SAID[row["said"]] % {"who": capfirst(cells.owner(row["owner"]))},
        "who": f"{row['by']}: {Reason(row['reason']).label}" if row["reason"] else row["by"],
        "status": TO_DO.get(row["said"], _("To answer")),
        "tone": "danger" if declined else "warning",
    }


def _file(row):
    paper = documents().get(row["said"])
    return {
        "state": "now",
        "title": paper.title if paper else row["said"],
        "who": capfirst(cells.owner(row["owner"])),
        "status": _("To look at"),
        "tone": "warning",
    }


def _reply(row):
    otherwise = row["said"] == Reply.Kind.OTHERWISE
    title = _("%(who)s: done another way") if otherwise else _("%(who)s: “not me”")
    return {
        "state": "now",
        "title": title % {"who": capfirst(cells.owner(row["owner"]))},
        "who": f"{row['by'].strip()}: {Truncator(row['reason']).chars(80)}",
        "status": _("To confirm") if otherwise else _("To name somebody"),
        "tone": "warning",
    }


def _look(row, to_step):
    return {
        "url": to_step(row["mobility"], row["step"]),
        "about": cells.journey(row),
        "since": _("since %(date)s") % {"date": cells.day(timezone.localdate(row["at"]))},
    }
