"""In which kind a home employer releases an apprentice, and who signs it (`data/papers/releases.yaml`)."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from mobilities.choices import Side

FILE = Path(__file__).parent.parent / "data" / "papers" / "releases.yaml"
RELEASE = "EMPLOYER_CONSENT"
OF_THE_CONTRACT = frozenset({Side.HOME_EMPLOYER, Side.APPRENTICE, Side.GUARDIAN})


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def rows() -> list[dict[str, Any]]:
    """Give the national kinds as the data has them."""
    return _data()["releases"]


def _row(profile: str, arrangement: str, on: date) -> dict[str, Any]:
    here = (
        row
        for row in rows()
        if row["profile"] == profile
        and row["arrangement"] in (None, arrangement)
        and (row["valid_from"] or date.min) <= on <= (row["valid_to"] or date.max)
    )
    return next(here, _data()["otherwise"])


def form(profile: str, arrangement: str, on: date) -> str:
    """Give the national kind in which a release is made; "" for a plain release. `on`: when it is concluded."""
    return _row(profile, arrangement, on)["kind"]


def left_out(profile: str, arrangement: str, on: date) -> list[str]:
    """Give the fields that a release does not ask because of who else reads it."""
    return _row(profile, arrangement, on)["leaves_out"]


def signing(sides: Iterable[str], profile: str, arrangement: str, on: date) -> set[str]:
    """Give those of the parties of a stay who sign its release: those of the contract, and whom its kind names."""
    named = _row(profile, arrangement, on)["signs"]
    return {side for side in sides if side in OF_THE_CONTRACT or side in named}
