"""Writes the rooms of a group and who sleeps there."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from centres.actions.fields import write
from doallvet.accounts.models import User
from doallvet.core.refused import Refused, Stale
from doallvet.history import actions as history
from mobilities.actions.locks import lock_group
from mobilities.models import Bed, Companion, Group, Mobility, Room
from mobilities.rules import rooms


@transaction.atomic
def add(group: Group, fields: dict[str, Any], beds: Collection[Bed], *, by: User, at: datetime) -> Room:
    """Note a room of a group, with who sleeps there; the same again is the same room.

    `beds`: not kept yet, each with its person and nights. Raises Refused for a name that is taken.
    """
    group = lock_group(group)
    if known := group.rooms.filter(name=fields["name"]).first():
        if all(getattr(known, name) == value for name, value in fields.items()) and _same_people(known, beds):
            return known
        raise Refused(_("This group already has a room with this name."))
    room = Room.objects.create(group=group, **fields)
    _put(room, beds)
    history.record(group, "room_added", story=group.project, by=by, at=at, after=room.name)
    return room


@transaction.atomic
def change(room: Room, fields: dict[str, Any], beds: Collection[Bed], *, version: int, by: User, at: datetime) -> None:
    """Write a room and who sleeps there: `beds` that are kept stay, new ones come, all others go.

    Raises Refused for a name that is taken, Stale when somebody was faster.
    """
    group, room = _locked(room, version)
    if group.rooms.filter(name=fields["name"]).exclude(pk=room.pk).exists():
        raise Refused(_("This group already has a room with this name."))
    write(room, fields)
    room.beds.exclude(pk__in=[bed.pk for bed in beds if bed.pk]).delete()
    _put(room, [bed for bed in beds if not bed.pk])
    _count(room)
    history.record(group, "room_changed", story=group.project, by=by, at=at, after=room.name)


@transaction.atomic
def remove(room: Room, *, version: int, by: User, at: datetime) -> None:
    """Give a room up: who slept there has no bed. Raises Stale when somebody was faster."""
    group, room = _locked(room, version)
    history.record(group, "room_removed", story=group.project, by=by, at=at, before=room.name)
    room.delete()


@transaction.atomic
def set_nights(bed: Bed, arrives_on: date, leaves_on: date, *, version: int, by: User, at: datetime) -> None:
    """Give somebody other nights in a room. Raises Stale when somebody changed the room meanwhile."""
    group, room = _locked(bed.room, version)
    before, after = write(bed, {"arrives_on": arrives_on, "leaves_on": leaves_on})
    if after:
        _count(room)
        history.record(group, "room_nights", story=group.project, by=by, at=at, before=before, after=after)


def follow(person: Mobility | Companion, before: tuple[date, date], after: tuple[date, date]) -> None:
    """Let the beds of somebody follow the first and last day of their stay; the caller keeps the history."""
    if before == after:
        return
    for bed in list(person.beds.all()):
        days = rooms.moved(bed.arrives_on, bed.leaves_on, before, after)
        if days is None:
            bed.delete()
        else:
            write(bed, dict(zip(("arrives_on", "leaves_on"), days, strict=True)))


def _locked(room: Room, version: int) -> tuple[Group, Room]:
    group = lock_group(room.group)
    fresh = Room.objects.filter(pk=room.pk, version=version).first()
    if fresh is None:
        raise Stale(_("Somebody changed this room while you had the page open. Please look again."))
    return group, fresh


def _same_people(room: Room, beds: Collection[Bed]) -> bool:
    there = {(bed.mobility_id, bed.companion_id) for bed in room.beds.all()}
    return there == {(bed.mobility_id, bed.companion_id) for bed in beds}


def _put(room: Room, beds: Collection[Bed]) -> None:
    for bed in beds:
        bed.room = room
    Bed.objects.bulk_create(beds)


def _count(room: Room) -> None:
    Room.objects.filter(pk=room.pk).update(version=F("version") + 1)
