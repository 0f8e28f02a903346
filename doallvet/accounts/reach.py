"""Whether a person has shown that mail to the address arrives, and so can sign in."""

from collections.abc import Collection

from allauth.account.models import EmailAddress

from doallvet.accounts.models import User


def reached(people: Collection[User]) -> set[int]:
    """Give the ids of those who confirmed the address that is written now."""
    confirmed = EmailAddress.objects.filter(user__in=people, verified=True).values_list("user_id", "email")
    emails = {person.pk: person.email for person in people}
    return {pk for pk, email in confirmed if emails[pk] == email}


def is_reached(person: User) -> bool:
    """Whether the person confirmed the address that is written now: by an invitation or by signing in."""
    return bool(reached([person]))
