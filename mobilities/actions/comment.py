"""Writes comments, tells who is to be told, and takes them back."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from doallvet.accounts.models import User
from doallvet.core import text as texts
from doallvet.core.refused import Refused
from doallvet.outbox import actions as outbox
from mobilities import conversation
from mobilities.actions.locks import lock_mobility
from mobilities.choices import Kind, Owner
from mobilities.models import Comment, Mobility, Step
from mobilities.models.comment import Way
from mobilities.responsible import holders
from mobilities.rules import comments as rules
from mobilities.rules.reminders import named


class Over(Refused):
    """The mobility is over."""


@transaction.atomic
def write(
    mobility: Mobility,
    step: Step | None,
    *,
    text: str,
    by: User,
    spoke_for: str,
    readers: Collection[str],
    told: Collection[str] = (),
    way: str = Way.PAGE,
    token: UUID,
    at: datetime,
) -> Comment:
    """Keep what a person writes for a party, and tell the readers: `told` at once, the others in their digest.

    Who may not see the step never reads it, whatever was chosen; the sending centre reads along. The same `token` again
    is the same comment. Raises Refused when the mobility is over or the text cannot be kept.
    """
    mobility = lock_mobility(mobility)
    if known := Comment.objects.filter(mobility=mobility, author=by, token=token).first():
        return known
    if mobility.is_over:
        raise Over(_("This mobility is over: what was written stays, and nothing is added."))
    wanted = {*readers, *told, Owner.SENDING_COORDINATOR} - {spoke_for}
    comment = Comment.objects.create(
        mobility=mobility,
        step=step,
        author=by,
        spoke_for=spoke_for,
        readers=[owner.value for owner in conversation.audience(mobility, step) if owner in wanted],
        text=_kept(text, mobility, by=by, at=at),
        written_at=at,
        way=way,
        token=token,
    )
    _tell(comment, told, at=at)
    return comment


def _kept(text: str, mobility: Mobility, *, by: User, at: datetime) -> str:
    text = texts.readable(text)
    if not text:
        raise Refused(_("There are no words in it."))
    if len(text) > rules.LONGEST:
        raise Refused(_("It is too long: %(most)d characters at most.") % {"most": rules.LONGEST})
    if Comment.objects.filter(mobility=mobility, author=by, written_at__gt=at - rules.IN).count() >= rules.MOST:
        raise Refused(_("You have written a lot within an hour. Nothing was kept: please go on a little later."))
    return text


def _tell(comment: Comment, told: Collection[str], *, at: datetime) -> None:
    """Owe each reader one line: who is told at once does not find it in the digest as well."""
    people = _people(comment)
    others = conversation.readers(comment) - {comment.spoke_for}
    at_once = [person for owner in sorted(others & {*told}) for person in people[owner]]
    later = [person for owner in sorted(others) for person in people[owner]]
    kinds = dict.fromkeys(later, "comment") | dict.fromkeys(at_once, "comment-told")
    kinds.pop(comment.author_id, None)
    persons = User.objects.in_bulk(kinds)
    outbox.owe_many([outbox.notice(kind, person=persons[pk], subject=comment, at=at) for pk, kind in kinds.items()])


def _people(comment: Comment) -> dict[str, list[int]]:
    """Give who is told for each party: who is named for it, and who wrote for it there before."""
    people = holders([comment.mobility_id])[comment.mobility_id]
    found = {owner.value: named(owner, Kind.TASK, people) for owner in Owner}
    before = Comment.objects.filter(mobility=comment.mobility_id, step=comment.step_id, author__is_active=True)
    for owner, author in before.order_by("spoke_for", "author").values_list("spoke_for", "author").distinct():
        found[owner].append(author)
    return found


@transaction.atomic
def take_back(comment: Comment, *, by: User, coordinates: bool, at: datetime) -> Comment:
    """Take the words of a comment away, for everybody; it stays that there was one. Taken back already, it stays so.

    Raises Refused when its author is too late.
    """
    if comment.taken_back_at is None:
        own = comment.author_id == by.pk
        if not rules.may_take_back(own=own, coordinates=coordinates, written_at=comment.written_at, now=at):
            raise Refused(_("It is older than a day: ask the sending centre to take it back."))
        there = Comment.objects.filter(pk=comment.pk, taken_back_at=None)
        there.update(text="", taken_back_at=at, taken_back_by=by)
    comment.refresh_from_db(fields=["text", "taken_back_at", "taken_back_by"])
    return comment
