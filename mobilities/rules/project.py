"""What cannot be in a grant project: dates that do not fit its call, a field that its code contradicts."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mobilities.choices import Field
from mobilities.rules.identifiers import ProjectCode

LONGEST_YEARS = 10  # from the call to the last day; a year typed wrongly lies outside


def obstacles(code: ProjectCode, *, field: str, begins_on: date, ends_on: date) -> list[tuple[str, str]]:
    """Name what is wrong with a project: pairs of the field's name and a sentence; empty means nothing."""
    found = []
    if code.field in Field.values and field != code.field:
        found.append(
            (
                "field",
                _("The code says “%(field)s”: choose that, or check the code.") % {"field": Field(code.field).label},
            )
        )
    if begins_on.year < code.call_year:
        found.append(
            (
                "begins_on",
                _("This is before the call of %(year)s: check the day and the code.") % {"year": code.call_year},
            )
        )
    if ends_on < begins_on:
        found.append(("ends_on", _("The project ends before it begins.")))
    elif ends_on.year > code.call_year + LONGEST_YEARS:
        found.append(
            (
                "ends_on",
                _("This is more than %(years)s years after the call: check the year.") % {"years": LONGEST_YEARS},
            )
        )
    return found


def obstacles_to_dates(outside: int) -> list[str]:
    """Say that stays of the project would lie outside its new dates; `outside`: how many."""
    if not outside:
        return []
    sentence = ngettext(
        "%(count)s stay of this project lies outside these days. Change its dates first.",
        "%(count)s stays of this project lie outside these days. Change their dates first.",
        outside,
    )
    return [sentence % {"count": outside}]


def obstacles_to_removal(used: int) -> list[str]:
    """Say that a group is in use; `used`: how many mobilities travel with it."""
    return [_("Mobilities travel with this group, so it cannot be removed.")] if used else []
