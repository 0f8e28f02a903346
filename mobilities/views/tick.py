"""A step closed by a tick in the roadmap: htmx swaps its row and what follows from it; without htmx one comes back."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from doallvet.core.refused import Refused
from mobilities import access, standing
from mobilities.actions import roadmap as steps_of
from mobilities.models import Mobility
from mobilities.views import roadmap
from mobilities.views.detail import frame, shown


def answer(request, mobility, seat, step):
    """Close the person's own step; what stands in the way is said."""
    try:
        if not step.is_done and not access.may_tick(seat, step):
            refuse(mobility, seat, step)
        steps_of.complete(step, by=request.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    if not request.htmx:
        return redirect(f"{reverse('mobilities:detail', args=[mobility.pk])}#step-{step.pk}")
    return ticked(request, mobility, seat, step)


def refuse(mobility, seat, step):
    """Raise Refused with why a tick does not close this step, any more or at all."""
    steps_of.refuse_over(mobility)
    found = standing.obstacles_to_complete(mobility, step, own=step.owner in seat.owners)
    raise Refused(found or _("This step is not closed by a tick: open it."))


def ticked(request, mobility, seat, step):
    """The row, the rows that it set free, and the head of the roadmap."""
    mobility = Mobility.objects.with_people().get(pk=mobility.pk)
    steps, today = shown(mobility, seat), timezone.localdate()
    phases = roadmap.phases(steps, today, seat, mobility)
    tasks = {task["id"]: task for phase in phases for task in phase["tasks"]}
    freed = [tasks[f"step-{row.pk}"] for row in steps if step.plan.key in row.plan.needs]
    context = frame(request, mobility, seat, "roadmap") | {
        "rows": [tasks[f"step-{step.pk}"]],
        "freed": freed,
        "phases": phases,
        "now": roadmap.now(steps, today, seat),
    }
    return render(request, "mobilities/_ticked.html", context)
