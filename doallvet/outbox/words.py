"""The words of a message: made when it is sent, in the person's language and on the person's clock."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import ngettext

from doallvet.accounts.models import User
from doallvet.outbox import writers
from doallvet.outbox.models import Notice
from doallvet.outbox.writers import Line

SUBJECT_LENGTH = 160


def lines(notices: Iterable[Notice], *, at: datetime) -> dict[int, Line | None]:
    """Give what each notice says to its person; None where it is owed no more, no entry where its writer failed."""
    groups = defaultdict(list)
    for notice in notices:
        groups[notice.person.language, notice.person.time_zone].append(notice)
    made: dict[int, Line | None] = {}
    for (language, zone), group in groups.items():
        with translation.override(language), timezone.override(_clock(zone)):
            made |= writers.lines(notice for notice in group if not is_over(notice, at))
        made |= {notice.pk: None for notice in group if is_over(notice, at)}
    return made


def is_over(notice: Notice, at: datetime) -> bool:
    """Too late to be worth sending."""
    return notice.not_after is not None and notice.not_after <= at


def message(person: User, said: list[Line]) -> dict[str, Any]:
    """Make the fields of a mail from its lines: text and HTML say the same."""
    with translation.override(person.language):
        context = {
            "language": person.language,
            "name": one_line(person.get_short_name()),
            "subject": _subject(said),
            "entries": [_entry(line) for line in said],
            "site": settings.SITE_URL,
        }
        return {
            "address": person.email,
            "language": person.language,
            "subject": context["subject"],
            "text": render_to_string("outbox/mail.txt", context),
            "html": render_to_string("outbox/mail.html", context),
        }


def one_line(text: str) -> str:
    """Give the text without line breaks and control characters, as a header of a mail needs it."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _entry(line: Line) -> dict[str, Any]:
    link = settings.SITE_URL + line.link if line.link.startswith("/") else line.link
    return {"subject": one_line(line.subject), "paragraphs": line.paragraphs, "link": link, "label": line.label}


def _subject(said: list[Line]) -> str:
    first = Truncator(one_line(said[0].subject)).chars(SUBJECT_LENGTH)
    more = len(said) - 1
    if not more:
        return first
    return ngettext("%(first)s, and %(more)d more", "%(first)s, and %(more)d more", more) % {
        "first": first,
        "more": more,
    }


def _clock(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None
