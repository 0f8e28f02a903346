"""Parents and guardians of apprentices."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from centres.access import may_run
from centres.actions import guardian as guardians
from centres.actions.apprentice import known_elsewhere
from centres.forms.guardian import GuardianForm
from centres.models import Guardian
from centres.views import apprentice_page as page
from centres.views.apprentices import own as own_apprentice
from doallvet.accounts import proof
from doallvet.core.refused import Refused, Stale
from doallvet.core.seals import overtaken, seal


def new(request, pk):
    apprentice = own_apprentice(request, pk)
    form = GuardianForm(
        request.POST or None, centre=apprentice.centre, initial={"language": apprentice.person.language}
    )
    if request.method == "POST" and form.is_valid():
        try:
            guardian = guardians.add(apprentice, form.particulars(), by=request.user, at=timezone.now())
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("%(name)s is noted as guardian.") % {"name": guardian})
            return redirect("centres:apprentice", pk)
    context = {"form": form, "apprentice": apprentice, "age": apprentice.age(timezone.localdate())}
    return render(request, "centres/apprentice_guardian.html", context, status=422 if form.errors else 200)


def edit(request, pk):
    guardian = own(request, pk)
    centre = guardian.apprentice.centre
    fixed = bool(known_elsewhere([guardian.person], {centre.pk}))
    known = guardians.of(guardian)
    initial = {name: getattr(known, name) for name in GuardianForm.base_fields}
    form = GuardianForm(request.POST or None, centre=centre, fixed=fixed, initial=initial)
    now = seal(known)
    seen = request.POST.get("seen", now)
    context = {"form": form, "apprentice": guardian.apprentice, "guardian": guardian, "fixed": fixed, "seen": seen}
    if request.method == "POST" and form.is_valid():
        typed = form.particulars()
        if typed.email != known.email:
            proof.require(request)
        try:
            guardians.change(guardian, typed, seen=seen, by=request.user, at=timezone.now())
        except Stale as stale:
            context |= overtaken(form, stale, now)
            return render(request, "centres/apprentice_guardian.html", context, status=409)
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("Saved."))
            return redirect("centres:apprentice", guardian.apprentice_id)
    return render(request, "centres/apprentice_guardian.html", context, status=422 if form.errors else 200)


@proof.required
def end(request, pk):
    """Ask first, then end what the person is to the apprentice."""
    guardian = own(request, pk)
    if request.method == "POST":
        guardians.end(guardian, by=request.user, at=timezone.now())
        messages.success(request, _("%(name)s is no guardian any more.") % {"name": guardian})
        return redirect("centres:apprentice", guardian.apprentice_id)
    return render(request, "centres/apprentice_guardian_end.html", {"guardian": guardian})


@require_POST
def invite(request, pk):
    guardian = own(request, pk)
    page.say_invited(request, guardian)
    return redirect("centres:apprentice", guardian.apprentice_id)


@require_POST
def keep(request, pk):
    """The grown-up apprentice alone decides whether a parent keeps access."""
    rows = Guardian.objects.current().select_related("apprentice", "person")
    guardian = get_object_or_404(rows, pk=pk, apprentice__person=request.user)
    wanted = request.POST.get("keep")
    if wanted not in ("yes", "no"):
        raise Http404
    try:
        guardians.let_keep(guardian, wanted == "yes", by=request.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("centres:apprentice", guardian.apprentice_id)


def own(request, pk):
    """Give a guardian of an apprentice of the person's centre; 403 for colleagues who do not coordinate."""
    rows = Guardian.objects.current().visible_to(request.user)
    guardian = get_object_or_404(rows.select_related("apprentice__centre", "apprentice__person", "person"), pk=pk)
    if not may_run(request.user, guardian.apprentice.centre):
        raise PermissionDenied
    return guardian
