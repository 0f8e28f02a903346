"""Papers of a step: handed in, looked at, handed out."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from doallvet.core import uploads
from doallvet.core.refused import Refused
from mobilities import access
from mobilities.actions import evidence
from mobilities.choices import Kind
from mobilities.forms.step import HandInForm, RefuseForm, SignedForm
from mobilities.views.step import act, page, permitted, reached, sides


@require_POST
def hand_in(request, pk, step_pk):
    """Keep a file; one from somebody who looks at papers counts as looked at."""
    at = mobility, seat, step = permitted(request, pk, step_pk, access.may_hand_in)
    form = HandInForm(request.POST, request.FILES, step=step, sides=sides(mobility, step))
    accepted = access.may_review(seat, step)
    if form.is_valid():
        said = form.cleaned_data
        named = {"document": said["document"], "note": said["note"], "signed_by": said.get("signed_by", ())}
        try:
            evidence.hand_in(step, said["file"], by=request.user, at=timezone.now(), accepted=accepted, **named)
        except Refused as refused:
            form.add_error("file", refused.reasons)
        else:
            thanks = _("Thank you, the file is here. The coordinator will look at it.")
            messages.success(request, _("The file is kept and counts as accepted.") if accepted else thanks)
            return redirect("mobilities:step", mobility.pk, step.pk)
    return page(request, *at, hand_in=form)


@require_POST
def review(request, pk, step_pk, evidence_pk):
    """Accept a file, or refuse it with a reason."""
    at = mobility, _seat, step = permitted(request, pk, step_pk, access.may_review)
    paper = get_object_or_404(step.evidence.all(), pk=evidence_pk)
    stamp = {"by": request.user, "at": timezone.now()}
    if request.POST.get("say") == "refuse":
        form = RefuseForm(request.POST, auto_id=f"id_{paper.pk}_%s")

        def action(said):
            return evidence.refuse(paper, reason=said["reason"], **stamp)

    else:
        form = SignedForm(request.POST, sides=sides(mobility, step), auto_id=f"id_{paper.pk}_%s")

        def action(said):
            signed = said["signed_by"] if step.plan.kind == Kind.SIGNATURE else None
            return evidence.accept(paper, signed_by=signed, **stamp)

    return act(request, at, form, action, _("Your answer to the file is kept."), review=(paper.pk, form))


def paper(request, pk, step_pk, evidence_pk):
    """Hand out a file to those who see its step and work with it."""
    mobility, seat, step = reached(request, pk, step_pk)
    if not access.may_read_evidence(seat, step):
        raise PermissionDenied
    row = get_object_or_404(step.evidence.since(access.reads_since(seat, mobility)), pk=evidence_pk)
    return uploads.attachment(uploads.opened(row.file), row.name, row.mime)
