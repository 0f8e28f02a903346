"""Reads a plan from its file: sound and whole, or refused with every fault and its line."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from doallvet.core.refused import Refused
from mobilities.choices import Activity, Anchor, Kind, Level, Mode, Owner, Phase
from mobilities.rules import lines, soundness
from mobilities.rules.conditions import CONDITIONS
from mobilities.rules.deadlines import DAYS_FROM
from mobilities.rules.documents import documents
from mobilities.rules.lines import Path, Report
from mobilities.rules.reader import Reader
from mobilities.rules.template import Item, Template

MOST_ITEMS = 300
MOST_DAYS = 3650
TEMPLATE_KEYS = [
    "key",
    "version",
    "title",
    "activity_type",
    "mode",
    "phases",
    "anchors_used",
    "stay_days",
    "total_lead_days",
]
ITEM_KEYS = [
    "id",
    "phase",
    "level",
    "kind",
    "owner",
    "with",
    "due",
    "days",
    "needs",
    "when",
    "gate",
    "evidence",
    "title",
    "help",
]
VIRTUAL = {Phase.VIRTUAL_BEFORE, Phase.VIRTUAL_AFTER, Anchor.VSTART, Anchor.VEND}
STAY = ["min", "typical", "max"]
GAPS = ["vstart_to_start_days", "end_to_vend_days"]
GAP = ["min", "typical"]


@lru_cache(maxsize=16)
def parse(text: str, *, name: str) -> Template:
    """Give the template that a file says; `name` is the file's name for the reasons.

    Raises Refused with all faults, by line, each as "file, line N: reason". What a file may say is domain.md 6.3;
    its words are those of `mobilities.choices`, `rules.conditions` and the catalogue of documents.
    """
    report = Report(name)
    found = lines.read(text, report)
    template = _template(found, report) if found is not None or not report.faults else None
    if report.faults or template is None:
        raise Refused(report.sentences())
    return template


def _template(found: Any, report: Report) -> Template | None:
    rows = found.get("items") if isinstance(found, dict) else None
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_ITEMS:
        report.add((), _("A plan is a “template” with its data and “items”, a list of 1 to %d steps.") % MOST_ITEMS)
        return None
    whole = Reader(found, (), report, ["template", "items"])
    blended = isinstance(found.get("template"), dict) and found["template"].get("mode") == Mode.BLENDED
    head = whole.inner("template", TEMPLATE_KEYS + ["gaps"] * blended)
    # A list that could not be read counts as all there are, lest every step be blamed for it.
    phases = head.several("phases", [phase for phase in Phase if blended or phase not in VIRTUAL]) or tuple(Phase)
    anchors = head.several("anchors_used", [name for name in Anchor if blended or name not in VIRTUAL]) or tuple(Anchor)
    template = Template(
        key=head.word("key", r"[a-z][a-z0-9-]{1,39}", "dual-short"),
        version=head.whole("version", 1, 9999),
        title=head.texts("title", 250),
        activity_type=head.one("activity_type", Activity.values),
        mode=head.one("mode", Mode.values),
        phases=phases,
        stay_days=head.span("stay_days", STAY, 1, MOST_DAYS),
        gaps=_gaps(head) if blended else {},
        total_lead_days=head.whole("total_lead_days", 1, MOST_DAYS),
        items=(),
    )
    timed = not report.faults
    items = [_item(row, ("items", place), phases, anchors, report) for place, row in enumerate(rows)]
    first = {item.id: item for item in reversed(items) if item}
    template = replace(template, items=tuple(item for item in items if item and first[item.id] is item))
    report.faults.extend(soundness.faults(template, _ids(rows, report), timed=timed))
    return template


def _gaps(head: Reader) -> dict[str, dict[str, int]]:
    gaps = head.inner("gaps", GAPS)
    return {name: gaps.span(name, GAP, 0, MOST_DAYS) for name in GAPS}


def _ids(rows: list[Any], report: Report) -> set[str]:
    """Give the ids of all rows, sound or not; report the second use of one."""
    ids: set[str] = set()
    for place, row in enumerate(rows):
        key = row.get("id") if isinstance(row, dict) else None
        if isinstance(key, str):
            if key in ids:
                report.add(("items", place, "id"), _("The step “%s” stands twice.") % key[:50])
            ids.add(key)
    return ids


def _item(row: Any, path: Path, phases: tuple[str, ...], anchors: tuple[str, ...], report: Report) -> Item | None:
    faults_before = len(report.faults)
    read = Reader(row, path, report, ITEM_KEYS)
    due = read.inner("due", ["anchor"], ["days", "days_from", "repeat_days"])
    if "due" in read.found and ("days" in due.found) == ("days_from" in due.found):
        read.fault("due", _("It has either “days” or “days_from”."))
    item = Item(
        id=read.word("id", r"[A-Za-z][A-Za-z0-9_-]{0,9}", "P01"),
        phase=read.one("phase", phases),
        level=read.one("level", Level.values),
        kind=read.one("kind", Kind.values),
        owner=read.one("owner", Owner.values),
        with_=read.several("with", [owner for owner in Owner.values if owner != Owner.NOTIFIER]),
        anchor=due.one("anchor", anchors),
        days=due.whole("days", -MOST_DAYS, MOST_DAYS) if "days" in due.found else None,
        days_from=due.one("days_from", DAYS_FROM) if "days_from" in due.found else None,
        repeat_days=due.whole("repeat_days", 1, MOST_DAYS) if "repeat_days" in due.found else None,
        duration=read.whole("days", 1, MOST_DAYS),
        needs=read.several("needs", None),
        when=read.one("when", CONDITIONS),
        gate=read.flag("gate"),
        evidence=read.several("evidence", documents()),
        title=read.texts("title", 250),
        help=read.texts("help", 1000),
        line=report.line(path),
    )
    return item if len(report.faults) == faults_before else None
