"""How much of a training may be spent abroad, and how young who goes: the limits of a country, counted."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.choices import ShareOf
from companies.profiles import Limit
from mobilities.rules.conditions import Facts
from mobilities.rules.dates import Dates
from mobilities.rules.deadlines import months_after

YEAR = 12  # months


def too_much(limit: Limit, facts: Facts) -> Iterator[str]:
    """Say by how much a stay is longer, or who goes younger, than a limit allows; nothing where it is not."""
    days = facts.dates.stay_days
    if limit.min_age and facts.age is not None and facts.age < limit.min_age:
        names = {"age": facts.age, "least": limit.min_age}
        yield _("The apprentice is %(age)d on the first day; the rule says %(least)d or older.") % names
    if limit.days and days > limit.days:
        yield _longer(days, limit.days)
    if limit.months:
        yield from _too_many_months(limit, facts)
    if limit.share and limit.share < 1 and facts.contract_begins and facts.contract_ends:
        yield from _too_much_of_a_year(limit, facts) if _by_year(limit) else _too_much_of_all(limit, facts)


def _too_much_of_all(limit: Limit, facts: Facts) -> Iterator[str]:
    """The share of the whole contract."""
    begins, ends_on = facts.contract_begins, facts.contract_ends
    assert begins and ends_on and limit.share  # noqa: S101  the caller looked
    whole = (ends_on - begins).days + 1
    total = facts.dates.stay_days + _elsewhere(facts, begins, ends_on)
    if total > limit.share * whole:
        text = _(
            "With this stay the apprentice is abroad for %(total)d days; %(percent)s of the contract are %(most)d."
        )
        yield text % {"total": total, "most": int(limit.share * whole), "percent": f"{limit.share:.0%}"}


def _too_much_of_a_year(limit: Limit, facts: Facts) -> Iterator[str]:
    """The share of each training year that the stay touches, from anniversary to anniversary of the contract."""
    assert limit.share  # noqa: S101  the caller looked
    for begins, last in _spans(limit, facts):
        whole = (last - begins).days + 1
        total = _days_within(facts.dates, begins, last) + _elsewhere(facts, begins, last)
        if total > limit.share * whole:
            text = _(
                "With this stay the apprentice is abroad for %(total)d days of the training year that begins on "
                "%(day)s; %(percent)s of it are %(most)d."
            )
            counted = {"total": total, "most": int(limit.share * whole), "percent": f"{limit.share:.0%}"}
            yield text % (counted | {"day": date_format(begins)})


def _too_many_months(limit: Limit, facts: Facts) -> Iterator[str]:
    months = limit.months or 0
    for begins, last in _spans(limit, facts):
        here = _days_within(facts.dates, begins, last) + _elsewhere(facts, begins, last)
        start = max(facts.dates.start, begins)
        most = (months_after(start, months) - start).days
        if here > most:
            yield ngettext(
                "The apprentice is abroad for %(days)d days; the limit is %(months)d month.",
                "The apprentice is abroad for %(days)d days; the limit is %(months)d months.",
                months,
            ) % {"days": here, "months": months}
            return


def _by_year(limit: Limit) -> bool:
    return limit.of == ShareOf.TRAINING_YEAR


def _spans(limit: Limit, facts: Facts) -> list[tuple[date, date]]:
    """The times in which months and shares are counted: each training year that the stay touches, else all of it."""
    if not _by_year(limit) or facts.contract_begins is None:
        return [(facts.contract_begins or date.min, facts.contract_ends or date.max)]
    found, begins, year = [], facts.contract_begins, 0
    while begins <= facts.dates.end and year < YEAR:
        year += 1
        after = months_after(facts.contract_begins, YEAR * year)
        if after > facts.dates.start:
            found.append((begins, after - timedelta(days=1)))
        begins = after
    return found


def uncountable(limit: Limit, facts: Facts) -> bool:
    """Whether a share cannot be counted, because there is a contract without dates on file."""
    return bool(limit.share and limit.share < 1 and facts.has_contract and facts.contract_begins is None)


def _elsewhere(facts: Facts, begins: date, last: date) -> int:
    return sum(_days_within(stay, begins, last) for stay in facts.other_stays)


def _days_within(stay: Dates, begins: date, last: date) -> int:
    return max(0, (min(stay.end, last) - max(stay.start, begins)).days + 1)


def _longer(days: int, most: int) -> str:
    text = ngettext(
        "The stay has %(days)d days; the limit is %(most)d day.",
        "The stay has %(days)d days; the limit is %(most)d days.",
        most,
    )
    return text % {"days": days, "most": most}
