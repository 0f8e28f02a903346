"""Invites apprentices and guardians to the portal."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from centres.models import Apprentice, Guardian
from doallvet.accounts.models import User
from doallvet.accounts.reach import is_reached
from doallvet.core.refused import Refused
from doallvet.history import actions as history
from doallvet.history.models import Event
from doallvet.outbox import actions as outbox

AGAIN_AFTER = timedelta(minutes=10)  # a second click, not a second wish


@transaction.atomic
def invite(holder: Apprentice | Guardian, *, by: User, at: datetime) -> None:
    """Owe the apprentice or guardian an invitation; within ten minutes of the last one it is still on its way.

    Raises Refused for a person without an address, and for one who entered already.
    """
    holder = type(holder).objects.select_for_update(of=("self",)).select_related("person").get(pk=holder.pk)
    person = holder.person
    if not person.email:
        raise Refused(_("%(name)s has no e-mail address: write one first.") % {"name": person})
    if is_reached(person):
        raise Refused(_("%(name)s can sign in already, with a code that comes by e-mail.") % {"name": person})
    last = invited(holder)
    if last and last.at > at - AGAIN_AFTER and last.after == person.email:
        return
    story = holder if isinstance(holder, Apprentice) else holder.apprentice
    history.record(holder, "invited", by=by, at=at, story=story, after=person.email)
    outbox.owe(
        "invitation",
        person=person,
        subject=holder,
        at=at,
        due=at.isoformat(timespec="seconds"),
        not_after=at + timedelta(days=settings.INVITATION_DAYS),
    )


def accept(holder: Apprentice | Guardian, *, by: User, at: datetime) -> None:
    """The person said yes; repeated, it changes nothing (the address is confirmed by then)."""
    if not is_reached(holder.person):
        story = holder if isinstance(holder, Apprentice) else holder.apprentice
        history.record(holder, "accepted", by=by, at=at, story=story)


def invited(holder: Apprentice | Guardian) -> Event | None:
    """Give the last invitation, if there was one: when, by whom, to which address (`after`)."""
    label = holder._meta.label_lower
    return (
        Event.objects.filter(subject_label=label, subject_id=holder.pk, verb="invited")
        .select_related("by")
        .order_by("-at", "-pk")
        .first()
    )
