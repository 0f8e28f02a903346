"""What the network of open steps means for the departure, in words (N6)."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

PRESSING = 5  # working days
CALM = 15


@dataclass(frozen=True, slots=True)
class Outlook:
    """A sentence, and how serious it is: success, info, warning, danger."""

    sentence: str
    tone: str


def outlook(
    title: str, slack: int | None, *, ready_on: date | None, start: date, declined: bool = False
) -> Outlook | None:
    """Say which step decides and how many working days are left; None where nothing keeps anybody from leaving.

    `title`: of the first step of the critical chain, or of the one that somebody `declined`. `ready_on`: the first day
    on which one could leave, if work on all that can be done begins today.
    """
    if declined:
        return Outlook(
            _("“%(step)s” was declined: nobody leaves before there is another answer.") % {"step": title}, "danger"
        )
    if slack is None:
        return None
    if slack < 0 and ready_on and ready_on > start:
        sentence = _(
            "“%(step)s” delays the departure: at the usual pace all is ready on %(day)s, after the first day abroad."
        )
        return Outlook(sentence % {"step": title, "day": date_format(ready_on)}, "danger")
    if slack <= CALM:
        sentence = ngettext(
            "“%(step)s” is what will delay you: %(days)d working day left.",
            "“%(step)s” is what will delay you: %(days)d working days left.",
            max(slack, 0),
        )
        return Outlook(sentence % {"step": title, "days": max(slack, 0)}, "warning" if slack <= PRESSING else "info")
    sentence = _("Nothing presses. The tightest step is “%(step)s”, with %(days)d working days to spare.")
    return Outlook(sentence % {"step": title, "days": slack}, "success")
