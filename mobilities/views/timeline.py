"""The roadmap as a picture: phases as bands, steps as bars, what decides, what has time to spare."""

from dataclasses import replace
from datetime import timedelta
from itertools import groupby

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from mobilities import access, reading
from mobilities.calendars import calendars_of
from mobilities.facts import dates_of
from mobilities.rules import forecast
from mobilities.rules.network import begins_on, timings
from mobilities.timing import network, past_of
from mobilities.views import cells, foreseen, picture
from mobilities.views.detail import found, frame
from mobilities.views.picture import EDGE, Scale
from mobilities.views.roadmap import by_phase
from mobilities.views.task_rows import Rows

DAY = timedelta(days=1)


def timeline(request, pk):
    """A mobility's steps over time, as picture, table and, on a phone, list."""
    mobility, seat = found(request, pk)
    if not seat.reads_roadmap:
        raise PermissionDenied
    today = timezone.localdate()
    steps = reading.steps_of(mobility)
    calendars = calendars_of(mobility, list(mobility.parties.all()))
    net = network(mobility, steps, calendars, past_of(mobility.sending_centre_id), today=today)
    timed = timings(net.nodes, today)
    if not mobility.departed_on and (nodes := net.before_departure(steps)):
        deciding = {name for name, timing in timings(nodes, today).items() if timing.critical}
        timed = {name: replace(timing, critical=name in deciding) for name, timing in timed.items()}
    seen = [step for step in steps if access.may_see(seat, step)]
    lines = _Lines(timed, net, today, seat, dates_of(mobility))
    scale = _scale(mobility, steps, lines, today)
    context = frame(request, mobility, seat, "timeline") | {
        "phases": _phases(seen, lines, scale),
        "scale": picture.frame(scale, today, mobility.starts_on, mobility.ends_on),
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
    first = min([today, *begins]) if begins else min((step.due_on for step in steps), default=mobility.first_day)
    return Scale(first - EDGE, max(ends) + EDGE)


class _Lines:
    """Makes the lines of the tables."""

    def __init__(self, timed, net, today, seat, dates):
        self.timed, self.net, self.dates = timed, net, dates
        self.nodes = {node.name: node for node in net.nodes}
        self.rows = Rows(today, seat=seat)

    def begins(self, step):
        """The day on which work on an open step must begin to be over when it is due."""
        node = self.nodes.get(step.pk)
        if node is None:
            return step.due_on
        return begins_on(step.due_on, self.net.usual[step.pk], node.calendar, step.plan.phase, self.dates)

    def line(self, step, scale):
        row, timing = self.rows.row(step), self.timed.get(step.pk)
        if timing is None:
            done_on = timezone.localdate(step.done_at) if step.done_at else step.due_on
            return row | {"due": cells.day(done_on), "bar": scale.bar(done_on, done_on), "look": "is-done"}
        if step.came_late:  # its place is over: nothing of it is early, late or decides any more
            return row | {"due": "", "bar": scale.bar(step.due_on, step.due_on), "look": ""}
        look = "is-critical" if timing.critical else "is-late" if row["state"] == "late" else ""
        spare = timing.latest_on and timing.latest_on > step.due_on
        return row | {
            "due": cells.day(step.due_on),
            "latest": cells.day(timing.latest_on) if timing.latest_on else "",
            "slack": picture.slack(timing.slack),
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
        note = _("%(done)s of %(total)s") % {"done": done, "total": len(members)}
        rows = [lines.line(step, scale) for step in members]
        span = (first, last)
        found.append(picture.band(len(found), phase, span, scale, note=note, rows=rows, done=done == len(members)))
    return found


def _takes(duration, past):
    """How long it takes, and how that is known."""
    takes = picture.working_days(duration)
    if not past or not past.is_enough:
        return takes
    known = _("seen %(n)d times here, 4 of 5 within %(longest)d") % {"n": past.number, "longest": past.longest_usual}
    return f"{takes} ({known})"
