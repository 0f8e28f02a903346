"""Acts on many steps of a group at once: first what it would do to each, then exactly that; the last act taken back."""

from itertools import groupby
from uuid import uuid4

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from doallvet.core.refused import Refused
from doallvet.core.text import number
from mobilities.actions import deeds
from mobilities.choices import GroupDeed
from mobilities.reports import cockpit as reports
from mobilities.views import cockpit
from mobilities.views.groups import token

EACH = 300  # up to so many cells can still be left out on the page before, one by one


@require_POST
def act(request, pk):
    """Show what it would do to each of the chosen steps; confirmed, do it to those that were shown."""
    group, seat = cockpit.working(request, pk)
    form = cockpit.wish_form(seat, request.POST)
    if "confirm" in request.POST:
        return confirmed(request, group, seat, form)
    chosen = chosen_in(request, group, seat)
    if form.is_valid() and not chosen:
        form.add_error(None, _("Choose at least one open step: a cell, a row or a column."))
    if not form.is_valid():
        return cockpit.page(request, group, seat, form=form, status=422)
    verdicts = deeds.preview(group, chosen, form.wish(), at=timezone.now())
    able = [verdict for verdict in verdicts if verdict.will_be]
    context = cockpit.frame(group, seat, "cockpit") | {
        "wish": form.wish(),
        "what": GroupDeed(form.cleaned_data["kind"]).label,
        "asked": cockpit.asked_for(request.POST),
        "token": uuid4(),
        "able": by_person(able),
        "unable": by_person([verdict for verdict in verdicts if not verdict.will_be]),
        "total": len(able),
        "refused": len(verdicts) - len(able),
        "each": len(able) <= EACH,
        "all": ",".join(str(verdict.step.pk) for verdict in able),
        "besides": deeds.besides(group, able) if form.wish().kind in deeds.OUTCOMES else 0,
    }
    return render(request, "mobilities/group_act.html", context)


def chosen_in(request, group, seat):
    """The open steps that were chosen by cell, row or column; a script sends many cells in one field."""
    post = request.POST
    shown = reports.matrix(group, seat, **cockpit.asked_for(post))
    one_by_one = [*post.getlist("cell"), *post.get("cells", "").split(",")]
    return reports.chosen_steps(shown, one_by_one, post.getlist("row"), post.getlist("column"))


def by_person(verdicts):
    """The verdicts under the name of each apprentice, in the order of the matrix, in ready strings."""
    ordered = sorted(verdicts, key=lambda verdict: (verdict.step.mobility.search, verdict.step.mobility_id))
    return [
        {
            "who": str(mobility.apprentice),
            "steps": [
                {
                    "pk": row.step.pk,
                    "mobility": row.step.mobility_id,
                    "title": row.step.title,
                    "note": row.note,
                    "reasons": " ".join(row.reasons),
                }
                for row in found
            ],
        }
        for mobility, found in groupby(ordered, key=lambda verdict: verdict.step.mobility)
    ]


def confirmed(request, group, seat, form):
    """Do it, and say what was done and what was not."""
    chosen = {number(pk) for pk in [*request.POST.getlist("cell"), *request.POST.get("cells", "").split(",")]} - {0}
    if not seat.coordinates:
        chosen &= reports.matrix(group, seat).able
    if not form.is_valid():
        messages.error(request, " ".join(words for row in form.errors.values() for words in row))
        return redirect(back(request, group))
    try:
        deed, left = deeds.do(group, chosen, form.wish(), token=token(request), by=request.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(back(request, group))
    messages.success(request, said(deed.kind, deed.size))
    for verdict in left[:10]:
        step = verdict.step
        messages.warning(request, f"{step.mobility.apprentice}, “{step.title}”: {' '.join(verdict.reasons)}")
    return redirect(back(request, group))


def said(kind, n):
    words = {
        GroupDeed.COMPLETE: ngettext("%(n)d step is closed.", "%(n)d steps are closed.", n),
        GroupDeed.WAIVE: ngettext("%(n)d step is waived.", "%(n)d steps are waived.", n),
        GroupDeed.REMIND: ngettext("Reminded of %(n)d step.", "Reminded of %(n)d steps.", n),
        GroupDeed.DUE: ngettext("%(n)d step has a new date.", "%(n)d steps have a new date.", n),
    }
    return words[kind] % {"n": n}


def back(request, group):
    """The cockpit as it was filtered."""
    asked = cockpit.asked_for(request.POST)
    query = f"?phase={asked['phase']}" + ("&open=1" if asked["only_open"] else "")
    return reverse("mobilities:group", args=[group.pk]) + (query if any(asked.values()) else "")


@require_POST
def undo(request, pk, deed_pk):
    """Take the person's own last act of today back."""
    group, _seat = cockpit.working(request, pk)
    deed = get_object_or_404(group.deeds, pk=deed_pk)
    try:
        done, left = deeds.take_back(group, deed, by=request.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        words = ngettext("Taken back: %(n)d step is as it was.", "Taken back: %(n)d steps are as they were.", done)
        messages.success(request, words % {"n": done})
        if left:
            words = ngettext(
                "%(n)d step was changed since and stays.", "%(n)d steps were changed since and stay.", left
            )
            messages.warning(request, words % {"n": left})
    return redirect(back(request, group))
