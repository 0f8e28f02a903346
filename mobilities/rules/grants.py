"""What a learner gets and owes under a grant: read from `data/grant.yaml`, by the call year of the project.

Amounts are whole euros. Each comes with how it was worked out in words, where it was seen, and how sure that is; where
a fact or a figure is missing there is no amount, and the words say what is missing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django_countries import countries

from doallvet.papers import words

FILE = Path(__file__).parent.parent / "data" / "grant.yaml"
SEEN = "C"
COUNTED = {"report_days"}  # days; the others are euros
WORST = "PMC"  # of two figures the one that is less sure counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """What the amounts depend on; None for what nobody said yet."""

    call_year: int
    activity: str
    sending: str
    host: str
    stay_days: int
    travel_days: int | None
    distance: int | None
    green: bool | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the rates give for a field of the grant agreement: None where they give nothing; `words` say why."""

    key: str
    amount: int | None
    words: str
    source: str = ""
    level: str = SEEN

    @property
    def to_check(self) -> bool:
        """Whether the figures behind it are not simply seen in a public source."""
        return self.amount is not None and self.level != SEEN


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def _under(call_year: int, rows: list[dict[str, Any]], **more: str) -> dict[str, Any] | None:
    """Give the row that holds under a call, or None where none is on file."""
    wanted = more.items()
    return next(
        (row for row in rows if call_year in row["calls"] and all(row[key] == one for key, one in wanted)), None
    )


def suggestions(trip: Trip) -> list[Suggestion]:
    """Give what the rates say of a grant agreement, field by field; of no activity of VET learners the amounts."""
    found = [_individual(trip), _travel(trip)] if trip.activity in _data()["learners"] else []
    return [*found, *_report(trip)]


def amounts(found: Iterable[Suggestion]) -> dict[str, str | int]:
    """Give field → value as the grant agreement holds it, of the suggestions that have one."""
    return {row.key: row.amount if row.key in COUNTED else str(row.amount) for row in found if row.amount is not None}


def too_many_travel_days(trip: Trip) -> list[str]:
    """Say that more days of travel are funded than the rules allow; empty where not, or where nothing is on file."""
    row = _under(trip.call_year, _data()["travel_days"])
    most = row["green" if trip.green else "standard"] if row else None
    if most is None or trip.travel_days is None or trip.travel_days <= most:
        return []
    if trip.green:
        return [_("At most %(most)d days of travel are funded, and only with green travel.") % {"most": most}]
    return [_("At most %(most)d days of travel are funded; more only with green travel.") % {"most": most}]


def _individual(trip: Trip) -> Suggestion:
    key, names = "individual_support", {"call": trip.call_year, "country": countries.name(trip.sending)}
    groups, daily = (
        _under(trip.call_year, _data()["groups"]),
        _under(trip.call_year, _data()["daily"], country=trip.sending),
    )
    if daily is None:
        text = _("No daily amount for learners from %(country)s is on file for call %(call)s. It stands in your grant.")
        return Suggestion(key, None, text % names)
    group = _group(groups, trip.host)
    if group is None or groups is None:
        text = _("%(country)s is in no group of countries that is on file for call %(call)s.")
        return Suggestion(key, None, text % (names | {"country": countries.name(trip.host)}))
    if trip.travel_days is None:
        return Suggestion(key, None, _("Say how many days of travel are funded."))
    days, (full, less) = trip.stay_days + trip.travel_days, daily["amounts"][group]
    first = min(days, daily["full_days"])
    amount = first * full + (days - first) * less
    text = _("Days: %(stay)d of the stay and %(travel)d of travel. %(country)s is in group %(group)d: ") % {
        "stay": trip.stay_days,
        "travel": trip.travel_days,
        "country": countries.name(trip.host),
        "group": group,
    }
    text += _days(first, full) + (f" + {_days(days - first, less)}" if days > first else "")
    return Suggestion(key, amount, f"{text} = {_euros(amount)}.", *_said(daily, groups))


def _travel(trip: Trip) -> Suggestion:
    key, row = "travel", _under(trip.call_year, _data()["travel"])
    if row is None:
        return Suggestion(key, None, _("No amounts for travel are on file for call %d.") % trip.call_year)
    if trip.distance is None:
        return Suggestion(key, None, _("Say how far it is: the distance decides about the amount."))
    if trip.green is None:
        return Suggestion(key, None, _("Say whether the travel is green."))
    bands = _data()["bands"]
    band = next(
        (n for n, (start, end) in enumerate(bands) if start <= trip.distance and (end is None or trip.distance < end)),
        None,
    )
    if band is None:
        return Suggestion(key, None, _("Below %d km there is no travel support.") % bands[0][0])
    amount, names = row["green" if trip.green else "standard"][band], _band(trip, bands[band])
    if amount is None:
        return Suggestion(key, None, _("For %(band)s no amount for green travel is on file.") % names)
    text = _("%(band)s, green travel: %(amount)s.") if trip.green else _("%(band)s, standard travel: %(amount)s.")
    return Suggestion(key, amount, text % (names | {"amount": _euros(amount)}), *_said(row))


def _report(trip: Trip) -> list[Suggestion]:
    row = _under(trip.call_year, _data()["report_days"])
    if row is None:
        return [
            Suggestion(
                "report_days", None, _("No days are on file for call %d. They stand in your grant.") % trip.call_year
            )
        ]
    text = _("%(days)d days after the invitation, which comes on the last day.") % row
    return [Suggestion("report_days", row["days"], text, *_said(row))]


def _group(groups: Mapping[str, Any] | None, country: str) -> int | None:
    named = groups["countries"].items() if groups else ()
    return next((number for number, members in named if country in members), None)


def _said(*rows: Mapping[str, Any]) -> tuple[str, str]:
    """Where figures were seen, and how sure the least sure of them is."""
    language = (get_language() or "en").split("-")[0]
    sources = "; ".join(dict.fromkeys(row["source"].get(language, row["source"]["en"]) for row in rows))
    return sources, min((row["level"] for row in rows), key=WORST.index)


def _band(trip: Trip, band: tuple[int, int | None]) -> dict[str, str]:
    start, end = band
    limits = {"km": _number(trip.distance), "from": _number(start), "to": _number(end)}
    text = _("%(km)s km (from %(from)s to below %(to)s km)") if end else _("%(km)s km (%(from)s km and more)")
    return {"band": text % limits}


def _days(days: int, euros: int) -> str:
    text = ngettext("%(days)d day at %(amount)s", "%(days)d days at %(amount)s", days)
    return text % {"days": days, "amount": _euros(euros)}


def _euros(amount: int) -> str:
    return words.shown("", "money", str(amount))


def _number(value: int | None) -> str:
    return str(number_format(value, force_grouping=True)) if value is not None else ""
