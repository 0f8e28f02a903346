"""What is said at a place to sign: a signature, a wish for a change, a no, a consent taken back."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doallvet.accounts import links
from doallvet.accounts.models import User
from doallvet.core.refused import Refused, Stale
from doallvet.core.text import invisible, one_line
from doallvet.signing.actions import chain
from doallvet.signing.actions.circuit import ask, go_on, locked
from doallvet.signing.choices import Act, Code, Form, State, Way
from doallvet.signing.models import LetterCode, Signatory, Signature, Version
from doallvet.signing.models.signature import LONGEST_NAME, told_by_provider
from doallvet.signing.papers import paper_of

PEOPLE = ("person", "deputises_for", "recorded_by")
TAKEN_BACK = gettext_lazy("You took this back. To give it again, ask the coordinator for a new paper.")


@dataclass(frozen=True, slots=True)
class Hand:
    """How a signature is given: what was typed and agreed to, and by which way the person came.

    `scan`: the file that shows it, of paper or of a provider, whose number of the act is its `transaction`.
    """

    typed_name: str
    consent: str
    language: str
    way: Way
    role: str = ""
    address: str = ""
    link_id: int | None = None
    code_checked: bool = False
    scan: str = ""
    scan_hash: str = ""
    transaction: str = ""


@transaction.atomic
def sign(
    signatory: Signatory,
    *,
    person: User | None,
    shown: str,
    hand: Hand,
    at: datetime,
    recorded_by: User | None = None,
) -> Signature:
    """Sign a version at one place; once signed, the same person, or the same scan, gets the signature that is there.

    `shown`: the content hash of what the person had before their eyes. `recorded_by`: who confirms a signature on
    paper; then `person` may be None, where nobody is named. Raises Stale when there is another version by now,
    Refused with what stands in the way, and where somebody else has signed.
    """
    signatory = locked(signatory)
    version = signatory.version
    if signatory.counts:
        return _given(signatory, person, hand, recorded=recorded_by is not None)
    _refuse_other(version, shown)
    _refuse(_obstacles(signatory, person, hand, recorded=recorded_by is not None))
    salt = secrets.token_hex(16)
    named = signatory.person
    evidence = {
        "content_hash": version.content_hash,
        "file_hash": version.file_hash,
        "person": person.pk if person else None,
        "deputises_for": named.pk if named and person and named != person else None,
        "typed_name": one_line(hand.typed_name),
        "role": hand.role,
        "address": hand.address,
        "link_id": hand.link_id,
        "language": hand.language,
        "consent": hand.consent,
        "way": hand.way.value,
        "form": Form.SCAN.value if hand.way == Way.PAPER else signatory.form,
        "code_checked": hand.code_checked,
        "signed_at": at,
        "recorded_by": recorded_by.pk if recorded_by else None,
        "scan_hash": hand.scan_hash,
    } | told_by_provider(hand.transaction)
    kept = {f"{name}_id" if name in PEOPLE else name: value for name, value in evidence.items()}
    signature = Signature.objects.create(signatory=signatory, scan=hand.scan, salt=salt, **kept)
    _say(signatory, State.SIGNED, by=recorded_by or person, at=at)
    all_signed = go_on(version, at=at)
    paper_of(version.document).after(signatory, by=recorded_by or person, at=at)
    signature.deed = chain.add(Act.SIGNED, version, signatory=signatory, at=at, evidence=evidence, salt=salt)
    signature.save(update_fields=["deed"])
    if all_signed:
        chain.complete(version, at=at)
    return signature


@transaction.atomic
def answer(
    signatory: Signatory, state: State, *, person: User, shown: str, text: str, at: datetime, reason: str = ""
) -> Signatory:
    """Decline, or ask for a change: nothing that others signed is touched, and the person may still sign.

    Raises Stale when there is another version by now, Refused where nothing is said or it is signed already.
    """
    signatory = locked(signatory)
    version = signatory.version
    _refuse_other(version, shown)
    if signatory.counts:
        raise Refused(_("This is signed already. Ask the coordinator for a change."))
    if signatory.state == State.WITHDRAWN:
        raise Refused(TAKEN_BACK)
    if not (text.strip() or reason):
        raise Refused(_("Say what is in the way, so that it can be put right."))
    _refuse(_standing_in_the_way(signatory, person))
    if (signatory.state, signatory.reason, signatory.text) == (state, reason, text):
        return signatory
    act = Act.DECLINED if state == State.DECLINED else Act.CHANGE
    _say(signatory, state, by=person, at=at, reason=reason, text=text)
    paper_of(version.document).after(signatory, by=person, at=at)
    chain.add(act, version, signatory=signatory, at=at, evidence={"person": person.pk, "reason": reason, "text": text})
    return signatory


@transaction.atomic
def withdraw(signatory: Signatory, *, person: User, shown: str, text: str, at: datetime) -> Signatory:
    """Take a consent back, for the future; the room above says which papers allow it. Again: nothing happens.

    It holds also when the mobility is over. Given again, it is a new version. Raises Stale when there is another
    version by now, Refused when it was not signed, or by somebody who does not sign here.
    """
    signatory = locked(signatory)
    if signatory.state == State.WITHDRAWN:
        return signatory
    _refuse_other(signatory.version, shown)
    if person not in paper_of(signatory.version.document).signers(signatory):
        raise Refused(_("You do not sign here any more. Please ask the coordinator."))
    if not signatory.counts:
        raise Refused(_("This was not signed: there is nothing to take back."))
    version = signatory.version
    Signatory.objects.filter(pk=signatory.pk).update(carried=None, state=State.WITHDRAWN)
    signatory.carried = None
    _say(signatory, State.WITHDRAWN, by=person, at=at, text=text)
    Version.objects.filter(pk=version.pk).update(completed_at=None)
    paper_of(version.document).after(signatory, by=person, at=at)
    chain.add(Act.WITHDRAWN, version, signatory=signatory, at=at, evidence={"person": person.pk, "text": text})
    return signatory


@transaction.atomic
def pass_on(
    signatory: Signatory, *, by: User, shown: str, first_name: str, last_name: str, email: str, at: datetime
) -> User:
    """Let somebody else of the same organisation sign: they get a link of their own; every way in of before ends.

    What was said at the place was another's word: it begins anew. The room above says who may be named, and takes them
    up. Raises Stale and Refused.
    """
    signatory = locked(signatory)
    version = signatory.version
    _refuse_other(version, shown)
    if signatory.counts:
        raise Refused(_("This is signed already."))
    if signatory.state == State.WITHDRAWN:
        raise Refused(TAKEN_BACK)
    _refuse(_standing_in_the_way(signatory, by))
    heir = paper_of(version.document).take_up(
        signatory, first_name=first_name, last_name=last_name, email=email, by=by, at=at
    )
    if heir == by:
        raise Refused(_("This is your own address. Name somebody else."))
    if version.signatories.filter(party=signatory.party, person=heir).exclude(pk=signatory.pk).exists():
        raise Refused(_("%(who)s signs at another place of this paper already.") % {"who": heir})
    first = signatory.instead_of or signatory.person or by
    signatory.person, signatory.instead_of = heir, None if first == heir else first
    signatory.turn_at = signatory.turn_at and at
    signatory.save(update_fields=["person", "instead_of", "turn_at"])
    _say(signatory, State.WAITING, by=None, at=None)
    places = Signatory.objects.filter(version__document=version.document_id, party=signatory.party)
    links.end_to(*places, at=at)
    LetterCode.objects.live(at).filter(signatory__in=places).update(ended_at=at)
    ask(signatory, at=at, due=f"passed-on:{at.isoformat()}")
    chain.add(Act.PASSED_ON, version, signatory=signatory, at=at, evidence={"by": by.pk, "to": heir.pk})
    return heir


def refuse_early(signatory: Signatory, person: User) -> None:
    """Raise Refused with what keeps a person from signing here now: before a code is sent or a provider is asked."""
    if signatory.counts:
        raise Refused(_("%(who)s has signed here already.") % {"who": signatory.proof.typed_name})
    _refuse(_not_now(signatory, person, recorded=False))


def _given(signatory: Signatory, person: User | None, hand: Hand, *, recorded: bool) -> Signature:
    """Give the signature that counts at a place to who gave it, and to who records the same scan once more."""
    signature: Signature = signatory.proof
    if signature.scan_hash != hand.scan_hash if recorded else signature.person != person:
        raise Refused(_("%(who)s has signed here already.") % {"who": signature.typed_name})
    return signature


def _refuse_other(version: Version, shown: str) -> None:
    if version.replaced_at or shown != version.content_hash:
        raise Stale(_("The paper changed since you opened the page. Nothing was kept: please look at it as it is now."))


def _refuse(reasons: list[str]) -> None:
    if reasons:
        raise Refused(reasons)


def _standing_in_the_way(signatory: Signatory, person: User) -> list[str]:
    paper = paper_of(signatory.version.document)
    if reasons := paper.obstacles(signatory):
        return reasons
    if person not in paper.signers(signatory):
        return [_("You do not sign here any more. Please ask the coordinator.")]
    return []


def _not_now(signatory: Signatory, person: User | None, *, recorded: bool) -> list[str]:
    """Name what keeps anybody, or this person, from signing here now; a paper goes round in its own order."""
    version = signatory.version
    if recorded or person is None:
        reasons = paper_of(version.document).obstacles(signatory)
    else:
        reasons = _standing_in_the_way(signatory, person)
    if signatory.state == State.WITHDRAWN:
        reasons.append(TAKEN_BACK)
    if signatory.turn_at is None and not recorded:
        reasons.append(_("It is not the turn of this signature yet: others sign first."))
    if not version.file:
        reasons.append(_("The PDF of this paper is being made. Please try again in a moment."))
    return reasons


def _obstacles(signatory: Signatory, person: User | None, hand: Hand, *, recorded: bool) -> list[str]:
    """Name all that keeps a person from signing here in this way."""
    reasons = _not_now(signatory, person, recorded=recorded)
    if signatory.form in (Form.ADVANCED, Form.QUALIFIED) and hand.way not in (Way.PROVIDER, Way.PAPER):
        reasons.append(_("This paper is signed with a signature provider: go on with the button above."))
    if signatory.code != Code.NONE and not hand.code_checked and hand.way in (Way.LINK, Way.SIGNED_IN, Way.LETTER):
        reasons.append(_("The code that was sent to you is missing."))
    if signatory.form == Form.SCAN and hand.way != Way.PAPER:
        reasons.append(_("This paper has to be signed by hand: print it, sign it, and send the scan."))
    if not one_line(hand.typed_name):
        reasons.append(_("Type your name: it is your signature."))
    elif len(one_line(hand.typed_name)) > LONGEST_NAME:
        reasons.append(_("This name is longer than %(most)s characters.") % {"most": LONGEST_NAME})
    elif names := invisible(hand.typed_name):
        reasons.append(_("The name holds characters that cannot be seen: %(names)s.") % {"names": ", ".join(names)})
    return reasons


def _say(
    signatory: Signatory, state: State, *, by: User | None, at: datetime | None, reason: str = "", text: str = ""
) -> None:
    signatory.state, signatory.said_by, signatory.said_at = state, by, at
    signatory.reason, signatory.text = reason, text
    signatory.save(update_fields=["state", "said_by", "said_at", "reason", "text"])
