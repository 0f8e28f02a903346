"""Writes who comes along with a group; the steps of its mobilities follow."""

from datetime import datetime
from typing import Any

from django.db import transaction

from centres.actions.fields import write
from doallvet.accounts.models import User
from doallvet.history import actions as history
from mobilities.actions import change, room
from mobilities.actions.locks import lock_group, lock_mobility
from mobilities.models import Companion, Group, Mobility


def add(group: Group, fields: dict[str, Any], *, by: User, at: datetime) -> Companion:
    """Note somebody who comes along with a group; its mobilities' steps follow. The same again is the same row."""
    with transaction.atomic():
        lock_group(group)
        companion, new = Companion.objects.get_or_create(group=group, **fields)
        if new:
            history.record(group, "companion_added", story=group.project, by=by, at=at, after=companion.name)
    follow(group, at=at)
    return companion


def alter(companion: Companion, fields: dict[str, Any], *, by: User, at: datetime) -> None:
    """Write other nights, another name or centre; beds follow."""
    nights = companion.arrives_on, companion.leaves_on
    with transaction.atomic():
        before, after = write(companion, fields)
        if after:
            room.follow(companion, nights, (companion.arrives_on, companion.leaves_on))
            group = companion.group
            history.record(group, "companion_changed", story=group.project, by=by, at=at, before=before, after=after)


def remove(companion: Companion, *, by: User, at: datetime) -> None:
    """Take somebody who was to come along off the list; the mobilities' steps follow."""
    group = companion.group
    with transaction.atomic():
        if Companion.objects.filter(pk=companion.pk).delete()[0]:
            history.record(group, "companion_removed", story=group.project, by=by, at=at, before=companion.name)
    follow(group, at=at)


def follow(group: Group, *, at: datetime) -> None:
    """Let the steps of a group's mobilities follow who comes along, one mobility after the other."""
    for pk in list(group.mobilities.running().order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            mobility = lock_mobility(Mobility(pk=pk))
            if not mobility.is_over:
                change.bring_in_step(mobility, at=at)
