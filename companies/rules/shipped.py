"""The rules that come with the project, read from its files."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from companies.choices import RuleKind
from companies.rules.law import SAYS, SPANISH, Rule

FOLDER = Path(__file__).parent.parent / "data"
ORDER = tuple(RuleKind)
OWN = {"law", "valid_from", "valid_to", "level"}  # what a rule of the file says of itself


@lru_cache(maxsize=1)
def shipped() -> tuple[Rule, ...]:
    """Give the shipped rules as their first versions, profile by profile. A file with a wrong word does not load."""
    rows = _read("country_profiles.yaml")["profiles"]
    spanish = _read("country_profiles_es.yaml")
    return tuple(rule for row in rows for rule in _rules(row, spanish))


def _read(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def _rules(row: dict[str, Any], spanish: dict[str, str]) -> Iterator[Rule]:
    count: Counter[str] = Counter()
    questions: dict[str, list[str]] = {}
    for question in row["unconfirmed"]:
        questions.setdefault(question["about"], []).append(question["text"])
    questions = {name.replace("notify", "notice"): texts for name, texts in questions.items()}
    for kind, says in _said(row):
        count[kind] += 1
        name = kind if count[kind] == 1 else f"{kind}-{count[kind]}"
        asked = questions.pop(name, [])
        yield Rule(
            key=f"{row['code']}-{name}",
            profile=row["code"],
            country=row["country"],
            kind=kind,
            says=_words(kind, says, spanish),
            condition={key: says[key] for key in ("min_stay_days",) if says.get(key) is not None},
            law=says.get("law") or "",
            sources=tuple(row["sources"]),
            level=says.get("level") or row["level"],
            valid_from=says.get("valid_from"),
            valid_to=says.get("valid_to"),
            reviewed_on=row["reviewed_on"],
            review_due_on=a_year_after(row["reviewed_on"]),
            unconfirmed=" ".join(asked),
            unconfirmed_es=" ".join(spanish.get(text, text) for text in asked),
        )
    if questions:
        raise ValueError(f"{row['code']}: there is no rule called {', '.join(questions)}.")


def a_year_after(day: date) -> date:
    """Give the day by which a rule is looked at again."""
    return day.replace(year=day.year + 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)


def _said(row: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    one = {
        RuleKind.STATUS: {key: row[key] for key in ("scheme", "status", "home_employer", "contract")},
        RuleKind.CONSENT: {"rule": row["employer_consent"], "right_to_go": row["right_to_go"]},
        RuleKind.CONTRACT: {"effect": row["contract_effect"]},
        RuleKind.PAY: {"by": row["pay_by"]},
        RuleKind.LEAVE: {"may_be_used": row["leave_may_be_used"]},
        RuleKind.SCHOOL: row["school_release"],
        RuleKind.INSURANCE: row["social_security"],
        RuleKind.DOCUMENTS: {"codes": row["documents"]},
        RuleKind.MINORS: row["minors"],
        RuleKind.FUNDING: row["funding"],
    }
    many = {
        RuleKind.OPTION: row["options"],
        RuleKind.LIMIT: row["max_abroad"],
        RuleKind.REFUND: row["refunds"],
        RuleKind.NOTICE_BEFORE: [row["notify_before"]] if row["notify_before"] else [],
        RuleKind.NOTICE_AFTER: [row["notify_after"]] if row["notify_after"] else [],
    }
    for kind in ORDER:
        for says in [one[kind]] if kind in one else many[kind]:
            yield kind, says


def _words(kind: str, says: dict[str, Any], spanish: dict[str, str]) -> dict[str, Any]:
    """What a rule says, without what is not known, with the Spanish of its texts."""
    found: dict[str, Any] = {}
    for said in SAYS[kind]:
        value = says.get(said.name)
        if value in (None, ""):
            continue
        found[said.name] = value
        if said.form == "words" and value in spanish:
            found[said.name + SPANISH] = spanish[value]
    if unknown := says.keys() - OWN - {"min_stay_days"} - {said.name for said in SAYS[kind]}:
        raise ValueError(f"{kind}: {', '.join(sorted(unknown))} is not known.")
    return found
