"""Support needs: a page of their own, for coordinators of the sending centre alone."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from centres.actions import support
from centres.forms.support import SupportForm
from centres.models import SupportNeeds
from centres.views import apprentice_page as page
from centres.views.apprentices import own
from doallvet.core.refused import Stale
from doallvet.core.seals import seal


@never_cache
def edit(request, pk):
    apprentice = own(request, pk)
    needs = SupportNeeds.objects.filter(apprentice=apprentice).first()
    initial = {"seen": seal(needs)}
    if needs:
        initial |= {"text": needs.text, "fewer_opportunities": needs.fewer_opportunities}
    form = SupportForm(request.POST or None, initial=initial)
    context = {"form": form, "apprentice": apprentice, "tabs": page.tabs(apprentice, "support", True)}
    if request.method == "POST" and form.is_valid():
        try:
            support.keep(apprentice, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Stale as stale:
            context |= {"stale": stale, "needs": needs, "form": _again(form, needs)}
            return render(request, "centres/apprentice_support.html", context, status=409)
        messages.success(request, _("Saved."))
        return redirect("centres:support", pk)
    return render(request, "centres/apprentice_support.html", context, status=422 if form.errors else 200)


def _again(form, needs):
    """Keep what was typed, and let it be saved over what is there now if the person still wants that."""
    return SupportForm(initial=form.cleaned_data | {"seen": seal(needs)})
