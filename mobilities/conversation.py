"""Who writes to whom on a stay and on a step, and who reads it (docs/decisions/0018-conversation.md)."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from mobilities.access import Seat, knows, may_see, seat_of
from mobilities.choices import Owner
from mobilities.models import Comment, Mobility, Step


def voices(seat: Seat) -> list[Owner]:
    """Give the parties for which a person may write: those they act for, and as a teacher their centre."""
    return [owner for owner in Owner if owner in seat.owners | seat.teaches_for]


def audience(mobility: Mobility, step: Step | None) -> list[Owner]:
    """Give the parties that may ever read what is written there: on a step those that may see it."""
    there = [owner for owner in Owner if owner in mobility.holders]
    return [owner for owner in there if step is None or may_see(seat_of(owner), step)]


def offered(mobility: Mobility, seat: Seat, step: Step | None) -> list[Owner]:
    """Give the parties that a person may choose. The sending centre reads along and is not asked about."""
    return [owner for owner in audience(mobility, step) if knows(seat, owner) and owner != Owner.SENDING_COORDINATOR]


def readers(comment: Comment) -> set[str]:
    """Give the parties that read a comment: the own one, those chosen, and with the apprentice the guardians."""
    return with_guardians(comment.readers) | {comment.spoke_for}


def with_guardians(chosen: Collection[str]) -> set[str]:
    """Give the parties that were chosen, and with the apprentice the guardians."""
    return {*chosen} | ({Owner.GUARDIAN} if Owner.APPRENTICE in chosen else set())


def named(readers: Collection[str], mobility: Mobility, seat: Seat) -> str:
    """Name the parties that read something, as far as a person is shown that they take part."""
    there = [owner for owner in audience(mobility, None) if owner in readers]
    names = [str(owner.label) for owner in there if knows(seat, owner)]
    if len(names) < len(there):
        names.append(_("others whom the sending centre knows"))
    return ", ".join(names)


def may_read(seat: Seat, comment: Comment, mobility: Mobility, person_id: int | None = None) -> bool:
    """Whether a person reads a comment; never one on a step that they may not see.

    Who took another's place, a company or a hosting centre, does not read what was written before they came. What a
    person wrote in another part is not theirs to read in this one.
    """
    if comment.step and not may_see(seat, comment.step):
        return False
    mine = voices(seat)
    if comment.author_id == person_id and comment.spoke_for in mine:
        return True
    since = _joined(mobility)
    return any(
        voice in mine and comment.written_at >= since.get(voice, comment.written_at) for voice in readers(comment)
    )


def _joined(mobility: Mobility) -> dict[str, datetime]:
    """Give since when those take part who took another's place."""
    return {party.acts_as: party.joined_at for party in mobility.parties.all() if party.joined_at}


def answers_as(voices: list[Owner], comment: Comment) -> Owner:
    """Give the party for which a person answers: one that was written to, the centre that reads along after the others.

    Their own party's comment one answers last of all.
    """
    read = readers(comment)
    return min(voices, key=lambda v: (v not in read, v == comment.spoke_for, v == Owner.SENDING_COORDINATOR))


def answering(comment: Comment, mobility: Mobility, voice: str) -> list[Owner]:
    """Give the parties that read an answer to a comment: those it is from and for, as they are there today.

    What an apprentice writes goes to the guardians only where the apprentice ticks them.
    """
    theirs = {*comment.readers, comment.spoke_for} - {voice}
    if voice == Owner.APPRENTICE:
        theirs.discard(Owner.GUARDIAN)
    return [owner for owner in Owner if owner in theirs and may_read(seat_of(owner), comment, mobility)]


def thread(mobility: Mobility, seat: Seat, person_id: int, step: Step | None = None) -> list[Comment]:
    """Give what a person reads of a stay, or of one of its steps, the oldest first; one query."""
    rows = Comment.objects.filter(mobility=mobility).with_names()
    if step:
        rows = rows.filter(step=step)
    return [row for row in rows if may_read(seat, row, mobility, person_id)]
