"""What people decide about a mobility: departure, cancellation, early end, closing …"""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mobilities import reading, standing
from mobilities.actions import change as changes
from mobilities.actions import decision
from mobilities.choices import Decision, Role
from mobilities.facts import is_minor
from mobilities.forms.change import DecideForm, DepartForm
from mobilities.forms.step import ReasonForm
from mobilities.hosts import contracted
from mobilities.plans import upgrades_of
from mobilities.rules import decisions as rules
from mobilities.rules.stage import EARLIEST_DEPARTURE
from mobilities.views import change
from mobilities.views.blueprint_lookups import named
from mobilities.views.detail import frame

VERBS = {
    Decision.APPLIED: gettext_lazy("Note the application"),
    Decision.SHORTLISTED: gettext_lazy("Put on the shortlist"),
    Decision.SELECTED: gettext_lazy("Select"),
    Decision.RESERVE: gettext_lazy("Put on the reserve list"),
    Decision.REJECTED: gettext_lazy("Do not select"),
    Decision.ACCEPTED: gettext_lazy("Go on as accepted"),
    Decision.CANCELLED: gettext_lazy("Cancel the mobility"),
    Decision.INTERRUPTED: gettext_lazy("Interrupt the stay"),
    Decision.ENDED_EARLY: gettext_lazy("End the stay early"),
    Decision.FORCE_MAJEURE: gettext_lazy("Record force majeure"),
    Decision.CLOSED: gettext_lazy("Close the file"),
}
EFFECTS = {
    Decision.RESERVE: gettext_lazy("The roadmap rests; nobody is reminded."),
    Decision.REJECTED: gettext_lazy("The application ends; nobody is reminded any more."),
    Decision.CANCELLED: gettext_lazy("The stay does not take place. Personal links end, nobody is reminded any more."),
    Decision.INTERRUPTED: gettext_lazy("The apprentice is at home for a while and goes back, or ends the stay later."),
    Decision.ENDED_EARLY: gettext_lazy("The last day moves, and with it all that is due after the return."),
    Decision.FORCE_MAJEURE: gettext_lazy(
        "Something that nobody could foresee or prevent ended it: costs may still be paid. The file stays open."
    ),
    Decision.CLOSED: gettext_lazy("All is documented, recognised and paid; nothing changes any more."),
}


def overview(request, pk):
    """All that may be changed, and what may be decided now."""
    mobility, seat = change.managed(request, pk)
    context = frame(request, mobility, seat, "change") | {
        "upgrades": [(plan, named(plan)) for plan in upgrades_of(mobility)] if not mobility.is_over else [],
        "plan": named(mobility.blueprint),
        "parties": [party for party in mobility.parties.all() if party.organisation],
        "guardians": guardians(mobility),
        "has_employer": mobility.party(Role.EMPLOYER_SIGNATORY) is not None,
        "has_contract": bool(contracted(mobility)),
        "decisions": offered(mobility),
        "may_depart": may_depart(mobility, timezone.localdate()),
        "may_withdraw": mobility.departed_on is not None and mobility.decision == Decision.ACCEPTED,
        "gates": standing.open_gates(reading.steps_of(mobility)),
    }
    return render(request, "mobilities/change.html", context)


def guardians(mobility):
    """Who stands for a minor, today or on the stay; None for an adult. They are named on the apprentice's page."""
    named = [str(party.person) for party in mobility.parties.all() if party.role == Role.GUARDIAN]
    return named if named or is_minor(mobility, timezone.localdate()) else None


def offered(mobility):
    """What may be decided now, each with what follows from it."""
    found = rules.moves(mobility.decision, mobility.stage)
    return [{"to": to.value, "label": verb(mobility, to), "help": EFFECTS.get(to, "")} for to in found]


def verb(mobility, to):
    """What the button of a decision says; from an application and from an interruption one is accepted differently."""
    if to == Decision.ACCEPTED and mobility.decision == Decision.SELECTED:
        return _("Note that the place is accepted")
    return VERBS.get(to, to.label)


def may_depart(mobility, today):
    """Whether somebody can have left by today."""
    waits = mobility.departed_on is None and mobility.decision == Decision.ACCEPTED
    return waits and mobility.starts_on - EARLIEST_DEPARTURE <= today


def decide(request, pk, to):
    """Cancel, interrupt, end early, close …: with what stands in the way, and a reason where one is needed."""
    mobility, seat = change.managed(request, pk)
    if to not in Decision.values:
        raise Http404
    to = Decision(to)
    shown = {
        "title": verb(mobility, to),
        "obstacles": decision.obstacles(mobility, to, today=timezone.localdate()) if mobility.decision != to else [],
        "danger": rules.needs_reason(to),
        "says": EFFECTS.get(to, ""),
    }
    about = {"to": to, "mobility": mobility}
    return change.ask(request, mobility, seat, DecideForm, _decide, about, **shown)


def _decide(said, *, to, mobility, **stamp):
    if to == Decision.ENDED_EARLY:
        changes.end_early(mobility, said["on"], version=said["version"], reason=said["reason"], **stamp)
    else:
        decision.move(mobility, to, reason=said["reason"], version=said["version"], **stamp)


def depart(request, pk):
    """Confirm that the apprentice left."""
    mobility, seat = change.managed(request, pk)
    gates = standing.open_gates(reading.steps_of(mobility))
    alone = standing.gates_for_two(mobility, gates)
    shown = {
        "title": _("Confirm the departure"),
        "effects": [_("Still open: %(title)s") % {"title": gate.title} for gate in gates],
        "tone": "warning",
        "obstacles": decision.obstacles_to_leave(mobility, alone),
        "ways": [{"label": gate.title, "url": reverse("mobilities:step", args=[pk, gate.pk])} for gate in alone],
    }
    return change.ask(request, mobility, seat, DepartForm, _depart, {"gates": gates, "mobility": mobility}, **shown)


def _depart(said, *, gates, mobility, **stamp):
    decision.depart(mobility, on=said["on"], override=said.get("override", ""), **stamp)


def withdraw_departure(request, pk):
    """Take back a departure that was confirmed by mistake."""
    mobility, seat = change.managed(request, pk)

    def action(said, **stamp):
        decision.withdraw_departure(mobility, reason=said["reason"], **stamp)

    left = mobility.departed_on
    shown = {"title": _("Withdraw the departure"), "now": date_format(left) if left else _("not departed")}
    return change.ask(request, mobility, seat, ReasonForm, action, {}, danger=True, **shown)
