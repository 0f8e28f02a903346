"""Plans virtual sessions, moves them and calls them off; who takes part is told."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.actions.fields import write
from doallvet.accounts.models import User
from doallvet.core.refused import Refused, Stale
from doallvet.history import actions as history
from doallvet.outbox import actions as outbox
from mobilities.actions.locks import lock_group, lock_mobility
from mobilities.actions.roadmap import refuse_over
from mobilities.choices import Kind
from mobilities.models import Mobility, VirtualSession
from mobilities.responsible import holders
from mobilities.rules import reminders

DAY = timedelta(days=1)
PLANNED = gettext_lazy("This session is planned at these hours already.")
WHEN = {"on", "begins", "minutes", "time_zone"}


@transaction.atomic
def plan(mobility: Mobility, fields: dict[str, Any], *, for_all: bool, by: User, at: datetime) -> VirtualSession:
    """Plan a session of a mobility, or of its whole group (`for_all`); the very same again is the same session.

    `fields`: those of VirtualSession that people type. Raises Refused when the mobility is over, travels with no group,
    or has another session of this title at these hours.
    """
    group = lock_group(mobility.group) if for_all and mobility.group else None
    mobility = lock_mobility(mobility)
    refuse_over(mobility)
    if for_all and (group is None or mobility.group_id != group.pk):
        raise Refused(_("This stay travels with no group."))
    whose = {"group": group} if for_all else {"mobility": mobility}
    same = {name: fields[name] for name in ("on", "begins", "time_zone", "title")}
    if known := VirtualSession.objects.held().filter(**whose, **same).first():
        if all(getattr(known, name) == value for name, value in fields.items()):
            return known
        raise Refused(str(PLANNED))
    session = VirtualSession.objects.create(**whose, **fields, planned_at=at, planned_by=by, changed_at=at)
    _record(session, mobility, "session_planned", by=by, at=at)
    _tell(session, dict.fromkeys(session.takes_part, "planned"), by=by, at=at)
    return session


@transaction.atomic
def change(
    session: VirtualSession, mobility: Mobility, fields: dict[str, Any], *, version: int, by: User, at: datetime
) -> None:
    """Write another day, hour, link or circle; who takes part is told of other hours, whoever is new of all.

    Raises Stale when somebody was faster, Refused where the same session is there already.
    """
    session = _locked(session, mobility, version)
    if not {name for name, value in fields.items() if getattr(session, name) != value}:
        return
    former = set(session.takes_part)
    try:
        with transaction.atomic():
            before, _after = write(session, fields | {"version": version + 1, "changed_at": at})
    except IntegrityError as error:
        raise Refused(str(PLANNED)) from error
    _record(session, mobility, "session_changed", by=by, at=at)
    news = dict.fromkeys(session.takes_part, "moved" if WHEN & set(before) else "changed")
    news |= dict.fromkeys(former - set(news), "cancelled") | dict.fromkeys(set(news) - former, "planned")
    _tell(session, news, by=by, at=at)


@transaction.atomic
def cancel(session: VirtualSession, mobility: Mobility, *, version: int, by: User, at: datetime) -> None:
    """Call a session off. Raises Stale when somebody was faster; called off already, it stays as it is."""
    if VirtualSession.objects.filter(pk=session.pk, cancelled_at__isnull=False).exists():
        return
    session = _locked(session, mobility, version)
    write(session, {"cancelled_at": at, "changed_at": at, "version": version + 1})
    _record(session, mobility, "session_cancelled", by=by, at=at)
    _tell(session, dict.fromkeys(session.takes_part, "cancelled"), by=by, at=at)


def remind(*, today: date, at: datetime) -> int:
    """Owe who takes part a word the day before; gives how many are new. A session of the same day counts as well."""
    soon = VirtualSession.objects.held().filter(on__gte=today, on__lte=today + DAY).in_time()
    ahead = [session for session in soon if session.begins_at > at]
    return sum(_tell(session, dict.fromkeys(session.takes_part, "soon"), by=None, at=at) for session in ahead)


def _locked(session: VirtualSession, mobility: Mobility, version: int) -> VirtualSession:
    refuse_over(lock_mobility(mobility))
    fresh = VirtualSession.objects.select_for_update(of=("self",)).filter(pk=session.pk, version=version).first()
    if fresh is None or fresh.cancelled_at:
        raise Stale(_("Somebody changed this session while you had the page open. Please look again."))
    return fresh


def _record(session: VirtualSession, mobility: Mobility, verb: str, *, by: User, at: datetime) -> None:
    said = {"title": session.title, "on": session.on.isoformat(), "begins": f"{session.begins:%H:%M}"}
    stays = list(session.group.mobilities.all()) if session.group else [mobility]
    for stay in stays:
        history.record(session, verb, story=stay, by=by, at=at, after=said)


def _tell(session: VirtualSession, news: Mapping[str, str], *, by: User | None, at: datetime) -> int:
    """Owe each person one line, though they may take part in several stays of a group; it is worth nothing later.

    `news`: what is to be told, by owner.
    """
    stays = Mobility.objects.meeting()
    stays = stays.filter(group=session.group_id) if session.group_id else stays.filter(pk=session.mobility_id)
    found: dict[int, dict[str, Any]] = {}
    for pk, parties in holders(list(stays.order_by("pk").values_list("pk", flat=True))).items():
        for owner, word in news.items():
            for person in reminders.named(owner, Kind.TASK, parties):
                found.setdefault(person, {"news": word, "stay": pk})
    people = User.objects.in_bulk(set(found) - {by.pk if by else None})
    return outbox.owe_many(
        [
            outbox.notice(
                "virtual-session",
                person=people[pk],
                subject=session,
                at=at,
                due=f"{found[pk]['news']}:{session.version}",
                data=found[pk],
                latest_at=session.begins_at,
                not_after=session.ends_at,
            )
            for pk in sorted(people)
        ]
    )
