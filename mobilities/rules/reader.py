"""Takes values of the expected kind from one mapping of a file; what is wrong goes to the report."""

import re
from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from mobilities.rules.lines import Path, Report

LANGUAGES = ("en", "es")
LONGEST_LIST = 20


class Reader:
    """One mapping. Each method gives the value of a key, or an empty one of its kind after reporting the fault.

    A key that is missing is reported once, by the constructor.
    """

    def __init__(self, found: Any, path: Path, report: Report, keys: Collection[str], optional: Collection[str] = ()):
        self.path, self.report = path, report
        self.found: dict[str, Any] = found if isinstance(found, dict) else {}
        if not isinstance(found, dict):
            report.add(path, _("Here must stand keys with values."))
            return
        for key in found:
            if key not in keys and key not in optional:
                report.add((*path, key), _("The key “%s” is not known.") % str(key)[:50])
        for key in keys:
            if key not in found:
                report.add(path, _("The key “%s” is missing.") % key)

    def fault(self, key: str, reason: str) -> None:
        if key in self.found:
            self.report.add((*self.path, key), f"“{key}”: {reason}")

    def inner(self, key: str, keys: Collection[str], optional: Collection[str] = ()) -> "Reader":
        """Give the reader of a mapping inside this one; silent where the key itself is missing."""
        if key not in self.found:
            return Reader({}, self.path, self.report, ())
        return Reader(self.found[key], (*self.path, key), self.report, keys, optional)

    def one(self, key: str, allowed: Collection[str]) -> str:
        """Give one of the allowed words."""
        value = self.found.get(key)
        if isinstance(value, str) and value in allowed:
            return str(value)
        self.fault(key, _unknown(value, allowed))
        return ""

    def several(self, key: str, allowed: Collection[str] | None) -> tuple[str, ...]:
        """Give a list of allowed words, each once; any word where `allowed` is None."""
        value = self.found.get(key)
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            self.fault(key, _("This must be a list of words."))
            return ()
        for word in value:
            if allowed is not None and word not in allowed:
                self.fault(key, _unknown(word, allowed))
        if len(set(value)) < len(value):
            self.fault(key, _("A word stands twice in this list."))
        return tuple(dict.fromkeys(word for word in value if allowed is None or word in allowed))

    def whole(self, key: str, least: int, most: int) -> int:
        """Give a whole number within its limits."""
        value = self.found.get(key)
        if type(value) is int and least <= value <= most:
            return value
        self.fault(key, _("This must be a whole number from %(least)d to %(most)d.") % {"least": least, "most": most})
        return least

    def flag(self, key: str) -> bool:
        value = self.found.get(key)
        if not isinstance(value, bool):
            self.fault(key, _("This must be true or false."))
        return value is True

    def word(self, key: str, pattern: str, example: str) -> str:
        """Give a name of the given form."""
        value = self.found.get(key)
        if isinstance(value, str) and re.fullmatch(pattern, value):
            return value
        self.fault(key, _("This must be a name such as %s.") % example)
        return ""

    def texts(self, key: str, longest: int) -> dict[str, str]:
        """Give a text in every language, stripped."""
        inner = self.inner(key, LANGUAGES)
        for language in LANGUAGES:
            text = inner.found.get(language)
            if not isinstance(text, str) or not text.strip():
                inner.fault(language, _("The text in this language is missing (%s).") % key)
            elif len(text) > longest:
                inner.fault(language, _("This text is longer than %d characters.") % longest)
        return {language: str(inner.found.get(language)).strip() for language in LANGUAGES}

    def span(self, key: str, names: list[str], least: int, most: int) -> dict[str, int]:
        """Give whole numbers under the given names, each at least the one before."""
        inner = self.inner(key, names)
        span = {name: inner.whole(name, least, most) for name in names}
        if list(span.values()) != sorted(span.values()):
            self.fault(key, _("These must not decrease: %s.") % ", ".join(names))
        return span


def _unknown(value: Any, allowed: Collection[str]) -> str:
    names = {"value": str(value)[:50], "words": ", ".join(str(word) for word in allowed)}
    if len(allowed) > LONGEST_LIST:
        return _("“%(value)s” is not known.") % names
    return _("“%(value)s” is not known; known are: %(words)s.") % names
