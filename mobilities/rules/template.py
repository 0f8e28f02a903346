"""What a blueprint's file says, once it was read and found sound."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a plan: a step, who owes it, and when it is due.

    Due `days` after the date of the anchor (before it where negative), or as many as the profile says (`days_from`;
    one of the two is None). `repeat_days`: again every so many days until the last day abroad. `duration`: working
    days the owner usually needs. `when`: the condition under which there is such a step. `gate`: nobody departs
    before it is closed. `evidence`: codes of documents. `title`, `help`: text by language. `line`: in the file, or
    where it stands in the plan. `under`: id of the step to which it belongs, for those who read; "" for most.
    """

    id: str
    phase: str
    level: str
    kind: str
    owner: str
    with_: tuple[str, ...]
    anchor: str
    days: int | None
    days_from: str | None
    repeat_days: int | None
    duration: int
    needs: tuple[str, ...]
    when: str
    gate: bool
    evidence: tuple[str, ...]
    title: dict[str, str]
    help: dict[str, str]
    line: int
    under: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A plan for one kind of mobility.

    `stay_days`: min, typical, max of the physical stay. `gaps` (blended, else empty): `vstart_to_start_days` and
    `end_to_vend_days`, each with min and typical. `total_lead_days`: from the first step to the first date.
    """

    key: str
    version: int
    title: dict[str, str]
    activity_type: str
    mode: str
    phases: tuple[str, ...]
    stay_days: dict[str, int]
    gaps: dict[str, dict[str, int]]
    total_lead_days: int
    items: tuple[Item, ...]
