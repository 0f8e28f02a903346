"""Asks for addresses as somebody, and undoes what the answer wrote."""

import re
import time
from functools import cache
from importlib import import_module
from urllib.parse import urlencode

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.http.response import HttpResponseBase
from django.test.client import ClientHandler, RequestFactory
from django.utils.html import escape

from doallvet.accounts.models import User

TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value="|"X-CSRFToken": ")\w+')


class Visitor:
    """A person in a browser, or somebody unknown; every request begins with the same session. Counts requests.

    Django's own test client does the same and keeps each template's context as well: too much for so many pages.
    """

    def __init__(self, person: User | None, *, lately: bool = True) -> None:
        self.browser = RequestFactory()
        if person:
            self.browser.cookies[settings.SESSION_COOKIE_NAME] = signed_in(person, lately=lately)
        self.asked = 0

    def ask(self, method: str, address: str, data: dict[str, str] | None = None) -> HttpResponseBase:
        """Give the answer; what it wrote is undone. CSRF is not checked, so the permission is what answers."""
        with transaction.atomic():
            answer = self.send(method, address, data)
            transaction.set_rollback(True)
        return answer

    def send(self, method: str, address: str, data: dict[str, str] | None = None) -> HttpResponseBase:
        self.asked += 1
        if data and method in {"PUT", "DELETE"}:
            address, data = f"{address}?{urlencode(data)}", {}
        request = getattr(self.browser, method.lower())(address, data or {})
        request._dont_enforce_csrf_checks = True
        answer = handler().get_response(request)
        answer.wsgi_request = request
        if answer.streaming:
            read(answer)
        return answer


@cache
def handler() -> ClientHandler:
    """Make what answers requests, once: it loads all middleware."""
    found = ClientHandler()
    found.load_middleware()
    return found


def read(answer) -> None:
    """Read a file to its end and close it, but not the database with it."""
    answer.streaming_content = [b"".join(answer.streaming_content)]
    request_finished.disconnect(close_old_connections)
    answer.close()
    request_finished.connect(close_old_connections)


def signed_in(person: User, *, lately: bool = True) -> str:
    """Give the session of a person who signed in with a password just now, or long ago."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time() if lately else 0}]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(person.pk)
    session.save()
    return session.session_key


def body(answer) -> bytes:
    """Give what an answer says, whole."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def page(answer) -> bytes:
    """Give what a page says, without the address that was asked for and the token that changes each time."""
    plain = TOKEN.sub(rb"\1", body(answer))
    return plain.replace(escape(answer.wsgi_request.get_full_path()).encode(), b"")
