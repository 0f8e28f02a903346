"""What people decide about a mobility."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from doallvet.accounts import links
from doallvet.accounts.models import User
from doallvet.core.refused import Refused
from doallvet.history import actions as history
from mobilities import reading, standing
from mobilities.actions import news, roadmap
from mobilities.actions.locks import lock_apprentice, lock_mobility, refuse_stale
from mobilities.choices import Decision
from mobilities.facts import dates_of
from mobilities.models import Mobility, Step
from mobilities.rules import decisions
from mobilities.rules.stage import obstacles_to_close, obstacles_to_depart, obstacles_to_leave_on
from mobilities.stays import overlaps


@transaction.atomic
def move(
    mobility: Mobility, to: Decision, *, by: User, at: datetime, reason: str = "", version: int | None = None
) -> Mobility:
    """Take a decision and keep it in the history; links of a mobility that is over end. Raises Refused.

    `version`: that of the mobility which was shown, or None; Stale when it is another one by now.

    Nobody has anything to do any more when it is over, nor while it is on the reserve list.
    """
    lock_apprentice(mobility.apprentice_id)
    mobility = lock_mobility(mobility)
    if mobility.decision == to:
        return mobility
    refuse_stale(mobility, version)
    if reasons := obstacles(mobility, to, today=timezone.localdate(at), reason=reason):
        raise Refused(reasons)
    event = history.record(mobility, f"moved_{to}", by=by, at=at, before=mobility.decision, after=to, note=reason)
    Mobility.objects.filter(pk=mobility.pk).update(decision=to, decision_reason=reason)
    mobility.decision, mobility.decision_reason = to, reason
    roadmap.recount(mobility, at=at)
    if mobility.is_over:
        links.end_to(mobility, at=at)
    news.tell_decision(mobility, event, at=at)
    return mobility


@transaction.atomic
def depart(mobility: Mobility, *, on: date, by: User, at: datetime, override: str = "") -> Mobility:
    """Confirm that the apprentice left; open gates forbid it unless the coordinator overrides them with a reason.

    Insurance, guardian consent and A1 among them need a second person's yes before (actions.waiver). What was open,
    why and by whom it was overridden is kept. Raises Refused.
    """
    mobility = lock_mobility(mobility)
    if mobility.departed_on:
        return mobility
    gates = standing.open_gates(reading.steps_of(mobility))
    impossible = obstacles_to_leave_on(on, begins=mobility.starts_on, today=timezone.localdate(at))
    if reasons := [*obstacles_to_leave(mobility, gates, override=override), *impossible]:
        raise Refused(reasons)
    history.record(mobility, "departed", by=by, at=at, after=on)
    for gate in gates:
        history.record(
            gate, "left_without", story=mobility, by=by, at=at, after=on, note=override, private=gate.plan.private
        )
    left = {"departed_on": on, "departed_by": by, "left_open": [gate.pk for gate in gates]}
    _write_departure(mobility, left | {"departure_reason": override if gates else ""}, at=at)
    return mobility


def obstacles_to_leave(mobility: Mobility, gates: list[Step], *, override: str = "") -> list[str]:
    """Name what keeps the apprentice from leaving with these gates open, though there may be a reason to override."""
    if mobility.decision != Decision.ACCEPTED:
        return [_("Only an accepted mobility can begin.")]
    alone = standing.gates_for_two(mobility, gates)
    titles = {gate.title for gate in alone}
    return obstacles_to_depart([gate.title for gate in gates], needs_two=titles, override=override)


def _write_departure(mobility: Mobility, values: dict[str, Any], *, at: datetime) -> None:
    Mobility.objects.filter(pk=mobility.pk).update(**values)
    for name, value in values.items():
        setattr(mobility, name, value)
    roadmap.recount(mobility, at=at)


@transaction.atomic
def withdraw_departure(mobility: Mobility, *, by: User, at: datetime, reason: str) -> Mobility:
    """Take back a departure that did not happen, or on another day; the stage follows. Raises Refused.

    Withdrawn already, it stays so.
    """
    mobility = lock_mobility(mobility)
    if mobility.departed_on is None:
        return mobility
    if mobility.decision != Decision.ACCEPTED:
        raise Refused(_("Only on an accepted mobility can the departure be withdrawn."))
    if not reason.strip():
        raise Refused(_("Say why."))
    history.record(mobility, "departure_withdrawn", by=by, at=at, before=mobility.departed_on, note=reason)
    nothing = {"departed_on": None, "departed_by": None, "departure_reason": "", "left_open": []}
    mobility.steps.came_late().update(came_late=False)  # there is time for them again
    _write_departure(mobility, nothing, at=at)
    return mobility


def obstacles(mobility: Mobility, to: Decision, *, today: date, reason: str | None = None) -> list[str]:
    """Name all that forbids a decision, in the user's words."""
    to_close = []
    if to == Decision.CLOSED:
        steps = reading.steps_of(mobility)
        to_close = obstacles_to_close(
            standing.stage_facts(mobility, steps, standing.employers_answers([mobility]), today=today),
            force_majeure=mobility.decision == Decision.FORCE_MAJEURE,
            **standing.money_settled(steps),
        )
    found = decisions.obstacles(mobility.decision, to, stage=mobility.stage, reason=reason, to_close=to_close)
    if to == Decision.ACCEPTED:
        found += overlaps(mobility.apprentice, dates_of(mobility), besides=mobility)
    return found
