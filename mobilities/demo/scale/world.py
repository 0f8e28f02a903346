"""Makes the big world: the demo world once, and its stays as often as asked.

Every tenth stay belongs to one centre, the others have about 180 each. Three centres make a region: they host each
other's stays and share the companies. Of running stays most have a step that is due tomorrow, so that two of three
have one altogether. The papers handed in and the answers of companies are there; issued agreements, history and
messages are not: they belong to what is done in this world, and few pages read them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from time import monotonic

from django.db import models, transaction

from mobilities.demo.scale import plans, regions, table
from mobilities.demo.scale.copies import Copier, Copy
from mobilities.demo.scale.names import pick
from mobilities.demo.scale.own import Own
from mobilities.demo.scale.template import Row, Template
from mobilities.demo.world import play

BIG = 10  # every tenth stay belongs to one centre
USUAL = 180  # stays of each other centre
MARKED = (13, 15)  # of the running ones: two thirds of all
Say = Callable[[str], object]


@dataclass(frozen=True)
class Shape:
    """Who sends the n-th stay, and which stay of the demo it copies: all by arithmetic, so that nothing is kept."""

    stays: int
    templates: list[list[Template]]  # by centre of a region

    @property
    def regions(self) -> int:
        return 1 + max(1, round(self.stays * (BIG - 1) / BIG / (USUAL * len(self.templates))))

    @property
    def centres(self) -> int:
        return self.regions * len(self.templates)

    def copies(self) -> Iterator[Copy]:
        for number in range(self.stays):
            yield self.copy(number)

    def copy(self, number: int) -> Copy:
        if number % BIG == 0:
            centre, place = 0, number // BIG
        else:
            place, centre = divmod(number - number // BIG - 1, self.centres - 1)
            centre += 1
        region, kind = divmod(centre, len(self.templates))
        among = self.templates[kind]
        template = among[place % len(among)]
        marked = template.runs and pick(number, -1, range(MARKED[1])) < MARKED[0]
        return Copy(region, number, template, pick(number, -2, template.shifts), marked)


@transaction.atomic
def fill(stays: int, *, today: date, now: datetime, say: Say = lambda line: None) -> int:
    """Make the big world in an empty PostgreSQL; gives the number of centres that were made from the demo's.

    All or nothing. Indexes and foreign keys are made when the rows are there: half as long again otherwise, or more.
    """
    table.run("SET LOCAL statement_timeout = 0", "SET LOCAL idle_in_transaction_session_timeout = 0")
    begun = monotonic()
    play(today, now, rendering=False)
    shorter = plans.load()
    say(f"the demo world: {monotonic() - begun:.1f} s")
    region = regions.of_region()
    shape = Shape(stays, _templates(shorter, today, now))
    copier = _copier(shape, region, today, now)
    with table.bare({**region, **regions.OF_MOBILITY}):
        for model, rows in region.items():
            _fill(model, copier.lines(model, rows, map(Copy, range(shape.regions))), say)
        for model in regions.OF_MOBILITY:
            _fill(model, copier.stays(model, shape.copies()), say)
        begun = monotonic()
    say(f"indexes and foreign keys: {monotonic() - begun:.1f} s")
    return shape.centres


def _templates(shorter: dict, today: date, now: datetime) -> list[list[Template]]:
    """The demo's stays on the shorter plans, by the centre that sends them; the demo itself keeps its own."""
    with transaction.atomic():
        found: dict[str, list[Template]] = {kind: [] for kind in regions.KINDS}
        for mobility in regions.stays().select_related("blueprint", "sending_centre"):
            plans.move_over(mobility, shorter[mobility.blueprint.key], today=today, at=now)
        for mobility in regions.stays().select_related("sending_centre"):
            found[mobility.sending_centre.name].append(regions.of_stay(mobility, today))
        transaction.set_rollback(True)
    return list(found.values())


def _copier(shape: Shape, region: dict[type[models.Model], list[Row]], today: date, now: datetime) -> Copier:
    lines, tomorrow = plans.lines(), today + timedelta(days=1)
    copier = Copier(now, {}, lambda template, shift: template.due_on(tomorrow, shift, lines))
    for model, rows in region.items():
        copier.place(model, [rows], shape.regions, by_region=True)
    for model in regions.OF_MOBILITY:
        groups = [template.rows[model] for among in shape.templates for template in among]
        copier.place(model, groups, shape.stays, by_region=False)
    copier.own |= Own(copier, region, today).table()
    return copier


def _fill(model: type[models.Model], lines: Iterator[str], say: Say) -> None:
    begun = monotonic()
    rows = table.fill(model, lines)
    say(f"{model._meta.db_table}: {rows} rows, {monotonic() - begun:.1f} s")
