"""Centres: the list, one centre, its data; which of one's centres one works for."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from centres import reports
from centres.access import is_member, may_run, readable_centres
from centres.actions import centre as centres
from centres.context import current_centre, invitations, memberships
from centres.forms.centre import CentreForm
from centres.models import Centre, Network, NetworkMember
from centres.views.lookups import own_centre, page_of
from doallvet.core.addresses import way_back
from doallvet.core.languages import language_name
from doallvet.core.refused import Refused, Stale
from doallvet.core.seals import overtaken, seal


def centre_list(request):
    """My centres, their partners, and the search for other centres (name, place and country only)."""
    centre = current_centre(request)
    words = request.GET.get("q", "").strip()[:100]
    managed = NetworkMember.objects.open().filter(person=request.user).select_related("network")
    context = {
        "mine": memberships(request),
        "invitations": invitations(request),
        "network_invitations": [member for member in managed if not member.accepted_at],
        "networks": [member.network for member in managed if member.accepted_at],
        "centre": centre,
        "partners": reports.partners(centre, timezone.localdate()) if centre else [],
        "may_run": any(member.centre == centre and member.is_coordinator for member in memberships(request)),
        "words": words,
    }
    if centre and words:
        context["page"] = page_of(request, Centre.objects.matching(words).exclude(pk=centre.pk))
        known = {row.centre_id: row for row in context["partners"]}
        context["found"] = [(other, known.get(other.pk)) for other in context["page"].rows]
    return render(request, "centres/list.html", context)


def detail(request, pk):
    """An own centre with all that belongs to it, or what a partner says of itself."""
    today = timezone.localdate()
    centre = get_object_or_404(readable_centres(request.user, today).select_related("network"), pk=pk)
    context = {"centre": centre, "languages": ", ".join(language_name(code) for code in centre.languages)}
    if not is_member(request.user, centre):
        return render(request, "centres/partner.html", context)
    members = centre.members.open().select_related("person").order_by("person__last_name", "person__first_name", "pk")
    context |= {
        "members": members,
        "programmes": centre.programmes.all(),
        "partners": reports.partners(centre, today),
        "may_run": may_run(request.user, centre),
    }
    return render(request, "centres/detail.html", context)


def edit(request, pk):
    centre = own_centre(request, pk)
    now = seal(centre)
    form = CentreForm(request.POST or None, instance=centre)
    context = {"form": form, "pk": pk, "seen": request.POST.get("seen", now)}
    if request.method == "POST" and form.is_valid():
        try:
            saved = centres.update(centre, by=request.user, at=timezone.now(), seen=context["seen"], **form.values())
        except Stale as stale:
            return render(request, "centres/edit.html", context | overtaken(form, stale, now), status=409)
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            say_place(request, saved)
            return redirect("centres:detail", pk)
    return render(request, "centres/edit.html", context, status=422 if form.errors else 200)


@require_POST
def switch(request):
    """Work for another of one's own centres from now on."""
    chosen = request.POST.get("centre", "")
    member = next((member for member in memberships(request) if str(member.centre_id) == chosen), None)
    if member is None:
        raise Http404
    request.session["centre"] = member.centre_id
    return redirect(way_back(request))


def network(request, pk):
    """A network for those who manage it: names and counts of its centres, no persons."""
    found = get_object_or_404(Network.objects.visible_to(request.user), pk=pk)
    page = page_of(request, found.centres.all())
    context = {"network": found, "page": page, "rows": reports.with_counts(page.rows)}
    return render(request, "centres/network.html", context)


def say_place(request, centre):
    """Say what was saved, and that distances are missing where the town was not found."""
    if centre.latitude is None:
        sentence = _("Saved. We do not know %(town)s: type its latitude and longitude, so that distances can be told.")
        messages.warning(request, sentence % {"town": centre.city})
    else:
        messages.success(request, _("Saved."))
