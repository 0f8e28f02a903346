"""The roadmap as a picture: phases as bands, steps as bars, what decides, what has time to spare."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mobilities import access, standing
from mobilities.calendars import calendars_of
from mobilities.choices import Phase
from mobilities.rules import forecast
from mobilities.rules.network import timings
from mobilities.timing import network, past_of
from mobilities.views import cells, foreseen
from mobilities.views.detail import found, frame
from mobilities.views.roadmap import by_phase
from mobilities.views.task_rows import Rows

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


def timeline(request, pk):
    """A mobility's steps over time, as picture, table and, on a phone, list."""
    mobility, seat = found(request, pk)
    if not seat.reads_roadmap:
        raise PermissionDenied
    today = timezone.localdate()
    steps = standing.steps_of(mobility)
    calendars = calendars_of(mobility, list(mobility.parties.all()))
    net = network(mobility, steps, calendars, past_of(mobility.sending_centre_id), today=today)
    timed = timings(net.nodes, today)
    seen = [step for step in steps if access.may_see(seat, step)]
    lines = _Lines(timed, net, today, seat)
    scale = _scale(mobility, steps, lines, today)
    months = scale.months()
    context = frame(request, mobility, seat, "timeline") | {
        "phases": _phases(seen, lines, scale),
        "scale": {
            "months": months,
            "grid": "".join(f"M{month['x']} 0V40" for month in months),
            "today": scale.at(today),
            "start": scale.bar(mobility.starts_on, mobility.ends_on),
        },
        "foreseen": foreseen.of(mobility, net, steps, seat, today),
        "doubts": calendars.doubts(min(scale.first, today), scale.last),
        "enough": forecast.ENOUGH,
    }
    return render(request, "mobilities/timeline.html", context)


def _scale(mobility, steps, lines, today):
    """From what is open or was done last, to the end of the file."""
    begins = [lines.begins(step) for step in steps if not step.is_done]
    ends = [mobility.last_day, *(step.due_on for step in steps)]
    ends += [timing.latest_on for timing in lines.timed.values() if timing.latest_on]
    first = min([today, *begins]) if begins else min(step.due_on for step in steps)
    return Scale(first - EDGE, max(ends) + EDGE)


class _Lines:
    """Makes the lines of the tables."""

    def __init__(self, timed, net, today, seat):
        self.timed, self.net = timed, net
        self.nodes = {node.name: node for node in net.nodes}
        self.rows = Rows(today, seat=seat)

    def begins(self, step):
        """The day on which work on an open step must begin to be over when it is due."""
        node = self.nodes.get(step.pk)
        return node.calendar.minus(step.due_on, self.net.usual[step.pk]) + DAY if node else step.due_on

    def line(self, step, scale):
        row, timing = self.rows.row(step), self.timed.get(step.pk)
        if timing is None:
            done_on = timezone.localdate(step.done_at) if step.done_at else step.due_on
            return row | {"due": cells.day(done_on), "bar": scale.bar(done_on, done_on), "look": "is-done"}
        look = "is-critical" if timing.critical else "is-late" if row["state"] == "late" else ""
        spare = timing.latest_on and timing.latest_on > step.due_on
        return row | {
            "due": cells.day(step.due_on),
            "latest": cells.day(timing.latest_on) if timing.latest_on else "",
            "slack": _slack(timing.slack),
            "critical": timing.critical,
            "is_late": timing.latest_on is not None and step.due_on > timing.latest_on,
            "takes": _takes(self.net.usual[step.pk], self.net.past.get(step.pk)),
            "look": look,
            "bar": scale.bar(self.begins(step), step.due_on),
            "spare": scale.bar(step.due_on + DAY, timing.latest_on) if spare else None,
        }


def _phases(steps, lines, scale):
    found = []
    for phase, group in groupby(by_phase(steps), key=lambda step: step.plan.phase):
        members = list(group)
        first, last = min(map(lines.begins, members)), max(step.due_on for step in members)
        done = sum(step.is_done for step in members)
        found.append(
            {
                "name": Phase(phase).label,
                "key": phase,
                "note": _("%(done)s of %(total)s") % {"done": done, "total": len(members)},
                "rows": [lines.line(step, scale) for step in members],
                "y": TOP + len(found) * LANE,
                "band": scale.bar(first, last),
                "label": scale.label(first, last),
                "done": done == len(members),
            }
        )
    return found


def _slack(days):
    if days is None:
        return ""
    if days < 0:
        return ngettext("%(n)d working day too late", "%(n)d working days too late", -days) % {"n": -days}
    return ngettext("%(n)d working day", "%(n)d working days", days) % {"n": days}


def _takes(duration, past):
    """How long it takes, and how that is known."""
    takes = ngettext("%(n)d working day", "%(n)d working days", duration) % {"n": duration}
    if not past or not past.is_enough:
        return takes
    known = _("seen %(n)d times here, 4 of 5 within %(longest)d") % {"n": past.number, "longest": past.longest_usual}
    return f"{takes} ({known})"
