"""Working days: weekends, public holidays of a country and region, days on which an organisation is closed.

Public holidays come from the library `holidays`, which knows most countries for some years ahead. A year without any
holiday is one that it does not know, not one without holidays: `doubts` says so.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_countries import countries

from doallvet.core.text import fold

DAY = timedelta(days=1)
WEEKEND = frozenset({5, 6})  # Saturday and Sunday, as date.weekday() counts
LONGEST = 400  # days looked at in a row; whoever is closed for longer has no working days


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of an organisation.

    `country`: ISO code, "" where only weekends count. `region`: its name in the country's language or its code, ""
    for the holidays of the whole country. `closed`: first and last days on which nobody works.
    """

    country: str = ""
    region: str = ""
    closed: tuple[tuple[date, date], ...] = ()

    def is_working(self, day: date) -> bool:
        return day.toordinal() in _working(self, day.year)

    def on_or_before(self, day: date) -> date:
        """Give the day itself or the last working day before it; the day itself where there is none for a year."""
        return self._nearest(day, -1)

    def on_or_after(self, day: date) -> date:
        """Give the day itself or the next working day after it; the day itself where there is none for a year."""
        return self._nearest(day, 1)

    def plus(self, day: date, days: int) -> date:
        """Give the day on which so many working days after `day` are over: from a Friday, 1 gives the Monday."""
        for _count in range(days):
            day = self._nearest(day + DAY, 1)
        return day

    def minus(self, day: date, days: int) -> date:
        """Give the last day after which there are still so many working days up to `day`, which is counted.

        What takes so many working days and is to be over on `day` begins on the day after it at the latest.
        """
        for _count in range(days):
            day = self._nearest(day, -1) - DAY
        return day

    def count(self, after: date, until: date) -> int:
        """Give how many working days there are after one day and up to another; below 0 where that one is earlier."""
        if until < after:
            return -self.count(until, after)
        first, last = after.toordinal(), until.toordinal()
        years = [_ordered(self, year) for year in range(after.year, until.year + 1)]
        return sum(bisect_right(days, last) - bisect_right(days, first) for days in years)

    def holidays(self, first: date, last: date) -> list[tuple[date, str]]:
        """Give the public holidays between two days with their names, in the reader's language where it is known."""
        years = range(first.year, last.year + 1)
        found = sorted(_named(self.country, _subdivision(self.country, self.region), years, get_language() or "en"))
        return [(day, name) for day, name in found if first <= day <= last]

    def doubts(self, years: Iterable[int]) -> list[str]:
        """Say which public holidays are not known for these years, in words; empty where all are."""
        if not self.country:
            return []
        name = countries.name(self.country)
        found = [
            _("The public holidays of %(country)s in %(year)d are not known here: only weekends are counted.")
            % {"country": name, "year": year}
            for year in sorted(set(years))
            if not _public_holidays(self.country, "", year)
        ]
        if not found and self.region and not _subdivision(self.country, self.region):
            found.append(
                _(
                    "The public holidays of the region “%(region)s” are not known here: those of all of %(country)s "
                    "are counted."
                )
                % {"region": self.region, "country": name}
            )
        return found

    def _nearest(self, day: date, step: int) -> date:
        found = day
        for _count in range(LONGEST):
            if self.is_working(found):
                return found
            found += step * DAY
        return day


@lru_cache(maxsize=512)
def _working(calendar: Calendar, year: int) -> frozenset[int]:
    """The working days of a year, as ordinals."""
    region = _subdivision(calendar.country, calendar.region)
    free = _public_holidays(calendar.country, region, year)
    weekend = _weekend(calendar.country)
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    closed = {
        ordinal
        for begins, ends in calendar.closed
        for ordinal in range(max(first, begins.toordinal()), min(last, ends.toordinal()) + 1)
    }
    return frozenset(
        ordinal
        for ordinal in range(first, last + 1)
        if ordinal not in free and ordinal not in closed and (ordinal - 1) % 7 not in weekend
    )


@lru_cache(maxsize=512)
def _ordered(calendar: Calendar, year: int) -> list[int]:
    return sorted(_working(calendar, year))


@lru_cache(maxsize=1024)
def _public_holidays(country: str, region: str, year: int) -> frozenset[int]:
    """The public holidays of a year, as ordinals; none where the year is not known."""
    from holidays import country_holidays  # noqa: PLC0415  slow

    if not country:
        return frozenset()
    return frozenset(day.toordinal() for day in country_holidays(country, subdiv=region or None, years=year))


@lru_cache(maxsize=64)
def _named(country: str, region: str, years: range, language: str) -> list[tuple[date, str]]:
    from holidays import country_holidays  # noqa: PLC0415  slow

    language = "en_US" if language == "en" else language
    return list(country_holidays(country, subdiv=region or None, years=years, language=language).items())


@lru_cache(maxsize=256)
def _weekend(country: str) -> frozenset[int]:
    from holidays import country_holidays  # noqa: PLC0415  slow

    return frozenset(country_holidays(country).weekend) if country else WEEKEND


@lru_cache(maxsize=1024)
def _subdivision(country: str, region: str) -> str:
    """The library's code of a region; "" where it knows none of this name or code."""
    from holidays import country_holidays  # noqa: PLC0415  slow

    if not country or not region:
        return ""
    known = country_holidays(country)
    names = {fold(name): code for name, code in known.subdivisions_aliases.items()}
    names |= {fold(code): code for code in known.subdivisions}
    return names.get(fold(region).removeprefix(f"{country.lower()}-"), "")
