"""What a centre asks of the signatures on each kind of paper."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from centres.views.lookups import own_centre
from mobilities.actions import signature_rules
from mobilities.forms.signing import SignatureRulesForm


def page(request, pk):
    """How each paper is signed: on paper, simply, with a code, with a provider."""
    centre = own_centre(request, pk)
    form = SignatureRulesForm(request.POST or None, settings=centre.signatures)
    if request.method == "POST" and form.is_valid():
        signature_rules.change(centre, form.rules(), by=request.user, at=timezone.now())
        messages.success(request, _("Kept. It holds for papers that are issued from now on."))
        return redirect("centres:detail", centre.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "mobilities/signature_rules.html", {"centre": centre, "form": form}, status=status)
