"""How allauth behaves here: nobody signs up; people are invited."""

from datetime import timedelta
from email.utils import format_datetime
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from doallvet.accounts import proof
from doallvet.accounts.models import User

PASSKEY = "mfa_reauthenticate:webauthn"


class ClosedSignup(DefaultAccountAdapter):
    """Refuses sign-up; mails speak the person's language and name SITE_URL, never the request's Host header."""

    def is_open_for_signup(self, request):
        return False

    def send_mail(self, template_prefix, email, context):
        person = User.objects.with_email(email).first()
        links = {name: at_home(url) for name, url in context.items() if name.endswith("_url")}
        with translation.override(person.language if person else translation.get_language()):
            super().send_mail(template_prefix, email, {**context, **links, "person": person, "site": settings.SITE_URL})

    def render_mail(self, template_prefix, email, context, headers=None):
        """A code is not worth sending once it has run out; the header says so (RFC 4021)."""
        if "code" in context:
            ends = timezone.now() + timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
            headers = {**(headers or {}), "Expires": format_datetime(ends)}
        return super().render_mail(template_prefix, email, context, headers=headers)

    def format_email_subject(self, subject):
        return f"doALLVET: {subject}"

    def is_reauthentication_required(self, *, app, **kwargs):
        """Ask on allauth's own pages as on ours; allauth alone asks nobody without password and second factor."""
        proof.require(context.request)
        return False

    def get_reauthentication_methods(self, user):
        """The passkey first; a code by e-mail for those to whom it opens the account without a second factor."""
        methods = sorted(super().get_reauthentication_methods(user), key=lambda method: method["id"] != PASSKEY)
        methods = [one | {"description": _("Use a passkey")} if one["id"] == PASSKEY else one for one in methods]
        if user.is_authenticated and user.email and not any(method["id"].startswith("mfa") for method in methods):
            url = reverse("account_reauthenticate_code")
            methods.append({"id": "code", "description": _("Send me a code by e-mail"), "url": url})
        return methods


def at_home(url: str) -> str:
    """Give the same page at this instance's own address."""
    return settings.SITE_URL + urlsplit(url)._replace(scheme="", netloc="").geturl()
