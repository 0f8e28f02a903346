"""The addresses at which the parties of a stay write to each other: signed in, and by personal link."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from doallvet.accounts import links
from doallvet.core.refused import Refused
from doallvet.core.text import number
from mobilities import access
from mobilities.actions import comment as actions
from mobilities.models import Mobility
from mobilities.models.comment import Way
from mobilities.rules.completion import COUNTERPARTS
from mobilities.views import step as steps
from mobilities.views.detail import found, frame
from mobilities.views.talk import Talk


def of_stay(request, pk):
    """All that a person reads of a stay, its steps included, and a form to write on the stay."""
    talk = entered(request, pk)
    form = talk.form(request.POST) if request.method == "POST" else None
    if form and (kept := keep(request, talk, form, Way.PAGE)):
        return redirect(f"{talk.address()}#comment-{kept.pk}")
    context = frame(request, talk.mobility, talk.seat, "conversation")
    context |= talk.context(form, everything="all" in request.GET) | {"form": form}
    return render(request, "mobilities/conversation.html", context, status=422 if form else 200)


def entered(request, pk):
    """Give the conversation of a stay to who takes part in it; who only views the stay reads none."""
    mobility, seat = found(request, pk)
    talk = Talk(mobility, seat, request.user)
    if not talk.voices:
        raise PermissionDenied
    return talk


@require_POST
def of_step(request, pk, step_pk):
    """Write on a step; the conversation itself stands on the step's page."""
    mobility, seat, step = steps.reached(request, pk, step_pk)
    talk = Talk(mobility, seat, request.user, step)
    if not talk.voices:
        raise PermissionDenied
    form = talk.form(request.POST)
    if kept := keep(request, talk, form, Way.PAGE):
        return redirect(f"{reverse('mobilities:step', args=[pk, step_pk])}#comment-{kept.pk}")
    return steps.page(request, mobility, seat, step, comment=form)


@require_POST
def take_back(request, pk, comment_pk):
    """Take a comment back, as its author or for the sending centre."""
    talk = entered(request, pk)
    withdraw(request, talk, comment_pk)
    return redirect(f"{talk.address()}#comment-{comment_pk}")


@login_not_required
@never_cache
def by_link(request, link_id):
    """The conversation that a message led to. Reading it changes nothing; what is written is a POST."""
    talk = reached(request.link)
    if talk is None:
        return redirect("link-closed")
    form = talk.form(request.POST) if request.method == "POST" else None
    if form and (kept := keep(request, talk, form, Way.LINK)):
        links.mark_used(request.link, at=timezone.now())
        return redirect(f"{talk.address()}#comment-{kept.pk}")
    context = talk.context(form, everything="all" in request.GET)
    context |= {"form": form, "mobility": talk.mobility, "step": talk.step}
    return render(request, "mobilities/conversation_link.html", context, status=422 if form else 200)


@login_not_required
@never_cache
@require_POST
def take_back_by_link(request, link_id, comment_pk):
    """Take back what one wrote, from the page of a link."""
    talk = reached(request.link)
    if talk is None:
        return redirect("link-closed")
    withdraw(request, talk, comment_pk)
    return redirect(f"{talk.address()}#comment-{comment_pk}")


def reached(link):
    """Give the conversation of a link as its person reads it for a company or as a guardian; None where they do not.

    What else the person may do here needs a sign-in. Of a step that is needed no more, that of the stay.
    """
    if link.purpose != "talk" or link.subject_label != Mobility._meta.label_lower:
        raise Http404
    mobility = Mobility.objects.visible_to(link.person).with_people().filter(pk=link.subject_id).first()
    if mobility is None:
        return None
    seat = access.Seat(owners=access.seat(link.person, mobility).owners & COUNTERPARTS)
    step = mobility.steps.needed().with_plan().filter(pk=number(link.version)).first() if link.version else None
    if not seat.owners or (step and not access.may_see(seat, step)):
        return None
    return Talk(mobility, seat, link.person, step, link_id=link.pk)


def keep(request, talk, form, way):
    """Keep what was written; None where something is wrong, which the form says, with what was typed."""
    if not form.is_valid():
        return None
    try:
        kept = actions.write(talk.mobility, talk.step, **form.said(), by=talk.person, way=way, at=timezone.now())
    except Refused as refused:
        form.add_error(None, refused.reasons)
        return None
    messages.success(request, _("Sent."))
    return kept


def withdraw(request, talk, comment_pk):
    """Take a comment of this conversation back; 404 where it is not read, 403 where it is another's."""
    comment = next((row for row in talk.rows if row.pk == comment_pk), None)
    if comment is None:
        raise Http404
    if not talk.wrote(comment) and not talk.seat.coordinates:
        raise PermissionDenied
    try:
        actions.take_back(comment, by=talk.person, coordinates=talk.seat.coordinates, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Taken back. Messages that went out before still say it."))
