"""Papers of a step: handed in, looked at, handed out."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from doallvet.core import uploads
from doallvet.core.refused import Refused
from doallvet.papers import issued
from mobilities import access, documents
from mobilities.actions import evidence, scans
from mobilities.choices import Kind
from mobilities.forms.step import HandInForm, RefuseForm, SignedForm
from mobilities.views.step import act, page, permitted, reached


@require_POST
def hand_in(request, pk, step_pk):
    """Keep a file; one from somebody who looks at papers counts as looked at."""
    at = mobility, seat, step = permitted(request, pk, step_pk, access.may_hand_in)
    accepted = access.may_review(seat, step)
    asked = scans.questions(mobility, step, reviews=accepted)
    form = HandInForm(request.POST, request.FILES, step=step, **asked)
    if form.is_valid():
        said = form.cleaned_data
        named = {"document": said["document"], "note": said["note"], "signed_by": said.get("signed_by", ())}
        named["compared"] = said.get("compared", False)
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
    at = mobility, seat, step = permitted(request, pk, step_pk, access.may_review)
    paper = get_object_or_404(step.evidence.all(), pk=evidence_pk)
    stamp = {"by": request.user, "at": timezone.now()}
    if request.POST.get("say") == "refuse":
        form = RefuseForm(request.POST, auto_id=f"id_{paper.pk}_%s")

        def action(said):
            return evidence.refuse(paper, reason=said["reason"], **stamp)

    else:
        asked = scans.questions(mobility, step, reviews=access.may_review(seat, step))
        form = SignedForm(request.POST, auto_id=f"id_{paper.pk}_%s", **asked)

        def action(said):
            signed = said["signed_by"] if step.plan.kind == Kind.SIGNATURE else None
            return evidence.accept(paper, signed_by=signed, compared=said.get("compared", False), **stamp)

    return act(request, at, form, action, _("Your answer to the file is kept."), review=(paper.pk, form))


def paper(request, pk, step_pk, evidence_pk):
    """Hand out a file to those who see its step and work with it: of a paper that is sealed, the sealed one."""
    mobility, seat, step = reached(request, pk, step_pk)
    if not access.may_read_evidence(seat, step):
        raise PermissionDenied
    row = get_object_or_404(step.evidence.since(access.reads_since(seat, mobility)), pk=evidence_pk)
    if version := documents.sealed([row]).get(row.file):
        return issued.file_answer(version, save=True, sealed=True)
    return uploads.attachment(uploads.opened(row.file), row.name, row.mime)
