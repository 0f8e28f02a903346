"""A plan on example dates: when each step would be due, and by when it would have to be over."""

from datetime import timedelta
from itertools import groupby

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.context import current_centre
from doallvet.core.calendars import Calendar
from mobilities.choices import Condition, Owner
from mobilities.forms.blueprint import ExampleForm
from mobilities.plans import titles_of
from mobilities.rules.calendars import Calendars
from mobilities.rules.example import dates_for, doubts, obstacles_to_length, start_for, tried
from mobilities.rules.network import begins_on
from mobilities.rules.soundness import rings
from mobilities.views import cells, picture
from mobilities.views.blueprint_lookups import found, frame
from mobilities.views.picture import EDGE, Scale

DAY = timedelta(days=1)


def timeline(request, pk):
    """As if every condition held, with the working days of the centre chosen in the header."""
    blueprint, today = found(request, pk), timezone.localdate()
    steps = list(blueprint.steps.all())
    template = blueprint.template(steps)
    first = {"starts_on": start_for(template, today), "days": blueprint.stay_days["typical"]}
    form = ExampleForm(request.GET if "starts_on" in request.GET else None, initial=first)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else first
    dates = dates_for(template, asked["starts_on"], asked["days"])
    centre = current_centre(request)
    home = Calendar(centre.country.code, centre.region) if centre else Calendar()
    calendars = Calendars(by_owner={Owner.SENDING_COORDINATOR: home}, abroad=Calendar())
    obstacles = _obstacles(template, dates)
    context = frame(request, blueprint, "blueprint-timeline") | {"form": form, "obstacles": obstacles, "example": True}
    if not obstacles:
        lines = tried(template, dates, calendars)
        scale = _scale(lines, dates, calendars)
        context |= {
            "phases": _phases(blueprint, steps, lines, scale, calendars, dates),
            "scale": picture.frame(scale, today, dates.start, dates.end),
            "doubts": doubts(template, dates) + home.doubts(range(scale.first.year, scale.last.year + 1)),
            "late": sum(line.is_late for line in lines),
        }
    return render(request, "mobilities/blueprint_timeline.html", context, status=422 if form.errors else 200)


def _obstacles(template, dates):
    """Why the plan cannot be laid out."""
    if not template.items:
        return [_("A plan has at least one step.")]
    if any(rings(template)):
        return [_("Steps of this plan wait for each other: there are no dates before that is put right.")]
    return obstacles_to_length(template, dates)


def _scale(lines, dates, calendars):
    first = min(_begins(line, calendars, dates) for line in lines)
    last = [line.due_on for line in lines] + [line.timing.latest_on for line in lines if line.timing.latest_on]
    return Scale(first - EDGE, max([dates.last_day, *last]) + EDGE)


def _begins(line, calendars, dates):
    calendar = calendars.of(line.item.owner, line.item.phase)
    return begins_on(line.due_on, line.item.duration, calendar, line.item.phase, dates)


def _phases(blueprint, steps, lines, scale, calendars, dates):
    shown, order = [], {step.key: step.pk for step in steps}
    titles = titles_of(blueprint, steps)
    page = cells.addresses("mobilities:blueprint-step", 2)
    for phase, group in groupby(lines, key=lambda line: line.item.phase):
        members = list(group)
        span = min(_begins(line, calendars, dates) for line in members), max(line.due_on for line in members)
        note = ngettext("%(n)d step", "%(n)d steps", len(members)) % {"n": len(members)}
        rows = [_row(line, scale, calendars, dates, titles[line.item.id]) for line in members]
        if blueprint.is_draft:
            for row, line in zip(rows, members, strict=True):
                row["url"] = page(blueprint.pk, order[line.item.id])
        shown.append(picture.band(len(shown), phase, span, scale, note=note, rows=rows))
    return shown


def _row(line, scale, calendars, dates, title):
    timing, item = line.timing, line.item
    calendar = calendars.of(item.owner, item.phase)
    spare = timing.latest_on and timing.latest_on > line.due_on
    return {
        "title": f"{title} ({line.occurrence + 1})" if item.repeat_days else title,
        "owner": cells.owner(item.owner),
        "takes": _takes(item),
        "status": "",
        "tone": "quiet",
        "state": "todo",
        "due": cells.day(line.due_on),
        "latest": cells.day(timing.latest_on) if timing.latest_on else "",
        "slack": picture.slack(calendar.count(line.due_on, timing.latest_on)) if timing.latest_on else "",
        "critical": False,
        "is_late": line.is_late,
        "look": "is-late" if line.is_late else "",
        "bar": scale.bar(_begins(line, calendars, dates), line.due_on),
        "spare": scale.bar(line.due_on + DAY, timing.latest_on) if spare else None,
    }


def _takes(item):
    """How long it takes, and when it is there."""
    takes = picture.working_days(item.duration)
    if item.when == Condition.ALWAYS:
        return takes
    return f"{takes} · {_('only when %(when)s') % {'when': Condition(item.when).label}}"
