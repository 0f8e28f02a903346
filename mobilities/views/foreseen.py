"""What is foreseen for a departure, as a reader may see it."""

from django.utils.translation import gettext as _

from mobilities import access, standing
from mobilities.choices import Owner
from mobilities.rules import forecast
from mobilities.rules.network import earliest_departure, firsts, timings
from mobilities.rules.outlook import outlook


def of(mobility, net, steps, seat, today):
    """Work it out now: what decides, and for coordinators the chance with how much past it rests on."""
    nodes = net.before_departure(steps)
    if mobility.departed_on or mobility.rests or not any(node.limit for node in nodes):
        return None
    if refused := standing.declined(mobility):
        said = outlook([title(refused, seat)], None, ready_on=None, start=mobility.starts_on, declined=True)
        return {"said": said, "chance": chance(0, seat), "sample": 0}
    timed = timings(nodes, today)
    deciding, known = firsts(nodes, timed), {step.pk: step for step in steps}
    said = outlook(
        list(dict.fromkeys(title(known[name], seat) for name in deciding)),
        min(timed[name].slack for name in deciding),
        ready_on=earliest_departure(nodes, today),
        start=mobility.starts_on,
    )
    share = forecast.chance(nodes, net.past, net.spent, today)
    return {
        "said": said,
        "chance": chance(round(100 * share), seat),
        "sample": net.sample,
    }


def kept(mobility, steps, seat):
    """What was foreseen last, for a page that must be quick.

    `steps`: those the reader may see. Nothing where those that decided are done since, or not for them to see.
    """
    deciding = [step for step in steps if step.pk in mobility.delayed_by and not step.is_done]
    if not deciding or mobility.departed_on or mobility.rests:
        return None
    deciding.sort(key=lambda step: mobility.delayed_by.index(step.pk))
    said = outlook(
        [step.title for step in deciding],
        mobility.slack,
        ready_on=mobility.ready_on,
        start=mobility.starts_on,
        declined=mobility.chance == 0 and mobility.slack is None,
    )
    return {"said": said, "chance": chance(mobility.chance, seat), "sample": 0}


def chance(share, seat):
    """The chance in words, for coordinators."""
    return percent(share) if seat.coordinates or seat.hosts else ""


def percent(share):
    """A chance in words; draws never make certain."""
    return {100: _("over 99 %"), 0: _("under 1 %")}.get(share, f"{share} %")


def title(step, seat):
    """The title of a step, as far as the reader may know it."""
    return step.title if access.may_see(seat, step) else _("A step of: %(who)s") % {"who": Owner(step.owner).label}
