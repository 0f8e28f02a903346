"""The fields of the learning agreement as form fields, and their values there and back: JSON holds them, forms ask."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.models.programme import ISCED_F
from doallvet.core.forms import refuse_invisible
from doallvet.papers import forms as papers
from mobilities.filling import Draft
from mobilities.rules import agreement as rules
from mobilities.rules import agreement_words as words
from mobilities.rules import identifiers

ESCO = RegexValidator(
    r"^http://data\.europa\.eu/esco/skill/[\w-]+\Z",
    gettext_lazy("An ESCO skill looks like http://data.europa.eu/esco/skill/ and a long code."),
)
SHORT = {"learning_outcomes.code": 30, "learning_outcomes.unit_code": 30}
NATIONALITY = "participant.nationality"  # one is asked for, a list is kept
LIMITS = {
    "participant.eqf_level": (1, 8),
    "participant.year_of_training": (1, 9),
    "EMPLOYER_CONSENT.working_time": (1, 60),
    "HOST_ACCEPTANCE.weekly_hours": (1, 60),
    "GRANT_AGREEMENT.first_payment_share": (50, 100),
    "GRANT_AGREEMENT.funded_travel_days": (0, 6),
    "GRANT_AGREEMENT.first_payment_days": (1, 90),
    "GRANT_AGREEMENT.balance_days": (1, 180),
    "GRANT_AGREEMENT.report_days": (1, 90),
    "GRANT_AGREEMENT.distance": (1, 20_000),
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
        elif field.name == NATIONALITY and isinstance(value, list):
            found[field.key] = value[0] if value else ""
        else:
            found[field.key] = papers.flat(field, value)
    return found


def plain(field: rules.Field, value: Any) -> Any:
    """Give a cleaned value as JSON holds it."""
    if field.name == NATIONALITY:
        return [value] if value else []
    return papers.plain(field, value)


def made(field: rules.Field, draft: Draft) -> dict[str, forms.Field]:
    """Make the form fields of a field: three for a person who has to be reached, else one."""
    if not field.reached:
        return {field.key: _single(field, draft)}
    named = papers.common(field) | {"label": _("Name"), "help_text": ""}
    return {
        field.key: forms.CharField(
            **named,
            max_length=200,
            validators=[refuse_invisible],
            widget=forms.TextInput(attrs={"list": f"people-{field.block}", "autocomplete": "off"}),
        ),
        f"{field.key}_email": forms.EmailField(**named | {"label": words.label("email")}),
        f"{field.key}_phone": papers.phone(named | {"label": words.label("phone")}),
    }


def _single(field: rules.Field, draft: Draft) -> forms.Field:
    limits = LIMITS.get(field.name)
    if field.name == "learning_programme.week":
        limits = (1, rules.weeks(draft.facts))
    if field.name == "learning_programme.outcomes":
        return papers.several(_outcomes(draft), papers.common(field))
    if field.type == "iban":
        return papers.made(field, length=42, checks=[identifiers.validate_iban])
    checks = [VALIDATORS[field.key]] if field.key in VALIDATORS else []
    return papers.made(field, limits=limits, length=SHORT.get(field.name, papers.LENGTH), checks=checks)


def _outcomes(draft: Draft) -> list[tuple[str, str]]:
    rows = draft.values["learning_outcomes"]
    return [(row["code"], f"{row['code']} · {Truncator(row['text'] or row['title']).chars(90)}") for row in rows]
