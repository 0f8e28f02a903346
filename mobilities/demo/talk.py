"""A conversation of the demo: school, host and apprentice before a departure."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

from mobilities.actions import comment
from mobilities.choices import Owner
from mobilities.demo.places import Places
from mobilities.models import Mobility

WHO = "Lucía García"
SAID = [
    (
        Owner.SENDING_COORDINATOR,
        [Owner.HOST_COMPANY, Owner.APPRENTICE],
        "Lucía's train arrives in Dresden on Sunday at 16:40. Who meets her at the station?",
    ),
    (
        Owner.HOST_COMPANY,
        [Owner.APPRENTICE],
        "We will be at the exit to the Wiener Platz, with a sign. Please bring safety shoes: https://www.dresden.de",
    ),
    (Owner.APPRENTICE, [Owner.HOST_COMPANY], "Thank you! I have the shoes. See you on Sunday."),
]


def play(places: Places) -> None:
    """Let them write to each other on the three days before today."""
    mobility = Mobility.objects.with_people().get(apprentice=places.apprentices[WHO])
    parties = {party.acts_as: party.person for party in mobility.parties.all()}
    for place, (owner, readers, text) in enumerate(SAID):
        comment.write(
            mobility,
            None,
            text=text,
            by=parties[owner],
            spoke_for=owner,
            readers=readers,
            told=readers[:1],
            token=uuid4(),
            at=datetime.combine(places.today - timedelta(days=len(SAID) - place), time(9 + place, 24), tzinfo=UTC),
        )
