"""Languages people speak, by code, with their names in the reader's language."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language

# The 24 of the European Union, those of its regions and neighbours, and those that pupils in Europe bring along.
_CODES = (
    "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv "
    "ast br ca cy eu fy gl is lb mk no oc rm se sq sr tr bs be ru uk "
    "am ar az bn fa hi hy ka ku ln mn my ne pa ps rom so sw ta th ti tl ur vi wo yo zh ja ko"
)
SPOKEN = tuple(_CODES.split())


@lru_cache(maxsize=50)
def _names(reader: str) -> dict[str, str]:
    try:
        known = Locale.parse(reader, sep="-").languages
    except (UnknownLocaleError, ValueError):
        known = Locale("en").languages
    return {code: known.get(code, code) for code in SPOKEN}


def language_name(code: str) -> str:
    """Name a language in the reader's language: "eu" is "Basque" in English; an unknown code stays itself."""
    return _names(get_language() or "en").get(code, code)


def language_choices() -> list[tuple[str, str]]:
    """Give (code, name) of all languages, in the order of their names."""
    return sorted(_names(get_language() or "en").items(), key=lambda pair: pair[1].casefold())
