"""The fields of papers as form fields, and their values there and back: JSON holds them, forms ask."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries
from phonenumber_field.formfields import PhoneNumberField

from doallvet.core.forms import CleanForm, refuse_invisible
from doallvet.core.languages import language_choices
from doallvet.papers.fields import Field, PaperField, Values
from doallvet.papers.words import LANGUAGES

CHOOSE = ("", gettext_lazy("Choose …"))
LENGTH, LONG = 300, 4000
SHORT = {"int", "decimal", "date", "choice", "money", "phone", "bool", "language", "email"}  # stand side by side


def flat(field: Field, value: Any) -> Any:
    """Give a value as the form asks for it."""
    if field.type == "bool":
        return "yes" if value is True else "no" if value is False else ""
    return value


def plain(field: Field, value: Any) -> Any:
    """Give a cleaned value as JSON holds it."""
    if field.type == "person" and not field.reached:
        return {"name": value or ""}
    if field.type == "bool":
        return {"yes": True, "no": False}.get(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if hasattr(value, "as_international"):
        return value.as_international
    return value


def common(field: Any) -> dict[str, Any]:
    """Give what all form fields have: nothing has to be filled in."""
    return {"label": field.label, "help_text": field.help, "required": False}


def made(
    field: Any, *, limits: tuple[int, int] | None = None, length: int = LENGTH, checks: Sequence[Callable] = ()
) -> forms.Field:
    """Make the form field of a field; `limits` of a number, `length` and `checks` of a text."""
    low, high = limits or (0, 99999 if field.type == "money" else 9999)
    named = common(field)
    makers: dict[str, Callable[[], forms.Field]] = {
        "date": lambda: forms.DateField(**named),
        "int": lambda: forms.IntegerField(**named, min_value=low, max_value=high),
        "decimal": lambda: _number(named, low, high),
        "money": lambda: _number(named, low, high),
        "bool": lambda: forms.ChoiceField(**named, choices=[CHOOSE, ("yes", _("Yes")), ("no", _("No"))]),
        "email": lambda: forms.EmailField(**named),
        "phone": lambda: phone(named),
        "country": lambda: forms.ChoiceField(**named, choices=[CHOOSE, *countries]),
        "language": lambda: forms.ChoiceField(**named, choices=[CHOOSE, *language_choices()]),
        "choice": lambda: forms.ChoiceField(**named, choices=[CHOOSE, *field.options]),
        "multichoice": lambda: several(field.options, named),
        "list": lambda: _lines(named) if field.lines else several(field.options, named),
        "long_text": lambda: _text(named, LONG, checks, rows=4),
        "address": lambda: _text(named, LENGTH, checks, rows=2),
    }
    return makers.get(field.type, lambda: _text(named, length, checks))()


def phone(named: dict[str, Any]) -> forms.Field:
    wrong = _("Write the phone number with the country's code, for example +34 987 123 456.")
    return PhoneNumberField(**named, error_messages={"invalid": wrong})


def several(choices: list[tuple[str, str]], named: dict[str, Any]) -> forms.Field:
    return forms.MultipleChoiceField(**named, choices=choices, widget=forms.CheckboxSelectMultiple)


class LinesField(forms.CharField):
    """A list that is written line by line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value):
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


def _lines(named: dict[str, Any]) -> forms.Field:
    return LinesField(**named, max_length=LONG, validators=[refuse_invisible])


def _number(named: dict[str, Any], low: int, high: int) -> forms.Field:
    return forms.DecimalField(**named, max_digits=8, decimal_places=2, min_value=low, max_value=high)


def _text(named: dict[str, Any], length: int, checks: Sequence[Callable], rows: int = 0) -> forms.Field:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput
    return forms.CharField(**named, max_length=length, validators=[refuse_invisible, *checks], widget=widget)


def grouped(fields: Iterable[tuple[PaperField, list[Any]]]) -> list[dict[str, Any]]:
    """Give fields with their bound ones as `_fields.html` shows them: short ones side by side."""
    found: list[dict[str, Any]] = []
    for field, bound in fields:
        legend = field.label if field.reached else ""
        group = {"legend": legend, "help": "", "seldom": False, "short": field.type in SHORT}
        if found and group["short"] and found[-1]["short"]:
            found[-1]["fields"] += bound
        else:
            found.append(group | {"fields": bound})
    return found


class FieldsForm(CleanForm):
    """The fields of a paper; nothing has to be filled in."""

    def __init__(self, *args, asked: Iterable[PaperField], values: Values, **kwargs):
        self.asked = list(asked)
        initial = {field.key: flat(field, values.get(field.key)) for field in self.asked}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields |= {field.key: made(field) for field in self.asked}
        self.pick_dates()

    def values(self) -> dict[str, Any]:
        """Give field → value as JSON holds it."""
        return {field.key: plain(field, self.cleaned_data.get(field.key)) for field in self.asked}

    @property
    def groups(self):
        return grouped((field, [self[field.key]]) for field in self.asked)


class LanguagesForm(CleanForm):
    """In which languages a paper is issued: side by side, or in one alone."""

    first = forms.ChoiceField(label=gettext_lazy("First language"), choices=list(LANGUAGES.items()))
    second = forms.ChoiceField(label=gettext_lazy("Beside it"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["second"].choices = [("", _("No second language")), *LANGUAGES.items()]

    @staticmethod
    def filled(version: int, languages: Sequence[str]) -> dict[str, Any]:
        """Give what it holds before somebody chooses: the draft's version, and one or two languages."""
        first, *second = languages
        return {"version": version, "first": first, "second": next(iter(second), "")}

    @property
    def languages(self):
        said = self.cleaned_data
        return list(dict.fromkeys(filter(None, [said["first"], said["second"]])))
