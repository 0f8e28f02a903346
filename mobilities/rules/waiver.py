"""What stands in the way of asking a second person for a waiver, and of their answer (roles.md)."""

from django.utils.translation import gettext as _

from mobilities.choices import Purpose


def obstacles_to_ask(
    purpose: str, reason: str, *, takes_two: bool, is_done: bool, is_gate: bool, departed: bool, anybody: bool
) -> list[str]:
    """Name all that forbids to ask a second person; empty means it may be asked.

    `takes_two`: it is insurance, guardian consent or A1. `anybody`: there is somebody who could agree.
    """
    found = []
    if not takes_two:
        found.append(_("One person is enough to waive this step."))
    if is_done:
        found.append(_("This step is closed already."))
    if not reason.strip():
        found.append(_("Say why this step is not needed.") if purpose == Purpose.WAIVE else _("Say why."))
    if purpose == Purpose.LEAVE and (departed or not is_gate):
        found.append(_("Nothing keeps the apprentice from leaving without this step."))
    if not anybody:
        found.append(
            _(
                "Nobody is there who could agree: the centre has no other coordinator, "
                "its network no manager, the portal no other administrator."
            )
        )
    return found


def obstacles_to_answer(agrees: bool, words: str) -> list[str]:
    """Name what is missing in an answer: who does not agree says why."""
    return [] if agrees or words.strip() else [_("Say why.")]
