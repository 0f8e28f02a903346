"""What a paper says: fields as data, what is filled in, what is kept, and what is missing before it is issued.

Values are what JSON holds: texts, whole numbers, yes and no; dates as ISO texts, decimals as texts, a person as
`{"name", "email", "phone"}`, countries and languages as codes, a `list` as a list of lines.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Protocol, TypeVar

from django.utils.translation import gettext as _

from doallvet.core.text import invisible, texts
from doallvet.papers import words

Values = Mapping[str, Any]


class Facts(Protocol):
    """What the room above knows of whom a paper is about."""

    def holds(self, condition: str) -> bool:
        """Whether a condition that a field names holds."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a paper says. `required`: always, never, or the name of a condition under which it is asked."""

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
    def lines(self) -> bool:
        """Whether it is written line by line, not chosen from a list."""
        return False

    @property
    def is_fact(self) -> bool:
        """Whether what the portal knows counts, not what somebody types."""
        return False

    @property
    def reached(self) -> bool:
        """Whether a person is named with address and telephone number."""
        return False

    def asked(self, facts: Facts) -> bool:
        return not isinstance(self.required, str) or facts.holds(self.required)

    def needed(self, facts: Facts) -> bool:
        return bool(self.required) and self.asked(facts)


@dataclass(frozen=True, slots=True)
class PaperField(Field):
    """One thing a paper says whose words stand in `data/`; `block` is the kind of the paper."""

    @property
    def label(self) -> str:
        return words.label(self.block, self.key)

    def label_in(self, language: str) -> str:
        return words.label(self.block, self.key, language)

    @property
    def help(self) -> str:
        return words.help_text(self.block, self.key)

    @property
    def options(self) -> list[tuple[str, str]]:
        return words.options(self.key)

    @property
    def lines(self) -> bool:
        return self.type == "list"

    def shown(self, value: Any, language: str = "") -> str:
        """The value as people read it in a language, else in the reader's."""
        return words.shown(self.key, self.type, value, language)


Kind = TypeVar("Kind", bound=Field)


@dataclass(frozen=True, slots=True)
class Block:
    """The fields of a paper, or of a part of it; `repeated`: it is a list of rows with these fields."""

    key: str
    repeated: bool
    fields: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """What keeps a paper from being issued; `field` is "" where the sentence is about the whole block."""

    block: str
    field: str
    sentence: str


def read(kind: str, rows: Iterable[Mapping[str, Any]], field: type[Kind]) -> tuple[Kind, ...]:
    """Make fields of the rows of a data file."""
    return tuple(field(block=kind, **{**row, "commits": tuple(row["commits"])}) for row in rows)


def is_empty(value: Any) -> bool:
    """Whether nothing was said; "no" and nought are answers."""
    if isinstance(value, dict):
        return not str(value.get("name") or "").strip()
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def merged(block: Block, own: Any, known: Any) -> Any:
    """Give what one block says now: facts, then what people wrote (`own`), then what the portal suggests (`known`)."""
    if block.repeated:
        return list((known or []) if own is None else own)
    own, known = own or {}, known or {}
    return {
        field.key: known[field.key]
        if field.key in known and (field.is_fact or field.key not in own)
        else own.get(field.key)
        for field in block.fields
    }


def own_words(block: Block, values: Values, known: Values) -> dict[str, Any]:
    """Give what of a block's values has to be kept: not what the portal says by itself (`known`)."""
    return {
        field.key: values[field.key]
        for field in block.fields
        if field.key in values
        and not (field.is_fact and field.key in known)
        and values[field.key] != known.get(field.key)
        and not (is_empty(values[field.key]) and field.key not in known)
    }


def kept_of(block: Block, values: Values, facts: Facts) -> dict[str, Any]:
    """Give what of a block, or of one row of it, is issued: what is asked, without what is empty."""
    return {
        field.key: values[field.key]
        for field in block.fields
        if field.asked(facts) and not is_empty(values.get(field.key))
    }


def gaps(block: Block, values: Values, facts: Facts) -> list[Missing]:
    """Name the fields of a paper that must be said and are not."""
    return [
        Missing(block.key, field.key, _("“%(field)s” is missing.") % {"field": field.label})
        for field in block.fields
        if field.needed(facts) and is_empty(values.get(field.key))
    ]


def unseen(block: Block, values: Values) -> Iterator[Missing]:
    """Name the fields with characters that nobody sees; they may come in from names too (security.md, PDF)."""
    for field in block.fields:
        if any(invisible(text) for text in texts(values.get(field.key))):
            sentence = _("“%(field)s” has a character that cannot be seen. Please type it again.")
            yield Missing(block.key, field.key, sentence % {"field": field.label})


def out_of_order(block: Block, values: Values, orders: Iterable[tuple[str, ...]]) -> Iterator[Missing]:
    """Name the days that lie before one that comes first; `orders`: keys of days that follow each other."""
    labels = {field.key: field.label for field in block.fields}
    for keys in orders:
        there = [(key, date.fromisoformat(values[key])) for key in keys if key in labels and values.get(key)]
        for (first, before), (then, after) in pairwise(there):
            if after < before:
                names = {"field": labels[then], "other": labels[first]}
                yield Missing(block.key, then, _("“%(field)s” lies before “%(other)s”.") % names)
