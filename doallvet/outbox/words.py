"""The words of a message: made when it is sent, in the person's language and on the person's clock."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doallvet.accounts.models import User
from doallvet.outbox import quotes, tokens, writers
from doallvet.outbox.clocks import clocks
from doallvet.outbox.hours import Clock
from doallvet.outbox.models import Notice, Refusal
from doallvet.outbox.writers import Line

SUBJECT_LENGTH = 160
MOST_LINES = 30  # of a digest; who was away for long reads the others in the portal
JOINERS = {"\u200c", "\u200d"}


def lines(
    notices: Iterable[Notice], clock_of: Mapping[int, Clock] | None = None, *, at: datetime
) -> dict[int, Line | None]:
    """Give what each notice says to its person; None where it is owed no more, no entry where its writer failed.

    `clock_of`: the clocks of the people by id, where they are known. What a person does without is owed no more.
    """
    notices = list(notices)
    clock_of = clock_of or clocks({notice.person for notice in notices}, at=at)
    refused = _refused(notices)
    groups = defaultdict(list)
    made: dict[int, Line | None] = {}
    for notice in notices:
        if is_over(notice, at) or (notice.person_id, notice.kind) in refused:
            made[notice.pk] = None
        else:
            groups[notice.person.language, clock_of[notice.person_id].zone].append(notice)
    for (language, place), group in groups.items():
        with translation.override(language), timezone.override(place):
            made |= writers.lines(group)
    return made


def _refused(notices: list[Notice]) -> set[tuple[int, str]]:
    kinds = writers.optional(notice.kind for notice in notices)
    if not kinds:
        return set()
    people = {notice.person_id for notice in notices}
    return set(Refusal.objects.filter(person__in=people, kind__in=kinds).values_list("person_id", "kind"))


def is_over(notice: Notice, at: datetime) -> bool:
    """Too late to be worth sending."""
    return notice.not_after is not None and notice.not_after <= at


def message(person: User, said: list[Line], kinds: Collection[str] = ()) -> dict[str, Any]:
    """Make the fields of a mail from its lines and their kinds: text and HTML say the same."""
    said = sorted(said, key=lambda line: not line.otherwise)  # first what cannot be left undone
    can_do_without = writers.optional(kinds)
    unsubscribe = tokens.address(person, can_do_without) if can_do_without else ""
    is_optional = len(can_do_without) == len(set(kinds))
    answers = {line.reply_to for line in said}
    reply_to = answers.pop() if len(answers) == 1 else ""  # of a digest nobody could say which line is answered
    with translation.override(person.language):
        context = {
            "language": person.language,
            "name": one_line(person.get_short_name()),
            "subject": _subject(said),
            "groups": _groups([*said[:MOST_LINES], *_more(len(said) - MOST_LINES)]),
            "preview": said[0].paragraphs[0] if said[0].paragraphs else "",
            "is_digest": len(said) > 1,
            "mark": quotes.MARK if reply_to else "",
            "answered_to": said[0].answered_to,
            "unsubscribe": unsubscribe,
            "is_optional": is_optional,
            "preferences": settings.SITE_URL + reverse("preferences"),
            "site": settings.SITE_URL,
        }
        return {
            "language": person.language,
            "subject": context["subject"],
            "reply_to": reply_to,
            "unsubscribe": unsubscribe if is_optional else "",
            "text": render_to_string("outbox/mail.txt", context),
            "html": render_to_string("outbox/mail.html", context),
        }


def _more(number: int) -> list[Line]:
    """A line in place of those that a message has no room for."""
    if number < 1:
        return []
    subject = ngettext("And %(more)d more", "And %(more)d more", number) % {"more": number}
    return [Line(subject=subject, link="/", label=_("See what is yours to do"))]


def one_line(text: str) -> str:
    """Give the text without line breaks and control characters, as a header of a mail needs it.

    The joiners stay, to which some scripts and the emoji of people at work hold.
    """
    return " ".join("".join(char if char.isprintable() or char in JOINERS else " " for char in text).split())


def _groups(said: list[Line]) -> list[dict[str, Any]]:
    """Put together what belongs to one thing, in the order in which things come up; what belongs to none comes last."""
    found: dict[str, list[dict[str, Any]]] = {}
    for line in sorted(said, key=lambda line: not line.group):
        link = settings.SITE_URL + line.link if line.link.startswith("/") else line.link
        entry = asdict(line) | {"subject": one_line(line.subject), "link": link}
        found.setdefault(one_line(line.group), []).append(entry)
    return [{"title": title, "entries": entries} for title, entries in found.items()]


def _subject(said: list[Line]) -> str:
    first = Truncator(one_line(said[0].subject)).chars(SUBJECT_LENGTH)
    more = len(said) - 1
    if not more:
        return first
    return ngettext("%(first)s, and %(more)d more", "%(first)s, and %(more)d more", more) % {
        "first": first,
        "more": more,
    }
