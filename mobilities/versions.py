"""What differs between two versions of a paper, in the reader's words."""

from typing import Any

from django.utils.translation import gettext as _

from doallvet.core.markdown import to_text
from doallvet.papers import changes as written
from doallvet.papers.changes import Row
from doallvet.papers.words import reader
from doallvet.signing.changes import Change
from doallvet.signing.models import Version
from mobilities.choices import Side
from mobilities.rules import agreement as rules
from mobilities.rules import amendments
from mobilities.rules.clauses import COMMON
from mobilities.rules.papers import papers

PARTIES = dict(Side.choices)


def changes_for(version: Version, party: str) -> list[Row]:
    """Give what changed since the version that this party signed last: name, before, after; none where it never did."""
    return words(written.since_signed(version, party), version.document.kind, party)


def amended(version: Version) -> list[Row]:
    """Give what an amendment changes: name, before, after."""
    found = amendments.changes(version.data.get("before", {}), version.data["fields"])
    return words(found, version.document.kind, "")


def words(changes: list[Change], paper: str, party: str) -> list[Row]:
    """Say changes of the frozen data of a kind of paper as a party reads them, without the clauses of others.

    Who is named where is left to the paper itself.
    """
    found = written.of_texts(changes)
    for change in changes:
        kind, _dot, name = change.name.partition(".")
        if kind == "blocks":
            found.append(_block(name, change))
        elif kind == "fields":
            found.append(written.of_field(papers()[paper], name, change))
        elif kind == "commitments":
            found += written.of_promise(name, change, PARTIES)
        elif kind == "clauses":
            found += _clauses(name, change, party)
        elif kind == "about":
            found.append((_("About whom"), str(change.before), str(change.after)))
        elif kind in ("language", "languages"):
            found.append(written.of_language(change))
        elif kind == "anew":
            found.append((_("Given again"), "", _("What was signed before no longer counted.")))
    return found


def _clauses(name: str, change: Change, party: str) -> list[Row]:
    """What the centre's clauses say."""
    side = name.partition(".")[0]
    if side not in (COMMON, party):
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
