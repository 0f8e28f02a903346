"""The address by which a person does without some kinds of messages: signed, bound to the person and the kinds."""

from collections.abc import Collection

from django.conf import settings
from django.core import signing
from django.urls import reverse

from doallvet.accounts.models import User

SALT = "doallvet.outbox.unsubscribe"


def address(person: User, kinds: Collection[str]) -> str:
    """Make the address. It holds as long as the person is there: mails are kept for years."""
    token = signing.dumps([person.pk, *kinds], salt=SALT)
    return settings.SITE_URL + reverse("unsubscribe", args=[token])


def read(token: str) -> tuple[User, list[str]] | None:
    """Give the person and the kinds of a token; None for one that we did not make, or whose person is gone."""
    try:
        pk, *kinds = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    person = User.objects.filter(pk=pk, is_active=True).first()
    return (person, kinds) if person else None
