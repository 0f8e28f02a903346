"""What the network of open steps means for the departure, in words (N6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

PRESSING = 5  # working days
CALM = 15
MANY = 3  # so many steps are named


@dataclass(frozen=True, slots=True)
class Outlook:
    """A sentence, and how serious it is: success, info, warning, danger."""

    sentence: str
    tone: str


def outlook(
    titles: Sequence[str], slack: int | None, *, ready_on: date | None, start: date, declined: bool = False
) -> Outlook | None:
    """Say which steps decide and how many working days are left; None where nothing keeps anybody from leaving.

    `titles`: of the first step of each chain that decides, or of the one that somebody `declined`. `ready_on`: the
    first day on which one could leave, if work on all that can be done begins today.
    """
    words = {"steps": named(titles)}
    if declined:
        sentence = _("%(steps)s was declined: nobody leaves before there is another answer.")
        return Outlook(sentence % words, "danger")
    if slack is None:
        return None
    if slack < 0 and ready_on and ready_on > start:
        sentence = ngettext(
            "%(steps)s delays the departure: at the usual pace all is ready on %(day)s, after the first day abroad.",
            "%(steps)s delay the departure together: at the usual pace all is ready on %(day)s, after the first day "
            "abroad.",
            len(titles),
        )
        return Outlook(sentence % (words | {"day": date_format(ready_on)}), "danger")
    if slack > CALM:
        sentence = ngettext(
            "Nothing presses. The tightest step is %(steps)s, with %(days)d working days to spare.",
            "Nothing presses. The tightest steps are %(steps)s, with %(days)d working days to spare.",
            len(titles),
        )
        return Outlook(sentence % (words | {"days": slack}), "success")
    left = ngettext("%(n)d working day left", "%(n)d working days left", max(slack, 0)) % {"n": max(slack, 0)}
    sentence = ngettext(
        "%(steps)s is what will delay you: %(left)s.", "%(steps)s decide together: %(left)s.", len(titles)
    )
    return Outlook(sentence % (words | {"left": left}), "warning" if slack <= PRESSING else "info")


def named(titles: Sequence[str]) -> str:
    """Put titles in a row: “A”, “B” and “C”; of more than three, two and how many others."""
    quoted = [_("“%(step)s”") % {"step": title} for title in titles]
    if len(quoted) > MANY:
        rest = len(quoted) - MANY + 1
        quoted = [*quoted[: MANY - 1], ngettext("%(n)d other step", "%(n)d other steps", rest) % {"n": rest}]
    return get_text_list(quoted, _("and"))
