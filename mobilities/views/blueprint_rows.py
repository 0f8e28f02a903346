"""A plan in ready words: its steps as rows, each with what is wrong with it."""

from itertools import groupby

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mobilities.choices import Anchor, Condition, Kind, Level, Owner, Phase
from mobilities.forms.blueprint_step import WAYS
from mobilities.rules.documents import documents
from mobilities.views.cells import addresses
from mobilities.views.picture import working_days


def due(step):
    """When a step is due, in words; takes a row or an item."""
    anchor = Anchor(step.anchor).label
    if step.days_from:
        said = f"{anchor}, {WAYS[step.days_from]}"
    elif not step.days:
        said = _("on the %(anchor)s") % {"anchor": anchor}
    elif step.days < 0:
        words = ngettext("%(n)d day before the %(anchor)s", "%(n)d days before the %(anchor)s", -step.days)
        said = words % {"n": -step.days, "anchor": anchor}
    else:
        words = ngettext("%(n)d day after the %(anchor)s", "%(n)d days after the %(anchor)s", step.days)
        said = words % {"n": step.days, "anchor": anchor}
    return f"{said}, {again(step.repeat_days)}" if step.repeat_days else said


def again(days):
    return ngettext("again every day", "again every %(n)d days", days) % {"n": days}


def phases(blueprint, steps, titles, faults):
    """The steps by phase; `faults`: (place, reason). A draft shows its empty phases too: a step may be added there."""
    wrong: dict[int, list[str]] = {}
    for place, reason in faults:
        wrong.setdefault(place, []).append(reason)
    pages = {name: addresses(f"mobilities:blueprint-{name}", 2) for name in ("step", "step-remove", "step-move")}
    links = {name: partial_for(page, blueprint.pk) for name, page in pages.items()}
    around = _neighbours(steps)
    members = {phase: list(rows) for phase, rows in groupby(steps, key=lambda step: step.phase)}
    return [
        {
            "key": phase,
            "name": Phase(phase).label,
            "rows": [
                row(step, titles, wrong.get(step.position, []), links, around[step.key])
                for step in members.get(phase, [])
            ],
        }
        for phase in (blueprint.phases if blueprint.is_draft else members)
    ]


def partial_for(page, pk):
    return lambda step_pk: page(pk, step_pk)


def row(step, titles, reasons, links, around):
    """One step."""
    return {
        "id": f"step-{step.pk}",
        "key": step.key,
        "title": titles[step.key],
        "help": step.help,
        "owner": capfirst(Owner(step.owner).label),
        "due": due(step),
        "takes": working_days(step.duration),
        "kind": Kind(step.kind).label,
        "level": "" if step.level == Level.MOBILITY else Level(step.level).label,
        "when": "" if step.condition == Condition.ALWAYS else Condition(step.condition).label,
        "needs": [titles.get(key, key) for key in step.needs],
        "papers": [documents()[code].title for code in step.evidence],
        "gate": step.gate,
        "under": bool(step.under),
        "wrong": reasons,
        **{name.replace("-", "_"): link(step.pk) for name, link in links.items()},
        **around,
    }


def _neighbours(steps):
    """By key: the step before and after it at the same height, and the one under which it could stand."""
    found = {step.key: {"up": "", "down": "", "inwards": "", "is_below": bool(step.under)} for step in steps}
    for _name, group in groupby(sorted(steps, key=_height), key=_height):
        rows = sorted(group, key=lambda step: step.position)
        for before, after in zip(rows, rows[1:], strict=False):
            found[before.key]["down"], found[after.key]["up"] = after.key, before.key
            if not after.under:
                found[after.key]["inwards"] = before.key
    return found


def _height(step):
    return step.phase, step.under


def words_of(step, part, titles):
    """A part of a step in words, for the table of differences; takes an item."""
    return {
        "title": lambda: _both(step.title),
        "help": lambda: _both(step.help),
        "owner": lambda: capfirst(Owner(step.owner).label),
        "with": lambda: ", ".join(str(Owner(owner).label) for owner in step.with_),
        "phase": lambda: Phase(step.phase).label,
        "due": lambda: due(step),
        "duration": lambda: working_days(step.duration),
        "needs": lambda: "; ".join(titles.get(key, key) for key in step.needs),
        "when": lambda: capfirst(Condition(step.when).label),
        "gate": lambda: _("Yes") if step.gate else _("No"),
        "evidence": lambda: "; ".join(documents()[code].title for code in step.evidence),
        "kind": lambda: capfirst(Kind(step.kind).label),
        "level": lambda: capfirst(Level(step.level).label),
    }[part]()


def _both(texts):
    return " / ".join(filter(None, [texts.get("en"), texts.get("es")]))


def parts():
    """What the parts of a step are called."""
    return {
        "title": _("Title"),
        "help": _("Help"),
        "owner": _("Whose step it is"),
        "with": _("Who takes part"),
        "phase": _("Phase"),
        "due": _("Due"),
        "duration": _("How long it takes, in working days"),
        "needs": _("What must be done before it"),
        "when": _("It is there when"),
        "gate": _("Nobody departs before it is done"),
        "evidence": _("Papers that show that it is done"),
        "kind": _("Kind of step"),
        "level": _("Done once for"),
    }
