"""What may be said to a reminder instead of doing the step: later, not me, done another way (N19)."""

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mobilities.choices import Owner

NEAR = timedelta(days=10)  # before departure nobody is left alone about what is needed for it
WEEK = timedelta(days=7)
LONGEST = timedelta(days=90)


def is_near(starts_on: date, today: date) -> bool:
    """Whether the departure is so near that what is needed for it is never silent."""
    return today >= starts_on - NEAR


def latest_quiet(today: date, *, gate: bool, starts_on: date) -> date:
    """Give the last day to which one may be left alone: what is needed for departure comes back before it is near."""
    longest = today + LONGEST
    return min(longest, starts_on - NEAR) if gate else longest


def too_late(until: date, due_on: date, today: date) -> str:
    """Say what speaks against a day, though it may be chosen; what is overdue may wait for a week."""
    if until <= max(due_on, today + WEEK):
        return ""
    return _("It is due on %(date)s. If you still want to be reminded later, say so below.") % {
        "date": date_format(due_on)
    }


def obstacles_to_later(until: date, today: date, *, gate: bool, starts_on: date) -> list[str]:
    """Name what forbids a day, in the user's words."""
    latest = latest_quiet(today, gate=gate, starts_on=starts_on)
    if gate and latest <= today:
        return [_("The departure is near, and nobody can leave without this: it cannot wait any more.")]
    if until <= today:
        return [_("Choose a day to come.")]
    if until > latest:
        return [_("Choose %(date)s or an earlier day.") % {"date": date_format(latest)}]
    return []


def suggested(due_on: date, today: date, *, gate: bool, starts_on: date) -> date | None:
    """Give the day that is offered: in a week, sooner where that would be too late; None where nothing may wait."""
    latest = latest_quiet(today, gate=gate, starts_on=starts_on)
    found = min(today + WEEK, max(due_on, today + timedelta(days=1)), latest)
    return found if found > today else None


def tells_the_centre(owner: str) -> bool:
    """Whether the coordinator is told, and confirms; coordinators do not tell themselves."""
    return owner != Owner.SENDING_COORDINATOR
