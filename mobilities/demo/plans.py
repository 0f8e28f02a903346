"""A plan that the network made its own, and the centre's plan that was made from it and waits for a look."""

from datetime import timedelta

from mobilities.actions import drafting, publishing
from mobilities.demo.places import Places
from mobilities.models import Blueprint

WEEKS = timedelta(weeks=6)
VISIT = {
    "title_en": "Visit the town hall desk for young people going abroad",
    "title_es": "Visitar la oficina municipal para jóvenes que van al extranjero",
    "help_en": "They lend suitcases and give a small travel kit.",
    "help_es": "Prestan maletas y dan un pequeño neceser de viaje.",
    "phase": "ready",
    "owner": "apprentice",
    "takes_part": ["guardian"],
    "level": "mobility",
    "kind": "meeting",
    "condition": "always",
    "anchor": "start",
    "days": -25,
    "duration": 1,
    "needs": ["R07"],
}


def make(places: Places) -> None:
    """The network's plan in two versions; the centre's was made from the first."""
    carmen, ana, centre = places.carmen, places.coordinators["sil"], places.centres["sil"]
    shipped = Blueprint.objects.shipped().newest().get(key="dual-short")
    names = {"title_en": "Short stay in the north-west", "title_es": "Estancia corta del Noroeste"}
    first = drafting.copy(shipped, centre.network, names, by=carmen, at=places.now - WEEKS)
    drafting.add_step(first, "xvisit0000", VISIT, behind="D10", by=carmen, at=places.now - WEEKS)
    common = _publish(first, "A visit to the town hall for everybody.", carmen, places.now - WEEKS)
    names = {"title_en": "Short stay of CIFP Río Sil", "title_es": "Estancia corta del CIFP Río Sil"}
    own = drafting.copy(common, centre, names, by=ana, at=places.now - WEEKS / 2)
    _change(own, "A04", {"repeat_days": 7}, ana, places.now - WEEKS / 2)
    _publish(own, "We call every week.", ana, places.now - WEEKS / 2)
    second = drafting.start_draft(common, by=carmen, at=places.now - WEEKS / 6)
    _change(second, "D10", {"days": -12}, carmen, places.now - WEEKS / 6)
    _change(second, "A04", {"days": 4}, carmen, places.now - WEEKS / 6)
    drafting.remove_step(second.steps.get(key="R08"), by=carmen, at=places.now - WEEKS / 6)
    _publish(
        second,
        "The language course may end two days later; pictures are asked about once, at school.",
        carmen,
        places.now,
    )


def _change(draft, key, fields, by, at):
    step = draft.steps.get(key=key)
    drafting.change_step(step, fields, seen=drafting.step_seen(step), by=by, at=at)


def _publish(draft, note, by, at):
    seen = drafting.plan_seen(draft, list(draft.steps.all()))
    return publishing.publish(draft, note, seen=seen, by=by, at=at)
