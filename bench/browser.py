"""Somebody signed in who asks the portal over HTTP."""

import time
from http.client import HTTPConnection
from importlib import import_module
from urllib.parse import urlencode, urlsplit

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from doallvet.accounts.models import User

TOKEN = "b" * 32  # what protects forms is the same in the cookie and in what is sent


class Browser:
    """Asks with the session of a person who entered with a second factor, as coordinators must."""

    def __init__(self, address: str, person: User) -> None:
        self.host = urlsplit(address).netloc
        self.cookies = {settings.SESSION_COOKIE_NAME: signed_in(person), settings.CSRF_COOKIE_NAME: TOKEN}

    def get(self, path: str, **headers: str) -> bytes:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, data: dict[str, str], **headers: str) -> bytes:
        """Send a form as htmx does."""
        own = {"X-CSRFToken": TOKEN, "HX-Request": "true", "Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(data), own | headers)

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> bytes:
        connection = HTTPConnection(self.host, timeout=120)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(method, path, body, {"Cookie": cookies} | headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        assert answer.status == 200, f"{method} {path}: {answer.status} {answer.getheader('Location', '')}"
        return content


def signed_in(person: User) -> str:
    """Give a new session of a person."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time()}]
    session.save()
    return session.session_key
