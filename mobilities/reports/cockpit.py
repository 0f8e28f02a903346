"""A group as a matrix: who travels, which steps there are, how each stands; few queries for any number of people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q

from mobilities import access
from mobilities.access import Seat
from mobilities.choices import Outcome, Owner, Phase, Role
from mobilities.models import BlueprintStep, Group, Mobility, Party, Step
from mobilities.models.mobility import OVER

PLAN = ("blueprint__key", "key", "position", "phase", "kind", "private", "takes_part", "evidence", "gate", "title")


class Cell(NamedTuple):
    """A step as the matrix shows it: raw, in the order in which it is read."""

    pk: int
    mobility_id: int
    plan_id: int
    occurrence: int
    owner: str
    due_on: date
    waits: int
    to_look_at: bool
    outcome: str


@dataclass(frozen=True, slots=True)
class Column:
    """A step of the plan; `occurrence` counts in a series. `is_open`: for somebody."""

    name: str
    occurrence: int
    title: str
    phase: str
    gate: bool
    is_open: bool


@dataclass(frozen=True)
class Matrix:
    """`rows`: mobilities as dictionaries, `cells` by mobility and then by the name of the column."""

    rows: list[dict[str, Any]]
    columns: list[Column]
    cells: dict[int, dict[str, Cell]]


def matrix(group: Group, seat: Seat, *, phase: str = "", only_open: bool = False) -> Matrix:
    """Give the steps of a group that somebody with this seat may see, of one phase or all, open ones or all."""
    names = ("apprentice__person__first_name", "apprentice__person__last_name")
    kept = ("pk", "starts_on", "ends_on", "virtual_starts_on", "virtual_ends_on", "decision", "stage", "search", *names)
    rows = list(Mobility.objects.filter(group=group).order_by("search", "pk").values(*kept))
    found = Step.objects.needed().filter(mobility__group=group).order_by()
    cells = list(map(Cell._make, found.values_list(*Cell._fields)))
    plans = BlueprintStep.objects.select_related("blueprint").only(*PLAN).in_bulk({cell.plan_id for cell in cells})
    if not seat.coordinates:
        cells = [cell for cell in cells if _is_seen(cell, plans, seat)]
    if phase:
        cells = [cell for cell in cells if plans[cell.plan_id].phase == phase]
    return _arranged(rows, cells, plans, only_open)


def _is_seen(cell: Cell, plans: dict[int, BlueprintStep], seat: Seat) -> bool:
    return access.may_see(seat, Step(owner=cell.owner, plan=plans[cell.plan_id]))


def _arranged(rows: list, cells: list[Cell], plans: dict[int, BlueprintStep], only_open: bool) -> Matrix:
    names = {pk: f"{plan.blueprint.key}.{plan.key}:" for pk, plan in plans.items()}
    by_row: dict[int, dict[str, Cell]] = {row["pk"]: {} for row in rows}
    heads: dict[str, Cell] = {}
    still_open = set()
    for cell in cells:
        name = f"{names[cell.plan_id]}{cell.occurrence}"
        by_row[cell.mobility_id][name] = heads[name] = cell
        if not cell.outcome:
            still_open.add(name)
    order = list(Phase)
    columns = [
        (order.index(plan.phase), plan.position, cell.occurrence, name, plan)
        for name, cell in heads.items()
        if (not only_open or name in still_open) and (plan := plans[cell.plan_id])
    ]
    return Matrix(
        rows,
        [
            Column(name, occurrence, plan.title, plan.phase, plan.gate, name in still_open)
            for _order, _position, occurrence, name, plan in sorted(columns, key=lambda column: column[:4])
        ],
        by_row,
    )


def look(cell: Cell, today: date) -> str:
    """Name how a step stands for the sending centre: done, off, blocked, to_review, late, mine, theirs."""
    if cell.outcome:
        return "off" if cell.outcome == Outcome.WAIVED else "done"
    if cell.waits:
        return "blocked"
    if cell.to_look_at:
        return "to_review"
    if cell.due_on < today:
        return "late"
    return "mine" if cell.owner == Owner.SENDING_COORDINATOR else "theirs"


def own_hosts(group: Group) -> set[int]:
    """Give the mobilities of a group that go to another company or centre than the group."""
    if group.host_company_id is None:
        return set()
    host = Q(role=Role.HOST_SIGNATORY) & (~Q(company=group.host_company_id) | ~_same("site", group.host_site_id))
    centre = Q(role=Role.HOSTING_COORDINATOR) & ~_same("centre", group.hosting_centre_id)
    found = Party.objects.filter(host | centre, mobility__group=group)
    return set(found.order_by().values_list("mobility", flat=True))


def _same(name: str, pk: int | None) -> Q:
    return Q(**{name: pk}) if pk else Q(**{f"{name}__isnull": True})


def chosen_steps(matrix: Matrix, cells: Iterable[str], rows: Iterable[str], columns: Iterable[str]) -> list[int]:
    """Give the ids of the open steps that were chosen: one by one, by row, by column; what is not shown is left out."""
    cells, rows, names = set(cells), set(rows), set(columns)
    shown = {column.name for column in matrix.columns}
    over = {row["pk"] for row in matrix.rows if row["decision"] in OVER}
    return [
        cell.pk
        for pk, found in matrix.cells.items()
        for name, cell in found.items()
        if name in shown
        and pk not in over
        and not cell.outcome
        and (str(cell.pk) in cells or str(pk) in rows or name in names)
    ]
