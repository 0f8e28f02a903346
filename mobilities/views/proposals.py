"""The host proposes what is done week by week: from its personal link, or signed in on the page of the block."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from doallvet.core.refused import Refused
from mobilities import filling
from mobilities.actions import agreement as agreements
from mobilities.choices import Owner
from mobilities.rules.agreement import blocks
from mobilities.views import drafts as shown
from mobilities.views.answer import reached

BLOCK = "learning_programme"


@login_not_required
@never_cache
def by_link(request, link_id):
    """The page of a host's personal link. Reading it keeps nothing; what is sent is a proposal, never the draft."""
    mobility, owners = reached(request.link)
    if not owners:
        return redirect("link-closed")
    if Owner.HOST_COMPANY not in owners:
        raise Http404
    draft = filling.draft_of(mobility)
    form, status = form_of(request, draft), 200
    if request.method == "POST":
        here, after = (reverse(name, args=[link_id]) for name in ("link-tasks", "link-answer"))
        if sent := keep(request, draft, form, by=request.link.person, here=here, after=after):
            return sent
        status = shown.refused_status(request)
    context = {"mobility": mobility, "form": form, "agreement": draft.agreement, "back": request.link.pk}
    return render(request, "mobilities/proposal.html", context, status=status)


def form_of(request, draft):
    """The weeks as the host proposed them last, else as the draft has them, else empty ones."""
    rows = draft.agreement.proposed or None
    return shown.form(draft, blocks()[BLOCK], request.POST or None, rows=rows, more="more" in request.GET)


def keep(request, draft, form, *, by, here, after):
    """Keep what was sent and lead on; None where something is wrong, which the form says."""
    if not form.is_valid():
        return None
    try:
        agreements.propose_tasks(draft.agreement, form.rows(), by=by, at=timezone.now())
    except Refused as refused:
        form.non_form_errors().extend(refused.reasons)
        return None
    if request.POST.get("then") == "add":
        return redirect(f"{here}?more=1")
    messages.success(request, _("Thank you. The sending centre sees your proposal and answers it."))
    return redirect(after)
