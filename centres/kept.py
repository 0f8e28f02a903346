"""Reads what is known of a whole list of apprentices, without making an object of each row."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, ExpressionWrapper, F, QuerySet

from centres.models import Apprentice, EmergencyContact, LanguageLevel
from centres.rules.apprentice import Particulars

# Names of particulars, and where they stand.
COLUMNS = {
    "first_name": "person__first_name",
    "last_name": "person__last_name",
    "language": "person__language",
    "born_on": "born_on",
    "gender": "gender",
    "address": "address",
    "class_name": "class_name",
    "year_of_training": "year_of_training",
    "programme": "programme",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """What the rows of one apprentice say."""

    pk: int
    version: int
    person_id: int
    left: bool
    known: Particulars

    @property
    def name(self) -> str:
        return f"{self.known.first_name} {self.known.last_name}".strip()


def kept(people: QuerySet[Apprentice]) -> list[Kept]:
    """Give of each what `particulars` gives, in a tenth of the time."""
    columns = ("pk", "version", "person_id", "left_on", "person__email", _plain("person__phone"), "nationalities")
    rows = list(people.values_list(*columns, *COLUMNS.values()))
    ids = [row[0] for row in rows]
    languages = _parts(LanguageLevel, ids, "language", "level")
    contacts = _parts(EmergencyContact, ids, "name", "relation", _plain("phone"))
    return [
        Kept(
            pk,
            version,
            person_id,
            left_on is not None,
            Particulars(
                email=email or "",
                phone=phone,
                nationalities=tuple(filter(None, nationalities.split(","))),
                languages=tuple(languages.get(pk, ())),
                emergency_contacts=tuple(contacts.get(pk, ())),
                **dict(zip(COLUMNS, values, strict=True)),
            ),
        )
        for pk, version, person_id, left_on, email, phone, nationalities, *values in rows
    ]


def _plain(phone: str) -> ExpressionWrapper:
    """A phone number as it stands: it was looked at when it was written, and that takes longer than all else here."""
    return ExpressionWrapper(F(phone), output_field=CharField())


def _parts(model: Any, ids: list[int], *columns: Any) -> dict[int, list[tuple]]:
    found: dict[int, list[tuple]] = defaultdict(list)
    for pk, *values in model.objects.filter(apprentice__in=ids).values_list("apprentice_id", *columns):
        found[pk].append(tuple(values))
    return found
