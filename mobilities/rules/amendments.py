"""What an amendment changes of what is agreed, and whom that binds (N17): plain functions of plain values."""

from collections.abc import Collection, Mapping
from typing import Any

from doallvet.papers.fields import Values, is_empty
from doallvet.signing.changes import Change, bound, changed
from mobilities.rules.papers import AMENDMENT, CHANGING
from mobilities.rules.signing import paper_commits


def of_agreement(blocks: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a learning agreement says (its frozen blocks) by the fields with which an amendment changes it."""
    stay, weeks = blocks.get("mobility", {}), blocks.get("learning_programme", [])
    return {
        "start": stay.get("start_date"),
        "end": stay.get("end_date"),
        "workplace": stay.get("workplace_address"),
        "tasks": "\n".join(filter(None, (row.get("tasks") for row in weeks))),
        "outcomes": [row.get("text") or row.get("title") for row in blocks.get("learning_outcomes", [])],
        "mentor": blocks.get("hosting", {}).get("mentor"),
    }


def said(fields: Values) -> dict[str, Any]:
    """Give what an amendment says becomes different."""
    return {key: fields[key] for key in CHANGING if not is_empty(fields.get(key))}


def changes(agreed: Values, fields: Values) -> list[Change]:
    """Give what an amendment changes of what is `agreed` today, by names such as `fields.mentor.phone`.

    What it says and is so already is no change; of the same person, what it leaves out stays.
    """
    after = {key: _whole(agreed.get(key), value) for key, value in said(fields).items()}
    before = {key: None if is_empty(agreed.get(key)) else agreed[key] for key in after}
    return changed({"fields": before}, {"fields": after})


def without_same(fields: Values, found: Collection[Change]) -> dict[str, Any]:
    """Give what an amendment says without what is agreed already: it names only what becomes different."""
    changing = {change.name.split(".")[1] for change in found}
    return {key: value for key, value in fields.items() if key not in CHANGING or key in changing}


def asked(found: Collection[Change], parties: Collection[str]) -> list[str]:
    """Give those of the parties, in their order, whom the changes bind: they sign, the others are told.

    The `commits` column of what changes decides; that an amendment has a number and a day binds nobody by itself.
    """
    binds = bound(found, paper_commits(AMENDMENT), parties)
    return [party for party in parties if party in binds]


def _whole(now: Any, value: Any) -> Any:
    if isinstance(value, dict) and isinstance(now, dict) and value["name"] == now.get("name"):
        return now | {part: text for part, text in value.items() if text}
    return value
