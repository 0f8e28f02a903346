"""What signing itself prints, in the languages of papers: the foot of each page, signatures, the pages of evidence.

The words stand in `data/<language>.yaml` and not in the portal's catalogues, as those of the papers do: a paper speaks
languages that the portal itself need not speak.
"""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "data"
LANGUAGES = tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))
FIRST = "en"


def spoken(language: str) -> str:
    """Give a language if its words are there, else English."""
    return language if language in LANGUAGES else FIRST


@cache
def words(language: str) -> dict[str, Any]:
    """Give all the words of a language, else of English: page, check, version, ways, forms, evidence."""
    return yaml.safe_load((FOLDER / f"{spoken(language)}.yaml").read_text(encoding="utf-8"))
