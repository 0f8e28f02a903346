"""Letters with a code, for who signs and has no e-mail address: printed, posted, typed in on any telephone."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from doallvet.accounts import links
from doallvet.accounts.models import PersonalLink, User
from doallvet.core.refused import Refused
from doallvet.signing.freezing import ALPHABET
from doallvet.signing.models import LetterCode, Signatory
from doallvet.signing.papers import paper_of

BY_LETTER = "letter"  # of a link: how its person came
DAYS, LENGTH = 30, 8  # the post takes its time; 31^8 codes


@transaction.atomic
def write(signatory: Signatory, *, by: User, at: datetime) -> str:
    """Make a code for who is named at a place to sign, and give it, such as 7K3Q-XM4P; the one before ends.

    Only its hash is kept: a lost letter is written anew. Raises Refused when nobody is named or waited for.
    """
    signatory = Signatory.objects.with_version().select_for_update(of=("self",)).get(pk=signatory.pk)
    if not signatory.is_on_turn or signatory.version.replaced_at:
        raise Refused(_("Nobody is waited for here at the moment."))
    people = paper_of(signatory.version.document).signers(signatory)
    if not people:
        raise Refused(_("Nobody is named who signs here. Name somebody first."))
    code = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
    LetterCode.objects.live(at).filter(signatory=signatory).update(ended_at=at)
    LetterCode.objects.create(
        signatory=signatory,
        person=people[0],
        code_hash=hash_of(code),
        made_at=at,
        made_by=by,
        ends_at=at + timedelta(days=DAYS),
    )
    return f"{code[:4]}-{code[4:]}"


@transaction.atomic
def open_with(typed: str, *, at: datetime) -> PersonalLink | None:
    """Give a personal link for the code that was typed; None for any that is none, was used, or ran out."""
    code = "".join(letter for letter in typed.upper() if letter in ALPHABET)
    found = LetterCode.objects.live(at).select_related("signatory", "person").filter(code_hash=hash_of(code)).first()
    if found is None or found.signatory.counts:
        return None
    row = found.signatory
    return links.keep("sign", person=found.person, subject=row, by=found.made_by, at=at, version=BY_LETTER)


def hash_of(code: str) -> str:
    return salted_hmac("doallvet.signing.letters", code).hexdigest()
