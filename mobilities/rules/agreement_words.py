"""The words of the learning agreement in the languages of papers, and how a value reads in one of them.

They stand in `data/agreement/<language>.yaml`. Its pages are read in the portal's language, its paper in those of who
signs it; both take their words from here.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.text import capfirst

from doallvet.papers import words as paper_words

FOLDER = Path(__file__).parent.parent / "data" / "agreement"


@lru_cache(maxsize=len(paper_words.LANGUAGES))
def words(language: str) -> dict[str, dict[str, Any]]:
    """Give all the words of a language: sentences, words, blocks, about (the blocks), fields, help, options."""
    return yaml.safe_load((FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))


def title(block: str, language: str = "") -> str:
    """Give the name of a block; here and below: without a language, in that of the reader."""
    return words(language or paper_words.reader())["blocks"][block]


def about(block: str) -> str:
    """Give the sentence that says what a block is about."""
    return words(paper_words.reader())["about"][block]


def label(name: str, language: str = "") -> str:
    """Give the name of a field `block.field`."""
    found: str = _said_of(name, "fields", language)
    return found


def help_text(name: str) -> str:
    """Give the sentence that helps to fill a field in, in the reader's language; "" for none."""
    return _said_of(name, "help") or ""


def options(name: str, language: str = "") -> list[tuple[str, str]]:
    """Give value and label of what can be chosen for a field `block.field`."""
    return list((_said_of(name, "options", language) or {}).items())


def _said_of(name: str, part: str, language: str = "") -> Any:
    """What stands for a field in its block, else in all blocks."""
    known = words(language or paper_words.reader())[part]
    return known.get(name) or known.get(name.partition(".")[2])


def shown(name: str, kind: str, value: Any, language: str = "") -> str:
    """Give a value of a field as it reads in a language, else in the reader's; "" for nothing."""
    language, labels = language or paper_words.reader(), dict(options(name, language))
    if isinstance(value, list):
        return capfirst(", ".join(labels.get(item) or paper_words.said(kind, item, {}, language) for item in value))
    return paper_words.said(kind, value, labels, language)
