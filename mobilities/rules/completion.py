"""What stands in the way of closing a step."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from mobilities.choices import Answer, Kind, Owner, Settled
from mobilities.rules.documents import waiver_takes_two

COUNTERPARTS = {Owner.HOME_EMPLOYER, Owner.HOST_COMPANY, Owner.GUARDIAN}


def needs_answer(kind: str, owner: str) -> bool:
    """Whether a step is closed by the answer of a company or guardian, not by a tick."""
    return kind == Kind.APPROVAL and owner in COUNTERPARTS


def asks(kind: str, owner: str) -> bool:
    """Whether an answer is asked for: a company's yes, also where it signs later, and each consent of a guardian."""
    return owner == Owner.GUARDIAN or (owner in COUNTERPARTS and kind in (Kind.APPROVAL, Kind.SIGNATURE))


def obstacles(
    *,
    kind: str,
    owner: str,
    blocked_by: Sequence[str] = (),
    missing_documents: Sequence[str] = (),
    missing_signatures: Sequence[str] = (),
    agreed: bool = False,
    answer: str = "",
    own: bool = True,
    reason: str = "",
    indispensable: bool = False,
) -> list[str]:
    """Name all that keeps a step open, in the user's words; empty means it may be closed.

    `blocked_by`, `missing_documents`, `missing_signatures`: titles and names. `answer`: what the
    party last said, if it was asked; `agreed`: that it was a yes, or that its conditions were accepted.
    `own`: the person closes a step of their own; a coordinator who closes another's gives a reason, which also
    stands for papers that were seen elsewhere, but never for signatures, nor for papers that are `indispensable`.
    """
    reasons = [_("First: “%(title)s”.") % {"title": title} for title in blocked_by]
    if answer and not agreed:
        reasons.append(
            _("The %(owner)s has answered “%(answer)s”.")
            % {"owner": Owner(owner).label, "answer": Answer(answer).label}
        )
    elif needs_answer(kind, owner) and not agreed:
        reasons.append(
            _("The answer of the %(owner)s is missing; you can record it for them.") % {"owner": Owner(owner).label}
        )
    if missing_signatures:
        reasons.append(_("Signatures are missing: %(names)s.") % {"names": ", ".join(map(str, missing_signatures))})
    elif missing_documents and (own or indispensable or not reason):
        reasons += [_("“%(document)s” has not been accepted yet.") % {"document": name} for name in missing_documents]
    if not own and not reason and not needs_answer(kind, owner):
        reasons.append(
            _("This step belongs to the %(owner)s: say why you close it for them.") % {"owner": Owner(owner).label}
        )
    return reasons


def takes_documents(kind: str, owner: str, evidence: Sequence[str]) -> bool:
    """Whether the step waits for accepted papers: those of others do; a coordinator's own tick is word enough.

    Not so for insurance, guardian consent and A1: without the paper they are waived by two people, or open.
    """
    return kind in {Kind.DOCUMENT, Kind.REPORT} and (owner != Owner.SENDING_COORDINATOR or waiver_takes_two(evidence))


def settled_as(kind: str, owner: str, evidence: Sequence[str]) -> list[Settled]:
    """Give how a step can be settled that came after the departure before which it belongs.

    Done before where that may be said; not needed where one person may say so; to be done still in any case.
    """
    found = [Settled.BEFORE] if known_before(kind, owner, evidence) else []
    found += [] if waiver_takes_two(evidence) else [Settled.WAIVED]
    return [*found, Settled.OPEN]


def known_before(kind: str, owner: str, evidence: Sequence[str]) -> bool:
    """Whether "done before planning" may be said of a step by the one who plans.

    Not where another party has to answer or consent, nor where the paper itself is needed.
    """
    return not asks(kind, owner) and not waiver_takes_two(evidence)
