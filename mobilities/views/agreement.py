"""The learning agreement of a mobility: its draft block by block, the check before it is issued, its versions."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from doallvet.core.refused import Refused, Stale
from doallvet.core.text import number
from doallvet.papers import issued
from doallvet.papers.forms import LanguagesForm
from mobilities import access, filling, suggestions
from mobilities.actions import agreement as agreements
from mobilities.forms import agreement as forms
from mobilities.notices.papers import page_of
from mobilities.views import clause_rows, proposals
from mobilities.views import drafts as shown
from mobilities.views.detail import found, frame


def reached(request, pk, may):
    """Give mobility, seat and draft, or 404 where the mobility is not theirs, 403 where the draft is not."""
    mobility, seat = found(request, pk)
    if not may(seat):
        raise PermissionDenied
    return mobility, seat, filling.draft_of(mobility)


def overview(request, pk):
    """The draft as a task list with what is missing, and the versions that were issued."""
    mobility, seat, draft = reached(request, pk, access.may_read_papers)
    writes = access.may_write_draft(seat) and not mobility.is_over
    last = suggestions.last_times(mobility) if writes else []
    context = frame(request, mobility, seat, "papers") | {
        "reads": access.may_read_draft(seat),
        "writes": writes,
        "proposes": access.may_propose_tasks(seat) and not mobility.is_over,
        "agreement": draft.agreement,
        "tasks": shown.tasks(draft),
        "missing": shown.missing(draft),
        "unchanged": shown.unchanged(draft),
        **issued.standing(shown.versions(draft.agreement, seat, request.user)),
        "last_time": forms.LastTimeForm(agreements=last) if last else None,
    }
    return render(request, "mobilities/agreement.html", context)


def block(request, pk, block):
    """One block: a form for those who write it, a proposal for the host's tasks, else what it says."""
    mobility, seat, draft = reached(request, pk, access.may_read_papers)
    part = next((part for part in draft.blocks if part.key == block), None)
    if part is None:
        raise Http404
    if access.may_write_draft(seat) and not mobility.is_over:
        return write(request, mobility, seat, draft, part)
    if part.key == proposals.BLOCK and access.may_propose_tasks(seat) and not mobility.is_over:
        return propose(request, mobility, seat, draft, part)
    if not access.may_read_draft(seat) or request.method == "POST":
        raise PermissionDenied
    context = frame(request, mobility, seat, "papers") | {"section": part, "rows": shown.answers(draft, part)}
    return render(request, "mobilities/agreement_block.html", context)


def write(request, mobility, seat, draft, part):
    if request.method != "POST":
        return page(request, mobility, seat, draft, part, shown.form(draft, part, more="more" in request.GET))
    form = shown.form(draft, part, request.POST)
    if not form.is_valid():
        return page(request, mobility, seat, draft, part, form, status=shown.refused_status(request))
    values = form.rows() if part.repeated else form.values()
    if part.key == "learning_outcomes":
        values += suggestions.picked(mobility, request.POST.getlist("pick"))
    try:
        agreements.save_block(
            draft.agreement,
            part.key,
            values,
            version=number(request.POST.get("version")),
            by=request.user,
            at=timezone.now(),
        )
    except Stale as stale:
        draft = filling.draft_of(mobility)
        clash = shown.differences(draft, part, values)
        return page(request, mobility, seat, draft, part, form, status=409, stale=stale, clash=clash)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(shown.next_url(mobility, draft, part, request.POST.get("then")))


def propose(request, mobility, seat, draft, part):
    """The host writes tasks; the sending coordinator takes them over or not."""
    form = proposals.form_of(request, draft)
    if request.method == "POST":
        here, after = shown.block_url(draft, part), reverse("mobilities:agreement", args=[mobility.pk])
        if sent := proposals.keep(request, draft, form, by=request.user, here=here, after=after):
            return sent
    status = shown.refused_status(request) if request.method == "POST" else 200
    return page(request, mobility, seat, draft, part, form, status=status, proposes=True)


