"""Who makes the words: each kind of notice has one writer, registered by the app that knows its subject."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

import structlog
from django.db import transaction

from doallvet.outbox.models import Notice

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Line:
    """What one notice says, in the language that is active: plain text, never HTML.

    `link` is one address (a path of the portal, or the whole address of a personal link) and `label` the words of
    its button. What is `urgent` goes out in a message of its own.
    """

    subject: str
    paragraphs: tuple[str, ...] = ()
    link: str = ""
    label: str = ""
    urgent: bool = False


Writer: TypeAlias = Callable[[list[Notice]], dict[int, Line | None]]
WRITERS: dict[str, Writer] = {}


def writes(kind: str) -> Callable[[Writer], Writer]:
    """Register the function that follows as the writer of a kind.

    It is called at sending, with notices of people who read the same language, and gives a line for each id; None,
    or no line, where nothing is owed any more: the facts are looked up again here (done, departed, erased).
    """

    def register(writer: Writer) -> Writer:
        if kind in WRITERS:
            raise ValueError(f"The kind {kind!r} has two writers.")
        WRITERS[kind] = writer
        return writer

    return register


def lines(notices: Iterable[Notice]) -> dict[int, Line | None]:
    """Let each kind's writer make its lines. A kind whose writer fails has no entries: it is tried again later."""
    kinds = defaultdict(list)
    for notice in notices:
        kinds[notice.kind].append(notice)
    made: dict[int, Line | None] = {}
    for kind, group in kinds.items():
        try:
            with transaction.atomic():
                answer = WRITERS[kind](group)
        except Exception:  # noqa: BLE001 (one writer's fault must not hold up the messages of the others)
            log.exception("writer_failed", kind=kind, notices=len(group))
        else:
            made |= {notice.pk: answer.get(notice.pk) for notice in group}
    return made
