"""How allauth behaves here: nobody signs up; people are invited."""

from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.utils import translation

from doallvet.accounts.models import User


class ClosedSignup(DefaultAccountAdapter):
    """Refuses sign-up; mails speak the person's language and name SITE_URL, never the request's Host header."""

    def is_open_for_signup(self, request):
        return False

    def send_mail(self, template_prefix, email, context):
        person = User.objects.with_email(email).first()
        links = {name: at_home(url) for name, url in context.items() if name.endswith("_url")}
        with translation.override(person.language if person else translation.get_language()):
            super().send_mail(template_prefix, email, {**context, **links, "person": person, "site": settings.SITE_URL})

    def format_email_subject(self, subject):
        return f"doALLVET: {subject}"


def at_home(url: str) -> str:
    """Give the same page at this instance's own address."""
    return settings.SITE_URL + urlsplit(url)._replace(scheme="", netloc="").geturl()
