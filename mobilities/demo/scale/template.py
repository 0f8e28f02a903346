"""A stay of the demo as the template of many: its rows as COPY writes them, and how far they may be moved."""

from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO

from django.db import connection, models

from mobilities.choices import Decision, Owner, Stage
from mobilities.models import BlueprintStep, Mobility, Step

NULL, YES = "\\N", "t"
EARLIER, LATER, PAST = -7, 140, -728  # days: of what is ahead, and of what is over
WEEKLY = 40  # days; who may move by more moves by weeks, so that working days stay what they are
Row = dict[str, str]


def read(model: type[models.Model], ids: list[int]) -> list[Row]:
    """The rows of a table with these ids, in their order, each by column."""
    if not ids:
        return []
    columns = [field.column for field in model._meta.concrete_fields]
    names, written = ", ".join(map(connection.ops.quote_name, columns)), StringIO()
    among = ", ".join(map(str, ids))
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(model._meta.db_table)
        query = f"SELECT {names} FROM {table} WHERE id IN ({among}) ORDER BY id"  # noqa: S608 (nobody typed these)
        cursor.copy_expert(f"COPY ({query}) TO STDOUT", written)
    lines = written.getvalue().split("\n")[:-1]
    return [dict(zip(columns, line.split("\t"), strict=True)) for line in lines]


@dataclass(frozen=True, eq=False)
class Template:
    """`rows`: what comes with each stay, by table. `shifts`: days by which a copy may be moved and be what it is."""

    rows: dict[type[models.Model], list[Row]]
    shifts: range
    runs: bool
    departed: bool

    @classmethod
    def of(cls, mobility: Mobility, rows: dict[type[models.Model], list[Row]], today: date) -> "Template":
        runs = mobility.decision == Decision.ACCEPTED
        return cls(rows, _shifts(mobility, today), runs, mobility.departed_on is not None)

    @property
    def mobility(self) -> Row:
        return self.rows[Mobility][0]

    def due_on(self, day: date, shift: int, lines: dict[str, BlueprintStep]) -> dict[tuple, str]:
        """What is different where a step that can be done is due on a day, which somebody has set.

        By table, id and column. The counters follow as `actions.roadmap.recount` has them.
        """
        owed = [row for row in self.rows[Step] if row["done_at"] == NULL and row["needed"] == YES]
        owed = [row for row in owed if not lines[row["plan_id"]].private]
        ready = sorted((row for row in owed if row["waits"] == "0"), key=lambda row: row["due_on"])
        if not ready:
            return {}
        days = {row["id"]: moved(row["due_on"], shift) for row in owed}
        chosen = next((row for row in ready if days[row["id"]] >= day.isoformat()), ready[-1])
        days[chosen["id"]] = day.isoformat()
        first = min(ready, key=lambda row: (days[row["id"]], lines[row["plan_id"]].position))
        turn = Owner.SENDING_COORDINATOR.value if first["to_look_at"] == YES else first["owner"]
        return {
            (Step, chosen["id"], "due_on"): day.isoformat(),
            (Step, chosen["id"], "own_on"): day.isoformat(),
            (Mobility, self.mobility["id"], "next_due_on"): min(days.values()),
            (Mobility, self.mobility["id"], "waits_for"): turn,
        }


def moved(day: str, days: int) -> str:
    return day if day == NULL else (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def _shifts(mobility: Mobility, today: date) -> range:
    """Days by which everything of a stay may be moved; who is abroad stays abroad today."""
    begins, ends = (mobility.starts_on - today).days, (mobility.ends_on - today).days
    if mobility.is_over:
        return range(PAST, 1, 7)
    first, last = EARLIER, LATER
    if mobility.departed_on is None:
        first = max(first, 1 - begins)
        if mobility.stage == Stage.VIRTUAL_BEFORE:
            last = (today - mobility.virtual_starts_on).days
        if mobility.stage == Stage.READY:
            last = 20
    elif ends >= 0:
        first, last = max(first, -ends), min(20, -begins)
    else:
        last = min(20, -ends - 1)
    return range(first, last + 1, 7 if last - first > WEEKLY else 1)
