"""What is written on a stay, for tests of conversations."""

from uuid import uuid4

from mobilities.actions import comment
from mobilities.choices import Owner
from tests.factories import NOW


def write(stay, *readers, text="The train leaves at ten.", by=None, spoke_for=Owner.SENDING_COORDINATOR, **said):
    """Write as Ana, or as somebody else, on the stay or on a step (`key`)."""
    key = said.pop("key", "")
    given = {"token": uuid4(), "at": NOW} | said
    return comment.write(
        stay.mobility,
        stay.step(key) if key else None,
        text=text,
        by=by or stay.ana,
        spoke_for=spoke_for,
        readers=readers,
        **given,
    )
