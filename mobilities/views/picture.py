"""Days as a picture: months, phases as bands, steps as bars; for a mobility, and for a plan on example dates."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import ngettext

from mobilities.choices import Phase

WIDTH = 1000
EDGE = timedelta(days=5)
DAY = timedelta(days=1)
LEAST = 5  # a bar of a day is still seen
NARROW = 8  # months that are all named; where there are more, every second or third
GAP, ROOM = 6, 140  # between a bar and its name; what a name takes
TOP, LANE = 20, 12  # where the bands of the phases begin, and how far apart they are


@dataclass(frozen=True, slots=True)
class Scale:
    """Days as places on a line, as text that is the same in every language."""

    first: date
    last: date

    def at(self, day):
        """Where a day begins."""
        return f"{self._place(day):.1f}"

    def bar(self, begins, ends):
        """A bar from the beginning of one day to the end of another; None where it lies before the line."""
        if ends < self.first:
            return None
        x = min(self._place(begins), WIDTH - LEAST)
        return {"x": f"{x:.1f}", "width": f"{max(self._place(ends + DAY) - x, LEAST):.1f}"}

    def label(self, begins, ends):
        """Where the name of a bar stands: before it, or behind it where there is no room."""
        before = self._place(begins) - GAP
        if before > ROOM:
            return {"x": f"{before:.1f}", "anchor": "end"}
        return {"x": f"{self._place(ends + DAY) + GAP:.1f}", "anchor": "start"}

    def months(self):
        """The first days of months, with their names; only some are named where there is little room."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        every = 1 if months <= NARROW else 2 if months <= 2 * NARROW else 3
        found, day = [], self.first.replace(day=1)
        while (day := (day.replace(day=28) + timedelta(days=4)).replace(day=1)) <= self.last:
            name = date_format(day, "M Y") if day.month % every == 0 or every == 1 else ""
            found.append({"x": self.at(day), "name": name})
        return found

    def _place(self, day):
        return WIDTH * min(max((day - self.first) / (self.last - self.first), 0), 1)


def frame(scale, today, begins, ends):
    """What the picture shows beside the phases: months, today, the stay."""
    months = scale.months()
    return {
        "months": months,
        "grid": "".join(f"M{month['x']} 0V40" for month in months),
        "today": scale.at(today),
        "start": scale.bar(begins, ends),
    }


def band(place, phase, span, scale, *, note, rows, done=False):
    """A phase: its band in the picture, and its table."""
    return {
        "name": Phase(phase).label,
        "key": phase,
        "note": note,
        "rows": rows,
        "y": TOP + place * LANE,
        "band": scale.bar(*span),
        "label": scale.label(*span),
        "done": done,
    }


def working_days(days):
    return ngettext("%(n)d working day", "%(n)d working days", days) % {"n": days}


def slack(days):
    """Time to spare, in words."""
    if days is None:
        return ""
    if days < 0:
        return ngettext("%(n)d working day too late", "%(n)d working days too late", -days) % {"n": -days}
    return working_days(days)
