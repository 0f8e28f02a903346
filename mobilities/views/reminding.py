"""What is sent from the page of a step about its reminders, by who has to do it and by the coordinator."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from doallvet.core.refused import Refused
from mobilities.actions import nudge, replies
from mobilities.models import Reply
from mobilities.views.step import manages, page, permitted
from mobilities.views.ways import kept, ways_of


def owns(seat, step):
    return step.owner in seat.owners


@require_POST
def say(request, pk, step_pk):
    """Signed in: the forms stand on the page of the step."""
    at = mobility, seat, step = permitted(request, pk, step_pk, owns)
    ways = ways_of(mobility, seat, step, request.user, request.POST)
    return kept(request, ways, step, lambda: page(request, *at, ways=ways)) or redirect(
        "mobilities:step", mobility.pk, step.pk
    )


@require_POST
def remind(request, pk, step_pk):
    """One click: whoever has to do it is reminded now; again only after a while."""
    mobility, _seat, step = permitted(request, pk, step_pk, manages)
    try:
        who = nudge.remind(step, by=request.user, at=timezone.now())
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("A reminder goes to %(who)s.") % {"who": who})
    return redirect("mobilities:step", mobility.pk, step.pk)


@require_POST
def settle(request, pk, step_pk, reply_pk):
    """Confirm that a step was done another way, or let the person be asked again."""
    mobility, _seat, step = permitted(request, pk, step_pk, manages)
    reply = get_object_or_404(Reply.objects.about(step).select_related("person", "step"), pk=reply_pk)
    stamp = {"by": request.user, "at": timezone.now()}
    try:
        if reply.kind == Reply.Kind.OTHERWISE and request.POST.get("say") == "confirm":
            replies.confirm(step, reply, **stamp)
            messages.success(request, _("Done. The roadmap moves on."))
        elif replies.take_back(reply, **stamp):
            messages.success(request, _("Kept. Whoever is named for it is reminded as before."))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("mobilities:step", mobility.pk, step.pk)
