"""Whose turn it is to sign: plain functions of plain values."""

from collections.abc import Iterable

from doallvet.signing.choices import Code, Form

STRENGTH = (Form.SIMPLE, Form.ADVANCED, Form.QUALIFIED)
FIRST, WEEK = 3, 7  # days


def reminder(days: int) -> int:
    """Give the number of the reminder that is owed after so many days without an answer; 0: none yet.

    The first after three days, then one a week; a missed day loses nothing.
    """
    return 0 if days < FIRST else 1 + days // WEEK


def suffices(given: Form, *, checked: bool, form: Form, code: Code) -> bool:
    """Tell whether a signature of the form `given`, with a code or without, is what a place asks for.

    What stands on paper suffices everywhere: it can be recorded in each form.
    """
    if given == Form.SCAN:
        return True
    if form == Form.SCAN or STRENGTH.index(given) < STRENGTH.index(form):
        return False
    return checked or code == Code.NONE or given != Form.SIMPLE


def on_turn(places: Iterable[tuple[int, bool]]) -> int | None:
    """Give the rank that signs now; None when all have signed.

    `places`: rank and whether a signature that counts is there, of each place. Who has a lower rank signs first, equal
    ranks in any order (domain.md 4.4: content agreed first, then apprentice, guardian, home employer, sender, host).
    """
    return min((rank for rank, signed in places if not signed), default=None)
