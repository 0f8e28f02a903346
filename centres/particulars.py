"""Reads from the rows what is known of apprentices, and says it in words."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_countries import countries

from centres.choices import Gender, Level
from centres.models import Apprentice
from centres.rules.apprentice import Particulars
from doallvet.core.languages import language_name


def particulars(apprentice: Apprentice) -> Particulars:
    """Give what is known of an apprentice; three queries, none for rows read `with_details()`."""
    person = apprentice.person
    return Particulars(
        first_name=person.first_name,
        last_name=person.last_name,
        born_on=apprentice.born_on,
        email=person.email or "",
        phone=str(person.phone or ""),
        language=person.language,
        nationalities=tuple(country.code for country in apprentice.nationalities),
        gender=apprentice.gender,
        address=apprentice.address,
        class_name=apprentice.class_name,
        year_of_training=apprentice.year_of_training,
        programme=apprentice.programme_id,
        languages=tuple((row.language, row.level) for row in apprentice.languages.all()),
        emergency_contacts=tuple(
            (row.name, row.relation, str(row.phone)) for row in apprentice.emergency_contacts.all()
        ),
    )


def labels() -> dict[str, str]:
    """Name the particulars in the reader's language, in the order of the form."""
    return {
        "first_name": _("First name"),
        "last_name": _("Last name"),
        "email": _("E-mail address"),
        "phone": _("Phone"),
        "language": _("Language of messages"),
        "born_on": _("Birth date"),
        "nationalities": _("Nationality"),
        "gender": _("Gender"),
        "address": _("Address"),
        "class_name": _("Class"),
        "year_of_training": _("Year of training"),
        "programme": _("Programme"),
        "languages": _("Languages"),
        "emergency_contacts": _("Emergency contacts"),
    }


def in_words(name: str, value: object, programmes: dict[int, str]) -> str:
    """Say the value of one of the particulars; `programmes` names those of the centre by id."""
    if value in ("", None, ()):
        return ""
    match name:
        case "born_on" if isinstance(value, date):
            return date_format(value)
        case "nationalities":
            return ", ".join(str(countries.name(code)) for code in value)
        case "gender":
            return str(Gender(value).label) if value in Gender.values else str(value)
        case "programme":
            return programmes.get(value, "")
        case "language":
            return language_name(value)
        case "languages":
            return ", ".join(f"{language_name(code)} {Level(level).label}" for code, level in value)
        case "emergency_contacts":
            return "; ".join(" · ".join(filter(None, contact)) for contact in value)
    return str(value)
