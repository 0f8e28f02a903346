"""Asks again who it is before a sensitive act: a browser left open is not yet the person (ASVS 5, 7.5).

A proof is a sign-in, or an answer when asked, and holds for `ACCOUNT_REAUTHENTICATION_TIMEOUT` seconds. The asking is
allauth's: its middleware keeps what was posted, asks on a page of its own, and posts it when the answer is right.
"""

import time
from functools import wraps

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest


def required(view):
    """Open a page, its form and its act to those who showed lately who they are; the others are asked first."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        require(request)
        return view(request, *args, **kwargs)

    return guarded


def require(request: HttpRequest) -> None:
    """Go on if the person showed lately who they are; else ask, which ends the request here.

    What an earlier request left to be posted is forgotten: only what is asked about now is done after the answer.
    """
    if not is_fresh(request):
        request.session.pop(STATE_SESSION_KEY, None)
        raise ReauthenticationRequired


def is_fresh(request: HttpRequest) -> bool:
    """Tell whether the last proof of this session still holds."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
