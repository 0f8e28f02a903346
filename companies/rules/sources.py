"""Where rules were seen, as plain values: what is known of a page and nothing else."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from django.utils.translation import gettext as _

FILE = Path(__file__).parent.parent / "data" / "sources.yaml"
CODE = re.compile(r"[A-Z]{1,3}[0-9]{1,4}[a-z]?")
DATED = re.compile(r"(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a source. A source has one code, and one page or several; `dated`: a year, a month or a day."""

    code: str
    title: str = ""
    published: str = ""
    dated: str = ""
    address: str = ""


@lru_cache(maxsize=1)
def shipped() -> tuple[Page, ...]:
    """Give the pages that come with the project, source by source."""
    return tuple(Page(**row) for row in yaml.safe_load(FILE.read_text(encoding="utf-8")))


def faults(page: Page) -> list[tuple[str, str]]:
    """Name what is wrong with a page: (field, sentence); empty means it is sound."""
    found = []
    if not CODE.fullmatch(page.code):
        found.append(("code", _("A code is one to three capital letters and a number, such as DE11.")))
    if not page.title and not page.published:
        found.append(("title", _("Say what it is called, or where it was published: one of the two at least.")))
    if page.dated and not DATED.fullmatch(page.dated):
        found.append(("dated", _("A year, a month or a day, such as 2025, 2025-03 or 2025-03-14.")))
    if page.address and not page.address.startswith(("https://", "http://")):
        found.append(("address", _("An address begins with https:// or http://.")))
    return found
