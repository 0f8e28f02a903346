"""Makes copies of rows: foreign keys follow, dates move, and what must be a copy's own is.

The rows of a region – centres with their people, companies and projects – are copied together, and so are the rows of
a stay. The n-th copy of a row has the id first + n × width + place: so nothing is looked up.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import models

from mobilities.demo.scale.template import NULL, Row, Template, moved

Model = type[models.Model]
Cell = Callable[["Copy"], str | int]


@dataclass(slots=True)
class Copy:
    """The n-th copy, which belongs to a region; of a region itself only the region counts.

    `marked`: one of its steps is due on the day that the world gives special care.
    """

    region: int
    number: int = 0
    template: Template | None = None
    shift: int = 0
    marked: bool = False


@dataclass
class Copier:
    """`own`: by table and column, what is different in each copy, made from the row that is copied.

    `marks`: what is different in a copy that is marked, by table, id and column.
    """

    now: datetime
    own: dict[tuple[Model, str], Callable[[Row, Template | None], Cell]]
    marks: Callable[[Template, int], dict[tuple, str]]
    ids: dict[tuple[Model, str], Cell] = field(default_factory=dict)
    free: dict[Model, int] = field(default_factory=dict)

    def place(self, model: Model, groups: list[list[Row]], copies: int, *, by_region: bool) -> None:
        """Give ids to the copies of rows; the groups are alternatives, each copy is one of them."""
        first = self.free.get(model) or (model.objects.aggregate(last=models.Max("pk"))["last"] or 0) + 1
        width = max(map(len, groups), default=0)
        self.free[model] = first + copies * width
        for group in groups:
            for place, row in enumerate(group):
                self.ids[model, row["id"]] = self._id(first + place, width, by_region)

    def _id(self, first: int, width: int, by_region: bool) -> Cell:
        if by_region:
            return lambda copy: first + copy.region * width
        return lambda copy: first + copy.number * width

    def lines(self, model: Model, rows: list[Row], copies: Iterator[Copy]) -> Iterator[str]:
        """The rows of a region in each copy."""
        text, cells = self._form(model, rows, None, Copy(0))
        return (text % tuple(cell(copy) for cell in cells) for copy in copies)

    def stays(self, model: Model, copies: Iterator[Copy]) -> Iterator[str]:
        """The rows of a stay in each copy. What copies have in common is put together once."""
        forms: dict[tuple, tuple[str, list[Cell]]] = {}
        for copy in copies:
            key = (copy.template, copy.shift, copy.marked)
            if key not in forms:
                forms[key] = self._form(model, copy.template.rows[model], copy.template, copy)
            text, cells = forms[key]
            yield text % tuple(cell(copy) for cell in cells)

    def _form(self, model: Model, rows: list[Row], template: Template | None, copy: Copy) -> tuple[str, list[Cell]]:
        """Lines with a gap for each cell that every copy has another of."""
        marks = self.marks(template, copy.shift) if copy.marked else {}
        text, cells = [], []
        for row in rows:
            line = []
            for column in model._meta.concrete_fields:
                mark = marks.get((model, row["id"], column.column))
                cell = mark or self._cell(model, column, row, template, copy.shift)
                if isinstance(cell, str):
                    line.append(cell.replace("%", "%%"))
                else:
                    line.append("%s")
                    cells.append(cell)
            text.append("\t".join(line) + "\n")
        return "".join(text), cells

    def _cell(self, model: Model, column: models.Field, row: Row, template: Template | None, shift: int) -> str | Cell:
        value = row[column.column]
        if made := self.own.get((model, column.column)):
            return made(row, template)
        if value == NULL:
            return value
        if column.primary_key:
            return self.ids[model, value]
        if column.is_relation:
            return self.ids.get((column.related_model, value), value)
        if not template:
            return value
        if isinstance(column, models.DateTimeField):
            return self._moment(value, shift, template)
        if isinstance(column, models.DateField):
            return moved(value, shift)
        return value

    def _moment(self, value: str, shift: int, template: Template) -> str:
        """What happened has happened by now; who leaves later than in the demo has done things on the same days."""
        then = datetime.fromisoformat(value)
        if template.departed:
            return min(then + timedelta(days=shift), max(then, self.now)).isoformat()
        return (then + timedelta(days=min(shift, 0))).isoformat()
