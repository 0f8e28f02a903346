"""Answers of companies and guardians."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from doallvet.accounts.models import User
from doallvet.core.refused import Refused, Stale
from doallvet.history import actions as history
from mobilities import terms
from mobilities.actions import evidence as papers
from mobilities.actions import news, roadmap
from mobilities.actions.asking import put_aside, signers
from mobilities.actions.locks import lock_step
from mobilities.choices import SIDE_OF, Answer, Channel, Kind, Outcome, Owner
from mobilities.models import Approval, Evidence, Mobility, Step
from mobilities.rules import answers, signing
from mobilities.rules.reasons import coded


@transaction.atomic
def give(
    step: Step,
    *,
    answer: Answer,
    person: User,
    shown: str,
    channel: Channel,
    at: datetime,
    typed_name: str = "",
    reason: str = "",
    text: str = "",
    recorded_by: User | None = None,
    evidence: Evidence | None = None,
) -> Approval:
    """Keep the answer of a party and close its step when it agrees; the same answer again changes nothing.

    `shown`: the fingerprint of the terms the person saw. Raises Stale when they changed since, Refused when the
    answer lacks what it needs. An answer is a fact: it closes its step even where a step before it is still open.
    """
    mobility, step = lock_step(step, *implied(step))
    proof = answers.lacks_proof(channel, typed_name=typed_name, paper=evidence is not None)
    if reasons := answers.lacks(answer, reason=reason, text=text) | proof:
        raise Refused(reasons.values())
    now_shown = refuse_stale(mobility, step, shown)
    live = terms.live_answers(step).first()
    if live and repeats(live, answer, reason, text, shown):
        return live
    terms.live_answers(step).update(replaced_at=at)
    approval = Approval.objects.create(
        mobility=mobility,
        step=step,
        owner=step.owner,
        person=person,
        typed_name=typed_name,
        answer=answer,
        reason=reason,
        text=text,
        terms=now_shown,
        terms_hash=shown,
        channel=channel,
        answered_at=at,
        recorded_by=recorded_by,
        evidence=evidence,
    )
    tell(approval, live)
    follow(approval, by=recorded_by or person, at=at)
    news.tell_answer(approval, at=at)
    return approval


def refuse_stale(mobility: Mobility, step: Step, shown: str) -> dict[str, Any]:
    """Give the terms that are answered now. Raises Stale when others were shown, Refused when the mobility is over."""
    if mobility.is_over:
        raise Refused(_("This mobility is over; there is nothing to answer any more."))
    now = terms.of_step(mobility, step)
    if terms.fingerprint(now) != shown:
        raise Stale(_("Something changed since you opened the page. Please look at it again; nothing was kept."))
    return now


def repeats(live: Approval, *said: str) -> bool:
    """The same answer once more; after the coordinator has replied to a no, the same no is a new answer."""
    replied = live.settled_at is not None and not live.agrees
    return not replied and said == (live.answer, live.reason, live.text, live.terms_hash)


def tell(approval: Approval, before: Approval | None) -> None:
    """Keep an answer in the history."""
    recorded_by, step = approval.recorded_by, approval.step
    history.record(
        step,
        f"answered_{approval.answer}",
        story=approval.mobility,
        by=recorded_by or approval.person,
        at=approval.answered_at,
        before={"answer": before.answer, "reason": before.reason} if before else None,
        after={"answer": approval.answer, "reason": approval.reason},
        for_whom=str(approval.person) if recorded_by else "",
        note=approval.text,
        private=step.plan.private,
    )


@transaction.atomic
def record(
    step: Step,
    upload: UploadedFile | None,
    *,
    answer: Answer,
    shown: str,
    by: User,
    at: datetime,
    compared: bool = False,
    **said: Any,
) -> Approval:
    """Keep an answer that came by phone or on paper, in the name of who signs for the party, with its paper.

    `said`: the rest of what `give` takes; `compared`: as for `evidence.accept`. Raises Refused when nobody is named who
    signs, or the paper is not one; and Stale before the paper is written, because a file does not go away with the
    rows.
    """
    mobility, step = lock_step(step, *implied(step))
    refuse_stale(mobility, step, shown)
    people = signers(mobility, step.owner)
    if not people:
        raise Refused(_("Name first who signs for the %(owner)s.") % {"owner": step.get_owner_display()})
    paper = None
    if upload:
        signed = {SIDE_OF[Owner(step.owner)]} if answer == Answer.APPROVE else set()
        kept = {"signed_by": signed, "accepted": True, "compared": compared}
        paper = papers.hand_in(step, upload, document=step.plan.evidence[0], by=by, at=at, **kept)
    stamp = {"at": at, "recorded_by": by, "evidence": paper}
    return give(step, answer=answer, person=people[0], shown=shown, **stamp, **said)


@transaction.atomic
def accept_conditions(approval: Approval, *, by: User, at: datetime) -> Approval:
    """The sending coordinator accepts the conditions of a party: the answer counts as a yes and closes its step.

    Accepted already, it stays as it is. Raises Refused when there is another answer meanwhile.
    """
    approval.mobility, approval.step = lock_step(approval.step, *implied(approval.step))
    changed = approval.step.approvals.to_look_at().filter(pk=approval.pk).update(settled_at=at, settled_by=by)
    refuse_replaced(approval)
    if changed:
        history.record(approval.step, "conditions_accepted", story=approval.mobility, by=by, at=at, note=approval.text)
        settle_steps(approval, by=by, at=at)
    return approval


@transaction.atomic
def mark_seen(approval: Approval, *, by: User, at: datetime, note: str = "") -> Approval:
    """The sending coordinator dealt with a wish, a refusal or conditions without accepting them.

    It leaves the first page. Raises Refused when there is another answer meanwhile.
    """
    mobility, step = lock_step(approval.step)
    refuse_replaced(approval)
    if put_aside(step.approvals.to_look_at().filter(pk=approval.pk), by=by, at=at):
        history.record(step, "answer_dealt_with", story=mobility, by=by, at=at, note=note, private=step.plan.private)
        roadmap.pass_ball(mobility, step, at=at)
    approval.refresh_from_db(fields=["settled_at", "settled_by", "replaced_at"])
    return approval


def refuse_replaced(approval: Approval) -> None:
    """Raise Refused when the party has answered anew, or a colleague has put the answer aside."""
    approval.refresh_from_db(fields=["settled_at", "settled_by", "replaced_at"])
    if approval.replaced_at:
        raise Refused(_("This answer does not stand any more. Please look at the newest one."))


def follow(approval: Approval, *, by: User, at: datetime) -> None:
    """Close what an answer closes, open again what an earlier one closed, and count anew."""
    mobility, step = approval.mobility, approval.step
    is_full_no = approval.answer == Answer.DECLINE and signing.may_be_no(step.plan.evidence)
    if approval.agrees:
        settle_steps(approval, by=by, at=at)
    elif step.is_done and closes_itself(step) and not is_full_no:
        roadmap.reopen(step, by=by, at=at, reason=coded(approval.answer))
    elif is_full_no:
        roadmap.close(mobility, step, Outcome.DONE, by=by, at=at)
    else:
        roadmap.pass_ball(mobility, step, at=at)


def settle_steps(approval: Approval, *, by: User, at: datetime) -> None:
    """Close what a yes closes: the step asked, and what it implies."""
    mobility, step = approval.mobility, approval.step
    closing = [step] if closes_itself(step) else []
    roadmap.close_all(mobility, closing + implied(step), Outcome.DONE, by=by, at=at)


def implied(step: Step) -> list[Step]:
    """The open steps that a yes to this one answers as well: the employer's agreement in principle."""
    if step.owner != Owner.HOME_EMPLOYER:
        return []
    others = step.mobility.steps.open().with_plan().filter(owner=step.owner, plan__kind=Kind.APPROVAL)
    return list(others.exclude(pk=step.pk))


def closes_itself(step: Step) -> bool:
    """Whether a yes closes the step: a consent or approval does; an employer's release is still to be signed."""
    return step.plan.kind != Kind.SIGNATURE or step.owner == Owner.GUARDIAN
