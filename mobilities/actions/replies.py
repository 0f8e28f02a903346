"""Keeps what people say to a reminder instead of doing the step, and what the coordinator says to that (N19)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from doallvet.accounts.models import User
from doallvet.core.refused import Refused
from doallvet.history import actions as history
from mobilities.actions import roadmap
from mobilities.actions.locks import lock_step
from mobilities.models import Mobility, Reply, Step
from mobilities.models.reply import ReplyQuerySet
from mobilities.responsible import colleagues
from mobilities.rules import replies as rules

VERBS = {Reply.Kind.LATER: "reply_later", Reply.Kind.NOT_ME: "reply_not_me", Reply.Kind.OTHERWISE: "reply_otherwise"}


@transaction.atomic
def later(step: Step, *, until: date, person: User, at: datetime, anyway: bool = False) -> Reply:
    """Leave a person alone about a step until a day; the others who have to do it are reminded on, the ladder waits.

    `anyway`: they have read that the day is late. Raises Refused.
    """
    mobility, step = _locked(step)
    today = timezone.localdate(at)
    gate = {"gate": step.plan.gate, "starts_on": mobility.starts_on}
    if reasons := rules.obstacles_to_later(until, today, **gate):
        raise Refused(reasons)
    if not anyway and (warning := rules.too_late(until, step.due_on, today)):
        raise Refused(warning)
    return _keep(mobility, step, Reply(kind=Reply.Kind.LATER, until=until), person=person, at=at, after=until)


@transaction.atomic
def not_me(step: Step, *, person: User, at: datetime, to: User | None = None, text: str = "") -> Reply:
    """Hand a step over to a colleague, or tell the coordinator that it is somebody else's. Raises Refused."""
    mobility, step = _locked(step)
    if to and to not in colleagues(step, person):
        raise Refused(_("Choose somebody of your organisation who may do it."))
    if not to and not rules.tells_the_centre(step.owner):
        raise Refused(_("Choose who of your centre does it."))
    if not to and not text.strip():
        raise Refused(_("Say who it should be, or why it is not you."))
    if to:
        theirs = Reply.objects.about(step).filter(person=to, kind=Reply.Kind.NOT_ME)  # it comes back to them
        _end(theirs, by=person, at=at)
    reply = Reply(kind=Reply.Kind.NOT_ME, to=to, text=text)
    return _keep(mobility, step, reply, person=person, at=at, after=str(to) if to else "")


@transaction.atomic
def otherwise(step: Step, *, text: str, person: User, at: datetime) -> Reply:
    """Say how a step was done another way; the coordinator confirms it. Raises Refused."""
    mobility, step = _locked(step)
    if not text.strip():
        raise Refused(_("Say how it was done."))
    return _keep(mobility, step, Reply(kind=Reply.Kind.OTHERWISE, text=text), person=person, at=at)


@transaction.atomic
def take_back(reply: Reply, *, by: User, at: datetime) -> bool:
    """Let the person be asked again, as a coordinator or as who said it; false where it stands no more."""
    mobility, step = lock_step(reply.step)
    if not _end(step.replies.filter(pk=reply.pk), by=by, at=at):
        return False
    _record(mobility, step, "reply_taken_back", by=by, at=at, before=str(reply.person), note=reply.text)
    roadmap.pass_ball(mobility, step, at=at)
    return True


@transaction.atomic
def confirm(step: Step, reply: Reply, *, by: User, at: datetime) -> Step:
    """Close a step that was done another way, as its coordinator. Raises Refused with all that stands in the way.

    `reply`: what was said about it, perhaps on another mobility for which it is done.
    """
    lock_step(reply.step)
    if not Reply.objects.about(step).standing().filter(pk=reply.pk).exists():
        raise Refused(_("%(who)s has said something else since then. Please look again.") % {"who": reply.person})
    said = _("%(who)s: %(text)s") % {"who": reply.person, "text": reply.text}
    return roadmap.complete(step, by=by, at=at, own=False, reason=said)


def _locked(step: Step) -> tuple[Mobility, Step]:
    mobility, step = lock_step(step)
    roadmap.refuse_over(mobility)
    if step.is_done:
        raise Refused(_("It is done already: nothing is asked of you any more."))
    return mobility, step


def _keep(mobility: Mobility, step: Step, reply: Reply, *, person: User, at: datetime, after: date | str = "") -> Reply:
    """Keep it in place of what the person said before; said twice, it is kept once."""
    spoken = Reply.objects.about(step).filter(person=person, ended_at=None)
    before = spoken.order_by("pk").last()
    said = ("kind", "until", "to_id", "text")
    if before and all(getattr(before, name) == getattr(reply, name) for name in said):
        return before
    _end(spoken, by=person, at=at)
    reply.step, reply.person, reply.said_at = step, person, at
    reply.save(force_insert=True)
    verb = "reply_handed_over" if reply.to else VERBS[Reply.Kind(reply.kind)]
    _record(mobility, step, verb, by=person, at=at, after=after, note=reply.text)
    roadmap.pass_ball(mobility, step, at=at)
    return reply


def _end(standing: ReplyQuerySet, *, by: User, at: datetime) -> int:
    return standing.filter(ended_at=None).update(ended_at=at, ended_by=by)


def _record(
    mobility: Mobility,
    step: Step,
    verb: str,
    *,
    by: User,
    at: datetime,
    before: str = "",
    after: date | str = "",
    note: str = "",
) -> None:
    words = {"before": before, "after": after, "note": note}
    history.record(step, verb, story=mobility, by=by, at=at, private=step.plan.private, **words)
