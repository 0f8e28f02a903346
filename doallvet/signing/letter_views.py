"""The page on which the code of a letter is typed."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from doallvet.accounts import links
from doallvet.core.tries import too_many
from doallvet.signing import letters
from doallvet.signing.forms import LetterForm

TRIES, SECONDS = 10, 600  # of one address


@login_not_required
@never_cache
def letter(request):
    """Open the page to sign with the code of a letter. Nothing is listed; a wrong code and a used one look alike."""
    form = LetterForm(request.POST or None)
    if request.method != "POST":
        return render(request, "signing/letter.html", {"form": form})
    if too_many(request, "letter", tries=TRIES, seconds=SECONDS):
        form.add_error(None, _("That were many tries. Please wait a few minutes."))
        return render(request, "signing/letter.html", {"form": form}, status=429)
    if form.is_valid():
        if link := letters.open_with(form.cleaned_data["code"], at=timezone.now()):
            links.open_in_session(request, link)
            return redirect("link-sign", link.pk)
        form.add_error("code", _("This code opens nothing. Compare it with the letter; codes hold for 30 days."))
    return render(request, "signing/letter.html", {"form": form}, status=422)
