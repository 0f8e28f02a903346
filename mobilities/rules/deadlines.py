"""Days that a country's rules set after the stay; the steps name them by field. A month is a month, not 30 days."""

from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from companies.profiles import Notice, Profile, Refund, profiles
from mobilities.rules.conditions import Facts, notices, refunds

Term = Notice | Refund
ALL: dict[str, Callable[[Profile], Iterable[Term]]] = {
    "notify_after.within_days": lambda profile: profile.notices_after,
    "refunds.within_days": lambda profile: [row for row in profile.refunds if row.to == "home_employer"],
}
OWED: dict[str, Callable[[Facts], Iterable[Term]]] = {
    "notify_after.within_days": lambda facts: notices("notify_after", facts),
    "refunds.within_days": lambda facts: refunds("home_employer", facts),
}
DAYS_FROM = list(ALL)
# The condition under which the profile has these days at all.
HELD_BY = {"notify_after.within_days": "notify_after", "refunds.within_days": "refund_claim"}


def months_after(day: date, months: int) -> date:
    """Give the same day some months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def ends(term: Term, end: date) -> date | None:
    """Give the last day of a term that begins when the stay ends; None where none is known."""
    last = [end + timedelta(days=term.within_days)] if term.within_days else []
    last += [months_after(end, term.within_months)] if term.within_months else []
    return min(last, default=None)


def due_on(name: str, facts: Facts, end: date) -> date:
    """Give the day a step is due after the stay: the earliest that the rules set, else the fewest days of all."""
    days = [day for term in OWED[name](facts) if (day := ends(term, end))]
    return min(days, default=end + timedelta(days=shortest(name)))


def shortest(name: str) -> int:
    """Give the fewest days that any profile sets: what a plan for all countries must reckon with."""
    found = (_fewest(term) for profile in profiles().values() for term in ALL[name](profile))
    return min((days for days in found if days is not None), default=0)


def _fewest(term: Term) -> int | None:
    """The fewest days that a term can have; months are tried over a year with the shortest February."""
    days = [term.within_days] if term.within_days else []
    if term.within_months:
        year = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
        days.append(min((months_after(day, term.within_months) - day).days for day in year))
    return min(days, default=None)
