"""The learning agreement: its blocks and fields, and what is missing before it is issued (domain.md 4.1).

Values are what JSON holds: texts, whole numbers, yes and no; dates as ISO texts, decimals as texts, a person as
`{"name", "email", "phone"}`, countries and languages as codes. A repeated block is a list of rows.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from doallvet.core.text import invisible, texts
from mobilities.rules import agreement_words as words
from mobilities.rules import contacts
from mobilities.rules.conditions import Facts, holds
from mobilities.rules.contacts import Contact, Contacts

FILE = Path(__file__).parent.parent / "data" / "learning_agreement_fields.yaml"
CONTACTS = ("mentor", "administrative_contact", "emergency_contact")
SIDES = ("sending", "hosting")
REACHED = {"hosting_centre.contact", "home_employer.trainer", "reintegration.contact_at_employer"}
# Known from elsewhere and put right there, so that the agreement cannot say something else.
FACTS = re.compile(
    r"project\..+"
    r"|(sending_centre|host_company)\.(legal_name|country)"
    r"|(hosting_centre|home_employer)\.legal_name"
    r"|apprentice\.(last_name|first_name|date_of_birth|nationalities|programme\.(title|eqf_level))"
    r"|mobility\.(activity_type|mode|start|end|days|vstart|vend)"
)
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One thing the agreement says. `required`: always, never, or the name of a condition under which it is asked."""

    block: str
    key: str
    type: str
    required: bool | str
    filled_from: str | None
    commits: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.block}.{self.key}"

    @property
    def label(self) -> str:
        return str(words.FIELDS[self.name][0])

    @property
    def help(self) -> str:
        return str(words.FIELDS[self.name][1])

    @property
    def options(self) -> list[tuple[str, str]]:
        """Value and label of what can be chosen."""
        return words.options(self.name)

    @property
    def lines(self) -> bool:
        """Whether it is written line by line, not chosen from a list."""
        return False

    @property
    def is_fact(self) -> bool:
        """Whether what the portal knows counts, not what somebody types."""
        return bool(FACTS.fullmatch(self.filled_from or ""))

    @property
    def is_contact(self) -> bool:
        return self.block in SIDES and self.key in CONTACTS

    @property
    def reached(self) -> bool:
        """Whether a person is named with address and telephone number."""
        return self.is_contact or self.name in REACHED

    def asked(self, facts: Facts) -> bool:
        return not isinstance(self.required, str) or holds(self.required, facts)

    def needed(self, facts: Facts) -> bool:
        return bool(self.required) and self.asked(facts)

    def shown(self, value: Any) -> str:
        """The value as people read it, in the active language."""
        return words.shown(self.name, self.type, value)


@dataclass(frozen=True, slots=True)
class Block:
    """A page of the draft, a section of the paper."""

    key: str
    repeated: bool
    fields: tuple[Field, ...]

    @property
    def title(self) -> str:
        return str(words.BLOCKS[self.key][0])

    @property
    def help(self) -> str:
        return str(words.BLOCKS[self.key][1])

    @property
    def optional(self) -> bool:
        """Whether it may stay empty."""
        return not any(field.required is True for field in self.fields) and self.fields[0].required is False

    def applies(self, facts: Facts, filled: Values) -> bool:
        """Whether this agreement has the block: its first field decides; a hosting centre, if there is one."""
        if self.key == "hosting_centre":
            return bool(filled.get(self.key))
        return self.fields[0].asked(facts)


@dataclass(frozen=True, slots=True)
class Missing:
    """What keeps an agreement from being issued; `field` is "" where the sentence is about the whole block."""

    block: str
    field: str
    sentence: str


