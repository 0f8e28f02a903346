"""The start gate in words: what is still open shortly before a departure, what to do, and whom it waits for."""

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mobilities import access, standing
from mobilities.rules import gates
from mobilities.views import cells

FEW = 3


def alarm(mobility, seat, steps, today):
    """What is shown in red on a page of a mobility; None where there is nothing. `steps`: those the person may see."""
    if not mobility.is_to_leave:
        return None
    found = gates.shown(standing.open_gates(steps), starts_on=mobility.starts_on, today=today)
    titles = {step.pk: step.title for step in steps}
    return found and {
        "title": title((mobility.starts_on - today).days, len(found)),
        "rows": [row(step, seat, today, first(step, steps, titles)) for step in found],
        "advice": advice(seat),
        "override": access.may_manage(seat) and mobility.starts_on <= today,
    }


def short(mobility, steps, person, today):
    """The same in one line, for the card of a person's own journey; empty where there is nothing."""
    owners = {party.acts_as for party in mobility.parties.all() if party.person_id == person.pk}
    seats = [access.seat_of(owner) for owner in owners]
    seen = [step for step in steps if any(access.may_see(seat, step) for seat in seats)]
    found = gates.shown(seen, starts_on=mobility.starts_on, today=today)
    return title((mobility.starts_on - today).days, len(found)) if found else ""


def title(days, number):
    """How near it is, and how much is open."""
    still_open = ngettext("%(number)s step is still open", "%(number)s steps are still open", number)
    when = _("It should have begun")
    if days >= 0:
        when = (
            _("Departure is today")
            if days == 0
            else ngettext("Departure in %(days)s day", "Departure in %(days)s days", days)
        )
    return f"{when % {'days': days}}: {still_open % {'number': number}}"


def first(step, steps, titles):
    """The first open step for which a blocked one waits, by its title."""
    if not step.waits:
        return ""
    needs = set(step.plan.needs)
    return next((titles[other.pk] for other in steps if other.plan.key in needs and not other.is_done), "")


def row(step, seat, today, comes_first):
    due, late = cells.due(step.due_on, today)
    mine = step.turn in seat.owners
    return {
        "title": step.title,
        "url": reverse("mobilities:step", args=[step.mobility_id, step.pk]),
        "who": _("It is your turn") if mine else _("It waits for: %(who)s") % {"who": cells.owner(step.turn)},
        "due": _("overdue %(since)s") % {"since": due} if late else due,
        "first": _("First: “%(title)s”.") % {"title": comes_first} if comes_first else "",
    }


def advice(seat):
    """What to do about all of it, once below the list."""
    if access.may_manage(seat):
        return _(
            "Close what is yours. Call whoever has the rest, "
            "or close it for them where you have the answer or the paper."
        )
    return _("Open what is yours and close it. Ask the sending centre how the rest stands.")


def left(mobility, seat, steps):
    """With which steps open the apprentice left, and why; None where the person sees none of them."""
    found = [step for step in steps if step.pk in set(mobility.left_open)] if seat.reads_roadmap else []
    if not found:
        return None
    number = ngettext("Left with %(number)s step open", "Left with %(number)s steps open", len(found))
    return {
        "title": number % {"number": len(found)},
        "steps": [
            {"title": step.title, "url": reverse("mobilities:step", args=[mobility.pk, step.pk]), "done": step.is_done}
            for step in found
        ],
        "reason": mobility.departure_reason if access.may_read_reasons(seat) else "",
        "by": mobility.departed_by,
    }


def rows(found, today):
    """Rows of a first page: a mobility each, with what is open and whom it waits for."""
    to_page = cells.addresses("mobilities:detail")
    return [
        {
            "state": "late",
            "title": cells.name(entry),
            "url": to_page(entry["mobility"]),
            "about": cells.place(entry),
            "who": waits(entry["gates"]),
            "status": when((entry["starts_on"] - today).days),
            "tone": "danger",
        }
        for entry in found
    ]


def waits(named):
    """The open steps in one line, each with who has it; the first few."""
    words = [f"{title} ({cells.owner(turn)})" for title, turn in named[:FEW]]
    more = len(named) - FEW
    if more > 0:
        words.append(ngettext("and %(number)s more", "and %(number)s more", more) % {"number": more})
    return capfirst("; ".join(words))


def when(days):
    if days < 0:
        return _("should have begun")
    return _("today") if days == 0 else ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}
