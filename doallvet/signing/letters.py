"""Letters with a code, for who signs and whom no e-mail reaches: printed, posted, typed in on any telephone."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from doallvet.accounts import links
from doallvet.accounts.models import PersonalLink, User
from doallvet.core.refused import Refused
from doallvet.outbox.addresses import addresses
from doallvet.signing.freezing import ALPHABET, spelled, typed
from doallvet.signing.models import LetterCode, Signatory
from doallvet.signing.papers import paper_of

BY_LETTER = "letter"  # of a link: how its person came
DAYS, LENGTH = 30, 8  # the post takes its time; 31^8 codes


@dataclass(frozen=True, slots=True)
class Letter:
    """To whom a letter goes, and the code that opens the page for them, such as 7K3Q-XM4P."""

    person: User
    code: str


def draft(signatory: Signatory) -> Letter:
    """Give a letter whose code opens nothing yet: it is printed first, and kept then.

    Raises Refused when nobody is waited for or named, and for who is reached by e-mail: with the code of a
    letter, whoever has it in their hands signs as its person.
    """
    code = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
    return Letter(_addressee(signatory), spelled(code))


@transaction.atomic
def keep(signatory: Signatory, letter: Letter, *, by: User, at: datetime) -> None:
    """Let the code of a letter open the page for its person from now on; the one of the letter before ends.

    Only its hash is kept: a lost letter is written anew. Raises Refused like `draft`, and when another person is
    written to by now.
    """
    signatory = Signatory.objects.with_version().select_for_update(of=("self",)).get(pk=signatory.pk)
    if _addressee(signatory) != letter.person:
        raise Refused(_("Somebody else signs here by now. Please write the letter anew."))
    LetterCode.objects.live(at).filter(signatory=signatory).update(ended_at=at)
    LetterCode.objects.create(
        signatory=signatory,
        person=letter.person,
        code_hash=hash_of(typed(letter.code)),
        made_at=at,
        made_by=by,
        ends_at=at + timedelta(days=DAYS),
    )
    paper_of(signatory.version.document).wrote(signatory, letter.person, by=by, at=at)


@transaction.atomic
def open_with(code: str, *, at: datetime) -> PersonalLink | None:
    """Give a personal link for the code that was typed; None for any that is none, was used, or ran out."""
    codes = LetterCode.objects.live(at).select_related("signatory", "person")
    found = codes.filter(code_hash=hash_of(typed(code))).first()
    if found is None or found.signatory.counts:
        return None
    row = found.signatory
    return links.keep("sign", person=found.person, subject=row, by=found.made_by, at=at, version=BY_LETTER)


def hash_of(code: str) -> str:
    """Give what is kept of a code, without its hyphen: who reads it in the rows cannot type it."""
    return salted_hmac("doallvet.signing.letters", code).hexdigest()


def _addressee(signatory: Signatory) -> User:
    if not signatory.is_on_turn or signatory.version.replaced_at:
        raise Refused(_("Nobody is waited for here at the moment."))
    people = paper_of(signatory.version.document).signers(signatory)
    if not people:
        raise Refused(_("Nobody is named who signs here. Name somebody first."))
    if addresses(people[:1])[people[0].pk]:
        raise Refused(
            _(
                "%(who)s has an e-mail address, and signs with the link that is sent there. "
                "A letter is for who has none."
            )
            % {"who": people[0]}
        )
    return people[0]
