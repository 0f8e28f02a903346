"""Makes many people at once, for class lists."""

import secrets
from collections.abc import Collection

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from doallvet.accounts.models import User
from doallvet.core.refused import Refused

BATCH = 500


def by_address(emails: Collection[str]) -> dict[str, User]:
    """Give the people who have these addresses, as their own or as a further one that they confirmed."""
    further = EmailAddress.objects.filter(email__in=emails, verified=True).select_related("user")
    own = User.objects.filter(email__in=emails).defer("phone")  # to parse a number takes longer than all else of a row
    return {row.email: row.user for row in further} | {person.email: person for person in own}


@transaction.atomic
def make_many(people: list[User]) -> list[User]:
    """Keep new people, each with an address of their own or none. Raises Refused when an address is used already."""
    for person in people:
        person.email = person.email.strip().lower() if person.email else None
        person.password = UNUSABLE_PASSWORD_PREFIX + secrets.token_urlsafe(30)  # as Django does, letter by letter
    try:
        with transaction.atomic():
            made = User.objects.bulk_create(people, batch_size=BATCH)
    except IntegrityError as error:
        raise Refused(_("One of these e-mail addresses is already used by somebody.")) from error
    addresses = [EmailAddress(user=person, email=person.email, primary=True) for person in made if person.email]
    EmailAddress.objects.bulk_create(addresses, batch_size=BATCH)
    return made
