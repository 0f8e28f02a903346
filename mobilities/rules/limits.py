"""Whether the dates of a stay can be: their order, the project, and how long the kind of activity may last."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mobilities.rules.dates import Dates

FILE = Path(__file__).parent.parent / "data" / "activity_types.yaml"
YEARS = range(2014, 2100)  # from the first call of Erasmus+; beyond it somebody mistyped


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How many days at the host an activity may last under a call; `level` and `conflict` say how sure that is."""

    min_days: int
    max_days: int
    min_fewer: int | None
    blended_min: int | None
    blended_max: int | None
    level: str
    source: tuple[str, ...]
    conflict: str | None

    def days(self, *, blended: bool, fewer_opportunities: bool) -> tuple[int, int]:
        """Give the fewest and the most days for this learner's stay."""
        least, most = self.min_days, self.max_days
        if blended:
            least, most = self.blended_min or least, self.blended_max or most
        if fewer_opportunities:
            least = min(least, self.min_fewer or least)
        return least, most


@dataclass(frozen=True, slots=True)
class ActivityType:
    """A kind of activity: titles by language, limits by call year; `seen`: its code stands in the programme's list."""

    code: str
    titles: dict[str, str]
    seen: bool
    limits: dict[int, Limit]


@lru_cache(maxsize=1)
def activity_types() -> dict[str, ActivityType]:
    """Give the activity types by code (`data/activity_types.yaml`; domain.md 2.1)."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))["activity_types"]
    return {code: ActivityType(code, row["title"], row["seen"], _limits(row["rules"])) for code, row in rows.items()}


def _limits(rules: list[dict]) -> dict[int, Limit]:
    found: dict[int, Limit] = {}
    for rule in rules:
        limit = Limit(
            **{key: value for key, value in rule.items() if key != "calls"} | {"source": tuple(rule["source"])}
        )
        found |= dict.fromkeys(rule["calls"], limit)
    return found


def limit(activity: str, call_year: int) -> Limit | None:
    """Give the limit of an activity under a call, or None where none is on file: then no length is refused."""
    kind = activity_types().get(activity)
    return kind.limits.get(call_year) if kind else None


def obstacles_to_dates(
    dates: Dates,
    *,
    activity: str,
    call_year: int,
    project_begins: date,
    project_ends: date,
    blended: bool = False,
    fewer_opportunities: bool = False,
) -> list[str]:
    """Name what is wrong with the dates of a stay, in the user's words; empty means they can be.

    Length and project are asked of the physical dates only (domain.md 2.1); of the virtual ones, that they lie around
    the stay. Limits of length follow the project's call year.
    """
    found = _obstacles_to_order(dates, blended=blended)
    if found:
        return found
    if dates.start < project_begins:
        found.append(_("The stay begins before the project does (%s).") % _day(project_begins))
    if dates.end > project_ends:
        found.append(_("The stay ends after the project does (%s).") % _day(project_ends))
    days = {"blended": blended, "fewer_opportunities": fewer_opportunities}
    return found + obstacles_to_length(dates.stay_days, activity=activity, call_year=call_year, **days)


def obstacles_to_length(
    days: int, *, activity: str, call_year: int, blended: bool = False, fewer_opportunities: bool = False
) -> list[str]:
    """Name what is wrong with the number of days at the host; nothing where no limit is on file for the call."""
    known = limit(activity, call_year)
    if known is None:
        return []
    return _obstacles_to_length(days, *known.days(blended=blended, fewer_opportunities=fewer_opportunities))


def overlaps(dates: Dates, others: Iterable[Dates]) -> list[Dates]:
    """Give those of the other stays of a person that share a day abroad with this one."""
    return [other for other in others if other.start <= dates.end and dates.start <= other.end]


def _obstacles_to_order(dates: Dates, *, blended: bool) -> list[str]:
    given = [day for day in (dates.vstart, dates.start, dates.end, dates.vend) if day]
    strange = sorted({day.year for day in given if day.year not in YEARS})
    if strange:
        return [_("The year %d cannot be right.") % year for year in strange]
    found = []
    if dates.end < dates.start:
        found.append(_("The stay ends before it begins."))
    if blended:
        found += _obstacles_to_virtual(dates)
    elif dates.vstart or dates.vend:
        found.append(_("Virtual days belong to a blended mobility only."))
    return found


def _obstacles_to_virtual(dates: Dates) -> list[str]:
    if not dates.vstart or not dates.vend:
        return [_("A blended mobility has a first and a last virtual day.")]
    found = []
    if dates.vstart >= dates.start:
        found.append(_("The first virtual day must be before the first day abroad."))
    if dates.vend <= dates.end:
        found.append(_("The last virtual day must be after the last day abroad."))
    return found


def _obstacles_to_length(days: int, least: int, most: int) -> list[str]:
    names = {"days": days, "least": least, "most": most}
    if days < least:
        return [
            ngettext(
                "The stay has %(days)d day; this kind of activity takes at least %(least)d.",
                "The stay has %(days)d days; this kind of activity takes at least %(least)d.",
                days,
            )
            % names
        ]
    if days > most:
        return [_("The stay has %(days)d days; this kind of activity takes at most %(most)d.") % names]
    return []


def _day(day: date) -> str:
    return date_format(day)
