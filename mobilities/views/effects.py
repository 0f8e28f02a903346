"""What a change does, as ready strings for the page that asks whether to do it."""

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from mobilities.rules.documents import documents
from mobilities.views.foreseen import percent


def told(effects):
    """The effects of a change in rows; None where it does nothing to steps, answers and papers."""
    found = {
        "moved": [
            {"title": step.title, "before": date_format(before), "after": date_format(after)}
            for step, before, after in effects.moved
        ],
        "added": [{"title": step.title, "after": when(step)} for step in effects.added],
        "dropped": [step.title for step in effects.dropped],
        "reopened": [{"title": step.title, "who": step.get_owner_display()} for step in effects.reopened],
        "answers": [
            {"who": capfirst(answer.get_owner_display()), "answer": answer.get_answer_display()}
            for answer in effects.answers
        ],
        "papers": [{"title": documents()[paper.document].title, "name": paper.name} for paper in effects.papers],
    }
    unmet = [
        {"title": step.title, "who": step.get_owner_display(), "latest": date_format(timing.latest_on)}
        for step, timing in effects.unmet
    ]
    said = {"unmet": unmet, "ready_on": date_format(effects.ready_on) if unmet else "", "warnings": effects.warnings}
    said |= {"chances": chances(effects), "sample": effects.sample}
    return found | said | {"nothing": not any(found.values())}


def when(step):
    """When a new step is due; one that comes too late for its place is said so."""
    return (
        _("belongs before the departure: say afterwards whether it is done")
        if step.came_late
        else (date_format(step.due_on))
    )


def chances(effects):
    """The chance of being ready before and after the change, in words; None where nothing is foreseen."""
    before, after = effects.chances
    if after is None and before is None:
        return None
    none = _("not foreseen")
    return {
        "before": none if before is None else percent(before),
        "after": none if after is None else percent(after),
        "same": before == after,
        "less": before is not None and after is not None and after < before,
    }
