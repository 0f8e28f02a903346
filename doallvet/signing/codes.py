"""One-time codes that go with a signature: sent to what is on file, good for ten minutes and five tries."""

import secrets
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from doallvet.accounts.models import User
from doallvet.core import sms
from doallvet.core.refused import Refused
from doallvet.outbox import actions as outbox
from doallvet.signing.choices import Code
from doallvet.signing.models import Signatory

MINUTES, TRIES, AGAIN_SECONDS, DIGITS = 10, 5, 60, 6


def send(signatory: Signatory, person: User, *, at: datetime) -> str:
    """Send a code to the person and give, masked, where it went; once a minute at most. Raises Refused.

    Only its hash is kept. The message leaves outside of a transaction.
    """
    by_sms = signatory.code == Code.SMS
    if by_sms and not person.phone:
        raise Refused(_("No telephone number of yours is on file. Please ask the coordinator."))
    if not by_sms and not person.email:
        raise Refused(_("No e-mail address of yours is on file. Please ask the coordinator."))
    if not cache.add(_key(signatory, person, "sent"), 1, AGAIN_SECONDS):
        raise Refused(_("A code was sent a moment ago. Give it a minute."))
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    cache.set(_key(signatory, person, "code"), _hash(signatory, code), MINUTES * 60)
    cache.set(_key(signatory, person, "tries"), 0, MINUTES * 60)
    if by_sms:
        text = _("%(code)s is your code to sign. It holds for %(minutes)s minutes.")
        try:
            sms.send(str(person.phone), text % {"code": code, "minutes": MINUTES})
        except sms.SmsUnavailable as error:
            cache.delete(_key(signatory, person, "sent"))
            raise Refused(_("The SMS could not be sent. Please try again, or ask the coordinator.")) from error
        return _masked_phone(str(person.phone))
    until = at + timedelta(minutes=MINUTES)
    told = {"subject": signatory, "at": at, "due": at.isoformat(), "data": {"code": code}, "not_after": until}
    outbox.owe("sign-code", person=person, **told)
    return _masked_email(str(person.email))


def check(signatory: Signatory, person: User, typed: str) -> bool:
    """Whether what was typed is the code that was sent; after five tries none is."""
    key = _key(signatory, person, "code")
    kept = cache.get(key)
    if kept is None:
        return False
    if cache.incr(_key(signatory, person, "tries")) > TRIES:
        cache.delete(key)
        return False
    return constant_time_compare(kept, _hash(signatory, "".join(typed.split())))


def _key(signatory: Signatory, person: User, what: str) -> str:
    return f"sign-{what}:{signatory.pk}:{person.pk}"


def _hash(signatory: Signatory, code: str) -> str:
    return salted_hmac(f"sign-code:{signatory.pk}", code).hexdigest()


def _masked_email(email: str) -> str:
    name, _at, domain = email.partition("@")
    return f"{name[:1]}…@{domain}"


def _masked_phone(phone: str) -> str:
    return f"… {phone[-3:]}"
