"""The papers of a stay beside the learning agreement: their fields, and what is missing before one is issued.

Values are what JSON holds, as in `rules.agreement`; a `list` is a list of lines.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from doallvet.core.text import invisible, texts
from mobilities.rules import agreement, identifiers, paper_words
from mobilities.rules.agreement import Block, Field, Missing, Values, is_empty
from mobilities.rules.conditions import Facts
from mobilities.rules.dates import Dates

FILE = Path(__file__).parent.parent / "data" / "document_fields.yaml"
AMENDMENT = "LA_AMENDMENT"
# Each paper in the order of the stay, and how its numbers begin.
PREFIXES = {
    "EMPLOYER_CONSENT": "ER",
    "HOST_ACCEPTANCE": "HA",
    "CATCHUP_PLAN": "CP",
    "GUARDIAN_CONSENT_STAY": "GS",
    "GUARDIAN_CONSENT_TRAVEL": "GT",
    "GUARDIAN_CONSENT_MEDICAL": "GM",
    "GUARDIAN_CONSENT_IMAGE": "GI",
    "GRANT_AGREEMENT": "GA",
    AMENDMENT: "AM",
    "LA_COMPLEMENT": "LC",
    "EUROPASS_MOBILITY": "EM",
}
# Known from elsewhere and put right there, so that a paper cannot say something else; an amendment says the new.
FACTS = re.compile(
    r"mobility\.(start|end|parts)|project\.code|apprentice\.(name|date_of_birth)|guardian\.name"
    r"|(sending_centre|host_company|hosting_centre)\.legal_name|learning_agreement\.number"
)
CHANGING = ("start", "end", "workplace", "tasks", "outcomes", "mentor")  # what an amendment can change
# Days that follow each other, by paper: no later one lies before an earlier one.
IN_ORDER = (
    ("start", "end", "return_to_work"),
    ("outward", "homeward"),
    ("absent_from", "absent_to"),
    ("actual_start", "actual_end"),
)
_CHANGED = {(AMENDMENT, key) for key in CHANGING}


@dataclass(frozen=True, slots=True)
class PaperField(Field):
    """One thing a paper says; `block` is the kind of the paper."""

    @property
    def label(self) -> str:
        return paper_words.label(self.block, self.key)

    @property
    def help(self) -> str:
        return paper_words.help_text(self.block, self.key)

    @property
    def options(self) -> list[tuple[str, str]]:
        return paper_words.options(self.key)

    @property
    def is_fact(self) -> bool:
        source = self.filled_from or ""
        return bool(FACTS.fullmatch(source)) and (self.block, self.key) not in _CHANGED

    @property
    def is_contact(self) -> bool:
        return False

    @property
    def reached(self) -> bool:
        return False

    @property
    def lines(self) -> bool:
        """Whether it is written line by line, not chosen from a list."""
        return self.type == "list"

    def shown(self, value: Any, language: str = "") -> str:
        return paper_words.shown(self.key, self.type, value, language)


@lru_cache(maxsize=1)
def papers() -> dict[str, Block]:
    """Give the papers by kind, each as one block of fields, in the order of PREFIXES."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))["documents"]
    return {kind: Block(kind, repeated=False, fields=_fields(kind, rows[kind]["fields"])) for kind in PREFIXES}


def _fields(kind: str, rows: list[dict[str, Any]]) -> tuple[Field, ...]:
    return tuple(PaperField(block=kind, **row | {"commits": tuple(row["commits"])}) for row in rows)


def fill(kind: str, known: Values) -> dict[str, Any]:
    """Give field → value of what is known, by its dotted name."""
    found = {}
    for field in papers()[kind].fields:
        if (kind, field.key) in _CHANGED:  # it says what becomes different, not what is
            continue
        value = known.get(field.filled_from or "")
        if isinstance(value, dict):
            value = {"name": value["name"]}
        if not is_empty(value):
            found[field.key] = value
    return found


def merged(kind: str, own: Values, filled: Values) -> dict[str, Any]:
    """Give what a paper says now: facts, then what people wrote, then what the portal suggests."""
    return agreement.merged_block(papers()[kind], own, filled)


def frozen(kind: str, values: Values, facts: Facts) -> dict[str, Any]:
    """Give what is issued: what is asked, without what is empty."""
    return agreement.kept_of(papers()[kind], values, facts)


def missing(kind: str, values: Values, facts: Facts) -> list[Missing]:
    """Name all that keeps a paper from being issued; empty means it can be issued."""
    block = papers()[kind]
    found = [
        Missing(kind, field.key, _("“%(field)s” is missing.") % {"field": field.label})
        for field in block.fields
        if field.needed(facts) and is_empty(values.get(field.key))
    ]
    found += [*_wrong_order(block, values), *_wrong_account(kind, values)]
    if kind == AMENDMENT:
        found += _wrong_amendment(values)
    return found + list(_unseen(block, values))


def _unseen(block: Block, values: Values) -> Iterator[Missing]:
    for field in block.fields:
        if any(invisible(text) for text in texts(values.get(field.key))):
            sentence = _("“%(field)s” has a character that cannot be seen. Please type it again.")
            yield Missing(block.key, field.key, sentence % {"field": field.label})


def _wrong_order(block: Block, values: Values) -> Iterator[Missing]:
    labels = {field.key: field.label for field in block.fields}
    for keys in IN_ORDER:
        there = [(key, date.fromisoformat(values[key])) for key in keys if key in labels and values.get(key)]
        for (first, before), (then, after) in pairwise(there):
            if after < before:
                names = {"field": labels[then], "other": labels[first]}
                yield Missing(block.key, then, _("“%(field)s” lies before “%(other)s”.") % names)


def _wrong_account(kind: str, values: Values) -> Iterator[Missing]:
    if values.get("iban") and (wrong := identifiers.obstacles_to_iban(values["iban"])):
        yield Missing(kind, "iban", wrong[0])


def _wrong_amendment(values: Values) -> Iterator[Missing]:
    end, holds_from = values.get("end"), values.get("effective_from")
    if end and holds_from and holds_from > end:
        yield Missing(AMENDMENT, "effective_from", _("It would hold only after the new last day."))
    if all(is_empty(values.get(key)) for key in CHANGING):
        yield Missing(AMENDMENT, "", _("Say what changes: days, place of work, tasks, outcomes or mentor."))


def amended(said: Values, now: Dates) -> Dates:
    """Give the dates of a stay once an amendment that says this holds."""
    first, last = (date.fromisoformat(said[key]) if said.get(key) else None for key in ("start", "end"))
    return Dates(vstart=now.vstart, start=first or now.start, end=last or now.end, vend=now.vend)
