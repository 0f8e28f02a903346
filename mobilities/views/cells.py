"""Ready words for the cells of lists: each value is put into words once, not once a row."""

from functools import lru_cache
from types import SimpleNamespace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_countries import countries

from mobilities.choices import Owner
from mobilities.views import rows

APPRENTICE = "apprentice__person__"
PLACE = 999_999_999_999  # stands for an id in an address


def day(value):
    return _day(value, get_language())


def span(begins, ends):
    return f"{day(begins)} – {day(ends)}"


def country(code):
    return _country(code, get_language())


def place(row):
    return f"{row['host_city']}, {country(row['host_country'])}"


def state(row, *, precise):
    """The word and tone of a row's decision and stage."""
    return _state(row["decision"], row["stage"], precise, get_language())


def owner(value):
    return _owner(value, get_language())


def name(row, path=APPRENTICE):
    return f"{row[f'{path}first_name']} {row[f'{path}last_name']}".strip()


def journey(row):
    return f"{name(row)} → {row['host_city']}"


def due(due_on, today):
    """When something is due, in words, and whether it is late."""
    days = (due_on - today).days
    if days < 0:
        return _("since %(date)s") % {"date": day(due_on)}, True
    return (_("today") if days == 0 else _("by %(date)s") % {"date": day(due_on)}), False


def addresses(page, ids=1):
    """Give a function that makes the address of a page from its ids: `reverse` for each row costs more than the row."""
    pieces = reverse(page, args=[PLACE] * ids).split(str(PLACE))
    return lambda *given: "".join(f"{piece}{pk}" for piece, pk in zip(pieces, given, strict=False)) + pieces[-1]


def list_address(**filters):
    """Give the address of the list of mobilities with some filters."""
    asked = {name: value for name, value in filters.items() if value}
    return reverse("mobilities:list") + (f"?{urlencode(asked)}" if asked else "")


@lru_cache(maxsize=5000)
def _day(value, language):
    return date_format(value)


@lru_cache(maxsize=1000)
def _country(code, language):
    return str(countries.name(code))


@lru_cache(maxsize=500)
def _state(decision, stage, precise, language):
    row = SimpleNamespace(decision=decision, stage=stage)
    word, tone = rows.status(row) if precise else rows.public_status(row)
    return str(word), tone


@lru_cache(maxsize=100)
def _owner(value, language):
    return str(Owner(value).label) if value else ""
