"""What is written about people."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from doallvet.accounts import links
from doallvet.accounts.models import User
from doallvet.core.refused import Refused

BATCH = 500


def speak(person: User, language: str) -> None:
    """Keep the language the person chose."""
    User.objects.filter(pk=person.pk).update(language=language)


def live_in(person: User, time_zone: str) -> None:
    """Keep by which clock the person lives."""
    User.objects.filter(pk=person.pk).update(time_zone=time_zone)


@transaction.atomic
def find_or_make(
    *, email: str, first_name: str, last_name: str = "", language: str = "en", time_zone: str = "", phone: str = ""
) -> User:
    """Give the person with this address, made if there is none; a known person's own data are left alone.

    Somebody who confirmed it as a further address of their account is that person.

    Without an address a new person is made: somebody who acts by letter or through the coordinator.
    """
    email = email.strip().lower()
    known = User.objects.with_email(email).first() if email else None
    if known:
        return known
    try:
        with transaction.atomic():
            person = User.objects.create_user(
                email or None,
                first_name=first_name.strip(),
                last_name=last_name.strip(),
                language=language,
                phone=phone,
                **({"time_zone": time_zone} if time_zone else {}),
            )
    except IntegrityError:  # made by somebody else since we looked
        return User.objects.with_email(email).get()
    if email:
        EmailAddress.objects.create(user=person, email=email, primary=True, verified=False)
    return person


@transaction.atomic
def confirm_address(person: User) -> None:
    """The person showed that mail to the address arrives: sign-in by code works from now on.

    Raises Refused when it became a further address of somebody else's account since it was written.
    """
    email = person.email or ""
    if EmailAddress.objects.filter(email__iexact=email, verified=True).exclude(user=person).exists():
        raise Refused(_("This address belongs to another account by now. Ask for a new invitation to it."))
    EmailAddress.objects.filter(user=person, email__iexact=email).update(verified=True)


@transaction.atomic
def change_address(person: User, email: str, *, at: datetime) -> User:
    """Write another address to a person, or none; links sent to the old one and all sessions end.

    Where there is none any more, a second address moves up: with it alone nobody would be written to.
    """
    email = email.strip().lower() or person.second_email
    if email and User.objects.with_email(email).exclude(pk=person.pk).exists():
        raise Refused(_("Somebody else already uses the address %(email)s.") % {"email": email})
    end_entry(person, at=at)
    person.email = email or None
    person.second_email = "" if email == person.second_email else person.second_email
    person.save(update_fields=["email", "second_email"])
    EmailAddress.objects.filter(user=person).delete()
    if email:
        EmailAddress.objects.create(user=person, email=email, primary=True, verified=False)
    return person


@transaction.atomic
def keep_second_address(person: User, email: str, *, at: datetime) -> None:
    """Write the address to which messages go while the first one does not work, or none; links sent before end.

    Nobody signs in with it, and a mailbox may be shared: a parent's, the office's.
    """
    email = email.strip().lower()
    if email and email == person.email:
        raise Refused(_("This is the first address already. Please write another one."))
    if email != person.second_email:
        links.end_all(person, at=at)
        User.objects.filter(pk=person.pk).update(second_email=email)
        person.second_email = email


def end_other_sessions(person: User, *, but: str) -> None:
    """End a person's sessions but the one with this key."""
    for session in UserSession.objects.filter(user=person).exclude(session_key=but):
        session.end()


def end_entry(person: User, *, at: datetime) -> None:
    """End a person's sessions and links, as when a membership ends."""
    links.end_all(person, at=at)
    for session in UserSession.objects.filter(user=person):
        session.end()
