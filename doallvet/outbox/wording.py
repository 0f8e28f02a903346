"""Messages whose words are not settled in the code: as they come with the portal, and in the own words of who sends.

A message has a subject and sentences that name fields. Its writer gives a `Draft`: what the fields say, and from whom
it comes. All drafts of a batch get their words in one go: the sender's own, in the language that is active, else those
that come with the portal. Both are texts of `core.sandbox`.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import get_language

from doallvet.core import sandbox

NAMES = re.compile(r"%\((\w+)\)s")
GAP = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


class Words(NamedTuple):
    """What a message says: paragraphs of the text stand apart by an empty line."""

    subject: str
    text: str


@dataclass(frozen=True)
class Message:
    """A message of a kind. `when` says when it is sent; `more`: fields that it can name, but does not as it comes.

    `keeps`: fields that its text has to name whatever the words are, because nothing around it does.
    """

    name: str
    kind: str
    when: str | Promise
    subject: str | Promise
    sentences: tuple[str | Promise, ...]
    more: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        named = NAMES.findall(" ".join(map(str, (self.subject, *self.sentences))))
        return tuple(dict.fromkeys([*named, *self.more]))

    @property
    def shipped(self) -> Words:
        """The words that come with the portal, in the language that is active, with their fields in braces."""
        braces = {name: f"{{{{ {name} }}}}" for name in self.fields}
        return Words(str(self.subject) % braces, "\n\n".join(str(said) % braces for said in self.sentences))


@dataclass(frozen=True)
class Draft:
    """What one notice says before its words are chosen.

    `sender`: whose own words hold, None for nobody's; `names`: what the fields say; `fixed`: all else of the line (why,
    what happens otherwise, the button), which stays as it is whatever the words are.
    """

    message: str
    sender: int | None
    names: Mapping[str, object]
    fixed: Mapping[str, str] = field(default_factory=dict)


Wanted: TypeAlias = tuple[int, str]  # sender and name of the message
Source: TypeAlias = Callable[[Collection[Wanted], str], Mapping[Wanted, Words]]

MESSAGES: dict[str, Message] = {}
SOURCES: list[Source] = []


def message(
    name: str,
    *sentences: str | Promise,
    kind: str,
    when: str | Promise,
    subject: str | Promise,
    more: tuple[str, ...] = (),
    keeps: tuple[str, ...] = (),
) -> None:
    """Register a message."""
    if name in MESSAGES:
        raise ValueError(f"The message {name!r} is there twice.")
    MESSAGES[name] = Message(name, kind, when, subject, sentences, more, keeps)


def own_words(source: Source) -> Source:
    """Register who knows own words: of senders and messages, and a language, it gives those that there are."""
    SOURCES.append(source)
    return source


def choose(drafts: Iterable[Draft]) -> dict[Wanted, Words]:
    """Look up the own words for many drafts, in the language that is active; one query of each source."""
    wanted = {(draft.sender, draft.message) for draft in drafts if draft.sender}
    found: dict[Wanted, Words] = {}
    for source in SOURCES if wanted else ():
        found |= source(wanted, get_language() or "")
    return found


def say(draft: Draft, own: Words | None = None) -> tuple[str, tuple[str, ...]]:
    """Give subject and paragraphs of a draft; what is empty once it is filled in is left out.

    Own words that name what the message does not say any more do not hold. Raises KeyError where the draft does not
    say one of the fields.
    """
    known = MESSAGES[draft.message]
    fields = {name: str(draft.names[name]) for name in known.fields}
    words = own if own and _are_read(own, tuple(fields)) else known.shipped
    text = sandbox.fill(words.text, fields)[0]
    return sandbox.fill(words.subject, fields)[0], tuple(part for part in map(str.strip, GAP.split(text)) if part)


@lru_cache(maxsize=500)
def _are_read(words: Words, fields: tuple[str, ...]) -> bool:
    return not any(sandbox.unread(text, fields) for text in words)
