"""The clauses that a centre adds to its papers: Markdown with named fields and conditions, and nothing else.

A clause is `{"party": "", "text": {"en": Markdown}}`: of one party that signs, or of all where `party` is "". Jinja's
sandbox reads its templates; nothing is compiled or run. What was read is walked through here against two written lists,
so that a clause reaches no other value, no attribute, no filter, no file.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from doallvet.core import markdown
from doallvet.core.text import invisible
from mobilities.choices import Condition
from mobilities.rules import paper_words
from mobilities.rules.conditions import CONDITIONS, PRIVATE, Facts, holds

Clause = Mapping[str, Any]
COMMON = "all"  # under this name stand the clauses of all parties in the data of a paper
LONGEST = 4000  # characters of a clause in one language
MOST = 30  # clauses of a paper
TAGS, WORDS = 60, 3  # in a clause, in a tag: what is read stays small
READ = {"data", "whitespace", "name", "variable_begin", "variable_end", "block_begin", "block_end"}

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
    found = [*_unseen(text), *_unread(text)]
    return [_("Line %(line)s: %(fault)s") % {"line": line, "fault": fault} for line, fault in sorted(found)]


def _counts(most: int, now: int) -> dict[str, int]:
    return {"most": most, "now": now}


def _unseen(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if names := invisible(line):
            said = _("There is a character that cannot be seen (%(names)s).")
            yield number, said % {"names": ", ".join(names)}


def _unread(text: str) -> list[tuple[int, str]]:
    try:
        if found := list(_wrong_tags(text)):
            return found
        return [*_wrong_nodes(_environment().parse(text).body), *markdown.faults(text)]
    except TemplateSyntaxError as error:
        return [(error.lineno, _only())]


def _only() -> str:
    return _("Only {{ field }} and {% if condition %} … {% else %} … {% endif %} are understood here.")


def _wrong_tags(text: str) -> Iterator[tuple[int, str]]:
    """Look at the tags before they are read as a whole: names alone, few of them, and each `if` with its end."""
    tags, words, opened = 0, 0, 0
    for line, kind, value in _environment().lex(text):
        if kind in ("variable_begin", "block_begin"):
            tags, words = tags + 1, 0
        if kind == "name":
            words += 1
            opened += {"if": 1, "endif": -1}.get(value, 0)
        if kind not in READ or words > WORDS:
            yield line, _only()
            return
    if tags > TAGS:
        yield 1, _("A clause has at most %(most)s tags in braces; this one has %(now)s.") % _counts(TAGS, tags)
    elif opened > 0:
        yield text.count("\n") + 1, _("An {% if … %} is open: {% endif %} is missing.")


def _wrong_nodes(parts: Sequence[nodes.Node]) -> Iterator[tuple[int, str]]:
    for part in parts:
        if isinstance(part, nodes.Output):
            for piece in part.nodes:
                if not isinstance(piece, nodes.TemplateData):
                    yield from _wrong_name(piece, FIELDS, _("“%(name)s” is no field."))
        elif isinstance(part, nodes.If) and not part.elif_:
            said = _("“%(name)s” is neither a condition nor a field.")
            yield from _wrong_name(_asked(part), TRUTHS | FIELDS, said)
            yield from _wrong_nodes([*part.body, *part.else_])
        else:
            yield part.lineno, _only()


def _asked(part: nodes.If) -> Any:
    return part.test.node if isinstance(part.test, nodes.Not) else part.test


def _wrong_name(node: nodes.Node, known: Collection[str], said: str) -> Iterator[tuple[int, str]]:
    if not isinstance(node, nodes.Name) or node.ctx != "load":
        yield node.lineno, _only()
    elif node.name not in known:
        yield node.lineno, said % {"name": node.name}


def fill(text: str, fields: Mapping[str, str], truth: Mapping[str, bool]) -> tuple[str, list[str]]:
    """Give a clause as Markdown with its fields filled in, and the fields that it says of which nothing is known.

    A field in an `if` asks whether it is known. Values come out as they are, whatever marks of Markdown they hold.
    Raises ValueError for a text that is no clause.
    """
    if wrong := _unread(text):
        raise ValueError(f"No clause: {wrong}")
    known = {name: bool(fields.get(name)) for name in FIELDS} | dict(truth)
    pieces = list(_spoken(_environment().parse(text).body, known))
    missing = [name for name in pieces if isinstance(name, _Field) and not known[name]]
    said = [markdown.escape(fields.get(piece, "")) if isinstance(piece, _Field) else piece for piece in pieces]
    return "".join(said).strip(), list(dict.fromkeys(map(str, missing)))


class _Field(str):
    """The name of a field among pieces of text."""


def _spoken(parts: Sequence[nodes.Node], known: Mapping[str, bool]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, nodes.If):
            yes = known[_asked(part).name] != isinstance(part.test, nodes.Not)
            yield from _spoken(part.body if yes else part.else_, known)
        elif isinstance(part, nodes.TemplateData):
            yield part.data
        elif isinstance(part, nodes.Name):
            yield _Field(part.name)
        else:
            yield from _spoken(list(part.iter_child_nodes()), known)


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


@cache
def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, autoescape=True)
