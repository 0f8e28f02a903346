"""Reads templates as text: which are used, and which hold code or style that the browser will refuse."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.code import Module, text

NAMED = re.compile(r"""["']([\w./-]+\.(?:html|txt))(?:#[\w-]+)?["']""")
TAG = re.compile(r"{%.*?%}", re.DOTALL)
FOLDER = re.compile(r"[\w/]+/.*html$")  # a name that is put together says at least its folder
BY_NAME = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}  # Django looks for them by itself
BY_NAME |= {f"account/email/proof_code_{part}.txt" for part in ("subject", "message")}  # allauth adds the part
INLINE = {
    "a script": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "a style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"<[^<>]*\sstyle\s*=", re.IGNORECASE),
    "an event handler": re.compile(r"<[^<>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"=\s*[\"']?javascript:", re.IGNORECASE),
}
COMMENT = re.compile(r"{#.*?#}|{% comment.*?{% endcomment %}", re.DOTALL)


def read(folder: Path) -> dict[str, str]:
    """Give the text of each template by its name."""
    return {
        str(file.relative_to(folder)): COMMENT.sub(_lines, file.read_text(encoding="utf-8"))
        for file in sorted(folder.rglob("*"))
        if file.suffix in (".html", ".txt")
    }


def unused(templates: dict[str, str], modules: dict[str, Module], libraries: set[str]) -> Iterator[str]:
    """Templates that nothing names; those that stand in for a library's (`libraries`) are used by the library."""
    named = {name for source in templates.values() for tag in TAG.findall(source) for name in NAMED.findall(tag)}
    patterns = []
    for module in modules.values():
        for node in ast.walk(module.tree):
            if written := text(node):
                named.add(written.split("#")[0])
            elif isinstance(node, ast.JoinedStr):
                patterns.append("".join(re.escape(text(part)) if text(part) else ".+" for part in node.values))
    made = re.compile("|".join(pattern for pattern in patterns if FOLDER.match(pattern)) or "(?!)")
    for name in templates:
        if name not in named | libraries | BY_NAME and not made.fullmatch(name):
            yield f"templates/{name} is used by nothing."


def inline(templates: dict[str, str], *, apart: tuple[str, ...] = ()) -> Iterator[str]:
    """Code and style inside a page, which the content security policy forbids; `apart`: mails and documents."""
    for name, source in templates.items():
        for what, pattern in INLINE.items():
            if not name.startswith(apart) and (found := pattern.search(TAG.sub(_lines, source))):
                line = source.count("\n", 0, found.start()) + 1
                yield f"templates/{name}:{line} holds {what}: put it into static/."


def _lines(found: re.Match) -> str:
    """Leave a gap of as many lines, so that the number of a line stays true."""
    return "\n" * found.group().count("\n")
