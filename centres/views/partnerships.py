"""Partnerships: asking, answering, the terms, the end."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from centres import reports
from centres.access import is_member, may_answer, may_run_partnership
from centres.actions import partnership as partnerships
from centres.forms.partnership import AskForm, TermsForm
from centres.models import Centre, Partnership
from centres.views import memorandum_rows
from centres.views.lookups import own_centre
from doallvet.core import uploads
from doallvet.core.refused import Refused, Stale
from doallvet.core.seals import overtaken, seal


def ask(request, pk):
    """Ask another centre, of which only name, place and country are shown."""
    centre = own_centre(request, pk)
    form = AskForm(request.POST or None, initial={"to": request.GET.get("to")})
    chosen = request.POST.get("to") or request.GET.get("to", "")
    to = get_object_or_404(Centre, pk=chosen) if chosen.isdecimal() else None
    if to is None:
        raise Http404
    if request.method == "POST" and form.is_valid():
        try:
            partnership = partnerships.ask(
                centre, to, message=form.cleaned_data["message"], by=request.user, at=timezone.now()
            )
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            if partnership.centre_id != centre.pk:
                messages.info(request, _("%(centre)s asked you before; here is the question.") % {"centre": to})
            return redirect("centres:partnership", partnership.pk)
    context = {"form": form, "centre": centre, "to": to}
    return render(request, "centres/partnership_ask.html", context, status=422 if form.errors else 200)


def detail(request, pk):
    partnership = visible_partnership(request, pk)
    ours, other = sides(request, partnership)
    row = reports.partner(partnership, ours, timezone.localdate())
    context = {
        "partnership": partnership,
        "partner": row,
        "ours": ours,
        "other": other,
        "paper": memorandum_rows.standing(partnership),
        "may_answer": may_answer(request.user, partnership),
        "may_run": may_run_partnership(request.user, partnership),
    }
    return render(request, "centres/partnership.html", context)


@require_POST
def answer(request, pk):
    """Accept or decline what another centre asked."""
    partnership = visible_partnership(request, pk)
    if not may_answer(request.user, partnership):
        raise PermissionDenied
    decide = {"yes": partnerships.accept, "no": partnerships.decline}.get(request.POST.get("answer"))
    if decide is None:
        raise Http404
    try:
        decide(partnership, by=request.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("centres:partnership", pk)


def terms(request, pk):
    """The last day and the signed memorandum."""
    partnership = visible_partnership(request, pk)
    if not may_run_partnership(request.user, partnership):
        raise PermissionDenied
    initial = {"valid_until": partnership.valid_until}
    form = TermsForm(request.POST or None, request.FILES or None, initial=initial)
    now = seal(partnership)
    seen = request.POST.get("seen", now)
    context = {"form": form, "partnership": partnership, "seen": seen}
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data | {"name": form.memorandum_name, "seen": seen}
        try:
            partnerships.renew(partnership, by=request.user, at=timezone.now(), **said)
        except Stale as stale:
            return render(request, "centres/partnership_terms.html", context | overtaken(form, stale, now), status=409)
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("Saved."))
            return redirect("centres:partnership", pk)
    return render(request, "centres/partnership_terms.html", context, status=422 if form.errors else 200)


def memorandum(request, pk):
    partnership = visible_partnership(request, pk)
    if not partnership.memorandum:
        raise Http404
    file = uploads.opened(partnership.memorandum)
    return uploads.attachment(file, partnership.memorandum_name, uploads.MIMES["pdf"])


def end(request, pk):
    """Ask first, then end the partnership or withdraw the question."""
    partnership = visible_partnership(request, pk)
    if not may_run_partnership(request.user, partnership):
        raise PermissionDenied
    if request.method == "POST":
        partnerships.end(partnership, by=request.user, at=timezone.now())
        return redirect("centres:partnership", pk)
    return render(request, "centres/partnership_end.html", {"partnership": partnership})


def sides(request, partnership):
    """Give the person's centre of a partnership, and the other one."""
    both = partnership.centre, partnership.to
    return both[::-1] if is_member(request.user, partnership.to) else both


def visible_partnership(request, pk):
    rows = Partnership.objects.visible_to(request.user).select_related("centre", "to", "asked_by")
    return get_object_or_404(rows, pk=pk)
