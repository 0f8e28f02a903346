"""Reads the HTML of a mail as a mail program does: which colours meet, in light and in dark, and where links lead."""

import re
from html.parser import HTMLParser

VOID = {"br", "meta", "img", "link", "hr", "input"}
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
DARK = re.compile(r"@media \(prefers-color-scheme: dark\) \{((?:[^{}]*\{[^{}]*\})*)", re.DOTALL)


def declared(style: str) -> dict[str, str]:
    pairs = (part.split(":", 1) for part in style.split(";") if ":" in part)
    return {name.strip(): value.replace("!important", "").strip() for name, value in pairs}


class Letter(HTMLParser):
    """What a mail shows: `words` are texts with their colours, `tags` all elements with their attributes and styles."""

    def __init__(self, html: str, *, dark: bool = False) -> None:
        super().__init__()
        self.rules: list[tuple[list[str], dict[str, str]]] = []
        for block in DARK.findall(html) if dark else []:
            self.rules += [
                (selector.split(), declared(said))
                for selectors, said in RULE.findall(block)
                for selector in selectors.split(",")
            ]
        self.path: list[tuple[str, list[str], dict[str, str]]] = []
        self.tags: list[tuple[str, dict[str, str], dict[str, str]]] = []
        self.words: list[tuple[str, str, str]] = []
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        known = {name: value or "" for name, value in attrs}
        classes, style = known.get("class", "").split(), declared(known.get("style", ""))
        self.tags.append((tag, known, dict(style)))
        if tag == "a":
            self.links.append(known["href"])
        path = [*self.path, (tag, classes, style)]
        for selector, said in self.rules:
            if self.is_met(selector, path):
                style |= said
        if tag not in VOID:
            self.path = path

    @staticmethod
    def is_met(selector, path):
        """Whether the last element of a path is what `.class` or `.class a` means."""
        *outer, last = selector
        tag, classes, _style = path[-1]
        here = last.removeprefix(".") in classes if last.startswith(".") else last == tag
        return here and all(any(name.removeprefix(".") in above[1] for above in path[:-1]) for name in outer)

    def handle_endtag(self, tag):
        while self.path and self.path.pop()[0] != tag:
            pass

    def handle_data(self, text):
        hidden = any(tag in {"style", "title"} or style.get("display") == "none" for tag, _classes, style in self.path)
        if text.strip() and not hidden:
            self.words.append((text.strip(), self.now("color"), self.now("background")))

    def now(self, name):
        """The value that holds here: the nearest one."""
        return next((style[name] for _tag, _classes, style in reversed(self.path) if name in style), "")
