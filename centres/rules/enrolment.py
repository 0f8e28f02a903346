"""How the row of a class list and what is known already become one."""

from dataclasses import dataclass, field, replace
from typing import Any

from centres.rules.apprentice import Particulars
from centres.rules.guardian import GuardianParticulars
from doallvet.core.text import fold


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong with a cell: the key of its column, a sentence, and what stands there."""

    key: str
    sentence: str
    text: str = ""


@dataclass
class Line:
    """One row of a list, read: `given` holds its filled cells; what is wrong with it, by cell."""

    number: int
    name: str
    given: dict[str, Any] = field(default_factory=dict)
    guardian: GuardianParticulars | None = None
    errors: list[CellError] = field(default_factory=list)

    def error(self, key: str, sentence: str, text: str = "") -> None:
        self.errors.append(CellError(key, sentence, text[:60]))


def merged(before: Particulars, given: dict[str, Any]) -> Particulars:
    """Give what is known after a row of a list was read.

    `given` holds the filled cells only: an empty cell takes nothing away. Languages are replaced one by one, an
    emergency contact of the same name gets the new phone.
    """
    values = dict(given)
    if languages := values.get("languages"):
        values["languages"] = tuple(sorted((dict(before.languages) | dict(languages)).items()))
    contacts = values.get("emergency_contacts")
    if contacts and contacts != before.emergency_contacts:
        named = {fold(name): (name, relation, phone) for name, relation, phone in before.emergency_contacts}
        for name, relation, phone in contacts:
            known = named.get(fold(name))
            named[fold(name)] = (known[0], known[1], phone) if known else (name, relation, phone)
        values["emergency_contacts"] = tuple(named.values())
    return replace(before, **values)


def somebody_else(before: Particulars, given: dict[str, Any]) -> bool:
    """Whether a row found by its address is about another person: neither the name nor the birth date agrees."""
    if before.born_on == given["born_on"]:
        return False
    return fold(f"{before.first_name} {before.last_name}") != fold(f"{given['first_name']} {given['last_name']}")
