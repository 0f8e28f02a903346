"""What words in the cells of a class list mean: countries, languages with levels, genders, relations."""

import re
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_countries import countries

from centres.choices import Gender, Level, Relation
from doallvet.core.languages import SPOKEN, language_choices
from doallvet.core.text import fold

READ_IN = ("en", "es")  # the languages whose names of countries and languages are understood
EU_CODES = {"el": "GR", "uk": "GB"}
NATIVE = {"native", "first language", "mother tongue", "nativo", "nativa", "materna", "lengua materna"}
GENDERS = {
    Gender.WOMAN: "woman|female|f|w|mujer|femenino|girl|chica",
    Gender.MAN: "man|male|h|v|hombre|masculino|varon|boy|chico",
    Gender.OTHER: "other|x|non-binary|otro|otra|no binario",
}
RELATIONS = {
    Relation.MOTHER: "mother|mum|madre",
    Relation.FATHER: "father|dad|padre",
    Relation.LEGAL_GUARDIAN: "legal guardian|guardian|tutor legal|tutora legal|tutor|tutora",
    Relation.OTHER: "other|otro|otra",
}


def nationalities(words: str) -> tuple[str, ...]:
    """Read one or two countries by code or name, "ES; Morocco"."""
    codes = []
    for part in re.split(r"[,;/]", words):
        if word := fold(part):
            code = _country_codes().get(word)
            if code is None:
                raise ValidationError(
                    _("“%(word)s” is no country we know. Write its name or code, for example ES."),
                    params={"word": part.strip()},
                )
            codes.append(code)
    if len(set(codes)) > 2:
        raise ValidationError(_("At most two nationalities can be kept."))
    return tuple(dict.fromkeys(codes))


def languages(words: str) -> tuple[tuple[str, str], ...]:
    """Read languages with their levels, "English B1, de A2, Spanish native"."""
    found = {}
    for part in re.split(r"[,;/\n]", words):
        if not part.strip():
            continue
        name, level = _split_level(fold(part))
        code = _language_codes().get(name)
        if code is None or level is None:
            sentence = _("“%(word)s” is not understood. Write each language with its level, for example: English B1.")
            raise ValidationError(sentence, params={"word": part.strip()})
        found[code] = level
    return tuple(sorted(found.items()))


def gender(words: str) -> str:
    """Read a gender; the letter M means man in English and woman in Spanish, so it is refused."""
    if fold(words) == "m":
        raise ValidationError(_("“M” can mean man or woman (mujer): write the word."))
    return _one_of(GENDERS, words, _("Write woman, man or other, or leave it empty."))


def relation(words: str) -> str:
    """Read what a guardian is to the apprentice."""
    return _one_of(RELATIONS, words, _("Write mother, father, legal guardian or other."))


def year_of_training(words: str) -> str:
    """Take "2º" and "2." for 2; the rest is left to the field."""
    return re.sub(r"^(\d+)\s*[ºª°.]?\s*$", r"\1", words.strip())


def _one_of(table: dict[str, str], words: str, sentence: str) -> str:
    for value, known in table.items():
        if fold(words) in known.split("|"):
            return str(value)
    raise ValidationError(sentence)


def _split_level(words: str) -> tuple[str, str | None]:
    for native in NATIVE:
        if words.endswith(" " + native):
            return words.removesuffix(native).strip(" (:-"), Level.NATIVE.value
    name, _space, level = words.strip(" )").rpartition(" ")
    level = level.strip("(").upper()
    return name.strip(" (:-"), level if level in Level.values else None


@lru_cache(maxsize=1)
def _country_codes() -> dict[str, str]:
    codes = {code.casefold(): code for code in countries.countries} | EU_CODES
    for reader in READ_IN:
        with override(reader):
            codes |= {fold(str(name)): code for code, name in countries}
    return codes


@lru_cache(maxsize=1)
def _language_codes() -> dict[str, str]:
    codes = {code: code for code in SPOKEN}
    for reader in READ_IN:
        with override(reader):
            codes |= {fold(name): code for code, name in language_choices()}
    return codes
