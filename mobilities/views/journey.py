"""The apprentice's page, made for a phone: where am I, what is next, who has the ball, my checklist, whom to call."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from mobilities import access, standing
from mobilities.choices import Kind, Owner, PublicWord, Role
from mobilities.forms.step import HandInForm
from mobilities.rules import decisions
from mobilities.views import cells, gates, people
from mobilities.views.roadmap import name_needs
from mobilities.views.task_rows import Rows

LINE = [
    PublicWord.APPLIED,
    PublicWord.SELECTED,
    PublicWord.AGREED,
    PublicWord.READY,
    PublicWord.ABROAD,
    PublicWord.DONE,
]
CONTACTS = [Role.SENDING_COORDINATOR, Role.HOSTING_COORDINATOR, Role.HOST_MENTOR, Role.EMPLOYER_MENTOR]


def is_traveller(seat):
    """The apprentice or a guardian, and nothing else on this mobility."""
    return bool(seat.owners) and seat.owners <= {Owner.APPRENTICE, Owner.GUARDIAN} and not seat.coordinates


def journey(request, mobility, seat, steps, frame):
    """Render the page from the steps that the person may see."""
    today = timezone.localdate()
    mine = [step for step in steps if step.owner in seat.owners]
    ready = sorted((step for step in mine if is_ready(step, mobility)), key=lambda step: step.due_on)
    todo = [step for step in ready if not step.to_look_at]
    upcoming = todo[0] if todo else None
    refused = standing.sent_back(mine)
    rows = Rows(today, titles=name_needs(steps), refused=refused, mobility=mobility)
    context = frame | {
        "stations": stations(mobility),
        "gates": gates.alarm(mobility, seat, steps, today),
        "left": gates.left(mobility, seat, steps),
        "step": upcoming,
        "refused": refused.get(upcoming.pk) if upcoming else None,
        "due": cells.due(upcoming.due_on, today)[0] if upcoming else "",
        **(ways(seat, upcoming) if upcoming else {}),
        "ball": ball(mobility, steps, today),
        "checklist": [rows.row(step) for step in mine],
        "done": sum(step.is_done for step in mine),
        "contacts": contacts(mobility),
    }
    return render(request, "mobilities/journey.html", context)


def contacts(mobility):
    """Whom to call, with the number under which they are reached."""
    numbers = people.phones(mobility)
    found = [party for role in CONTACTS if (party := mobility.party(role)) and party.person]
    return [{"party": party, "phone": people.number(party, numbers)} for party in found]


def ways(seat, step):
    """How the person does a step from here: answers, ticks, hands a paper in; else on the step's own page."""
    answers = access.may_answer(seat, step)
    takes_file = step.plan.evidence and step.plan.kind != Kind.SIGNATURE and not answers
    return {
        "answers": answers,
        "ticks": access.may_tick(seat, step) and not answers,
        "hand_in": HandInForm(step=step) if takes_file else None,
    }


def is_ready(step, mobility):
    """Whether somebody can, and has to, do a step now."""
    return not (step.is_done or step.waits or mobility.rests or step.excused(mobility.decision))


def stations(mobility):
    """The six words as a line; the word that holds now is marked."""
    word = decisions.word(mobility.decision, mobility.stage)
    if word not in LINE:
        return []
    here = LINE.index(word)
    return [
        {"name": station.label, "state": "done" if place < here else "now" if place == here else "todo"}
        for place, station in enumerate(LINE)
    ]


def ball(mobility, steps, today):
    """Who has to do something now, the nearest first: name of the side, what, until when."""
    waiting = sorted(
        (step for step in steps if is_ready(step, mobility) and not step.plan.private),
        key=lambda step: step.due_on,
    )
    return [
        {"who": cells.owner(step.turn), "what": step.title, "due": cells.due(step.due_on, today)[0]}
        for step in waiting[:3]
    ] or [{"who": _("nobody"), "what": _("everything that can be done now is done"), "due": ""}]
