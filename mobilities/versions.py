"""What differs between two versions of a paper, in the reader's words."""

from typing import Any

from django.utils.translation import gettext as _

from doallvet.core.markdown import to_text
from doallvet.signing.changes import Change, changed
from doallvet.signing.choices import COUNTS
from doallvet.signing.models import Version
from mobilities.choices import Side
from mobilities.rules import agreement as rules
from mobilities.rules.clauses import COMMON
from mobilities.rules.paper_words import reader
from mobilities.rules.papers import papers

Row = tuple[str, str, str]


def changes_for(version: Version, party: str) -> list[Row]:
    """Give what changed since the version that this party signed last: name, before, after; none where it never did."""
    earlier = Version.objects.filter(document=version.document_id, number__lt=version.number)
    signed = earlier.filter(signatories__party=party, signatories__state__in=COUNTS).order_by("-number").first()
    return words(changed(signed.data, version.data), version.document.kind, party) if signed else []


def words(changes: list[Change], paper: str, party: str) -> list[Row]:
    """Say changes of the frozen data of a kind of paper as a party reads them, without the clauses of others.

    Who is named where is left to the paper itself.
    """
    found = []
    for change in changes:
        kind, _dot, name = change.name.partition(".")
        if kind == "blocks":
            found.append(_block(name, change))
        elif kind == "fields":
            found.append(_field(paper, name, change))
        elif kind == "commitments":
            found += _promise(name, change)
        elif kind == "clauses":
            found += _clauses(name, change, party)
        elif kind == "about":
            found.append((_("About whom"), str(change.before), str(change.after)))
        elif kind == "language":
            found.append((_("Language"), str(change.before), str(change.after)))
    return found


def _field(paper: str, name: str, change: Change) -> Row:
    key, *part = name.split(".")
    field = next(field for field in papers()[paper].fields if field.key == key)
    if part:  # of a person
        return (field.label, str(change.before or ""), str(change.after or ""))
    return (field.label, field.shown(change.before), field.shown(change.after))


def _promise(name: str, change: Change) -> list[Row]:
    """What a party promises, once: a paper in two languages says it in both."""
    side, *language = name.split(".")
    if language and language[0] != reader():
        return []
    before, after = (_spoken(value) for value in (change.before, change.after))
    return [(_("What the %(party)s commits to") % {"party": Side(side).label}, _lines(before), _lines(after))]


def _spoken(promised: Any) -> list[str]:
    """The sentences in the reader's language, where there are several languages."""
    if isinstance(promised, dict):
        return promised.get(reader()) or next(iter(promised.values()), [])
    return promised or []


def _clauses(name: str, change: Change, party: str) -> list[Row]:
    """What the centre's clauses say, once, in the reader's language where they speak it."""
    side, *language = name.split(".")
    if side not in (COMMON, party) or language and language[0] != reader():
        return []
    title = _("Further agreements") if side == COMMON else _("Further agreements with you")
    return [(title, _written(change.before), _written(change.after))]


def _written(value: Any) -> str:
    rows = value if isinstance(value, list) else [{reader(): value}] if value else []
    return "\n\n".join(to_text(row.get(reader()) or next(iter(row.values()))) for row in rows)


def _block(name: str, change: Change) -> Row:
    block_key, *rest = name.split(".")
    block = rules.blocks()[block_key]
    if not rest:
        return (block.title, _rows(block, change.before), _rows(block, change.after))
    field = next(field for field in block.fields if field.key == rest[0])
    if len(rest) > 1:  # a part of a person
        return (f"{block.title}: {field.label}", str(change.before or ""), str(change.after or ""))
    return (f"{block.title}: {field.label}", field.shown(change.before), field.shown(change.after))


def _rows(block: rules.Block, value: Any) -> str:
    """A block, or a list of rows, as lines."""
    rows = value if isinstance(value, list) else [value or {}]
    return "\n".join(
        " · ".join(filter(None, [field.shown(row.get(field.key)) for field in block.fields])) for row in rows
    )


def _lines(sentences: list[str] | None) -> str:
    return "\n".join(sentences or [])
