"""The ladders of a centre: who is told when nobody answers, for each kind of step."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.views.lookups import own_centre
from doallvet.core.refused import Stale
from doallvet.core.seals import overtaken, seal
from mobilities.actions import escalation as actions
from mobilities.choices import Kind
from mobilities.forms.reply import LadderForm
from mobilities.rules import escalation
from mobilities.rules.escalation import Who


def overview(request, pk):
    """Each kind of step with its ladder in words."""
    centre = own_centre(request, pk)
    tasks = [
        {
            "title": capfirst(kind.label),
            "url": reverse("mobilities:escalation-kind", args=[centre.pk, kind]),
            "note": in_words(escalation.policy(kind, centre.escalation)),
            "state": "now",
            "status": _("your own") if kind in centre.escalation else _("default"),
            "tone": "neutral",
        }
        for kind in Kind
    ]
    return render(request, "mobilities/escalation.html", {"centre": centre, "tasks": tasks})


def in_words(rungs):
    """A ladder in one line."""
    if not rungs:
        return _("Nobody else is told.")
    return " → ".join(
        ngettext("after %(days)d day: %(who)s", "after %(days)d days: %(who)s", rung.days)
        % {"days": rung.days, "who": Who(rung.who).label}
        for rung in rungs
    )


def kind(request, pk, kind):
    """The ladder of one kind of step, and the way back to the one that comes with the portal."""
    centre = own_centre(request, pk)
    if kind not in Kind:
        raise Http404
    rungs = escalation.policy(kind, centre.escalation)
    form, back, now = LadderForm(request.POST or None, rungs=rungs), "default" in request.POST, seal(*rungs)
    context = {
        "seen": request.POST.get("seen", now),
        "centre": centre,
        "title": capfirst(Kind(kind).label),
        "form": form,
        "own": kind in centre.escalation,
        "shipped": in_words(escalation.shipped(kind)),
    }
    if request.method == "POST" and (form.is_valid() or back):
        stamp = {"seen": context["seen"], "by": request.user, "at": timezone.now()}
        try:
            actions.change(centre, kind, None if back else form.rungs(), **stamp)
        except Stale as stale:
            if back:
                messages.warning(request, str(stale))
                return redirect("mobilities:escalation-kind", centre.pk, kind)
            context |= overtaken(form, stale, now)
            return render(request, "mobilities/escalation_kind.html", context, status=409)
        messages.success(request, _("Kept. It holds at once, for running mobilities too."))
        return redirect("mobilities:escalation", centre.pk)
    return render(request, "mobilities/escalation_kind.html", context, status=422 if form.is_bound else 200)
