"""What people may decide about a mobility, from where, and what stands in the way (domain.md 6.2)."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from mobilities.choices import Decision, Phase, PublicWord, Stage

D = Decision
NEXT: dict[Decision, tuple[Decision, ...]] = {
    D.DRAFT: (D.APPLIED, D.CANCELLED),
    D.APPLIED: (D.SHORTLISTED, D.REJECTED, D.CANCELLED),
    D.SHORTLISTED: (D.SELECTED, D.RESERVE, D.REJECTED, D.CANCELLED),
    D.RESERVE: (D.SELECTED, D.REJECTED, D.CANCELLED),
    D.SELECTED: (D.ACCEPTED, D.CANCELLED),
    D.ACCEPTED: (D.CANCELLED, D.INTERRUPTED, D.ENDED_EARLY, D.FORCE_MAJEURE, D.CLOSED),
    D.INTERRUPTED: (D.ACCEPTED, D.ENDED_EARLY, D.FORCE_MAJEURE),
    D.ENDED_EARLY: (D.FORCE_MAJEURE, D.CLOSED),
    D.FORCE_MAJEURE: (D.CLOSED,),
    D.REJECTED: (),
    D.CANCELLED: (),
    D.CLOSED: (),
}
# Until a place is accepted an apprentice may apply for several, and the days of one bind nobody.
APPLYING = frozenset({D.DRAFT, D.APPLIED, D.SHORTLISTED, D.SELECTED, D.RESERVE})
REASONED = frozenset({D.CANCELLED, D.INTERRUPTED, D.ENDED_EARLY, D.FORCE_MAJEURE})
BEFORE_DEPARTURE = (Stage.PLANNED, Stage.AGREED, Stage.VIRTUAL_BEFORE, Stage.READY)

WORDS = {
    D.DRAFT: PublicWord.APPLIED,
    D.APPLIED: PublicWord.APPLIED,
    D.SHORTLISTED: PublicWord.APPLIED,
    D.RESERVE: PublicWord.APPLIED,
    D.SELECTED: PublicWord.SELECTED,
    D.REJECTED: PublicWord.REJECTED,
    D.CANCELLED: PublicWord.CANCELLED,
    D.INTERRUPTED: PublicWord.ABROAD,
    D.ENDED_EARLY: PublicWord.DONE,
    D.CLOSED: PublicWord.DONE,
}
WORDS_OF_STAGES = {
    Stage.PLANNED: PublicWord.SELECTED,
    Stage.AGREED: PublicWord.AGREED,
    Stage.VIRTUAL_BEFORE: PublicWord.AGREED,
    Stage.READY: PublicWord.READY,
    Stage.ABROAD: PublicWord.ABROAD,
}


def excused(decision: str, evidence: Collection[str], phase: str) -> bool:
    """Whether force majeure excuses a step: all but what settles the money and the record (`obstacles_to_close`)."""
    settles = "PAYMENT_2" in evidence or ("BM_RECORD" in evidence and phase == Phase.RETURN)
    return decision == D.FORCE_MAJEURE and not settles


def needs_reason(to: str) -> bool:
    """Whether a decision is taken only with a reason: cancelled, interrupted, ended early, force majeure."""
    return to in REASONED


def moves(decision: str, stage: str) -> list[Decision]:
    """Give the decisions that can be offered now, as buttons; closing is offered also while something is missing."""
    return [to for to in NEXT[Decision(decision)] if not obstacles(decision, to, stage=stage)]


def obstacles(
    decision: str, to: str, *, stage: str, reason: str | None = None, to_close: Sequence[str] = ()
) -> list[str]:
    """Name all that forbids a decision, in the user's words; empty means allowed.

    `reason`: what the person wrote; None while nobody has been asked for it. `to_close`: what
    `stage.obstacles_to_close` said, where the decision is to close.
    """
    decision, to, begun = Decision(decision), Decision(to), stage not in BEFORE_DEPARTURE
    if to not in NEXT[decision]:
        return [
            _("A mobility cannot go from “%(before)s” to “%(after)s”.") % {"before": decision.label, "after": to.label}
        ]
    found = []
    if to == Decision.CANCELLED and begun:
        found.append(_("The stay has begun: it can be interrupted or ended early, but not cancelled."))
    if to in (Decision.INTERRUPTED, Decision.ENDED_EARLY, Decision.CLOSED) and decision == D.ACCEPTED and not begun:
        found.append(_("The stay has not begun: cancel it instead."))
    if {decision, to} == {Decision.ACCEPTED, Decision.INTERRUPTED} and begun and stage != Stage.ABROAD:
        found.append(_("The stay is over: it can only be marked as ended early."))
    if to == Decision.CLOSED:
        found += to_close
    if needs_reason(to) and reason is not None and not reason.strip():
        found.append(_("Say why."))
    return found


def called_off(decision: str, stage: str) -> bool:
    """Whether a stay does not take place, for whatever reason: force majeure before departure counts."""
    return word(decision, stage) == PublicWord.CANCELLED


def word(decision: str, stage: str) -> PublicWord:
    """Give the word that apprentice, guardian and companies see.

    Force majeure reads as cancelled before departure, and as done after it.
    """
    decision, stage = Decision(decision), Stage(stage)
    if decision == Decision.FORCE_MAJEURE:
        return PublicWord.CANCELLED if stage in BEFORE_DEPARTURE else PublicWord.DONE
    return WORDS.get(decision) or WORDS_OF_STAGES.get(stage, PublicWord.DONE)
