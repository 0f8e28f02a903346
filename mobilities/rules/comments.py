"""How long, how many and for how long: what holds for comments."""

from datetime import datetime, timedelta

LONGEST = 5000
TAKEN_BACK_WITHIN = timedelta(hours=24)
MOST, IN = 30, timedelta(hours=1)  # of one person on one stay: what tells people at once must not be a flood


def may_take_back(*, own: bool, coordinates: bool, written_at: datetime, now: datetime) -> bool:
    """Its author within a day; the sending coordinator at any time."""
    return coordinates or (own and now - written_at <= TAKEN_BACK_WITHIN)
