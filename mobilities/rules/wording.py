"""The words of messages that a centre writes itself: what can be named in them, and what keeps them from being sent."""

from collections.abc import Collection, Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from doallvet.core import sandbox

SUBJECT, TEXT = 150, 3000  # characters
KEPT = ("text", "reason", "open", "changes", "hours", "meet")  # what is said nowhere else has to stay in the text
MARK = "\N{OBJECT REPLACEMENT CHARACTER}"
DAYS = {
    "begins": date(2027, 3, 1),
    "ends": date(2027, 4, 30),
    "began": date(2027, 3, 8),
    "ended": date(2027, 5, 7),
    "date": date(2027, 2, 12),
    "since": date(2027, 2, 15),
}

FIELDS = {
    "apprentice": gettext_lazy("name of the apprentice"),
    "town": gettext_lazy("town of the host"),
    "begins": gettext_lazy("first day abroad"),
    "ends": gettext_lazy("last day abroad"),
    "centre": gettext_lazy("sending centre"),
    "title": gettext_lazy("the step, the paper or the session"),
    "about": gettext_lazy("what it is about, in a sentence"),
    "help": gettext_lazy("what is to be done"),
    "date": gettext_lazy("the day on which it is due"),
    "owner": gettext_lazy("whose step it is"),
    "owners": gettext_lazy("who has not answered"),
    "since": gettext_lazy("since when nobody has answered"),
    "by": gettext_lazy("who did or asks it"),
    "text": gettext_lazy("what was written by hand"),
    "reason": gettext_lazy("the reason that was given"),
    "decision": gettext_lazy("what was decided"),
    "began": gettext_lazy("first day as it was before"),
    "ended": gettext_lazy("last day as it was before"),
    "before": gettext_lazy("what it was before"),
    "after": gettext_lazy("what it is now"),
    "said": gettext_lazy("who answered what"),
    "second": gettext_lazy("the second person"),
    "number": gettext_lazy("number of the paper"),
    "version": gettext_lazy("number of the version"),
    "matter": gettext_lazy("the stay or the partnership, in a few words"),
    "count": gettext_lazy("how many steps are open, in words"),
    "open": gettext_lazy("the open steps, one a line"),
    "person": gettext_lazy("who said it"),
    "party": gettext_lazy("for which party"),
    "follows": gettext_lazy("what follows from it, in a sentence"),
    "changes": gettext_lazy("what is different, one a line"),
    "when": gettext_lazy("day and hours, by the clock of who reads it"),
    "hours": gettext_lazy("its hours at both places"),
    "note": gettext_lazy("the note on the session"),
    "meet": gettext_lazy("where one meets, in a sentence"),
}


def faults(subject: str, text: str, fields: Collection[str], keeps: Collection[str] = ()) -> dict[str, list[str]]:
    """Name by field (`subject`, `text`) all that keeps words from being sent; empty means that they can be.

    `keeps`: fields that the text of this message has to name, beside those that are said nowhere else in any.
    """
    found = {"subject": _faults(subject, SUBJECT, fields), "text": _faults(text, TEXT, fields)}
    if "\n" in subject or "\t" in subject:
        found["subject"].append(_("A subject is one line."))
    needed = [name for name in fields if name in KEPT or name in keeps] if not found["text"] else []
    gone = [name for name in needed if not _always_says(text, name, fields)]
    found["text"] += [_("{{ %(name)s }} has to stay: it is said nowhere else.") % {"name": name} for name in gone]
    return {name: said for name, said in found.items() if said}


def _always_says(text: str, name: str, fields: Collection[str]) -> bool:
    """Whether a text says what a field does, be the others empty or not."""
    filled = (sandbox.fill(text, dict.fromkeys(fields, others) | {name: MARK})[0] for others in ("", "-"))
    return all(MARK in said for said in filled)


def _faults(text: str, most: int, fields: Collection[str]) -> list[str]:
    if not text.strip():
        return [_("Write something here, or go back to the words of the portal.")]
    if len(text) > most:
        return [_("There can be %(most)s characters; here are %(now)s.") % {"most": most, "now": len(text)}]
    wrong = sorted([*sandbox.unseen(text), *sandbox.unread(text, fields)])
    if most == SUBJECT:
        return [fault for _line, fault in wrong]
    return [_("Line %(line)s: %(fault)s") % {"line": line, "fault": fault} for line, fault in wrong]


def example(centre: str) -> Mapping[str, str]:
    """Give what the fields say of an invented stay, in the language that is active."""
    day = {name: date_format(value) for name, value in DAYS.items()}
    stay = {"apprentice": "Lucía García", "town": "Dresden", "title": _("Insurance for the stay"), **day}
    return stay | {
        "centre": centre,
        "about": _("For the stay of %(apprentice)s in %(town)s: “%(title)s”, due on %(date)s.") % stay,
        "help": _("Hand in the confirmation of the insurance."),
        "owner": _("home employer"),
        "owners": "Rosa Vidal",
        "by": "Ana Reyes",
        "text": _("“Please look at it this week.”"),
        "reason": _("It falls into our busiest time"),
        "decision": _("Selected"),
        "before": "Metal Bierzo S.L.",
        "after": "Taller Sil S.L.",
        "said": _("%(who)s: said yes") % {"who": _("Host company")},
        "second": "Carmen Prada",
        "number": "LA-2026-0042",
        "version": "2",
        "matter": "Lucía García → Dresden",
        "count": ngettext("%(number)s step is still open", "%(number)s steps are still open", 1) % {"number": 1},
        "open": _("“%(title)s”, overdue since %(date)s; it waits for: %(who)s") % (stay | {"who": _("home employer")}),
        "person": "Rosa Vidal",
        "party": _("home employer"),
        "follows": _("What depends on it is open again."),
        "changes": f"{_('Last day')}: {day['ended']} → {day['ends']}",
        "when": f"{day['begins']}, 10:00–11:00",
        "hours": _("%(when)s at %(where)s.") % {"when": f"{day['begins']}, 10:00–11:00", "where": centre},
        "note": _("Please have your working clothes at hand."),
        "meet": _("You meet at %(link)s") % {"link": "https://meet.example/dresden"},
    }
