"""The official list of fields of education (ISCED-F 2013), as the EU publishes it.

Source: Publications Office of the European Union, see NOTICE. The labels are the official English ones.
"""

import csv
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "isced_f.csv"

Choice = tuple[str, str]


def isced_f() -> list[Choice]:
    """Give code and label of the fields of four digits, by code: ("0715", "Mechanics and metal trades")."""
    return [(code, label) for code, label in _labels().items() if len(code) == 4]


def isced_choices() -> list[tuple[str, list[Choice]]]:
    """Give the detailed fields for a select, under the names of their broad fields of two digits."""
    groups: dict[str, list[Choice]] = {}
    for code, label in isced_f():
        groups.setdefault(code[:2], []).append((code, f"{code} {label}"))
    return [(_labels()[code], choices) for code, choices in groups.items()]


def isced_label(code: str) -> str:
    """Give code and label of a field of two to four digits; an unknown code as it is."""
    return " ".join([code, _labels().get(code, "")]).strip()


@cache
def _labels() -> dict[str, str]:
    with DATA.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["label"] for row in csv.DictReader(file)}