@lru_cache(maxsize=1)
def blocks() -> dict[str, Block]:
    """Give the blocks of the part before the stay, in the order of `data/learning_agreement_fields.yaml`."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))["learning_agreement"]["before"]
    return {
        key: Block(
            key,
            repeated=(row["note"] or "").startswith("repeated"),
            fields=tuple(Field(block=key, **field | {"commits": tuple(field["commits"])}) for field in row["fields"]),
        )
        for key, row in rows.items()
    }


def fill(known: Values) -> dict[str, dict[str, Any]]:
    """Sort what is known, by its dotted name, into block → field → value; rows are filled where they are made."""
    found: dict[str, dict[str, Any]] = {}
    for block in blocks().values():
        for field in () if block.repeated else block.fields:
            value = known.get(field.filled_from or "")
            if isinstance(value, dict) and not field.reached:
                value = {"name": value["name"]}
            if not is_empty(value):
                found.setdefault(block.key, {})[field.key] = value
    return found


def merged(draft: Values, filled: Values) -> dict[str, Any]:
    """Give what the agreement says now: facts, then what people wrote, then what the portal suggests."""
    return {key: merged_block(block, draft.get(key), filled.get(key)) for key, block in blocks().items()}


def merged_block(block: Block, own: Any, known: Any) -> Any:
    """Give what one block says now; `own`: what people wrote, `known`: what the portal says by itself."""
    if block.repeated:
        return list((known or []) if own is None else own)
    own, known = own or {}, known or {}
    return {
        field.key: known[field.key]
        if field.key in known and (field.is_fact or field.key not in own)
        else own.get(field.key)
        for field in block.fields
    }


def weeks(facts: Facts) -> int:
    """Weeks abroad; one that has begun counts."""
    return ceil(facts.dates.stay_days / 7)


def frozen(draft: Values, facts: Facts, filled: Values) -> dict[str, Any]:
    """Give what is issued: the blocks that apply, without what is empty."""
    found: dict[str, Any] = {}
    for key, values in merged(draft, filled).items():
        block = blocks()[key]
        if not block.applies(facts, filled):
            continue
        if block.repeated:
            kept: Any = [kept_of(block, row, facts) for row in values]
        else:
            kept = kept_of(block, values, facts)
        if kept:
            found[key] = kept
    return found


def missing(draft: Values, facts: Facts, filled: Values) -> list[Missing]:
    """Name all that keeps the agreement from being issued, block by block; empty means it can be issued.

    `draft` and `filled`: block → field → value, or a list of rows; `filled` is what the portal knows by itself.
    """
    values = merged(draft, filled)
    there = [block for block in blocks().values() if block.applies(facts, filled)]
    found = [gap for block in there for gap in _gaps(block, values[block.key], facts)]
    found += [*_wrong_contacts(values), *_wrong_outcomes(values, facts), *_wrong_weeks(values, facts)]
    found += [gap for block in there for gap in _invisible(block, values[block.key])]
    order = list(blocks())
    return sorted(found, key=lambda gap: order.index(gap.block))


def is_empty(value: Any) -> bool:
    """Whether nothing was said; "no" and nought are answers."""
    if isinstance(value, dict):
        return not str(value.get("name") or "").strip()
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def kept_of(block: Block, values: Values, facts: Facts) -> dict[str, Any]:
    """Give what of a block, or of one row of it, is issued: what is asked, without what is empty."""
    return {
        field.key: values[field.key]
        for field in block.fields
        if field.asked(facts) and not is_empty(values.get(field.key))
    }


def _gaps(block: Block, values: Any, facts: Facts) -> Iterator[Missing]:
    if not block.repeated:
        for field in block.fields:
            if field.needed(facts) and not field.is_contact and is_empty(values.get(field.key)):
                sentence = _("%(block)s: “%(field)s” is missing.") % {"block": block.title, "field": field.label}
                yield Missing(block.key, field.key, sentence)
        return
    if not values:
        yield Missing(block.key, "", _("%(block)s: there is nothing yet.") % {"block": block.title})
    for number, row in enumerate(values, 1):
        for field in block.fields:
            if field.needed(facts) and is_empty(row.get(field.key)):
                sentence = _("%(block)s, row %(number)s: “%(field)s” is missing.")
                names = {"block": block.title, "number": number, "field": field.label}
                yield Missing(block.key, field.key, sentence % names)


def _wrong_contacts(values: Values) -> Iterator[Missing]:
    sender, host = (_contacts(values[side], blocks()[side].title) for side in SIDES)
    for side, people in zip(SIDES, (sender, host), strict=True):
        yield from (Missing(side, "", sentence) for sentence in contacts.incomplete(people))
    yield from (Missing("hosting", "", sentence) for sentence in contacts.on_both_sides(sender, host))


def _contacts(side: Values, title: str) -> Contacts:
    people = [
        Contact(str(person.get("name") or ""), str(person.get("email") or "")) if (person := side.get(key)) else None
        for key in CONTACTS
    ]
    return Contacts(side.get("legal_name") or title, *people)


def _wrong_outcomes(values: Values, facts: Facts) -> Iterator[Missing]:
    for number, row in enumerate(values["learning_outcomes"], 1):
        if not facts.blended and row.get("part") in ("online", "both"):
            sentence = _(
                "Learning outcomes, row %(number)s: it is marked as online, but the stay has no virtual phase."
            )
            yield Missing("learning_outcomes", "part", sentence % {"number": number})
    codes = [row.get("code") for row in values["learning_outcomes"]]
    for code in dict.fromkeys(code for code in codes if code and codes.count(code) > 1):
        sentence = _("Learning outcomes: the short code %(code)s stands there twice.")
        yield Missing("learning_outcomes", "code", sentence % {"code": code})


def _wrong_weeks(values: Values, facts: Facts) -> Iterator[Missing]:
    codes = {row.get("code") for row in values["learning_outcomes"]}
    for row in values["learning_programme"]:
        for code in row.get("outcomes") or []:
            if code not in codes:
                sentence = _("Week %(week)s names the learning outcome %(code)s, which is not in the agreement.")
                yield Missing("learning_programme", "outcomes", sentence % {"week": row.get("week"), "code": code})
        if not is_empty(row.get("week")) and row["week"] > weeks(facts):
            sentence = _("Week %(week)s lies after the end of the stay, which has %(weeks)s weeks.")
            names = {"week": row["week"], "weeks": weeks(facts)}
            yield Missing("learning_programme", "week", sentence % names)


def _invisible(block: Block, values: Any) -> Iterator[Missing]:
    """Characters that nobody sees must not come in from names either (security.md, PDF)."""
    for row in values if block.repeated else [values]:
        for field in block.fields:
            if any(invisible(text) for text in texts(row.get(field.key))):
                sentence = _("%(block)s: “%(field)s” has a character that cannot be seen. Please type it again.")
                yield Missing(block.key, field.key, sentence % {"block": block.title, "field": field.label})
