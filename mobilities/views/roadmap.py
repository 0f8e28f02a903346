"""A roadmap in rows: its phases, what can be done now, and what a plan would make."""

from itertools import groupby

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mobilities import access
from mobilities.choices import Kind, Owner, Phase
from mobilities.rules.completion import known_before
from mobilities.rules.roadmap import resolve_owner
from mobilities.views.task_rows import Rows

FEW = 4
SHORT = 12


def phases(steps, today, seat, mobility):
    """Phases with their tasks, and the stations of the line above them."""
    rows = Rows(today, seat=seat, titles=name_needs(steps), mobility=mobility)
    is_short = len(steps) <= SHORT
    found = []
    for phase, group in groupby(by_phase(steps), key=lambda step: step.plan.phase):
        members = list(group)
        tasks, done = [rows.row(step) for step in members], sum(step.is_done for step in members)
        found.append(
            {
                "key": phase,
                "name": Phase(phase).label,
                "tasks": tasks,
                "state": "done" if done == len(members) else "todo",
                "open": is_short or any(task["state"] in ("now", "late") for task in tasks),
                "note": _("%(done)s of %(total)s") % {"done": done, "total": len(members)},
                "url": f"#{phase}",
            }
        )
    current = next((phase for phase in found if phase["state"] != "done"), None)
    if current:
        current["state"] = "now"
    return found


def by_phase(steps):
    """The steps in the order of the phases; what a former plan left behind stands with its phase."""
    order = list(Phase)
    return sorted(steps, key=lambda step: order.index(step.plan.phase))


def name_needs(steps):
    """Note on each step the first open one that it waits for; give the titles by key."""
    still_open = {step.plan.key for step in steps if not step.is_done and step.occurrence == 0}
    for step in steps:
        step.first_need = next((key for key in step.plan.needs if key in still_open), None)
    return {step.plan.key: step.title for step in steps}


def now(steps, today, seat):
    """What can be done now, the most urgent first: by the person, and by others; a few of each."""
    rows = Rows(today, seat=seat)
    ready = sorted((step for step in steps if not step.is_done and not step.waits), key=lambda step: step.due_on)
    mine = [step for step in ready if is_ones_turn(step, seat)]
    others = [step for step in ready if step not in mine]
    return [
        {"title": title, "tasks": [short(rows.row(step)) for step in found[:FEW]], "more": len(found[FEW:])}
        for title, found in ((_("Your turn"), mine), (_("Waiting for others"), others))
        if found
    ]


def is_ones_turn(step, seat):
    """The person's own step, or something to look at; what came from its owner waits for the one who looks."""
    if step.to_look_at:
        return access.may_review(seat, step)
    return step.owner in seat.owners


def short(row):
    """A row without its place in the list."""
    return row | {"id": "", "note": "", "tick": ""}


def outlook(planned, plans, holders):
    """Phases of a roadmap that is only planned."""
    found = []
    for phase, group in groupby(planned, key=lambda row: row.phase):
        members = list(group)
        found.append(
            {
                "name": Phase(phase).label,
                "total": len(members),
                "from": _("from %(date)s") % {"date": date_format(min(row.due_on for row in members))},
                "tasks": [_planned(row, plans[row.key], holders) for row in members],
            }
        )
    return found


def _planned(row, plan, holders):
    missing = resolve_owner(row.owner, holders)[1]
    label = Owner(row.owner).label
    return {
        "title": plan.title,
        "state": "todo",
        "status": Kind(plan.kind).label.capitalize(),
        "tone": "quiet",
        "owner": _("you, as there is no %(missing)s") % {"missing": label} if missing else label,
        "due": date_format(row.due_on),
        "note": _("needed before departure") if plan.gate else "",
    }


def late(phases, plans, done=None):
    """Steps before today, for "already done?", by phase.

    `done`: the keys that were ticked. Before anybody was asked all are, but for what the departure needs and what
    others sign. What needs a paper or the answer of another party cannot be ticked.
    """
    return [
        {
            "name": Phase(phase).label,
            "steps": [_late(row, plans[row.key], done) for row in {row.key: row for row in found[::-1]}.values()][::-1],
        }
        for phase, found in phases
    ]


def _late(row, plan, done):
    possible = known_before(plan.kind, row.owner, plan.evidence)
    likely = not plan.gate and (plan.kind not in access.SIGNED or plan.owner == Owner.SENDING_COORDINATOR)
    return {
        "key": row.key,
        "title": plan.title,
        "owner": Owner(row.owner).label,
        "due": date_format(row.due_on),
        "gate": plan.gate,
        "possible": possible,
        "ticked": possible and (likely if done is None else row.key in done),
    }
