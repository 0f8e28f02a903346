"""A group as a matrix: who travels, which steps there are, how each stands; few queries for any number of people."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeAlias

from django.db.models import F, Q

from mobilities import access
from mobilities.access import Seat
from mobilities.choices import Outcome, Owner, Phase, Role
from mobilities.models import BlueprintStep, Group, Mobility, Party, Step
from mobilities.models.mobility import OVER

PLAN = ("key", "position", "phase", "kind", "private", "takes_part", "evidence", "gate", "title")


# A cell is a step as it is read, and stays a tuple: there are thousands of them.
CELL = ("pk", "mobility_id", "plan_id", "occurrence", "owner", "due_on", "waits", "to_look_at", "outcome")
PLANNED, OWNER, DUE_ON, OUTCOME = map(CELL.index, ("plan_id", "owner", "due_on", "outcome"))
Cell: TypeAlias = tuple[int, int, int, int, str, date, int, bool, str]


@dataclass(frozen=True, slots=True)
class Column:
    """A step of the plan; `occurrence` counts in a series. `is_able`: it is open, and the reader may act on it."""

    name: str
    occurrence: int
    title: str
    phase: str
    gate: bool
    is_able: bool


@dataclass(frozen=True)
class Matrix:
    """`rows`: mobilities as dictionaries, `cells` by mobility and then by the name of the column.

    `phases`: those that have steps, also where one alone is shown. `able`: the steps that the reader may act on; None
    where these are all.
    """

    rows: list[dict[str, Any]]
    columns: list[Column]
    cells: dict[int, dict[str, Cell]]
    phases: set[str] = field(default_factory=set)
    able: set[int] | None = None

    def may(self, step: int) -> bool:
        return self.able is None or step in self.able


def matrix(group: Group, seat: Seat, *, phase: str = "", only_open: bool = False) -> Matrix:
    """Give the steps of a group that somebody with this seat may see, of one phase or all, open ones or all."""
    names = ("apprentice__person__first_name", "apprentice__person__last_name")
    kept = ("pk", "starts_on", "ends_on", "virtual_starts_on", "virtual_ends_on", "decision", "stage", "search", *names)
    rows = list(Mobility.objects.filter(group=group).order_by("search", "pk").values(*kept))
    found = Step.objects.needed().filter(mobility__group=group).order_by()
    cells = list(found.values_list(*CELL))
    plans = (
        BlueprintStep.objects.only(*PLAN).annotate(of=F("blueprint__key")).in_bulk({cell[PLANNED] for cell in cells})
    )
    if not seat.coordinates:
        cells = [cell for cell in cells if access.may_see(seat, _step(cell, plans))]
    able = _able(cells, plans, seat)
    phases = {plans[pk].phase for pk in {cell[PLANNED] for cell in cells}}
    if phase:
        cells = [cell for cell in cells if plans[cell[PLANNED]].phase == phase]
    return replace(_arranged(rows, cells, plans, only_open, able), phases=phases)


def _step(cell: Cell, plans: dict[int, BlueprintStep]) -> Step:
    return Step(owner=cell[OWNER], plan=plans[cell[PLANNED]])


def _able(cells: list[Cell], plans: dict[int, BlueprintStep], seat: Seat) -> set[int] | None:
    """The steps on which somebody acts who does not coordinate: a teacher; the hosting side only reads."""
    if seat.coordinates:
        return None
    return {cell[0] for cell in cells if seat.teaches and access.may_complete(seat, _step(cell, plans))}


def _arranged(
    rows: list, cells: list[Cell], plans: dict[int, BlueprintStep], only_open: bool, able: set[int] | None
) -> Matrix:
    names = {pk: f"{plan.of}.{plan.key}:" for pk, plan in plans.items()}
    by_row: dict[int, dict[str, Cell]] = {row["pk"]: {} for row in rows}
    heads: dict[str, tuple[int, int]] = {}
    still_open, acted_on = set(), set()
    for cell in cells:
        _pk, mobility, plan_id, occurrence, _owner, _due_on, _waits, _to_look_at, outcome = cell
        name = f"{names[plan_id]}{occurrence}"
        by_row[mobility][name] = cell
        heads[name] = plan_id, occurrence
        if not outcome:
            still_open.add(name)
            if able is None or cell[0] in able:
                acted_on.add(name)
    order = list(Phase)
    columns = [
        (order.index(plan.phase), plan.position, occurrence, name, plan)
        for name, (plan_id, occurrence) in heads.items()
        if (not only_open or name in still_open) and (plan := plans[plan_id])
    ]
    return Matrix(
        rows,
        [
            Column(name, occurrence, plan.title, plan.phase, plan.gate, name in acted_on)
            for _order, _position, occurrence, name, plan in sorted(columns, key=lambda column: column[:4])
        ],
        by_row,
        able=able,
    )


def look(cell: Cell, today: date) -> str:
    """Name how a step stands for the sending centre: done, off, blocked, to_review, late, mine, theirs."""
    _pk, _mobility, _plan, _occurrence, owner, due_on, waits, to_look_at, outcome = cell
    if outcome:
        return "off" if outcome == Outcome.WAIVED else "done"
    if waits:
        return "blocked"
    if to_look_at:
        return "to_review"
    if due_on < today:
        return "late"
    return "mine" if owner == Owner.SENDING_COORDINATOR else "theirs"


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
        step
        for pk, found in matrix.cells.items()
        for name, (step, *_rest, outcome) in found.items()
        if name in shown and pk not in over and not outcome and matrix.may(step)
        if str(step) in cells or str(pk) in rows or name in names
    ]
