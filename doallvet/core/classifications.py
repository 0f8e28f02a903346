"""Official lists: fields of education (ISCED-F 2013) and levels of qualifications (EQF), as the EU publishes them.

Source: Publications Office of the European Union, see NOTICE. The labels are the official English ones.
"""

import csv
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"

Choice = tuple[str, str]


def isced_f() -> list[Choice]:
    """Give code and label of the fields of four digits, by code: ("0715", "Mechanics and metal trades")."""
    return [(code, label) for code, label in _labels("isced_f.csv").items() if len(code) == 4]


def isced_choices() -> list[tuple[str, list[Choice]]]:
    """Give the detailed fields for a select, under the names of their broad fields of two digits."""
    groups: dict[str, list[Choice]] = {}
    for code, label in isced_f():
        groups.setdefault(code[:2], []).append((code, f"{code} {label}"))
    return [(_labels("isced_f.csv")[code], choices) for code, choices in groups.items()]


def isced_label(code: str) -> str:
    """Give code and label of a field of two to four digits; an unknown code as it is."""
    return " ".join([code, _labels("isced_f.csv").get(code, "")]).strip()


def eqf_levels() -> list[Choice]:
    """Give code and label of the eight levels: ("4", "Level 4")."""
    return list(_labels("eqf.csv").items())


@cache
def _labels(name: str) -> dict[str, str]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["label"] for row in csv.DictReader(file)}
