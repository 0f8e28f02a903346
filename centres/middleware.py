"""Coordinators and administrators need a second factor outside the demo."""

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from centres.choices import MemberRole
from centres.context import memberships

OPEN = ("/accounts/", "/static/", "/language/", "/healthz", "/readyz")
SET_UP = "second_factor_set_up"


class SecondFactorMiddleware:
    """Sends coordinators and administrators who entered without a second factor to the page that sets one up."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if is_locked(request):
            words = _("Coordinators protect other people's data: please set up a second factor to go on.")
            messages.warning(request, words)
            return redirect("mfa_index")
        return self.get_response(request)


def is_locked(request):
    """Tell whether this request has to wait until a second factor is set up."""
    if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated or request.path.startswith(OPEN):
        return False
    return needs_second_factor(request) and not entered_strongly(request)


def entered_strongly(request):
    """Tell whether a second factor or a passkey opened this session, or was set up in it.

    Who has one is asked for it at every sign-in, so a session of somebody who has one and was not asked is the one in
    which it was set up. The session remembers the answer.
    """
    entries = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    if request.session.get(SET_UP) or any(entry.get("method") == "mfa" for entry in entries):
        return True
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    if not Authenticator.objects.filter(user=request.user, type__in=kinds).exists():
        return False
    request.session[SET_UP] = True
    return True


def needs_second_factor(request):
    roles = {member.role for member in memberships(request)}
    return request.user.is_staff or MemberRole.COORDINATOR in roles
