"""Writes groups: their plan, who joins and leaves them, and changes of all their mobilities at once."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from centres.actions.fields import write
from centres.models import Apprentice
from doallvet.accounts.models import User
from doallvet.core.refused import Refused, Stale
from doallvet.history import actions as history
from mobilities.actions import candidate, change, exchange
from mobilities.actions.locks import lock_group, lock_mobility
from mobilities.choices import Role
from mobilities.facts import dates_of
from mobilities.hosts import PLACE, Host, host_of, place_of
from mobilities.models import Group, Mobility, Project
from mobilities.rules.dates import Dates


def create(
    project: Project, plan: dict[str, Any], apprentices: Iterable[Apprentice], *, token: UUID, by: User, at: datetime
) -> Group:
    """Keep a group with its plan and those who are to travel; the same token again gives the same group.

    `plan`: title, blueprint, dates, place and transport by the names of the group's fields. Nobody is planned yet.
    Raises Refused when the project has a group of this name.
    """
    if known := Group.objects.filter(token=token, project__centre=project.centre_id).first():
        return known
    try:
        with transaction.atomic():
            group = Group.objects.create(project=project, token=token, **plan)
            history.record(group, "group_added", story=project, by=by, at=at, after=group.title)
            candidate.put_on_list(group, apprentices, by=by, at=at)
    except IntegrityError as error:
        if known := Group.objects.filter(token=token, project__centre=project.centre_id).first():
            return known
        raise Refused(_("This project already has a group with this name.")) from error
    return group


@transaction.atomic
def join(group: Group, mobility: Mobility, *, by: User, at: datetime) -> Mobility:
    """Let a mobility of the group's project travel with the group; its dates and host stay. Raises Refused."""
    if mobility.project_id != group.project_id:
        raise Refused(_("%(who)s travels for another project.") % {"who": mobility.apprentice})
    return change.set_rules(mobility, {"group": group}, version=mobility.version, by=by, at=at)


@transaction.atomic
def leave(group: Group, mobility: Mobility, *, by: User, at: datetime) -> Mobility:
    """Take a mobility out of its group: it stays as it is, but for steps that only groups have. Raises Refused."""
    if mobility.group_id != group.pk:
        return mobility
    return change.set_rules(mobility, {"group": None}, version=mobility.version, by=by, at=at)


def is_exception(group: Group, mobility: Mobility) -> bool:
    """Whether a mobility has other dates or another host than its group; it comes with its people."""
    return has_own_dates(group, mobility) or has_own_host(group, mobility)


def has_own_dates(group: Group, mobility: Mobility) -> bool:
    return group.dates is not None and dates_of(mobility) != group.dates


def has_own_host(group: Group, mobility: Mobility) -> bool:
    host = host_of(mobility)
    return group.host_company_id is not None and host is not None and host != place_of(group)


@transaction.atomic
def move(
    mobility: Mobility, dates: Dates | None, host: Host | None, *, by: User, at: datetime, reason: str = ""
) -> Mobility:
    """Give a mobility other dates, another host, or both; None: as it is. Raises Refused, and then does neither."""
    if dates:
        mobility = change.set_dates(mobility, dates, version=mobility.version, by=by, at=at)
    if host:
        mobility = lock_mobility(mobility)
        exchange.set_company(mobility, Role.HOST_SIGNATORY, host, by=by, at=at, reason=reason)
    return mobility


def move_all(
    group: Group,
    mobilities: Iterable[Mobility],
    dates: Dates | None,
    host: Host | None,
    *,
    version: int,
    by: User,
    at: datetime,
    reason: str = "",
) -> tuple[int, list[tuple[Mobility, list[str]]]]:
    """Give a group other dates or another host, and these of its mobilities; gives how many moved, and why not others.

    Each mobility has a transaction of its own, in the order of ids; the group's own row comes last, so that a second
    try goes on. Raises Stale where the group was changed since its `version` was shown.
    """
    refuse_stale(group, version)
    moved, left = 0, []
    for mobility in sorted(mobilities, key=lambda row: row.pk):
        try:
            move(mobility, dates, host, by=by, at=at, reason=reason)
            moved += 1
        except Refused as refused:
            left.append((mobility, refused.reasons))
    set_plan(group, _as_fields(dates, host), version=version, by=by, at=at)
    return moved, left


def refuse_stale(group: Group, version: int) -> None:
    if Group.objects.filter(pk=group.pk).exclude(version=version).exists():
        raise Stale(_("Somebody changed this group while you had the page open. Please look again."))


def rename(group: Group, title: str, *, version: int, by: User, at: datetime) -> Group:
    """Give a group another name. Raises Refused when the project has a group of this name, Stale."""
    if Group.objects.filter(project=group.project_id, title=title).exclude(pk=group.pk).exists():
        raise Refused(_("This project already has a group with this name."))
    return set_plan(group, {"title": title}, version=version, by=by, at=at)


def _as_fields(dates: Dates | None, host: Host | None) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if dates:
        fields |= {"starts_on": dates.start, "ends_on": dates.end}
        fields |= {"virtual_starts_on": dates.vstart, "virtual_ends_on": dates.vend}
    return fields | (dict(zip(PLACE, (host.company, host.site, host.centre), strict=True)) if host else {})


@transaction.atomic
def set_plan(group: Group, fields: dict[str, Any], *, version: int, by: User, at: datetime) -> Group:
    """Write the plan of a group, not that of its mobilities. Raises Stale when somebody was faster."""
    group = lock_group(group)
    refuse_stale(group, version)
    before, after = write(group, fields)
    if after:
        Group.objects.filter(pk=group.pk).update(version=F("version") + 1)
        history.record(group, "group_changed", story=group.project, by=by, at=at, before=before, after=after)
    return group
