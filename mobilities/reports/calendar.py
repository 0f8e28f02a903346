"""What stands in a person's own calendar: their steps, the stays and virtual sessions they take part in."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import BooleanField, Count, ExpressionWrapper, Max, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django_countries import countries

from doallvet.accounts.models import User
from doallvet.core.ical import Entry
from doallvet.history.models import Event
from mobilities.choices import Decision
from mobilities.models import Mobility, Party, Step, VirtualSession
from mobilities.models.mobility import OVER
from mobilities.models.posts import Posts, posts
from mobilities.reports import today as rows_of
from mobilities.rules.decisions import APPLYING, called_off

BACK = timedelta(days=60)
AHEAD = timedelta(days=730)
MOST = 1000  # of each: the next ones, then those gone by
STEP = [*rows_of.OWN_STEP, "mobility__project__title", "mobility__planned_at"]


def entries(person: User, today: date) -> list[Entry]:
    """Give the entries of a person's calendar in the language that is active; the number of queries is fixed.

    Steps that are theirs to do stand on the day on which they are due, also before they can be done. What is done or
    needed no more is left out, and goes from calendars that ask again; what was called off is said to be cancelled.
    """
    mine = posts(person)
    stays = list(_stays(person, today))
    off = [stay["pk"] for stay in stays if called_off(stay["decision"], stay["stage"])]
    steps = list(_steps(mine, today, off))
    known = rows_of.mobilities_of(steps)
    changes = _changes({stay["pk"] for stay in stays} | set(known))
    meetings = _sessions(mine, stays, changes, today)
    return [*_of_stays(stays, changes), *_of_steps(rows_of.named(steps, known), changes), *meetings]


def _stays(person: User, today: date) -> QuerySet:
    """Those that are settled; who only applies goes nowhere yet."""
    near = Mobility.objects.visible_to(person).filter(ends_on__gte=today - BACK, starts_on__lte=today + AHEAD)
    settled = near.exclude(decision__in={*APPLYING, Decision.REJECTED}).order_by(
        _gone(ends_on__lt=today), "starts_on", "pk"
    )
    return settled.with_company().values(*rows_of.MOBILITY, "ends_on", "company", "planned_at", "group")[:MOST]


def _steps(mine: Posts, today: date, off: Iterable[int]) -> QuerySet:
    """Open ones: those that can be done, those of settled stays that will come, and those of stays called off.

    Private ones (support needs, health) stay out of a file that is read without signing in.
    """
    settled = Q(ready_at__isnull=False) | Q(mobility__decision=Decision.ACCEPTED) | Q(mobility__in=off)
    near = Step.objects.open().filter(settled, due_on__gte=today - BACK, due_on__lte=today + AHEAD, to_look_at=False)
    near = near.exclude(plan__private=True)
    return near.owned_by(mine).order_by(_gone(due_on__lt=today), "due_on", "pk").values(*STEP)[:MOST]


def _gone(**past) -> ExpressionWrapper:
    """Sorts what is gone by behind what is to come."""
    return ExpressionWrapper(Q(**past), BooleanField())


def _changes(mobilities: Iterable[int]) -> dict[int, tuple[int, datetime]]:
    """How often something happened on each of some mobilities, and when the last time; one query."""
    told = Event.objects.filter(story_label=Mobility._meta.label_lower, story_id__in=mobilities).order_by()
    return {pk: (times, at) for pk, times, at in told.values_list("story_id").annotate(Count("pk"), Max("at"))}


def _of_stays(stays: Iterable[dict], changes: dict) -> Iterator[Entry]:
    for stay in stays:
        times, at = changes.get(stay["pk"], (0, stay["planned_at"]))
        where = f"{stay['host_city']}, {countries.name(stay['host_country'])}"
        yield Entry(
            uid=uid("stay", stay["pk"]),
            title=f"{_name(stay)} → {stay['host_city']}",
            begins=stay["starts_on"],
            ends=stay["ends_on"],
            changed_at=at,
            sequence=times,
            place=" · ".join(filter(None, [stay["company"], where])),
            link=_address("mobilities:detail", stay["pk"]),
            cancelled=called_off(stay["decision"], stay["stage"]),
        )


def _of_steps(steps: Iterable[dict], changes: dict) -> Iterator[Entry]:
    """What is done once for several stays stands there once, where it is due first, and names none of them.

    As long as one of these stays goes on, it is not called off.
    """
    seen = set()
    for step in sorted(steps, key=lambda step: step["decision"] in OVER):
        shared = step["shared_key"]
        if shared in seen:
            continue
        seen |= {shared} - {""}
        times, at = changes.get(step["mobility"], (0, step["mobility__planned_at"]))
        about = step["mobility__project__title"] if shared else f"{_name(step)} → {step['host_city']}"
        yield Entry(
            uid=uid("step", shared or step["pk"]),
            title=f"{rows_of.title(step)} · {about}",
            begins=step["due_on"],
            ends=step["due_on"],
            changed_at=at,
            sequence=times,
            text=_("Due on this day. Without it, the apprentice cannot leave.") if step["plan__gate"] else "",
            link=_address("mobilities:step", step["mobility"], step["pk"]),
            cancelled=step["decision"] in OVER,
        )


def _sessions(mine: Posts, stays: list[dict], changes: dict, today: date) -> Iterator[Entry]:
    """Those in which the person takes part, for whatever stay; of who only reads a stay, as a teacher does, none.

    The session of a group is on for who still travels with it.
    """
    on_first = sorted(stays, key=lambda stay: stay["decision"] in OVER)
    stay_of = {stay["pk"]: stay for stay in on_first}
    first_of = {stay["group"]: stay for stay in reversed(on_first)}
    seats: dict[tuple, set[str]] = defaultdict(set)
    for pk, acts_as in Party.objects.acted_by(mine).filter(mobility__in=stay_of).values_list("mobility", "acts_as"):
        seats[pk, None].add(acts_as)
        seats[None, stay_of[pk]["group"]].add(acts_as)
    near = VirtualSession.objects.of_any(stay_of, first_of.keys() - {None})
    near = near.filter(on__gte=today - BACK, on__lte=today + AHEAD)
    for row in near.order_by(_gone(on__lt=today), "on", "begins", "pk")[:MOST]:
        if seats[row.mobility_id, row.group_id] & set(row.takes_part):
            stay = stay_of[row.mobility_id] if row.mobility_id else first_of[row.group_id]
            yield _of_session(row, stay, *changes.get(stay["pk"], (0, stay["planned_at"])))


def _of_session(row: VirtualSession, stay: dict, times: int, at: datetime) -> Entry:
    """Called off with its stay as well: then the stay's history says since when."""
    about = "" if row.group_id else f"{_name(stay)} → {stay['host_city']}"
    off = called_off(stay["decision"], stay["stage"])
    return Entry(
        uid=uid("session", row.pk),
        title=row.title,
        begins=row.begins_at,
        ends=row.ends_at,
        changed_at=max(row.changed_at, at) if off else row.changed_at,
        sequence=row.version + (times if off else 0),
        text="\n".join(filter(None, [about, row.note])),
        place=row.link,
        link=_address("mobilities:days", stay["pk"]),
        cancelled=off or bool(row.cancelled_at),
    )


def uid(kind: str, key: int | str) -> str:
    """The same for ever, and like none of another portal's."""
    return f"{kind}-{key}@{urlsplit(settings.SITE_URL).hostname}"


def _name(row: dict) -> str:
    return f"{row['apprentice__person__first_name']} {row['apprentice__person__last_name']}".strip()


def _address(name: str, *ids: int) -> str:
    return settings.SITE_URL + reverse(name, args=ids)
