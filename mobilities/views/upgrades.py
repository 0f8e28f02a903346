"""Running mobilities go on with a newer version of their plan: one, or many at once, each after a look."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from doallvet.core.paging import page
from doallvet.core.refused import Refused
from doallvet.core.text import number
from mobilities import reading
from mobilities.actions.rehearsal import rehearse
from mobilities.actions.upgrade import upgrade
from mobilities.forms.change import VersionForm
from mobilities.plans import could_go_on_with, upgrades_of
from mobilities.views import change
from mobilities.views.blueprint_lookups import found, frame, named, planning_centre
from mobilities.views.effects import chances

MOST = 20  # at once: each is tried out before it is written


def one(request, pk, to_pk):
    """A mobility on another version of its plan, after a look at what comes, goes and moves."""
    mobility, seat = change.managed(request, pk)
    to = next((plan for plan in upgrades_of(mobility) if plan.pk == to_pk), None)
    if to is None and mobility.blueprint_id != to_pk:
        raise Http404
    if mobility.is_over or to is None:
        return change.over(request, mobility)
    shown = {
        "title": _("Go on with the newer plan"),
        "now": named(mobility.blueprint),
        "says": f"{named(to)}. {to.note}".strip(),
        "effects": stays(mobility, to),
    }
    about = {"mobility": mobility}
    return change.ask(request, mobility, seat, VersionForm, _upgrade(to), about, previews=True, **shown)


def _upgrade(to):
    def action(said, *, mobility, **stamp):
        upgrade(mobility, to, version=said["version"], **stamp)

    return action


def stays(mobility, to):
    """What is done and not in the new version."""
    keys = {step.key for step in to.steps.all()}
    done = [step for step in reading.steps_of(mobility) if step.is_done and step.plan.key not in keys]
    return [_("“%(step)s” is done and stays, though the newer plan does not have it.") % {"step": row} for row in done]


def many(request, pk):
    """The running mobilities of one's centre that could go on with this version; a few at once."""
    plan, centre = found(request, pk), planning_centre(request)
    if centre is None:
        raise PermissionDenied
    if plan.is_draft:
        raise Http404
    waiting = could_go_on_with(plan, centre).with_people().with_plan_owner()
    ids = {number(value) for value in request.POST.getlist("mobility")} - {None}
    chosen = list(waiting.filter(pk__in=ids).order_by("starts_on", "pk")[:MOST]) if ids else []
    preview, refused = [], []
    if request.method == "POST" and not chosen:
        messages.error(request, _("Choose at least one mobility."))
    elif "confirm" in request.POST:
        results = [(row, _done(request, row, plan)) for row in chosen]
        refused = [(row, reasons) for row, reasons in results if reasons]
        if went := len(results) - len(refused):
            messages.success(request, _("Mobilities that go on with this version now: %(n)d.") % {"n": went})
    elif request.method == "POST":
        preview = [_preview(request, row, plan) for row in chosen]
    cursors = {name: request.GET.get(name) for name in ("after", "before")}
    shown = page(waiting, order=("starts_on", "pk"), size=MOST, **cursors)
    context = frame(request, plan, "blueprint-mobilities") | {
        "rows": [_row(row) for row in shown.rows],
        "previous": f"?before={shown.previous}" if shown.previous else "",
        "next": f"?after={shown.next}" if shown.next else "",
        "preview": preview,
        "goes_on": any(not row["reasons"] for row in preview),
        "refused": refused,
    }
    return render(request, "mobilities/blueprint_mobilities.html", context)


def _row(mobility):
    plan = named(mobility.blueprint)
    return {"pk": mobility.pk, "name": str(mobility), "starts_on": mobility.starts_on, "plan": plan}


def _preview(request, mobility, plan):
    """What would come, go and move, as numbers."""
    row = _row(mobility) | {"version": mobility.version, "reasons": []}
    stamp = {"version": None, "by": request.user, "at": timezone.now()}
    try:
        effects = rehearse(mobility, lambda: upgrade(mobility, plan, **stamp), today=timezone.localdate(stamp["at"]))
    except Refused as refused:
        return row | {"reasons": refused.reasons}
    again = len(effects.answers) + len(effects.papers)
    numbers = {name: len(getattr(effects, name)) for name in ("added", "dropped", "moved", "unmet")}
    url = reverse("mobilities:change-plan", args=[mobility.pk, plan.pk])
    return row | numbers | {"again": again, "url": url, "chances": chances(effects)}


def _done(request, mobility, plan):
    """Reasons why it did not go on; empty where it did."""
    version = number(request.POST.get(f"version-{mobility.pk}"))
    try:
        upgrade(mobility, plan, version=version or 0, by=request.user, at=timezone.now())
    except Refused as refused:
        return refused.reasons
    return []
