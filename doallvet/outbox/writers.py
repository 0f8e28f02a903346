"""The kinds of notices: what each is called, how it travels, who makes its words; registered by the app that knows."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import structlog
from django.db import transaction
from django.utils.functional import Promise

from doallvet.accounts.models import User
from doallvet.outbox import wording
from doallvet.outbox.choices import Pace
from doallvet.outbox.models import Notice
from doallvet.outbox.wording import Draft

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Line:
    """What one notice says, in the language that is active: plain text, never HTML.

    `group` is the title of what it belongs to: lines of the same one stand together in a digest. `why` says why the
    person gets it, `otherwise` what happens if they do nothing, both in a sentence. `link` is one address (a path of
    the portal, or the whole address of a personal link) and `label` the words of its button. `reply_to` is where an
    answer by mail goes, `answered_to` who reads it.
    """

    subject: str
    paragraphs: tuple[str, ...] = ()
    link: str = ""
    label: str = ""
    otherwise: str = ""
    why: str = ""
    group: str = ""
    reply_to: str = ""
    answered_to: str = ""


Made: TypeAlias = dict[int, Line | Draft | None]
Writer: TypeAlias = Callable[[list[Notice]], Made]


@dataclass(frozen=True)
class Kind:
    """A kind of notice. `title`: what people call it; `optional`: a person may do without its messages.

    `concerns` says whether a person may get it at all, for the page on which one says what one wants to be told.
    `secret`: what it says is for its person alone, and kept no longer than it takes to send it.
    """

    name: str
    title: str | Promise
    pace: Pace
    optional: bool
    writer: Writer
    concerns: Callable[[User], bool]
    secret: bool


def everybody(_person: User) -> bool:
    return True


KINDS: dict[str, Kind] = {}


def writes(
    kind: str,
    title: str | Promise,
    *,
    pace: Pace = Pace.DIGEST,
    optional: bool = False,
    concerns: Callable[[User], bool] = everybody,
    secret: bool = False,
) -> Callable[[Writer], Writer]:
    """Register a kind; the function that follows is its writer.

    It is called at sending, with notices of people who read the same language, and gives a line for each id; None,
    or no line, where nothing is owed any more: the facts are looked up again here (done, departed, erased). Instead
    of a line it may give a draft (doallvet.outbox.wording).
    """

    def register(writer: Writer) -> Writer:
        if kind in KINDS:
            raise ValueError(f"The kind {kind!r} has two writers.")
        KINDS[kind] = Kind(kind, title, pace, optional, writer, concerns, secret)
        return writer

    return register


def optional(kinds: Iterable[str]) -> list[str]:
    """Give those of the kinds that one may do without, in the order of their names."""
    return sorted(kind for kind in set(kinds) if kind in KINDS and KINDS[kind].optional)


def lines(notices: Iterable[Notice]) -> dict[int, Line | None]:
    """Let each kind's writer make its lines. A kind whose writer fails has no entries: it is tried again later."""
    kinds = defaultdict(list)
    for notice in notices:
        kinds[notice.kind].append(notice)
    made: dict[int, Line | None] = {}
    for kind, group in kinds.items():
        try:
            with transaction.atomic():
                answer = _settled(KINDS[kind].writer(group))
        except Exception:  # noqa: BLE001 (one writer's fault must not hold up the messages of the others)
            log.exception("writer_failed", kind=kind, notices=len(group))
        else:
            made |= {notice.pk: answer.get(notice.pk) for notice in group}
    return made


def _settled(made: Made) -> dict[int, Line | None]:
    """Choose the words of all drafts at once."""
    own = wording.choose(line for line in made.values() if isinstance(line, Draft))
    return {pk: _line(line, own) if isinstance(line, Draft) else line for pk, line in made.items()}


def _line(draft: Draft, own: Mapping[wording.Wanted, wording.Words]) -> Line:
    subject, paragraphs = wording.say(draft, own.get((draft.sender, draft.message)))
    return Line(subject=subject, paragraphs=paragraphs, **draft.fixed)
