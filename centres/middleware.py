"""Coordinators and administrators need a second factor outside the demo."""

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from centres.choices import MemberRole
from centres.context import memberships
from doallvet.accounts import actions as accounts

FACTORS = "/accounts/2fa/"
OPEN = ("/accounts/", "/static/", "/language/", "/healthz", "/readyz")
SET_UP = "second_factor_set_up"


class SecondFactorMiddleware:
    """Sends coordinators and administrators who entered without a second factor to the page that sets one up.

    Only the session in which it is set up goes on; the person's other ones, entered without it, end then.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if is_locked(request):
            words = _("Coordinators protect other people's data: please set up a second factor to go on.")
            messages.warning(request, words)
            return redirect("mfa_index")
        may_set_up = request.method == "POST" and request.path.startswith(FACTORS) and request.user.is_authenticated
        had_none = may_set_up and not has_factor(request.user)
        response = self.get_response(request)
        if had_none and has_factor(request.user):
            request.session[SET_UP] = True
            accounts.end_other_sessions(request.user, but=request.session.session_key)
        return response


def is_locked(request):
    """Tell whether this request has to wait until a second factor is set up."""
    if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated or request.path.startswith(OPEN):
        return False
    return needs_second_factor(request) and not entered_strongly(request)


def entered_strongly(request):
    """Tell whether a second factor or a passkey opened this session, or was set up in it."""
    entries = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    return bool(request.session.get(SET_UP)) or any(entry.get("method") == "mfa" for entry in entries)


def has_factor(person):
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user=person, type__in=kinds).exists()


def needs_second_factor(request):
    roles = {member.role for member in memberships(request)}
    return request.user.is_staff or MemberRole.COORDINATOR in roles
