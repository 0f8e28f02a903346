"""What somebody of a side said to a reminder."""

from mobilities.models import Reply
from tests.factories import NOW


def build_reply(world, until):
    """The mentor of the employer asks for time, with words that only coordinators read."""
    step, mentor = world.steps["G02"], world.people["employer_mentor"]
    said = {"kind": "later", "until": until, "text": world.word("reply"), "said_at": NOW}
    world.rows["reply"] = Reply.objects.create(step=step, person=mentor, **said)
