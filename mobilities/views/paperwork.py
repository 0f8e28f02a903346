"""The papers of a stay: all on one page, and each with its draft, its check before it is issued, and its signatures."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from doallvet.core.refused import Refused, Stale
from doallvet.core.text import number
from doallvet.papers import issued
from doallvet.papers.forms import LanguagesForm
from mobilities import access, paperwork
from mobilities.actions import paperwork as actions
from mobilities.forms.paperwork import SheetForm
from mobilities.rules.papers import papers
from mobilities.views import clause_rows, drafts, sheets
from mobilities.views.detail import found, frame


def overview(request, pk):
    """Every paper that this stay needs, with how it stands; of others only those that the person reads."""
    mobility, seat = found(request, pk)
    if not access.may_read_papers(seat):
        raise PermissionDenied
    rows = sheets.rows(mobility, seat)
    context = frame(request, mobility, seat, "papers") | {"tasks": rows, "writes": access.may_write_draft(seat)}
    return render(request, "mobilities/sheets.html", context)


def reached(request, pk, kind):
    """Give mobility, seat and a paper; 404 where there is none on this stay, 403 where it is not theirs to read."""
    mobility, seat = found(request, pk)
    if kind not in papers():
        raise Http404
    if not access.may_read_papers(seat) or not paperwork.may_read(seat, mobility, kind):
        raise PermissionDenied
    if kind not in paperwork.needed(mobility):
        raise Http404
    return mobility, seat, paperwork.draft_of(mobility, kind)


def sheet(request, pk, kind):
    """One paper: what was issued and who signs it; below, for who writes it, its draft."""
    mobility, seat, paper = reached(request, pk, kind)
    writes = access.may_write_draft(seat) and not mobility.is_over
    if request.method != "POST":
        return page(request, mobility, seat, paper, SheetForm(draft=paper) if writes else None)
    if not writes:
        raise PermissionDenied
    form = SheetForm(request.POST, draft=paper)
    if not form.is_valid():
        return page(request, mobility, seat, paper, form, status=422)
    shown = number(request.POST.get("version"))
    try:
        actions.save(paper.agreement, form.values(), version=shown, by=request.user, at=timezone.now())
    except Stale as stale:
        paper = paperwork.draft_of(mobility, kind)
        clash = sheets.differences(paper, form.values())
        return page(request, mobility, seat, paper, form, status=409, stale=stale, clash=clash)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("mobilities:sheet", pk, kind)
    if request.POST.get("then") == "check":
        return redirect("mobilities:sheet-check", pk, kind)
    messages.success(request, _("The draft is kept."))
    return redirect("mobilities:sheet", pk, kind)


def page(request, mobility, seat, paper, form, status=200, **more):
    """The page of a paper."""
    context = frame(request, mobility, seat, "papers") | {
        "sheet": paper,
        "form": form,
        "facts": sheets.facts(paper) if form else [],
        "agreed": sheets.agreed(paper) if form else [],
        "suggested": sheets.suggested(paper) if form else [],
        "version": paper.agreement.draft_version,
        **issued.standing(drafts.versions(paper.agreement, seat, request.user)),
        "unchanged": sheets.unchanged(paper),
    }
    return render(request, "mobilities/sheet.html", context | more, status=status)


def check(request, pk, kind):
    """All answers on one page; the button issues them as they are shown."""
    mobility, seat, paper = reached(request, pk, kind)
    if not access.may_write_draft(seat):
        raise PermissionDenied
    languages = drafts.languages(paper)
    form = LanguagesForm(request.POST or None, initial=LanguagesForm.filled(paper.agreement.draft_version, languages))
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            version = actions.issue(
                paper.agreement,
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
            messages.success(request, sheets.issued_words(version))
            return redirect("mobilities:sheet", pk, kind)
    clauses = clause_rows.on_paper(mobility, kind, paper.facts, paper.values, languages)
    context = frame(request, mobility, seat, "papers") | {
        "sheet": paper,
        "form": form,
        "clauses": clauses,
        "missing": [gap.sentence for gap in paper.missing] + clauses["gaps"],
        "findings": drafts.findings(paper, clauses["notes"]),
        "rows": sheets.answers(paper),
        "signers": sheets.signers(paper),
        "told": sheets.told(paper),
        "suggested": sheets.suggested(paper),
    }
    return render(request, "mobilities/sheet_check.html", context, status=status)
