"""What everybody is told, in which words a centre tells it, and somebody whom nothing reaches."""

from doallvet.outbox.models import Announcement, DeadAddress
from doallvet.outbox.wording import Words
from mobilities.actions import wording
from tests.factories import NOW

# what is done about the host's mentor, and its row of the table
REACH = [
    ("", "reach"),
    ("-again", "reach"),
    ("-second", "reach second"),
    ("-letter", "reach link"),
    ("-sms", "reach link"),
]

SETTINGS = ("signature-rules", "escalation", "clauses", "wordings")  # pages of a centre
WORDED = {"message": "=step-due", "language": "=es"}  # a message of a centre; the people of the world read English


def build_told(world):
    """An announcement that is over; the host's mentor, whose address does not work."""
    world.rows["announcement"] = Announcement.objects.create(text=world.word("announced"), begins_at=NOW, ends_at=NOW)
    lost = world.people["host_mentor"].email
    DeadAddress.objects.create(address=lost, since=NOW, source="smtp", reason=world.word("refused"))
    words = Words(world.word("wordssubject"), world.word("wordstext"))
    said = {"seen": 0, "by": world.people["coordinator"], "at": NOW}
    wording.publish(world.sending, "step-due", "es", words, **said)
