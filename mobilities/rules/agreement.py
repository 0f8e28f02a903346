"""The learning agreement: its blocks and fields, and what is missing before it is issued (domain.md 4.1).

Values are those of `doallvet.papers.fields`. A repeated block is a list of rows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from doallvet.core.text import invisible, texts
from doallvet.papers import fields
from doallvet.papers.fields import Missing, Values, is_empty, kept_of
from mobilities.rules import agreement_words as words
from mobilities.rules import contacts
from mobilities.rules.conditions import Facts
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


@dataclass(frozen=True, slots=True)
class Field(fields.Field):
    """One thing the agreement says."""

    @property
    def label(self) -> str:
        return words.label(self.name)

    @property
    def help(self) -> str:
        return words.help_text(self.name)

    @property
    def options(self) -> list[tuple[str, str]]:
        """Value and label of what can be chosen."""
        return words.options(self.name)

    @property
    def is_fact(self) -> bool:
        return bool(FACTS.fullmatch(self.filled_from or ""))

    @property
    def is_contact(self) -> bool:
        return self.block in SIDES and self.key in CONTACTS

    @property
    def reached(self) -> bool:
        return self.is_contact or self.name in REACHED

    def label_in(self, language: str) -> str:
        return words.label(self.name, language)

    def shown(self, value: Any, language: str = "") -> str:
        """The value as people read it in a language, else in the reader's."""
        return words.shown(self.name, self.type, value, language)


@dataclass(frozen=True, slots=True)
class Block(fields.Block):
    """A page of the draft, a section of the paper."""

    @property
    def title(self) -> str:
        return words.title(self.key)

    @property
    def help(self) -> str:
        return words.about(self.key)

    @property
    def optional(self) -> bool:
        """Whether it may stay empty."""
        return not any(field.required is True for field in self.fields) and self.fields[0].required is False

    def applies(self, facts: Facts, filled: Values) -> bool:
        """Whether this agreement has the block: its first field decides; a hosting centre, if there is one."""
        if self.key == "hosting_centre":
            return bool(filled.get(self.key))
        return self.fields[0].asked(facts)


@lru_cache(maxsize=1)
def blocks() -> dict[str, Block]:
    """Give the blocks of the part before the stay, in the order of `data/learning_agreement_fields.yaml`."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))["learning_agreement"]["before"]
    return {
        key: Block(
            key,
            repeated=(row["note"] or "").startswith("repeated"),
            fields=fields.read(key, row["fields"], Field),
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
    return {key: fields.merged(block, draft.get(key), filled.get(key)) for key, block in blocks().items()}


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


def missing(draft: Values, facts: Facts, filled: Values, *, people: bool = True) -> list[Missing]:
    """Name all that keeps the agreement from being issued, block by block; empty means it can be issued.

    `draft` and `filled`: block → field → value, or a list of rows; `filled` is what the portal knows by itself.
    `people`: whether what is `doubtful` keeps it, too.
    """
    values = merged(draft, filled)
    there = [block for block in blocks().values() if block.applies(facts, filled)]
    found = [gap for block in there for gap in _gaps(block, values[block.key], facts)]
    found += [*_unnamed(values), *(doubtful(values) if people else ())]
    found += [*_wrong_outcomes(values, facts), *_wrong_weeks(values, facts)]
    found += [gap for block in there for gap in _invisible(block, values[block.key])]
    order = list(blocks())
    return sorted(found, key=lambda gap: order.index(gap.block))


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


def doubtful(values: Values) -> list[Missing]:
    """Name the people of an agreement as it says now who stand for both sides, or alone for one (domain.md 4.1)."""
    found = _sides(values)
    alone = [Missing(side, "", sentence) for side, people in found.items() for sentence in contacts.alone(people)]
    return alone + [Missing("hosting", "", sentence) for sentence in contacts.on_both_sides(*found.values())]


def _unnamed(values: Values) -> Iterator[Missing]:
    for side, people in _sides(values).items():
        yield from (Missing(side, "", sentence) for sentence in contacts.incomplete(people))


def _sides(values: Values) -> dict[str, Contacts]:
    return {side: _contacts(values[side], blocks()[side].title) for side in SIDES}


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
