"""The columns of a class list: their headings in every language that offices use, and how a file is matched to them."""

from collections.abc import Sequence
from dataclasses import dataclass

from doallvet.core.text import fold

REQUIRED = ("first_name", "last_name", "born_on")

# key: heading in English, heading in Spanish, other headings that mean the same
HEADINGS: dict[str, tuple[str, str, str]] = {
    "first_name": ("First name", "Nombre", "given name|forename|name|vorname|etunimi"),
    "last_name": ("Last name", "Apellidos", "surname|family name|apellido|nachname|sukunimi"),
    "born_on": ("Birth date", "Fecha de nacimiento", "date of birth|birthday|born|nacimiento|f. nacimiento"),
    "email": ("E-mail", "Correo electrónico", "email|e-mail address|email address|mail|correo|correo-e"),
    "phone": ("Phone", "Teléfono", "telephone|mobile|mobile phone|móvil|teléfono móvil"),
    "nationalities": ("Nationality", "Nacionalidad", "nationalities|nacionalidades|citizenship"),
    "gender": ("Gender", "Género", "sex|sexo"),
    "address": ("Address", "Dirección", "domicilio|home address"),
    "class_name": ("Class", "Clase", "group|grupo"),
    "year_of_training": ("Year of training", "Curso", "year|course|año"),
    "programme": ("Programme", "Ciclo formativo", "program|ciclo|programa|título|enseñanza"),
    "languages": ("Languages", "Idiomas", "language|idioma|language levels"),
    "emergency_name": ("Emergency contact", "Contacto de emergencia", "emergency contact name"),
    "emergency_phone": ("Emergency phone", "Teléfono de emergencia", "emergency telephone|emergency contact phone"),
    "guardian_first_name": ("Guardian's first name", "Nombre del tutor legal", "nombre del padre, madre o tutor"),
    "guardian_last_name": ("Guardian's last name", "Apellidos del tutor legal", "apellidos del padre, madre o tutor"),
    "guardian_relation": ("Guardian is", "Parentesco", "relation|relación"),
    "guardian_email": ("Guardian's e-mail", "Correo del tutor legal", "guardian email"),
    "guardian_phone": ("Guardian's phone", "Teléfono del tutor legal", "guardian telephone"),
}


@dataclass(frozen=True, slots=True)
class Match:
    """How a file's headings were understood: `columns` gives the key of each position that is known."""

    columns: dict[int, str]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]
    twice: tuple[str, ...]


def heading(key: str, language: str) -> str:
    """Give the heading of a column in a language; English where there is no other."""
    english, spanish, _others = HEADINGS[key]
    return spanish if language.startswith("es") else english


def match(row: Sequence[object]) -> Match:
    """Find the column of each heading; case, accents, dots, colons and stars do not matter."""
    columns: dict[int, str] = {}
    unknown, twice = [], []
    for position, cell in enumerate(row):
        words = _plain(str(cell))
        key = KNOWN.get(words)
        if key is None:
            unknown += [str(cell)] if words else []
        elif key in columns.values():
            twice.append(str(cell))
        else:
            columns[position] = key
    missing = tuple(key for key in REQUIRED if key not in columns.values())
    return Match(columns, tuple(unknown), missing, tuple(twice))


def _plain(words: str) -> str:
    return " ".join(fold(words).replace("’", "'").strip(" *:.()").split())


KNOWN = {
    _plain(words): key
    for key, (english, spanish, others) in HEADINGS.items()
    for words in (english, spanish, *others.split("|"))
}
