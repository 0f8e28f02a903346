"""Where nobody answers in the demo: the ladder of what is late, and somebody who says “not me”."""

from datetime import timedelta

from mobilities.actions import replies
from mobilities.actions.reminders import remind
from mobilities.choices import SIGNED, Owner
from mobilities.demo.places import Places
from mobilities.demo.scene import at
from mobilities.models import Step
from mobilities.responsible import holders
from mobilities.rules.reminders import responsible

SWEPT = (8, 4)  # days ago on which the ladder was climbed; today's sweep goes on
WORDS = "Our training manager in Pirna does this, not the workshop."


def play(places: Places) -> None:
    """Let sweeps of days past tell who had to be told; a mentor says of a step to come that it is somebody else's."""
    for days in SWEPT:
        remind(today=places.today - timedelta(days=days), at=at(places.today - timedelta(days=days)))
    coming = Step.objects.ready().filter(owner=Owner.HOST_COMPANY, due_on__gte=places.today, to_look_at=False)
    step = coming.exclude(plan__kind__in=SIGNED).select_related("plan", "mobility").earliest("due_on", "pk")
    people, _acts_as = responsible(step.owner, step.plan.kind, holders([step.mobility_id])[step.mobility_id])
    mentor = step.mobility.parties.get(person=people[-1], acts_as=step.owner).person
    replies.not_me(step, text=WORDS, person=mentor, at=places.now)
