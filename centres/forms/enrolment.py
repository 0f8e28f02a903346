"""Reads a class list: the same fields, so the same messages, as the form of one apprentice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from centres.choices import Relation
from centres.forms import cells
from centres.forms.apprentice import ApprenticeForm
from centres.forms.apprentice_rows import EmergencyContactForm
from centres.forms.guardian import GuardianForm
from centres.models import Centre
from centres.rules import classlist
from centres.rules.apprentice import birth_date_problem
from centres.rules.enrolment import Line
from centres.rules.guardian import GuardianParticulars
from doallvet.core import spreadsheets
from doallvet.core.forms import CleanForm
from doallvet.core.refused import Refused
from doallvet.core.text import fold

MOST_ROWS = 2000
TITLE_ROWS = 5  # a title and empty rows may stand above the headings
READERS: dict[str, Callable[[str], Any]] = {
    "nationalities": cells.nationalities,
    "gender": cells.gender,
    "languages": cells.languages,
    "guardian_relation": cells.relation,
}


class ClassListForm(CleanForm):
    """The file of a class list."""

    file = forms.FileField(
        label=gettext_lazy("Class list"),
        help_text=gettext_lazy("XLSX, ODS or CSV, at most 2,000 rows. Nothing is saved before you confirm."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.xls,.csv,.txt"}),
    )


@dataclass(frozen=True)
class Table:
    """The cells of a list as text, each with its key: `rows` holds (line number, cells)."""

    positions: dict[str, int]
    unknown: tuple[str, ...]
    rows: list[tuple[int, dict[str, str]]]


def table_of(sheet: spreadsheets.Sheet) -> Table:
    """Find the headings and give the filled rows below them. Raises Refused when it is no class list."""
    top = next((number for number, row in enumerate(sheet.rows[:TITLE_ROWS]) if _is_heading(row)), 0)
    match = classlist.match(sheet.rows[top])
    headings = {key: classlist.heading(key, get_language()) for key in classlist.HEADINGS}
    if match.missing:
        names = ", ".join(f"“{headings[key]}”" for key in match.missing)
        raise Refused(_("These columns are missing in the first row: %(names)s. Take the template.") % {"names": names})
    if match.twice:
        names = ", ".join(f"“{name}”" for name in match.twice)
        raise Refused(_("These columns stand there twice: %(names)s. Delete one of them.") % {"names": names})
    rows = []
    for number, row in enumerate(sheet.rows[top + 1 :], start=top + 2):
        texts = {key: _text(row[at]) for at, key in match.columns.items() if at < len(row)}
        if any(texts.values()):
            rows.append((number, {key: text for key, text in texts.items() if text}))
    if not rows:
        raise Refused(_("There is nobody in this list: below the headings all rows are empty."))
    return Table({key: at for at, key in match.columns.items()}, match.unknown, rows)


class LineReader:
    """Reads the rows of lists for one centre."""

    def __init__(self, *, centre: Centre, today: date):
        self.today = today
        self.person = ApprenticeForm(centre=centre, today=today)
        self.others = {
            "emergency": EmergencyContactForm(region=centre.country.code or None),
            "guardian": GuardianForm(centre=centre),
        }
        self.programmes = {fold(programme.title): programme.pk for programme in centre.programmes.all()}
        self.read_cell = cache(self._read_cell)  # most of a list says the same again: classes, languages, days

    def read(self, number: int, texts: dict[str, str]) -> Line:
        """Clean every cell of a row; an error names its cell."""
        line = Line(number, f"{texts.get('first_name', '')} {texts.get('last_name', '')}".strip())
        for key in classlist.REQUIRED:
            if key not in texts:
                line.error(key, _("This cell is empty."))
        cleaned = {key: self._clean(line, key, text) for key, text in texts.items()}
        line.given = {key: value for key, value in cleaned.items() if not key.startswith(("emergency_", "guardian_"))}
        if name := self._together(line, cleaned, "emergency_name", "emergency_phone"):
            line.given["emergency_contacts"] = ((name, "", cleaned["emergency_phone"]),)
        if first_name := self._together(line, cleaned, "guardian_first_name", "guardian_last_name"):
            line.guardian = GuardianParticulars(
                first_name=first_name,
                last_name=cleaned["guardian_last_name"],
                relation=cleaned.get("guardian_relation", Relation.OTHER.value),
                email=cleaned.get("guardian_email", ""),
                phone=cleaned.get("guardian_phone", ""),
            )
        return line

    def _together(self, line: Line, cleaned: dict[str, Any], first: str, second: str) -> Any:
        """Give the first of two cells that need each other; one alone is an error, and so are others without them."""
        family = first.partition("_")[0] + "_"
        if not any(key.startswith(family) for key in cleaned):
            return None
        for key in (first, second):
            if key not in cleaned:
                line.error(key, _("This cell is empty, though the ones beside it are filled."))
        return cleaned.get(first) if second in cleaned else None

    def _clean(self, line: Line, key: str, text: str) -> Any:
        try:
            return self.read_cell(key, text)
        except ValidationError as error:
            line.error(key, " ".join(error.messages), text)
            return None

    def _read_cell(self, key: str, text: str) -> Any:
        if key in READERS:
            return READERS[key](text)
        if key == "programme":
            return self._programme(text)
        if key == "year_of_training":
            text = cells.year_of_training(text)
        if key.endswith("phone"):
            return _phone(self._field(key), text)
        value = self._field(key).clean(text)
        if key == "born_on" and (problem := birth_date_problem(value, self.today)):
            raise ValidationError(problem)
        return value.lower() if key.endswith("email") else value

    def _field(self, key: str) -> forms.Field:
        family, _line, name = key.partition("_")
        if family in self.others:
            return self.others[family].fields[name]
        return self.person.fields[key]

    def _programme(self, text: str) -> int:
        if fold(text) not in self.programmes:
            sentence = _(
                "Your centre has no programme called “%(title)s”. Add it, or write the title as it stands there."
            )
            raise ValidationError(sentence, params={"title": text[:100]})
        return self.programmes[fold(text)]


def _phone(field: forms.Field, text: str) -> str:
    """Give what the field gives, which looks three times whether a number can be one: most of what a line costs."""
    number = field.to_python(text)
    return number.as_e164 if number.is_valid() else str(field.clean(text))


def _is_heading(row: list[spreadsheets.Cell]) -> bool:
    return len(classlist.match(row).columns) > 1


def _text(cell: spreadsheets.Cell) -> str:
    """Give a cell as somebody would type it."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return cell.isoformat()
    text = str(cell).strip()
    # Our own CSV writes an apostrophe before what a spreadsheet would run.
    return text[1:] if text.startswith("'") and text[1:].startswith(spreadsheets.FORMULA_STARTS) else text
