"""Entering by a personal link; the language of the pages."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from doallvet.accounts import actions, invitations, links
from doallvet.accounts.models import PersonalLink
from doallvet.core.addresses import way_back
from doallvet.core.refused import Refused


@login_not_required
@never_cache
def link(request, token):
    """Open a link for this browser and go to its page. Fetching it changes nothing and never uses it up."""
    found = PersonalLink.objects.of_token(token).select_related("person").first()
    if not found or not found.is_live(timezone.now()):
        links.remember_closed(request, found)
        return redirect("link-closed")
    links.open_in_session(request, found)
    return redirect(f"link-{found.purpose}", found.pk)


@login_not_required
@never_cache
def link_closed(request):
    """The same page for an old, used-up and unknown link."""
    return render(request, "accounts/link_closed.html", status=410)


@login_not_required
@never_cache
def invitation(request, link_id):
    """Who invites to what, and a button; accepting opens no account: the way in is the code that is sent next."""
    found = invitations.of_link(request.link)
    if found is None:
        return redirect("link-closed")
    if request.method == "POST":
        try:
            invitations.accept(request.link, found, at=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("link-invitation", link_id)
    return render(request, "accounts/invitation.html", {"invitation": found, "person": request.link.person})


@login_not_required
@require_POST
def language(request):
    """Speak another language from now on; a signed-in person's choice is kept."""
    code = request.POST.get("language")
    response = redirect(way_back(request))
    if code not in dict(settings.LANGUAGES):
        return response
    if request.user.is_authenticated:
        actions.speak(request.user, code)
    request.session["link_language"] = code
    translation.activate(code)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=365 * 24 * 3600, secure=settings.HTTPS, samesite="Lax"
    )
    return response
