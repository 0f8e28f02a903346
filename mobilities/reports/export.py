"""The columns of a list of mobilities as a file: what an office works with, nothing of class S, no money."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django_countries import countries

from doallvet.core.spreadsheets import Column
from mobilities.choices import Activity, Decision, Mode, Owner, Stage
from mobilities.models.mobility import MobilityQuerySet

CHUNK = 2000
FIELDS = [
    "pk",
    "apprentice__person__last_name",
    "apprentice__person__first_name",
    "apprentice__class_name",
    "sending_centre__name",
    "company",
    "host_city",
    "host_country",
    "project__code",
    "activity",
    "mode",
    "starts_on",
    "ends_on",
    "virtual_starts_on",
    "virtual_ends_on",
    "departed_on",
    "decision",
    "stage",
    "steps_done",
    "steps_total",
    "next_due_on",
    "waits_for",
]


def columns() -> list[Column]:
    """Give (key, heading, kind) of each column, in the reader's language."""
    return [
        ("number", _("Number"), "int"),
        ("last_name", _("Last name"), "text"),
        ("first_name", _("First name"), "text"),
        ("class", _("Class"), "text"),
        ("sending_centre", _("Sending centre"), "text"),
        ("company", _("Host company"), "text"),
        ("city", _("Host town"), "text"),
        ("country", _("Host country"), "text"),
        ("project", _("Project"), "text"),
        ("activity", _("Activity"), "text"),
        ("mode", _("Form"), "text"),
        ("starts_on", _("First day abroad"), "date"),
        ("ends_on", _("Last day abroad"), "date"),
        ("virtual_starts_on", _("First virtual day"), "date"),
        ("virtual_ends_on", _("Last virtual day"), "date"),
        ("departed_on", _("Left on"), "date"),
        ("status", _("Status"), "text"),
        ("done", _("Steps done"), "int"),
        ("total", _("Steps"), "int"),
        ("next_due_on", _("Next due"), "date"),
        ("waits_for", _("Waiting for"), "text"),
    ]


def rows(mobilities: MobilityQuerySet) -> Iterator[list]:
    """Give the cells of each mobility in the order of the columns, read bit by bit.

    The words are looked up now, in the reader's language: a streamed file is written when the request is over.
    """
    words = {str(choice): str(choice.label) for choices in (Activity, Mode, Owner) for choice in choices}
    states = {str(choice): str(choice.label) for choices in (Stage, Decision) for choice in choices}
    names = {code: str(countries.name(code)) for code in countries.countries}
    found = mobilities.with_company().values_list(*FIELDS)
    return _read(found, words, states, names)


def _read(found, words, states, names):
    for row in found.iterator(chunk_size=CHUNK):
        *start, country, code, activity, mode = row[:11]
        *days, decision, stage, done, total, next_due_on, waits_for = row[11:]
        yield [
            *start,
            names.get(country, country),
            code,
            words.get(activity, activity),
            words.get(mode, mode),
            *days,
            states[stage if decision == Decision.ACCEPTED else decision],
            done,
            total,
            next_due_on,
            words.get(waits_for, ""),
        ]
