"""The words of the papers in the languages in which they are written, and how a value reads in one of them.

They stand in `data/<language>.yaml` and not in the portal's catalogues: a paper is written in the languages of
those who sign it, which the portal itself need not speak, and what is printed changes with the paper's template alone.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from babel.numbers import format_currency
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import get_language, override
from django_countries import countries

from doallvet.core.languages import language_name

FOLDER = Path(__file__).parent / "data"
LANGUAGES = {"en": "English", "es": "Español", "de": "Deutsch", "fi": "Suomi", "fr": "Français"}
SPOKEN_IN = {"ES": "es", "DE": "de", "AT": "de", "CH": "de", "LI": "de", "FI": "fi", "FR": "fr", "BE": "fr", "LU": "fr"}
FIRST = "en"
Spoken = list[tuple[str, str]]  # pairs of language and words; "" for what is in none, as somebody typed it


@lru_cache(maxsize=len(LANGUAGES))
def words(language: str) -> dict[str, Any]:
    """Give all the words of a language: words, titles, intros, closing, parties, fields, help, options, commitments."""
    return yaml.safe_load((FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))


def reader() -> str:
    """Give the language of who reads the page, as far as papers are written in it."""
    code = (get_language() or FIRST).split("-")[0]
    return code if code in LANGUAGES else FIRST


def spoken_in(country: str) -> str:
    """Give the language in which papers are written for a country, by its ISO code: English where we have no other."""
    return SPOKEN_IN.get(country, FIRST)


def between(*countries: str) -> list[str]:
    """Give the languages of a paper between countries, each once: first the sender's, then the host's."""
    return list(dict.fromkeys(map(spoken_in, countries)))


def in_each(languages: Sequence[str]) -> dict[str, Spoken]:
    """Give the small words of a paper in each of its languages, by their keys."""
    return {key: [(code, words(code)["words"][key]) for code in languages] for key in words(FIRST)["words"]}


def translated(part: str, frozen: Mapping[str, Sequence[str]], to: str) -> list[str] | None:
    """Say in another language what was frozen, by language; `part`: where the words stand ("titles", "commitments").

    None where in one of its languages a text does not stand there any more as it was frozen: nobody reads what was not
    agreed.
    """
    found = {tuple(_keys(part, texts, language)) for language, texts in frozen.items()}
    if len(found) != 1 or None in (keys := found.pop()):
        return None
    return [words(to)[part][key] for key in keys]


def _keys(part: str, texts: Sequence[str], language: str) -> list[str | None]:
    """By which keys texts stand in a language; None for one that does not."""
    keys = {text: key for key, text in words(language)[part].items()}
    return [keys.get(text) for text in texts]


def label(kind: str, key: str, language: str = "") -> str:
    """Give the name of a field of a paper; without a language, in that of the reader."""
    fields = words(language or reader())["fields"]
    return fields.get(f"{kind}.{key}") or fields[key]


def help_text(kind: str, key: str) -> str:
    """Give the sentence that helps to fill a field in, in the reader's language; "" for none."""
    known = words(reader())["help"]
    return known.get(f"{kind}.{key}") or known.get(key, "")


def options(key: str, language: str = "") -> list[tuple[str, str]]:
    """Give value and label of what can be chosen for a field."""
    return list(words(language or reader())["options"].get(key, {}).items())


def title(kind: str, form: str, language: str = "") -> str:
    """Give the title of a paper; `form`: in which national kind it is made, or ""."""
    return words(language or reader())["titles"][form or kind]


def party(side: str, language: str = "") -> str:
    """Give a party as the papers call it."""
    return words(language or reader())["parties"][side]


def sentences(keys: list[str], language: str = "") -> list[str]:
    """Say commitments, by their keys, in a language, else in that of the reader."""
    known = words(language or reader())["commitments"]
    return [known[key] for key in keys]


def shown(key: str, kind: str, value: Any, language: str = "") -> str:
    """Give a value as it reads in a language, else in the reader's; `kind` is the field's type; "" for nothing."""
    language = language or reader()
    labels = dict(options(key, language))
    if isinstance(value, list):
        return "\n".join(labels[item] if item in labels else str(item) for item in value)
    return said(kind, value, labels, language)


def said(kind: str, value: Any, labels: Mapping[str, str], language: str) -> str:
    """Give one value as it reads in a language; `labels`: how the values that can be chosen read."""
    if value in (None, "", [], {}):
        return ""
    with override(language):
        return _said(kind, value, labels, language)


def _said(kind: str, value: Any, labels: Mapping[str, str], language: str) -> str:
    if kind == "date":
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    if kind == "country":
        return str(countries.name(value)) or value
    if kind == "language":
        return language_name(value)
    if kind == "bool":
        return words(language)["words"]["yes" if value else "no"]
    if kind == "money":
        return format_currency(Decimal(value), "EUR", locale=language)
    if kind == "decimal":
        return number_format(value.rstrip("0").rstrip(".") if "." in value else value, use_l10n=True)
    if kind == "person":
        return ", ".join(value[part] for part in ("name", "email", "phone") if value.get(part))
    return capfirst(labels[value]) if value in labels else str(value)
