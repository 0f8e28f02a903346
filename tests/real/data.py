"""Data that nobody here invented; see INDEX.md beside them. They are not part of the project and may be missing."""

import csv
import gzip
import json
import re
from pathlib import Path

import pytest

from doallvet.core.text import fold

FOLDER = Path(__file__).parents[2].parent / "shared" / "data"

there = pytest.mark.skipif(not FOLDER.is_dir(), reason="the real data are not on this machine")


def rows(name):
    """The rows of a table as dicts."""
    with gzip.open(FOLDER / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def curricula():
    """The German framework curricula: the first trade of each file."""
    for path in sorted((FOLDER / "de_curricula").glob("*.json.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            yield json.load(file)["document_data"]


def letters(text):
    """A name without case, accents and signs: two spellings of one name have the same letters."""
    return re.sub(r"[\W_]+", "", fold(text))
