"""When a training contract can be, as plain values."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

LONGEST_YEARS = 8


@dataclass(frozen=True, slots=True)
class Period:
    """The dates of a contract, both included, and with whom it is."""

    begins_on: date
    ends_on: date
    employer: str


def obstacles(wanted: Period, others: list[Period], *, born_on: date) -> list[str]:
    """Name what stands in the way of a contract; empty means nothing does.

    `others` are the other contracts of the same apprentice: two at a time would leave open who is the employer.
    """
    if wanted.ends_on < wanted.begins_on:
        return [_("The contract ends before it begins.")]
    if wanted.begins_on <= born_on:
        return [_("The contract begins before the apprentice was born.")]
    if (wanted.ends_on - wanted.begins_on).days > LONGEST_YEARS * 366:
        return [_("A training contract lasts at most %(years)s years: check the dates.") % {"years": LONGEST_YEARS}]
    return [_clash(other) for other in others if overlap(wanted, other)]


def overlap(one: Period, other: Period) -> bool:
    return one.begins_on <= other.ends_on and other.begins_on <= one.ends_on


def _clash(other: Period) -> str:
    sentence = _("There is already a contract with %(employer)s, from %(begins)s to %(ends)s.")
    return sentence % {
        "begins": date_format(other.begins_on),
        "ends": date_format(other.ends_on),
        "employer": other.employer,
    }
