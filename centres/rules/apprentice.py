"""What can be true of an apprentice, as plain values."""

from dataclasses import dataclass, fields
from datetime import date

from django.utils.translation import gettext as _

from doallvet.core.text import fold

YOUNGEST, OLDEST = 13, 80  # nobody trains earlier in Europe; whoever is older typed a wrong year


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """All that is known of an apprentice but support needs and guardians.

    `programme` is its id; `languages` holds (code, level), `emergency_contacts` (name, relation, phone).
    Empty is '' or None or ().
    """

    first_name: str
    last_name: str
    born_on: date
    email: str = ""
    phone: str = ""
    language: str = ""
    nationalities: tuple[str, ...] = ()
    gender: str = ""
    address: str = ""
    class_name: str = ""
    year_of_training: int | None = None
    programme: int | None = None
    languages: tuple[tuple[str, str], ...] = ()
    emergency_contacts: tuple[tuple[str, str, str], ...] = ()


PERSONAL = ("first_name", "last_name", "email", "phone", "language")  # what stands in the person's own row


def changed(before: Particulars, after: Particulars) -> list[str]:
    """Name the fields that differ, in the order of the form."""
    return [field.name for field in fields(Particulars) if getattr(before, field.name) != getattr(after, field.name)]


def birth_date_problem(born_on: date, today: date) -> str:
    """Say what is wrong with a birth date; empty when nothing is."""
    if born_on > today:
        return _("This day is still to come: check the birth date.")
    age = today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
    if age < YOUNGEST:
        return _("Born on this day, the apprentice would be %(age)s years old; at least %(least)s is expected.") % {
            "age": age,
            "least": YOUNGEST,
        }
    if age > OLDEST:
        return _("Born on this day, the apprentice would be %(age)s years old: check the year.") % {"age": age}
    return ""


def same_name(one: str, other: str) -> bool:
    """Whether two spellings can be one person: "Pilar Soto" and "PILAR SOTO GARCÍA"."""
    words, others = set(fold(one).split()), set(fold(other).split())
    return bool(words and others) and (words <= others or others <= words)
