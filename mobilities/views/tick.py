"""A step closed by a tick in the roadmap: htmx swaps its row and what follows from it; without htmx one comes back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from doallvet.core.refused import Refused
from mobilities import access, reading, standing
from mobilities.actions import roadmap as steps_of
from mobilities.models import Mobility, Step
from mobilities.views import roadmap
from mobilities.views.detail import seated, state


def answer(request, pk, step_pk):
    """Close the person's own step; what stands in the way is said."""
    mobility, seat, step = asked(request, pk, step_pk)
    steps = None
    try:
        if not step.is_done and not access.may_tick(seat, step):
            refuse(mobility, seat, step)
        step, steps = steps_of.complete_among(step, by=request.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    if not request.htmx:
        return redirect(f"{reverse('mobilities:detail', args=[mobility.pk])}#step-{step.pk}")
    if steps is None:
        step.mobility = Mobility.objects.get(pk=mobility.pk)
        steps = reading.steps_of(step.mobility)
    return ticked(request, seat, step, steps)


def asked(request, pk, step_pk):
    """Give mobility, seat and step without any names; 404 where the step is not seen, 403 where it is seen only."""
    mobility, seat = seated(request, reading.with_parties, pk)
    try:
        step = reading.step_of(mobility, step_pk)
    except Step.DoesNotExist:
        raise Http404 from None
    if not access.may_see(seat, step):
        raise Http404
    if not access.may_complete(seat, step):
        raise PermissionDenied
    return mobility, seat, step


def refuse(mobility, seat, step):
    """Raise Refused with why a tick does not close this step, any more or at all."""
    steps_of.refuse_over(mobility)
    found = standing.obstacles_to_complete(mobility, step, own=step.owner in seat.owners)
    raise Refused(found or _("This step is not closed by a tick: open it."))


def ticked(request, seat, step, steps):
    """The row, the rows that it set free, and the head of the roadmap; `steps`: the needed ones as they are now."""
    mobility, today = step.mobility, timezone.localdate()
    steps = [row for row in steps if access.may_see(seat, row)]
    phases = roadmap.phases(steps, today, seat, mobility)
    tasks = {task["id"]: task for phase in phases for task in phase["tasks"]}
    freed = [tasks[f"step-{row.pk}"] for row in steps if step.plan.key in row.plan.needs]
    context = state(mobility, seat) | {
        "rows": [tasks[f"step-{step.pk}"]],
        "freed": freed,
        "phases": phases,
        "now": roadmap.now(steps, today, seat),
    }
    return render(request, "mobilities/_ticked.html", context)
