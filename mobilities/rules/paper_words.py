"""The words of the papers in the languages in which they are written, and how a value reads in one of them.

They stand in `data/papers/<language>.yaml` and not in the portal's catalogues: a paper is written in the languages of
those who sign it, which the portal itself need not speak, and what is printed changes with the paper's template alone.
"""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import get_language, override
from django_countries import countries

from doallvet.core.languages import language_name

FOLDER = Path(__file__).parent.parent / "data" / "papers"
LANGUAGES = {"en": "English", "es": "Español", "de": "Deutsch", "fi": "Suomi", "fr": "Français"}
SPOKEN_IN = {"ES": "es", "DE": "de", "AT": "de", "CH": "de", "LI": "de", "FI": "fi", "FR": "fr", "BE": "fr", "LU": "fr"}
FIRST = "en"


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


def shown(key: str, kind: str, value: Any, language: str = "") -> str:
    """Give a value as it reads in a language, else in the reader's; `kind` is the field's type; "" for nothing."""
    language = language or reader()
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, list):
        labels = dict(options(key, language))
        return "\n".join(labels[item] if item in labels else str(item) for item in value)
    with override(language):
        return _shown(key, kind, value, language)


def _shown(key: str, kind: str, value: Any, language: str) -> str:
    if kind == "date":
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    if kind == "country":
        return str(countries.name(value)) or value
    if kind == "language":
        return language_name(value)
    if kind == "bool":
        return words(language)["words"]["yes" if value else "no"]
    if kind in ("decimal", "money"):
        text = number_format(value.rstrip("0").rstrip(".") if "." in value else value, use_l10n=True)
        return f"{text} €" if kind == "money" else text
    if kind == "person":
        return ", ".join(value[part] for part in ("name", "email", "phone") if value.get(part))
    labels = dict(options(key, language))
    return capfirst(labels[value]) if value in labels else str(value)
