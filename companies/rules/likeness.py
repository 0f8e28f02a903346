"""When two entries are probably one company."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from doallvet.core.text import fold

ALIKE = 0.82  # of difflib's ratio: one or two letters in a short name

# What the law adds to a name says nothing about which company it is; dots and spaces are taken away before.
_FORMS = (
    "sl slu sa sau sll slp scoop coop sociedad limitada anonima "
    "gmbh ag kg ohg gbr ug ek mbh co oy oyj ab ky tmi as asa hb aps "
    "srl spa snc sas sarl eurl sasu ltd limited plc llp inc bv nv vof doo dd sro zoo spzoo kft zrt ehf hf lda"
)
LEGAL_FORMS = frozenset(_FORMS.split())


@dataclass(frozen=True, slots=True)
class Card:
    """By what a company is told apart."""

    name: str
    country: str
    city: str
    register_number: str = ""


def plain_number(number: str, country: str) -> str:
    """Give a register or tax number as it is compared and kept: "ES-B 24.012.345" is "B24012345".

    Separators go, letters become capitals, and so does the country's own prefix before it.
    """
    plain = re.sub(r"[\s.\-/·]", "", number).upper()
    for prefix in {country, {"GR": "EL"}.get(country, country)}:
        rest = plain.removeprefix(prefix)
        if rest != plain and any(char.isdigit() for char in rest):
            return rest
    return plain


def core_name(name: str) -> str:
    """Give the name without legal forms, accents and signs: "Metal Bierzo, S.L." is "metal bierzo"."""
    words = re.sub(r"[^\w\s]", " ", re.sub(r"(?<=\b\w)\.\s?(?=\w\b)", "", fold(name))).split()
    kept = [word for word in words if word not in LEGAL_FORMS]
    return " ".join(kept or words)


def alike(one: Card, other: Card) -> bool:
    """Whether two entries are probably one company.

    The same number in one country always is. Else the names decide: equal anywhere in the country, similar or one
    within the other in the same town. Numbers that differ decide nothing: one may be for taxes, one of the register.
    """
    if one.country != other.country:
        return False
    numbers = [plain_number(card.register_number, card.country) for card in (one, other)]
    if numbers[0] and numbers[0] == numbers[1]:
        return True
    names = [core_name(card.name) for card in (one, other)]
    if names[0] == names[1]:
        return True
    if fold(one.city) != fold(other.city):
        return False
    words = [set(name.split()) for name in names]
    if words[0] <= words[1] or words[1] <= words[0]:
        return True
    return SequenceMatcher(None, names[0], names[1]).ratio() >= ALIKE
