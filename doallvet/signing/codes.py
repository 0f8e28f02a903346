"""One-time codes that go with a signature: sent to what is on file, good for ten minutes and one signature.

How many are sent and tried for a place in a day is counted: asking for a new one gives no new tries.
"""

import secrets
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from doallvet.accounts.models import User
from doallvet.core import sms
from doallvet.core.refused import Refused
from doallvet.core.text import masked
from doallvet.outbox import actions as outbox
from doallvet.outbox.addresses import addresses
from doallvet.signing.choices import Code
from doallvet.signing.digits import code_of, hash_of
from doallvet.signing.models import Signatory

MINUTES, AGAIN_SECONDS = 10, 60
SENT, TRIES, DAY = 10, 10, 24 * 3600  # for a place in a day


def send(signatory: Signatory, person: User, *, at: datetime) -> None:
    """Send a code to the person, once a minute and ten times a day at most. Raises Refused.

    Only its hash is kept, and the number from which the message makes it with the key of the instance: who reads the
    rows does not know it. The message leaves outside of a transaction.
    """
    by_sms = signatory.code == Code.SMS
    if by_sms and not person.phone:
        raise Refused(_("No telephone number of yours is on file. Please ask the coordinator."))
    if not by_sms and not addresses([person])[person.pk]:
        raise Refused(_("No e-mail address of yours is on file. Please ask the coordinator."))
    if not cache.add(_key(signatory, person, "sent"), 1, AGAIN_SECONDS):
        raise Refused(_("A code was sent a moment ago. Give it a minute."))
    if _counted(signatory, "sends") > SENT:
        raise Refused(_("Many codes were sent today. Please go on tomorrow, or ask the coordinator."))
    number = secrets.token_hex(16)
    code = code_of(number, signatory.pk, person.pk)
    cache.set(_key(signatory, person, "code"), hash_of(signatory.pk, code), MINUTES * 60)
    if by_sms:
        text = _("%(code)s is your code to sign. It holds for %(minutes)s minutes.")
        try:
            sms.send(str(person.phone), text % {"code": code, "minutes": MINUTES})
        except sms.SmsUnavailable as error:
            cache.delete(_key(signatory, person, "sent"))
            raise Refused(_("The SMS could not be sent. Please try again, or ask the coordinator.")) from error
        return
    until = at + timedelta(minutes=MINUTES)
    told = {"subject": signatory, "at": at, "due": at.isoformat(), "data": {"number": number}, "not_after": until}
    outbox.owe("sign-code", person=person, **told)


def sent_to(signatory: Signatory, person: User) -> str:
    """Give, masked, where a code went that still holds; "" where none does."""
    if cache.get(_key(signatory, person, "code")) is None:
        return ""
    return _masked_phone(str(person.phone)) if signatory.code == Code.SMS else masked(addresses([person])[person.pk])


def check(signatory: Signatory, person: User, typed: str) -> None:
    """Raise Refused where what was typed is not the code that was sent, and after ten tries of the day."""
    if _counted(signatory, "tries") > TRIES:
        raise Refused(_("Many wrong codes were typed today. Please go on tomorrow, or ask the coordinator."))
    kept = cache.get(_key(signatory, person, "code"))
    if kept is None or not constant_time_compare(kept, hash_of(signatory.pk, "".join(typed.split()))):
        raise Refused(_("This is not the code that was sent last, or its time is over. Ask for a new one."))


def use_up(signatory: Signatory, person: User) -> None:
    """Let the code that was sent sign nothing more."""
    cache.delete(_key(signatory, person, "code"))


def _counted(signatory: Signatory, what: str) -> int:
    """Count something at a place, and give how often it happened within a day."""
    key = f"sign-{what}:{signatory.pk}"
    cache.add(key, 0, DAY)
    return cache.incr(key)


def _key(signatory: Signatory, person: User, what: str) -> str:
    return f"sign-{what}:{signatory.pk}:{person.pk}"


def _masked_phone(phone: str) -> str:
    return f"… {phone[-3:]}"
