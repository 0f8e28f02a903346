"""What was written on a stay of one side: for the host, for the family, on a private step and on a payment."""

from uuid import uuid4

from mobilities.actions import comment
from mobilities.choices import Owner
from tests.factories import NOW

SAID = {
    "host": (None, [Owner.HOST_COMPANY]),
    "family": (None, [Owner.APPRENTICE]),
    "private": ("R05", list(Owner)),
    "payment": ("D12", list(Owner)),
    "back": (None, list(Owner)),
}


def build_talk(world):
    """Write each of them as the coordinator, and take the last one back; readers are told at once."""
    world.rows["comments"] = {}
    for name, (key, readers) in SAID.items():
        world.rows["comments"][name] = comment.write(
            world.mobility,
            world.steps[key] if key else None,
            text=world.word(f"talk{name}"),
            by=world.people["coordinator"],
            spoke_for=Owner.SENDING_COORDINATOR,
            readers=readers,
            told=readers[:1] if name == "host" else [],
            token=uuid4(),
            at=NOW,
        )
    comment.take_back(world.rows["comments"]["back"], by=world.people["coordinator"], coordinates=True, at=NOW)
