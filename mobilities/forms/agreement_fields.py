"""The fields of the learning agreement as form fields, and their values there and back: JSON holds them, forms ask."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries
from phonenumber_field.formfields import PhoneNumberField

from centres.models.programme import ISCED_F
from doallvet.core.forms import refuse_invisible
from doallvet.core.languages import language_choices
from mobilities.filling import Draft
from mobilities.rules import agreement as rules
from mobilities.rules import agreement_words as words
from mobilities.rules import identifiers

CHOOSE = ("", gettext_lazy("Choose …"))
ESCO = RegexValidator(
    r"^http://data\.europa\.eu/esco/skill/[\w-]+\Z",
    gettext_lazy("An ESCO skill looks like http://data.europa.eu/esco/skill/ and a long code."),
)
SHORT = {"learning_outcomes.code": 30, "learning_outcomes.unit_code": 30}
LIMITS = {
    "participant.eqf_level": (1, 8),
    "participant.year_of_training": (1, 9),
    "HOST_ACCEPTANCE.weekly_hours": (1, 60),
    "GRANT_AGREEMENT.first_payment_share": (50, 100),
    "GRANT_AGREEMENT.funded_travel_days": (0, 6),
    "GRANT_AGREEMENT.report_days": (1, 90),
    "mobility.working_hours_per_week": (1, 60),
}
VALIDATORS = {
    "oid": identifiers.validate_oid,
    "isced_f": ISCED_F,
    "field_isced_f": ISCED_F,
    "esco_skill_uri": ESCO,
}


def names(field: rules.Field) -> list[str]:
    return [field.key, f"{field.key}_email", f"{field.key}_phone"] if field.reached else [field.key]


def flat(asked: Iterable[rules.Field], values: rules.Values) -> dict[str, Any]:
    """Give initial values by the names of the form's fields."""
    found: dict[str, Any] = {}
    for field in asked:
        value = values.get(field.key)
        if field.type == "person":
            value = value or {}
            found |= {field.key: value.get("name"), f"{field.key}_email": value.get("email")}
            found[f"{field.key}_phone"] = value.get("phone")
        elif field.type == "bool":
            found[field.key] = "yes" if value is True else "no" if value is False else ""
        elif field.name == "participant.nationality" and isinstance(value, list):
            found[field.key] = value[0] if value else ""
        else:
            found[field.key] = value
    return found


def plain(field: rules.Field, value: Any) -> Any:
    """Give a cleaned value as JSON holds it."""
    if field.type == "person" and not field.reached:
        return {"name": value or ""}
    if field.type == "bool":
        return {"yes": True, "no": False}.get(value)
    if field.name == "participant.nationality":
        return [value] if value else []
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if hasattr(value, "as_international"):
        return value.as_international
    return value


def made(field: rules.Field, draft: Draft) -> dict[str, forms.Field]:
    """Make the form fields of a field: three for a person who has to be reached, else one."""
    common: dict[str, Any] = {"label": field.label, "help_text": field.help, "required": False}
    if not field.reached:
        return {field.key: _single(field, draft, common)}
    named = common | {"label": _("Name"), "help_text": ""}
    return {
        field.key: forms.CharField(
            **named,
            max_length=200,
            validators=[refuse_invisible],
            widget=forms.TextInput(attrs={"list": f"people-{field.block}", "autocomplete": "off"}),
        ),
        f"{field.key}_email": forms.EmailField(**common | {"label": words.EMAIL, "help_text": ""}),
        f"{field.key}_phone": _phone(common | {"label": words.PHONE, "help_text": ""}),
    }


def _single(field: rules.Field, draft: Draft, common: dict[str, Any]) -> forms.Field:
    low, high = LIMITS.get(field.name, (0, 99999 if field.type == "money" else 9999))
    if field.name == "learning_programme.week":
        low, high = 1, rules.weeks(draft.facts)
    if field.name == "learning_programme.outcomes":
        return _several(_outcomes(draft), common)
    makers = {
        "date": lambda: forms.DateField(**common),
        "int": lambda: forms.IntegerField(**common, min_value=low, max_value=high),
        "decimal": lambda: _number(common, low, high),
        "money": lambda: _number(common, low, high),
        "bool": lambda: forms.ChoiceField(**common, choices=[CHOOSE, ("yes", _("Yes")), ("no", _("No"))]),
        "email": lambda: forms.EmailField(**common),
        "phone": lambda: _phone(common),
        "country": lambda: forms.ChoiceField(**common, choices=[CHOOSE, *countries]),
        "language": lambda: forms.ChoiceField(**common, choices=[CHOOSE, *language_choices()]),
        "choice": lambda: forms.ChoiceField(**common, choices=[CHOOSE, *field.options]),
        "multichoice": lambda: _several(field.options, common),
        "list": lambda: _lines(common) if field.lines else _several(field.options, common),
        "iban": lambda: forms.CharField(**common, max_length=42, validators=[identifiers.validate_iban]),
        "long_text": lambda: _text(field, common, 4000, rows=4),
        "address": lambda: _text(field, common, 300, rows=2),
    }
    return makers.get(field.type, lambda: _text(field, common, SHORT.get(field.name, 300)))()


def _phone(common: dict[str, Any]) -> forms.Field:
    wrong = _("Write the phone number with the country's code, for example +34 987 123 456.")
    return PhoneNumberField(**common, error_messages={"invalid": wrong})


def _several(choices: list[tuple[str, str]], common: dict[str, Any]) -> forms.Field:
    return forms.MultipleChoiceField(**common, choices=choices, widget=forms.CheckboxSelectMultiple)


class LinesField(forms.CharField):
    """A list that is written line by line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value):
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


def _lines(common: dict[str, Any]) -> forms.Field:
    return LinesField(**common, max_length=4000, validators=[refuse_invisible])


def _number(common: dict[str, Any], low: int, high: int) -> forms.Field:
    return forms.DecimalField(**common, max_digits=8, decimal_places=2, min_value=low, max_value=high)


def _text(field: rules.Field, common: dict[str, Any], length: int, rows: int = 0) -> forms.Field:
    checks: list[Any] = [refuse_invisible] + ([VALIDATORS[field.key]] if field.key in VALIDATORS else [])
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput
    return forms.CharField(**common, max_length=length, validators=checks, widget=widget)


def _outcomes(draft: Draft) -> list[tuple[str, str]]:
    rows = draft.values["learning_outcomes"]
    return [(row["code"], f"{row['code']} · {Truncator(row['text'] or row['title']).chars(90)}") for row in rows]
