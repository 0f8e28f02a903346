"""The clauses that a centre adds to its papers: Markdown with named fields and conditions, and nothing else.

A clause is `{"party": "", "text": {"en": Markdown}}`: of one party that signs, or of all where `party` is "". Its texts
are read by `core.sandbox`.
"""

from collections.abc import Collection, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doallvet.core import markdown, sandbox
from doallvet.papers import words as paper_words
from mobilities.choices import Condition
from mobilities.rules.conditions import CONDITIONS, PRIVATE, Facts, holds

Clause = Mapping[str, Any]
COMMON = "all"  # under this name stand the clauses of all parties in the data of a paper
LONGEST = 4000  # characters of a clause in one language
MOST = 30  # clauses of a paper

FIELDS = {
    "apprentice": gettext_lazy("name of the apprentice"),
    "programme": gettext_lazy("what the apprentice learns"),
    "begins": gettext_lazy("first day abroad"),
    "ends": gettext_lazy("last day abroad"),
    "days": gettext_lazy("number of days abroad"),
    "virtual_begins": gettext_lazy("first day of the virtual phase"),
    "virtual_ends": gettext_lazy("last day of the virtual phase"),
    "hours": gettext_lazy("hours of work a week"),
    "host": gettext_lazy("host company"),
    "town": gettext_lazy("town of the host"),
    "country": gettext_lazy("country of the host"),
    "employer": gettext_lazy("home employer"),
    "centre": gettext_lazy("sending centre"),
    "hosting_centre": gettext_lazy("hosting centre"),
    "coordinator": gettext_lazy("who coordinates at the sending centre"),
    "project": gettext_lazy("number of the grant project"),
}
PAY_KEPT = "pay_kept"
TRUTHS = {name: Condition(name).label for name in CONDITIONS if name not in {"always", *PRIVATE}} | {
    PAY_KEPT: gettext_lazy("the home employer goes on paying")
}


def truths(facts: Facts) -> dict[str, bool]:
    """Say of each condition whether it holds; none of class S is among them, for a clause is read by companies."""
    return {name: holds(name, facts) for name in TRUTHS if name != PAY_KEPT} | {PAY_KEPT: facts.pay_kept is True}


def faults(text: str) -> list[str]:
    """Name what keeps a text from being a clause, each with its line; empty means that it is one."""
    if len(text) > LONGEST:
        return [_("A clause has at most %(most)s characters; this one has %(now)s.") % _counts(LONGEST, len(text))]
    found = [*sandbox.unseen(text), *_unread(text)]
    return [_("Line %(line)s: %(fault)s") % {"line": line, "fault": fault} for line, fault in sorted(found)]


def _counts(most: int, now: int) -> dict[str, int]:
    return {"most": most, "now": now}


def _unread(text: str) -> list[sandbox.Fault]:
    return [*sandbox.unread(text, FIELDS, TRUTHS), *markdown.faults(text)]


def fill(text: str, fields: Mapping[str, str], truth: Mapping[str, bool]) -> tuple[str, list[str]]:
    """Give a clause as Markdown with its fields filled in, and the fields that it says of which nothing is known.

    A field in an `if` asks whether it is known. Values come out as they are, whatever marks of Markdown they hold.
    Raises ValueError for a text that is no clause.
    """
    if wrong := _unread(text):
        raise ValueError(f"No clause: {wrong}")
    said = {name: fields.get(name, "") for name in FIELDS}
    return sandbox.fill(text, said, truth, escape=markdown.escape)


def obstacles(clauses: Sequence[Clause], parties: Collection[str]) -> list[str]:
    """Name all that keeps clauses from being published; `parties`: those that may sign the paper."""
    found = []
    if len(clauses) > MOST:
        found.append(_("A paper has at most %(most)s clauses; these are %(now)s.") % _counts(MOST, len(clauses)))
    for number, clause in enumerate(clauses, start=1):
        reasons = [reason for text in clause["text"].values() for reason in faults(text)]
        if clause["party"] and clause["party"] not in parties:
            reasons.append(_("The party does not sign this paper."))
        if not any(text.strip() for text in clause["text"].values()) or not set(clause["text"]) <= set(
            paper_words.LANGUAGES
        ):
            reasons.append(_("It says nothing in a language of the papers."))
        found += [_("Clause %(number)s: %(reason)s") % {"number": number, "reason": reason} for reason in reasons]
    return found


def spoken(clause: Clause, languages: Sequence[str]) -> list[str]:
    """Give the languages of a paper in which a clause is written; one of its own where it is in none of them."""
    written = [code for code in languages if code in clause["text"]]
    return written or [code for code in paper_words.LANGUAGES if code in clause["text"]][:1]


def differences(before: Sequence[Clause], after: Sequence[Clause]) -> list[tuple[Clause | None, Clause | None]]:
    """Give what is not the same in two lists of clauses, in order: before and after; None where there is none."""
    found: list[tuple[Clause | None, Clause | None]] = []
    olds, news = ([repr((row["party"], sorted(row["text"].items()))) for row in rows] for rows in (before, after))
    for kind, first, last, begin, end in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        if kind != "equal":
            found += zip_longest(before[first:last], after[begin:end])
    return found


def example(centre: str, language: str) -> dict[str, str]:
    """Give what the fields say of an invented stay, in a language."""
    days = {"virtual_begins": "2027-02-22", "begins": "2027-03-01", "ends": "2027-04-30", "virtual_ends": "2027-05-07"}
    return {name: paper_words.shown("", "date", day, language) for name, day in days.items()} | {
        "apprentice": "Lucía García",
        "programme": "Mecatrónica Industrial",
        "days": "61",
        "hours": paper_words.shown("", "decimal", "38.5", language),
        "host": "Werkstatt Sachsen GmbH",
        "town": "Dresden",
        "country": paper_words.shown("", "country", "DE", language),
        "employer": "Metal Bierzo S.L.",
        "centre": centre,
        "hosting_centre": "BSZ Elbufer",
        "coordinator": "Ana Reyes",
        "project": "2026-1-ES01-KA121-VET-000123456",
    }
