"""What was measured, beside its goal, and the table that shows it."""

from collections.abc import Iterable
from dataclasses import dataclass

HEADINGS = ["#", "what", "goal", "figure", "of the goal", "met"]


@dataclass(frozen=True)
class Figure:
    """A figure and its goal, both in `unit`: at most `goal`, or at least where it is the `floor`."""

    number: str
    what: str
    figure: float
    unit: str
    goal: float
    floor: bool = False

    @property
    def met(self) -> bool:
        return self.figure >= self.goal if self.floor else self.figure <= self.goal

    @property
    def share(self) -> float:
        """How much of what is allowed was used; above 1 the goal is missed, also where the goal is none at all."""
        if not self.goal:
            return 1 + self.figure
        return self.goal / self.figure if self.floor else self.figure / self.goal

    def cells(self) -> list[str]:
        goal = f"{'≥' if self.floor else '≤'} {_number(self.goal)} {self.unit}"
        shown = [self.number, self.what, goal, f"{_number(self.figure)} {self.unit}", f"{self.share:.0%}"]
        return [*shown, "yes" if self.met else "NO"]


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"


def table(figures: Iterable[Figure]) -> str:
    """Give the figures as a table in Markdown, which a terminal shows as well."""
    rows = [HEADINGS, *(figure.cells() for figure in figures)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADINGS))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    return "\n".join([lines[0], "| " + " | ".join("-" * width for width in widths) + " |", *lines[1:]])
