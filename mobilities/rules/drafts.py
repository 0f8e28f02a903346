"""What happens to a draft of the learning agreement: what of it is kept, what is taken over from last time."""

from collections.abc import Iterable
from typing import Any

from mobilities.choices import Owner
from mobilities.rules.agreement import CONTACTS, Values, is_empty

# What another agreement with the same host may give: nothing about the participant, the family or the employer.
AGAIN: dict[str, tuple[str, ...]] = {
    "sending": CONTACTS,
    "hosting": ("address", "oid", "type", "sector_nace", "size", *CONTACTS),
    "hosting_centre": ("contact",),
    "supporting_organisation": ("legal_name", "oid", "tasks"),
    "mobility": ("working_hours_per_week", "workplace_address", "language_of_work"),
    "virtual_component": ("hours", "tools", "activities", "link_to_outcomes"),
    "monitoring": ("frequency", "channel", "who"),
    "assessment": ("who", "method", "criteria", "scale", "evidence", "language"),
    "recognition": ("who", "how", "documents", "goes_into"),
    "insurance_and_work": (
        "health",
        "liability",
        "accident",
        "ppe_provided_by",
        "paid_by_host",
        "accommodation_by",
    ),
}
OF_HOST: dict[str, tuple[str, ...]] = {
    "hosting": AGAIN["hosting"],
    "mobility": ("workplace_address",),
    "assessment": ("who",),
}
OF_EMPLOYER: dict[str, tuple[str, ...]] = {"reintegration": ("contact_at_employer",)}
BLOCK_OF = {
    Owner.HOST_COMPANY: "hosting",
    Owner.HOSTING_COORDINATOR: "hosting_centre",
    Owner.HOME_EMPLOYER: "home_employer",
}


def without(draft: Values, owner: str) -> dict[str, Any]:
    """Give the blocks that change when an organisation leaves: its own is emptied, and what others say of it."""
    fields = {Owner.HOST_COMPANY: OF_HOST, Owner.HOME_EMPLOYER: OF_EMPLOYER}.get(Owner(owner), {})
    kept = {
        block: {name: value for name, value in draft[block].items() if name not in names}
        for block, names in fields.items()
        if draft.get(block)
    }
    if BLOCK_OF[Owner(owner)] in draft:
        kept[BLOCK_OF[Owner(owner)]] = {}
    return {block: values for block, values in kept.items() if values != draft[block]}


def coded(rows: Iterable[Values]) -> list[dict[str, Any]]:
    """Give the learning outcomes with a short code each, by which the weeks name them: LO1, LO2 … where none is."""
    found = [dict(row) for row in rows]
    taken = {row["code"] for row in found if not is_empty(row.get("code"))}
    free = (code for number in range(1, len(found) + len(taken) + 1) if (code := f"LO{number}") not in taken)
    for row in found:
        if is_empty(row.get("code")):
            row["code"] = next(free)
    return found


def copied(
    draft: Values, last: Values, *, same_host: bool, same_programme: bool, blended: bool, weeks: int
) -> dict[str, Any]:
    """Give the blocks that change when what is still empty is filled as it was agreed last time.

    What belongs to the host company is only taken over for the same company, outcomes only for the same programme;
    weeks after the end of this stay are left out.
    """
    changes: dict[str, Any] = {}
    for key, fields in AGAIN.items():
        own, then = dict(draft.get(key) or {}), last.get(key) or {}
        for name in fields:
            of_host = name in OF_HOST.get(key, ())
            if name not in own and name in then and (same_host or not of_host):
                own[name] = then[name]
        if own != (draft.get(key) or {}) and (blended or key != "virtual_component"):
            changes[key] = own
    outcomes = last.get("learning_outcomes") or []
    if same_programme and outcomes and not draft.get("learning_outcomes"):
        changes["learning_outcomes"] = [row if blended else row | {"part": "onsite"} for row in outcomes]
    codes = {row["code"] for row in changes.get("learning_outcomes") or draft.get("learning_outcomes") or []}
    programme = [row for row in last.get("learning_programme") or [] if (row.get("week") or 0) <= weeks]
    if same_host and programme and not draft.get("learning_programme"):
        changes["learning_programme"] = [
            row | {"outcomes": [code for code in row.get("outcomes") or [] if code in codes]} for row in programme
        ]
    return changes
