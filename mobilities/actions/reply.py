"""Takes answers by mail: each becomes a comment for who reads the one it answers, or its person is told why not."""

from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from allauth.account.models import EmailAddress

from doallvet.accounts.models import User
from doallvet.core.refused import Refused
from doallvet.outbox import actions as outbox
from doallvet.outbox import replies
from doallvet.outbox.replies import Letter
from mobilities import access, conversation
from mobilities.actions import comment as comments
from mobilities.models import Comment, Mobility
from mobilities.models.comment import Way
from mobilities.rules.comments import LONGEST


def take(letter: Letter, *, at: datetime) -> str:
    """Keep what a letter says, once, however often it is posted; give in a word what became of it.

    Nobody is answered by mail who does not write from the address at which they were written to: what goes wrong is
    told at the registered address, for each comment and each reason once an hour at most.
    """
    found = _found(letter)
    if found is None:
        return "unknown"
    if letter.is_automatic:
        return "automatic"
    comment, person = found
    why = _why_not(letter, comment, person) or _keep(letter, comment, person, at=at)
    if why:
        hour = at.strftime("%Y-%m-%dT%H")
        outbox.owe("reply-returned", person=person, subject=comment, at=at, due=f"{why}:{hour}", data={"why": why})
    return why or "kept"


def _found(letter: Letter) -> tuple[Comment, User] | None:
    ids = replies.answered(letter)
    if ids is None:
        return None
    comment = Comment.objects.select_related("step__plan").filter(pk=ids[0]).first()
    person = User.objects.filter(pk=ids[1], is_active=True).first()
    return (comment, person) if comment and person else None


def _why_not(letter: Letter, comment: Comment, person: User) -> str:
    """Name what is wrong with a letter as such."""
    written_to = {person.email, person.second_email} - {""}
    own = EmailAddress.objects.filter(user=person, verified=True, email__iexact=letter.sender)
    if letter.sender not in written_to and not own.exists():
        return "sender"
    if not letter.words:
        return "empty"
    return "long" if len(letter.words) > LONGEST else ""


def _keep(letter: Letter, comment: Comment, person: User, *, at: datetime) -> str:
    """Keep the answer; name what is to be said of it."""
    mobility = Mobility.objects.visible_to(person).with_people().filter(pk=comment.mobility_id).first()
    seat = access.seat(person, mobility) if mobility else access.Seat()
    voices = conversation.voices(seat)
    readable = mobility and conversation.may_read(seat, comment, mobility, person.pk)
    if mobility is None or not voices or not readable:
        return "closed"
    voice = conversation.answers_as(voices, comment)
    answered = conversation.answering(comment, mobility, voice)
    try:
        comments.write(
            mobility,
            comment.step,
            text=letter.words,
            by=person,
            spoke_for=voice,
            readers=answered,
            told=[owner for owner in answered if owner == comment.spoke_for],
            way=Way.MAIL,
            token=_token(letter, comment),
            at=at,
        )
    except comments.Over:
        return "closed"
    except Refused:
        return "often"
    return "files" if letter.files else "between" if letter.goes_on else ""


def _token(letter: Letter, comment: Comment) -> UUID:
    """Give the same token for the same letter: by its Message-ID, else by what it says to which comment."""
    said = letter.message_id or f"{letter.subject}\n{letter.text}{letter.html}"
    return uuid5(NAMESPACE_URL, f"{comment.pk}\n{said}")
