"""Whom mail does not reach among the people of mobilities."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from doallvet.accounts.models import User
from doallvet.outbox.addresses import unreached
from doallvet.outbox.models import DeadAddress
from mobilities.models import Mobility, Party
from mobilities.models.party import PartyQuerySet
from mobilities.models.posts import Posts


@dataclass(frozen=True, slots=True)
class Lost:
    """Somebody who cannot be written to, where they take part, and why."""

    person: User
    party: Party
    dead: DeadAddress


def parties(posts: Posts, today: date) -> PartyQuerySet:
    """The places of such people on the running mobilities of the centres that a person coordinates, either side.

    Found from the few addresses that do not work, not from the many mobilities.
    """
    dead = DeadAddress.objects.holding().values("address")
    lost = User.objects.filter(Q(second_email="") | Q(second_email__in=dead), is_active=True, email__in=dead)
    named = Party.objects.filter(person__in=lost).values("pk")
    places = named.union(Party.objects.filter(deputy__in=lost).values("pk"))
    own = Party.objects.filter(centre__in=posts.coordinates).values("mobility")
    running = Mobility.objects.running().filter(pk__in=own)
    return Party.objects.acting(today).filter(pk__in=places, mobility__in=running).order_by("mobility__starts_on", "pk")


def people(ids: Iterable[int]) -> list[Lost]:
    """Give the people at some places, each once, where the next departure is first; two queries."""
    rows = Party.objects.filter(pk__in=ids).with_names().select_related("mobility__apprentice__person")
    found = sorted(rows, key=lambda party: (party.mobility.starts_on, party.pk))
    dead = unreached({person for party in found for person in party.people})
    lost: dict[int, Lost] = {}
    for party in found:
        for person in party.people:
            if person.pk in dead:
                lost.setdefault(person.pk, Lost(person, party, dead[person.pk]))
    return list(lost.values())
