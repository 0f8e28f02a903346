"""Which kinds of messages have fallen silent for longer than they ever are. Plain values, no rows.

Time is counted in days on which the portal wrote to people at their working hours, whatever the kind: over Christmas,
and where little is going on, nobody is written to, and no kind grows silent.
"""

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from datetime import date

LEARNED_DAYS = 180  # before it was sent last, in which its habit is looked for
KEPT_DAYS = 730  # before today: who was silent for so long is forgotten
LEAST_SENDS = 8  # days on which a kind was sent, before anything is learned from its gaps
LEAST_SPAN = 90  # days from the first of them to the last: what belongs to a season is no habit
LEAST_GAP = 30  # days of sending below which nobody is alarmed
LONGER = 2  # times the longest gap so far


def silent(sent: Mapping[str, Collection[date]], *, working: Collection[str], today: date) -> dict[str, date]:
    """Give the kinds that should have been sent again by now, with the day on which each was sent last.

    `sent`: the days on which each kind was sent, today or before; `working`: the kinds that keep to working hours.
    """
    active = sorted({day for kind in working for day in sent.get(kind, ()) if day <= today})
    found = {}
    for kind, days in sent.items():
        known = sorted(day for day in days if day <= today)
        known = [day for day in known if (known[-1] - day).days <= LEARNED_DAYS]
        if len(known) >= LEAST_SENDS and (known[-1] - known[0]).days >= LEAST_SPAN and _is_long(known, active):
            found[kind] = known[-1]
    return found


def _is_long(known: Sequence[date], active: Sequence[date]) -> bool:
    gaps = [_between(active, one, other) for one, other in zip(known, known[1:], strict=False)]
    return sum(day > known[-1] for day in active) > max(LEAST_GAP, LONGER * max(gaps))


def _between(active: Sequence[date], one: date, other: date) -> int:
    """How many days of sending it took until the kind was sent again."""
    return bisect_right(active, other) - bisect_right(active, one)
