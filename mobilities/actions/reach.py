"""What is done about somebody whom mail does not reach: another address, a letter, a short message, another try."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from doallvet.accounts import actions as accounts
from doallvet.accounts import links
from doallvet.accounts.models import User
from doallvet.core import sms
from doallvet.core.refused import Refused
from doallvet.history import actions as history
from doallvet.outbox import undeliverable
from doallvet.outbox.addresses import first_dead, unreached
from mobilities import terms
from mobilities.actions import asking
from mobilities.models import Mobility

SMS_GAP = timedelta(days=1)


@transaction.atomic
def try_again(mobility: Mobility, person: User, *, by: User, at: datetime) -> bool:
    """Let mail go to the addresses of a person again; false when nothing was held back."""
    lifted = [undeliverable.try_again(email, by=by, at=at) for email in (person.email, person.second_email) if email]
    if any(lifted):
        _note(mobility, person, "address_tried", by=by, at=at)
    return any(lifted)


@transaction.atomic
def keep_second_address(mobility: Mobility, person: User, email: str, *, by: User, at: datetime) -> None:
    """Write where messages go while the first address does not work; "" takes it away. Raises Refused."""
    before, email = person.second_email, email.strip().lower()
    if email == before:
        return
    if email and not first_dead([person]):
        raise Refused(_("A second address is written down once mail to the first one comes back."))
    accounts.keep_second_address(person, email, at=at)
    _note(mobility, person, "second_address" if email else "no_second_address", by=by, at=at, address=email or before)


@transaction.atomic
def write_letter(mobility: Mobility, person: User, *, by: User, at: datetime) -> str:
    """Note that a letter is printed; gives the personal link that goes into it, "" where nothing is asked of them.

    Raises Refused.
    """
    _check_unreached(person)
    _note(mobility, person, "letter_to_unreached", by=by, at=at)
    return _door(mobility, person, by=by, at=at)


def send_sms(mobility: Mobility, person: User, phone: str, *, by: User, at: datetime) -> None:
    """Send a short message with the personal link, once a day at most; it leaves outside of a transaction.

    Raises Refused.
    """
    _check_unreached(person)
    if not (phone and sms.available()):
        raise Refused(_("No telephone number is on file, or this portal sends no SMS."))
    link = _door(mobility, person, by=by, at=at)
    key = f"reach-sms:{person.pk}"  # whoever sends it, for whichever stay
    if not cache.add(key, 1, int(SMS_GAP.total_seconds())):
        raise Refused(_("They got an SMS today already. Give them until tomorrow, or call them."))
    with override(person.language):
        text = _("%(centre)s: our e-mails to you come back. Please give us another address.")
        if link:
            text = _("%(centre)s: our e-mails to you come back. We ask you for an answer here: %(link)s")
        words = text % {"centre": mobility.sending_centre, "link": link}
    try:
        sms.send(phone, words)
    except sms.SmsUnavailable as error:
        cache.delete(key)
        raise Refused(_("The SMS could not be sent. Please try again, or call them.")) from error
    _note(mobility, person, "sms_to_unreached", by=by, at=at)


def is_asked(mobility: Mobility, person: User) -> bool:
    """Whether a personal link has something for them: a question that is open for a party for which they answer."""
    owners = [owner for owner, people in asking.all_signers(mobility).items() if person in people]
    return not mobility.is_over and any(
        not step.is_done for owner in owners for step in terms.questions(mobility, owner)
    )


def _check_unreached(person: User) -> None:
    """Whoever has the letter or the telephone opens the link: so it is not made where mail arrives. Raises Refused."""
    if not unreached([person]):
        raise Refused(_("Letter and SMS are for people to whom e-mails were sent in vain. Write to them by e-mail."))


def _door(mobility: Mobility, person: User, *, by: User, at: datetime) -> str:
    return links.make("answer", person=person, subject=mobility, by=by, at=at) if is_asked(mobility, person) else ""


def _note(mobility: Mobility, person: User, verb: str, *, by: User, at: datetime, address: str = "") -> None:
    history.record(person, verb, story=mobility, by=by, at=at, after=str(person), note=address)
