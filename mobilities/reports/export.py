"""The columns of a list of mobilities as a file: what an office works with, nothing of class S, no money."""

import json
from collections.abc import Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Case, F, Func, QuerySet, TextField, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import gettext as _
from django_countries import countries

from doallvet.core.spreadsheets import Column
from mobilities.choices import Activity, Decision, Mode, Owner, Stage
from mobilities.models.mobility import MobilityQuerySet


class Word(Func):
    """The word for the value of a field, looked up by the database: for a long list that costs less than in Python."""

    template = "(%(expressions)s)"
    arg_joiner = " ->> "
    output_field = TextField()

    def __init__(self, words: dict[str, str], value: Case | F) -> None:
        super().__init__(Value(json.dumps(words)), NullIf(value, Value("")))  # SQLite takes no empty name

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, arg_joiner="::jsonb ->> ", **context)


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


def cells(mobilities: MobilityQuerySet) -> QuerySet:
    """Give a query for the cells of each mobility in the order of the columns.

    The words are in it, in the language of whoever asks: a file is written when the request is over.
    """
    names = {code: str(countries.name(code)) for code in countries.countries}
    state = Case(When(decision=Decision.ACCEPTED, then=F("stage")), default=F("decision"))
    return mobilities.with_company().values_list(
        "pk",
        "apprentice__person__last_name",
        "apprentice__person__first_name",
        "apprentice__class_name",
        "sending_centre__name",
        "company",
        "host_city",
        Coalesce(Word(names, F("host_country")), "host_country", output_field=TextField()),
        "project__code",
        Word(_labels(Activity), F("activity")),
        Word(_labels(Mode), F("mode")),
        "starts_on",
        "ends_on",
        "virtual_starts_on",
        "virtual_ends_on",
        "departed_on",
        Word(_labels(Stage) | _labels(Decision), state),
        "steps_done",
        "steps_total",
        "next_due_on",
        Word(_labels(Owner), F("waits_for")),
    )


def _labels(choices: Iterable) -> dict[str, str]:
    return {str(choice): str(choice.label) for choice in choices}
