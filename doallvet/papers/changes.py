"""What differs between two versions of a paper of fields, in the reader's words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from doallvet.papers import words
from doallvet.papers.fields import Block
from doallvet.papers.sheets import languages_of
from doallvet.signing.changes import Change, changed
from doallvet.signing.choices import COUNTS
from doallvet.signing.models import Version

Row = tuple[str, str, str]
SPOKEN = ("commitments.", "clauses.")  # what frozen data says in each language


def since_signed(version: Version, party: str) -> list[Change]:
    """Give what changed since the version that this party signed last; nothing where it never did.

    What is said in several languages comes once: in the reader's, else in the first of the paper.
    """
    earlier = Version.objects.filter(document=version.document_id, number__lt=version.number)
    signed = earlier.filter(signatories__party=party, signatories__state__in=COUNTS).order_by("-number").first()
    if signed is None:
        return []
    return _said_once(changed(signed.data, version.data), [words.reader(), *languages_of(version.data)])


def _said_once(changes: list[Change], read: list[str]) -> list[Change]:
    """Leave of what is said in several languages the one that is read best."""
    said: dict[str, list[str]] = {}
    named = [(*change.name.rpartition(".")[::2], change) for change in changes]
    for part, language, _change in named:
        if part.startswith(SPOKEN):
            said.setdefault(part, []).append(language)
    best = {part: next((code for code in read if code in found), found[0]) for part, found in said.items()}
    return [change for part, language, change in named if best.get(part, language) == language]


def of_field(block: Block, name: str, change: Change) -> Row:
    """Say a change of a field, or of a part of a person: `name` without what stands before it in the data."""
    key, *part = name.split(".")
    field = next(field for field in block.fields if field.key == key)
    if part:
        return (field.label, str(change.before or ""), str(change.after or ""))
    return (field.label, field.shown(change.before), field.shown(change.after))


def of_promise(name: str, change: Change, parties: Mapping[str, Any]) -> list[Row]:
    """Say what a party promises; `parties`: their names."""
    side = name.partition(".")[0]
    before, after = ("\n".join(_spoken(value)) for value in (change.before, change.after))
    return [(_("What the %(party)s commits to") % {"party": parties[side]}, before, after)]


def of_language(change: Change) -> Row:
    return (_("Language"), _languages(change.before), _languages(change.after))


def _languages(said: Any) -> str:
    """One language or several, by their own names."""
    codes = [said] if isinstance(said, str) else said or []
    return ", ".join(words.LANGUAGES.get(code, code) for code in codes)


def of_texts(changes: Iterable[Change]) -> list[Row]:
    """Say what is new in title, introduction and closing, once: in the reader's language where the paper speaks it.

    A language that is added or left out is no new text.
    """
    said: dict[str, list[tuple[str, Change]]] = {}
    for change in changes:
        kind, *name = change.name.split(".")
        if kind == "text" and len(name) == 2:
            said.setdefault(name[0], []).append((name[1], change))
    labels = {"title": _("Title"), "intro": _("Introduction"), "closing": _("Closing words")}
    rows = said.get(words.reader()) or next(iter(said.values()), [])
    return [(labels[part], change.before or "", change.after or "") for part, change in rows]


def _spoken(promised: Any) -> list[str]:
    """The sentences in the reader's language, where there are several languages."""
    if isinstance(promised, dict):
        return promised.get(words.reader()) or next(iter(promised.values()), [])
    return promised or []
