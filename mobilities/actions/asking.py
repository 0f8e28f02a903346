"""Asks a party for its answer."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from doallvet.accounts.models import User
from doallvet.core.refused import Refused
from doallvet.history import actions as history
from doallvet.outbox import actions as outbox
from doallvet.outbox.addresses import addresses
from mobilities.actions import roadmap
from mobilities.actions.locks import lock_step
from mobilities.choices import Answer
from mobilities.models import Mobility, Reply, Step
from mobilities.models.approval import ApprovalQuerySet
from mobilities.responsible import holders
from mobilities.rules.completion import asks


def signers(mobility: Mobility, owner: str) -> list[User]:
    """The people who may answer for a party on this mobility, deputies included; who has left it may not."""
    return all_signers(mobility).get(owner, [])


def all_signers(mobility: Mobility) -> dict[str, list[User]]:
    """Those people by the owner for whom they answer, with those to whom a step was handed over; four queries."""
    named = [person for party in mobility.parties.all() for person in (party.person, party.deputy) if person]
    people = {person.pk: person for person in named}
    moved: dict[str, list[int]] = {}
    shared = mobility.steps.exclude(shared_key="").values("shared_key")
    here = Q(step__mobility=mobility) | Q(step__shared_key__in=shared)
    replies = Reply.objects.standing().filter(here, to__isnull=False)
    for reply in replies.select_related("to", "step").order_by("pk"):
        people[reply.to_id] = reply.to
        moved.setdefault(reply.step.owner, []).append(reply.to_id)
    found: dict[str, list[User]] = {}
    for holder in holders([mobility.pk])[mobility.pk]:
        asked = (holder.person, holder.deputy, *moved.get(holder.acts_as, ()))
        here = [people[pk] for pk in asked if pk in holder.signs]
        known = found.setdefault(holder.acts_as, [])
        known += [person for person in here if person not in known]
    return found


@transaction.atomic
def ask(step: Step, *, by: User, at: datetime, text: str = "") -> list[User]:
    """Send the people who may sign for the step's owner a personal link to their page; once a day at most.

    What they answered meanwhile may be answered on the same day. `text`: the coordinator's own words, for example an
    answer to a refusal, which is dealt with thereby. Gives who is asked. Raises Refused when nobody can be written to.
    """
    mobility, step = lock_step(step)
    if mobility.is_over:
        raise Refused(_("This mobility is over; there is nothing to ask any more."))
    if not asks(step.plan.kind, step.owner):
        raise Refused(_("Nobody is asked for an answer to this step."))
    people = [person for person in signers(mobility, step.owner) if person.email]
    if people and not any(addresses(people).values()):
        raise Refused(
            _("No message reaches those who sign for the %(owner)s. Name somebody else, or record the answer yourself.")
            % {"owner": step.get_owner_display()}
        )
    if not people:
        raise Refused(
            _(
                "Nobody with an e-mail address is known who signs for the %(owner)s. "
                "Name one, or record the answer yourself."
            )
            % {"owner": step.get_owner_display()}
        )
    said = step.approvals.live().values_list("pk", flat=True).first()
    day = f"{timezone.localdate(at)}:{said}" if said else f"{timezone.localdate(at)}"
    fresh = [
        outbox.owe("question", person=person, subject=step, at=at, due=day, data={"text": text, "by": by.pk})
        for person in people
    ]
    if not any(fresh):
        raise Refused(_("They were already asked today. Give them until tomorrow, or call them."))
    put_aside(step.approvals.to_look_at(), by=by, at=at)
    roadmap.pass_ball(mobility, step, at=at)
    history.record(
        step, "asked", story=mobility, by=by, at=at, note=", ".join(map(str, people)), private=step.plan.private
    )
    return people


def put_aside(answers: ApprovalQuerySet, *, by: User, at: datetime) -> int:
    """Note that the coordinator dealt with these answers; gives how many.

    Conditions that were not accepted are no answer any more, or they would count as a yes.
    """
    conditions = answers.filter(answer=Answer.CONDITIONS).update(settled_at=at, settled_by=by, replaced_at=at)
    return conditions + answers.update(settled_at=at, settled_by=by)
