"""Whether what was owed about steps still is, when it is sent: who answers for them, and what was said meanwhile."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone

from doallvet.outbox.models import Notice
from mobilities.models import Reply, Step
from mobilities.responsible import NOTHING, Said, holders, said
from mobilities.rules.reminders import Holder, responsible, turn


@dataclass(frozen=True, slots=True)
class Stands:
    """Who answers for some steps, and what they said to the reminders so far."""

    people: dict[int, list[Holder]]
    replies: dict[int | str, Said]

    @classmethod
    def of(cls, steps: Collection[Step]) -> "Stands":
        today = timezone.localdate()
        return cls(holders({step.mobility_id for step in steps}), said(Reply.objects.about(*steps), today=today))

    def owed(self, notice: Notice, step: Step, of: Step, *, by_hand: bool = False) -> bool:
        """The person still answers for the step, nothing rests, and the date that was reminded of still stands.

        Who asked to be left alone hears of it only where somebody reminds by hand.
        """
        if step.mobility.rests or step.excused(step.mobility.decision):
            return False
        told = self.replies.get(step.shared_key or step.pk, NOTHING)
        if told.is_quiet(notice.person_id, timezone.localdate()) and not by_hand:
            return False
        owner, kind = turn(step.owner, step.plan.kind, to_look_at=step.to_look_at)
        ids, acts_as = responsible(owner, kind, self.people[step.mobility_id], told.moved)
        known = notice.data.get("due_on", of.due_on.isoformat()), notice.data.get("instead", False)
        return notice.person_id in ids and known == (of.due_on.isoformat(), acts_as != owner)

    def climbs(self, notice: Notice, step: Step) -> bool:
        """The ladder still stands: those who did not answer still owe the step and can do it, nobody asked for time,
        the date is the same, and who is told still acts here.
        """
        if step.waits or step.to_look_at or step.mobility.rests or step.excused(step.mobility.decision):
            return False
        told = self.replies.get(step.shared_key or step.pk, NOTHING)
        if any(told.is_quiet(person, timezone.localdate()) for person in told.quiet):
            return False
        people = self.people[step.mobility_id]
        owners, acts_as = responsible(step.owner, step.plan.kind, people, told.moved)
        known = notice.data["due_on"], notice.data["owners"], notice.data.get("instead", False)
        there = {person for row in people for person in row.there}
        return notice.person_id in there and known == (step.due_on.isoformat(), owners, acts_as != step.owner)
