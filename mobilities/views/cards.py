"""The cards of a person's own journeys, for apprentices and guardians."""

from django.utils.text import capfirst

from mobilities.choices import Owner
from mobilities.models import Mobility, Step
from mobilities.rules.gates import latest_start
from mobilities.views import cells, gates, journey, waiting


def journeys(mine, steps, now):
    """The stays on which the person is apprentice or guardian, the running ones first."""
    if not mine.own:
        return []
    found = Mobility.objects.filter(pk__in=mine.own).with_people().order_by("-starts_on", "pk")
    gated = near(found, now)
    cards = [
        card(mobility, steps, now) | {"alarm": gates.short(mobility, gated.get(mobility.pk, []), mine.person, now)}
        for mobility in found
    ]
    return sorted(cards, key=lambda card: card["over"])


def near(mobilities, now):
    """The open gates of those that leave soon, by mobility; no query where nobody does."""
    soon = [mobility for mobility in mobilities if mobility.is_to_leave and mobility.starts_on <= latest_start(now)]
    found = {}
    for step in Step.objects.gates().filter(mobility__in=soon).with_plan() if soon else []:
        found.setdefault(step.mobility_id, []).append(step)
    return found


def card(mobility, steps, now):
    """Where the journey stands, what is next, and who has the ball."""
    status, tone = cells.state({"decision": mobility.decision, "stage": mobility.stage}, precise=False)
    ours = [row for row in steps if row["mobility"] == mobility.pk]
    waits = mobility.waits_for
    return {
        "mobility": mobility,
        "over": mobility.is_over,
        "status": status,
        "tone": tone,
        "stations": journey.stations(mobility),
        "step": ours[0]["pk"] if ours else None,
        "next": waiting.step(ours[0], now, waiting.own_addresses()(ours[0])) if ours else None,
        "waits": "" if mobility.is_over or not waits else capfirst(str(Owner(waits).label)),
        "contacts": [party for role in journey.CONTACTS if (party := mobility.party(role)) and party.person],
    }
