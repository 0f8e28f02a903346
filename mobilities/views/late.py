"""Steps that came with a change after the departure before which they belong: are they done already?"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doallvet.core.refused import Refused
from mobilities import access
from mobilities.actions import late as actions
from mobilities.forms.late import LateForm
from mobilities.views.detail import found, frame


def late_steps(mobility):
    """The steps of a mobility of which nobody said yet how they stand."""
    return list(mobility.steps.came_late().with_plan().select_related("mobility"))


def late(request, pk):
    """One question for each step, with the ways it can be settled."""
    mobility, seat = found(request, pk)
    if not access.may_manage(seat):
        raise PermissionDenied
    steps = late_steps(mobility)
    form = LateForm(request.POST or None, steps=steps)
    if request.method == "POST" and form.is_valid():
        stamp = {"reason": form.cleaned_data["reason"], "by": request.user, "at": timezone.now()}
        try:
            settled = actions.settle(steps, form.said(), **stamp)
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            said = ngettext("%(n)d step is settled.", "%(n)d steps are settled.", len(settled)) % {"n": len(settled)}
            messages.success(request, said if settled else _("Nothing was settled: they stay as they are."))
            return redirect("mobilities:detail", mobility.pk)
    context = frame(request, mobility, seat, "roadmap") | {"form": form, "steps": steps}
    return render(request, "mobilities/late.html", context, status=422 if form.errors else 200)
