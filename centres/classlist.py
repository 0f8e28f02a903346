"""Writes apprentices into the columns of a class list, so that a list that went out can come back."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet

from centres.choices import Gender, Relation
from centres.models import Apprentice, Guardian
from centres.particulars import particulars
from centres.rules.classlist import HEADINGS, heading

KINDS = {"born_on": "date", "year_of_training": "int"}


def columns(language: str) -> list[tuple[str, str, str]]:
    """Give key, heading and kind of each column, as core.spreadsheets takes them."""
    return [(key, heading(key, language), KINDS.get(key, "text")) for key in HEADINGS]


def rows(people: QuerySet[Apprentice]) -> Iterator[dict[str, Any]]:
    """Give one row for each apprentice; support needs are not among the columns."""
    current = Prefetch("guardians", Guardian.objects.current().select_related("person"), to_attr="named")
    return (_row(apprentice) for apprentice in people.prefetch_related(current))


def _row(apprentice: Apprentice) -> dict[str, Any]:
    known = particulars(apprentice)
    contact = known.emergency_contacts[0] if known.emergency_contacts else ("", "", "")
    return {
        "first_name": known.first_name,
        "last_name": known.last_name,
        "born_on": known.born_on,
        "email": known.email,
        "phone": known.phone,
        "nationalities": ", ".join(known.nationalities),
        "gender": _word(Gender, known.gender),
        "address": known.address,
        "class_name": known.class_name,
        "year_of_training": known.year_of_training,
        "programme": apprentice.programme.title if apprentice.programme else "",
        "languages": ", ".join(f"{code} {level}" for code, level in known.languages),
        "emergency_name": contact[0],
        "emergency_phone": contact[2],
        **_guardian(apprentice.named),
    }


def _guardian(guardians: Iterable[Guardian]) -> dict[str, str]:
    """The first guardian; a second one is written on the page."""
    first = next(iter(guardians), None)
    person = first.person if first else None
    return {
        "guardian_first_name": person.first_name if person else "",
        "guardian_last_name": person.last_name if person else "",
        "guardian_relation": _word(Relation, first.relation) if first else "",
        "guardian_email": (person.email or "") if person else "",
        "guardian_phone": str(person.phone or "") if person else "",
    }


def _word(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices.values else value