def page(request, mobility, seat, draft, part, form, status=200, **more):
    """The page of a block with its form."""
    context = frame(request, mobility, seat, "papers") | shown.page(draft, part, form) | more
    return render(request, "mobilities/agreement_form.html", context, status=status)


def check(request, pk):
    """All answers on one page; the button issues them as they are shown."""
    mobility, seat, draft = reached(request, pk, access.may_write_draft)
    languages = shown.languages(draft)
    form = LanguagesForm(request.POST or None, initial=LanguagesForm.filled(draft.agreement.draft_version, languages))
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            version = agreements.issue(
                draft.agreement,
                by=request.user,
                at=timezone.now(),
                languages=form.languages,
                version=form.cleaned_data["version"],
            )
        except Stale as stale:
            status, form = 409, LanguagesForm(initial=form.initial)
            messages.error(request, str(stale))
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, shown.issued_words(version))
            return redirect("mobilities:agreement", mobility.pk)
    stay = draft.values["mobility"]
    clauses = clause_rows.on_paper(mobility, draft.agreement.kind, draft.facts, stay, languages)
    gaps = [{"text": gap, "url": clauses["url"]} for gap in clauses["gaps"]]
    context = frame(request, mobility, seat, "papers") | {
        "form": form,
        "clauses": clauses,
        "missing": shown.missing(draft) + gaps,
        "findings": shown.findings(draft, clauses["notes"]),
        "chapters": shown.chapters(draft),
    }
    return render(request, "mobilities/agreement_check.html", context, status=status)


@require_POST
def copy(request, pk):
    """Fill what is empty as it was agreed last time."""
    mobility, _seat, draft = reached(request, pk, access.may_write_draft)
    form = forms.LastTimeForm(request.POST, agreements=suggestions.last_times(mobility))
    if not form.is_valid():
        raise Http404
    try:
        agreements.copy_from(draft.agreement, form.cleaned_data["other"], by=request.user, at=timezone.now())
        messages.success(request, _("What was empty is filled as last time. Please look through it."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("mobilities:agreement", mobility.pk)


@require_POST
def answer(request, pk):
    """Take the host's proposal over, or set it aside."""
    mobility, _seat, draft = reached(request, pk, access.may_write_draft)
    take = request.POST.get("say") == "take"
    try:
        agreements.answer_proposal(
            draft.agreement, take=take, shown=request.POST.get("shown", ""), by=request.user, at=timezone.now()
        )
        done = _("The proposed tasks stand in the agreement now.") if take else _("The proposal is set aside.")
        messages.success(request, done)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("mobilities:agreement-block", mobility.pk, "learning_programme")


def document(request, pk, version_pk):
    """The PDF of an issued version: shown in the browser, or saved with ?save=1."""
    mobility, version = version_of(request, pk, version_pk)
    if not version.file:
        if not version.is_late(timezone.now()):
            messages.info(request, _("The PDF is being made. Please look again in a moment."))
        return redirect(page_of(version.document.agreement))
    return issued.file_answer(version, save="save" in request.GET)


def sealed(request, pk, version_pk):
    """The PDF of a version with its signatures and their evidence."""
    mobility, version = version_of(request, pk, version_pk)
    if not version.sealed_file:
        messages.info(request, _("The signed PDF is made when all have signed. Please look again then."))
        return redirect(page_of(version.document.agreement))
    return issued.file_answer(version, save="save" in request.GET, sealed=True)


def version_of(request, pk, version_pk):
    """Give mobility and version, or 404 for what is not theirs, 403 for who reads no papers."""
    mobility, seat = found(request, pk)
    if not access.may_read_papers(seat):
        raise PermissionDenied
    return mobility, get_object_or_404(shown.versions_of(mobility, seat), pk=version_pk)
