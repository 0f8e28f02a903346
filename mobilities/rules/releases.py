"""In which kind a home employer releases an apprentice, and who signs it: `data/papers/releases.yaml` (domain.md 5.2)."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

import yaml

from mobilities.choices import Side
from mobilities.rules import paper_words

RELEASE = "EMPLOYER_CONSENT"
OF_THE_CONTRACT = frozenset({Side.HOME_EMPLOYER, Side.APPRENTICE, Side.GUARDIAN})


@lru_cache(maxsize=1)
def _rows() -> list[dict[str, Any]]:
    return yaml.safe_load((paper_words.FOLDER / "releases.yaml").read_text(encoding="utf-8"))["releases"]


def _row(profile: str, arrangement: str, on: date) -> dict[str, Any] | None:
    return next(
        (
            row
            for row in _rows()
            if row["profile"] == profile
            and row["arrangement"] in (None, arrangement)
            and (row["valid_from"] or date.min) <= on <= (row["valid_to"] or date.max)
        ),
        None,
    )


def form(profile: str, arrangement: str, on: date) -> str:
    """Give the national kind in which a release is made; "" for a plain release. `on`: when it is concluded."""
    row = _row(profile, arrangement, on)
    return row["kind"] if row else ""


def signing(sides: Iterable[str], profile: str, arrangement: str, on: date) -> set[str]:
    """Give those of the parties of a stay who sign its release: those of the contract, and whom the kind names.

    A release of no special kind is signed by all (documents.yaml).
    """
    row = _row(profile, arrangement, on)
    there = set(sides)
    return there if row is None else {side for side in there if side in OF_THE_CONTRACT or side in row["signs"]}
