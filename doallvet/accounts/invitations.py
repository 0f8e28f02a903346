"""Invitations: the page is here; what one is invited to is said by the rooms above.

An app that invites people has a module `invitations` with one function for each kind of subject, marked with
`@invites("app.model")`: it takes the subject's id and gives an Invitation, or None when it is not open any more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from doallvet.accounts import actions, links
from doallvet.accounts.models import PersonalLink, User

PURPOSE = "invitation"


@dataclass(frozen=True)
class Invitation:
    """One invitation, ready to be shown, and the action that accepts it."""

    organisation: str
    role: str
    invited_by: User | None
    accepted: bool
    accept: Callable[[User, datetime], None]


Finder = Callable[[int], Invitation | None]
_finders: dict[str, Finder] = {}


def invites(label: str) -> Callable[[Finder], Finder]:
    """Mark the function that finds invitations to subjects of the model `label` ("centres.centremember")."""

    def keep(finder: Finder) -> Finder:
        _finders[label] = finder
        return finder

    return keep


def find(label: str, pk: int) -> Invitation | None:
    """Give the invitation to a subject, or None when there is none (any more)."""
    finder = _finders.get(label)
    return finder(pk) if finder else None


def of_link(link: PersonalLink) -> Invitation | None:
    """Give the invitation that a personal link leads to, or None for links to other things."""
    return find(link.subject_label, link.subject_id) if link.purpose == PURPOSE else None


@transaction.atomic
def accept(link: PersonalLink, invitation: Invitation, *, at: datetime) -> None:
    """Accept through the link: the membership begins, the address counts as seen. Repeated, it changes nothing."""
    invitation.accept(link.person, at)
    actions.confirm_address(link.person)
    links.mark_used(link, at=at)
