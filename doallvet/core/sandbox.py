"""Texts that people write with `{{ field }}` and `{% if condition %} … {% else %} … {% endif %}`, and nothing else.

Jinja's sandbox reads them; nothing is compiled or run. What was read is walked through here against two written lists,
so that a text reaches no other value, no attribute, no filter, no file.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from django.utils.translation import gettext as _
from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from doallvet.core.text import invisible

TAGS, WORDS = 60, 3  # in a text, in a tag: what is read stays small
READ = {"data", "whitespace", "name", "variable_begin", "variable_end", "block_begin", "block_end"}
Fault = tuple[int, str]


def unseen(text: str) -> Iterator[Fault]:
    """Name the lines with characters that cannot be seen."""
    for number, line in enumerate(text.split("\n"), start=1):
        if names := invisible(line):
            said = _("There is a character that cannot be seen (%(names)s).")
            yield number, said % {"names": ", ".join(names)}


def unread(text: str, fields: Collection[str], conditions: Collection[str] = ()) -> list[Fault]:
    """Name what keeps a text from being read, each with its line; a field may be a condition: is it known?"""
    try:
        return list(_wrong_tags(text)) or list(_wrong_nodes(_parsed(text), fields, {*fields, *conditions}))
    except TemplateSyntaxError as error:
        return [(error.lineno, _only())]


def _only() -> str:
    return _("Only {{ field }} and {% if condition %} … {% else %} … {% endif %} are understood here.")


def _wrong_tags(text: str) -> Iterator[Fault]:
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
        yield 1, _("There can be %(most)s tags in braces; here are %(now)s.") % {"most": TAGS, "now": tags}
    elif opened > 0:
        yield text.count("\n") + 1, _("An {% if … %} is open: {% endif %} is missing.")


def _wrong_nodes(parts: Sequence[nodes.Node], fields: Collection[str], asked: Collection[str]) -> Iterator[Fault]:
    for part in parts:
        if isinstance(part, nodes.Output):
            for piece in part.nodes:
                if not isinstance(piece, nodes.TemplateData):
                    yield from _wrong_name(piece, fields, _("“%(name)s” is no field."))
        elif isinstance(part, nodes.If) and not part.elif_:
            yield from _wrong_name(_asked(part), asked, _("“%(name)s” is neither a condition nor a field."))
            yield from _wrong_nodes([*part.body, *part.else_], fields, asked)
        else:
            yield part.lineno, _only()


def _asked(part: nodes.If) -> Any:
    return part.test.node if isinstance(part.test, nodes.Not) else part.test


def _wrong_name(node: nodes.Node, known: Collection[str], said: str) -> Iterator[Fault]:
    if not isinstance(node, nodes.Name) or node.ctx != "load":
        yield node.lineno, _only()
    elif node.name not in known:
        yield node.lineno, said % {"name": node.name}


def fill(
    text: str,
    fields: Mapping[str, str],
    truth: Mapping[str, bool] | None = None,
    *,
    escape: Callable[[str], str] = str,
) -> tuple[str, list[str]]:
    """Give a text that `unread` found nothing wrong with, filled in, and the fields that it says and that are empty.

    A field in an `if` asks whether it is known. A value is never read: it comes out as `escape` gives it.
    """
    known = {name: bool(value) for name, value in fields.items()} | dict(truth or {})
    pieces = list(_spoken(_parsed(text), known))
    missing = [name for name in pieces if isinstance(name, _Field) and not known[name]]
    said = [escape(fields[piece]) if isinstance(piece, _Field) else piece for piece in pieces]
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


@lru_cache(maxsize=500)
def _parsed(text: str) -> list[nodes.Node]:
    return _environment().parse(text).body


@cache
def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, autoescape=True)
