"""What the plan from which one's own was made has newly, and what of it is wanted (N10)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from doallvet.core.refused import Refused
from doallvet.core.text import number
from mobilities.actions import publishing
from mobilities.models import Blueprint
from mobilities.plans import source_of
from mobilities.rules.difference import difference
from mobilities.views import blueprint_rows as rows
from mobilities.views.blueprint_lookups import editable, frame, version_words


def index(request, pk):
    """The difference to the newest version of the source; ticked is what changed there and not here."""
    plan = editable(request, pk)
    plan = Blueprint.objects.of_plan(plan).drafts().with_owner().first() or plan
    source = source_of(plan, request.user)
    if source is None:
        raise Http404
    mine, theirs, base = (list(row.steps.all()) for row in (plan, source, plan.based_on))
    found = difference(*([step.item for step in steps] for steps in (mine, theirs, base)))
    status = 200
    if request.method == "POST":
        if number(request.POST.get("source")) == source.pk:
            return _take(request, plan, source, found)
        messages.warning(request, _("There is a newer version by now. Nothing was written: please look again."))
        status = 409
    titles = {step.key: step.title or step.title_es for step in (*base, *theirs, *mine)}
    context = frame(request, plan, "") | {
        "heading": _("Difference to the plan it was made from"),
        "source": source,
        "source_version": version_words(source),
        "base_version": version_words(plan.based_on),
        "added": [_step(item, news, titles) for item, news in found.added],
        "gone": [_step(item, news, titles) for item, news in found.gone],
        "changed": [_changed(row, titles) for row in found.changed],
        "own": len(found.own),
        "empty": found.is_empty,
    }
    return render(request, "mobilities/blueprint_difference.html", context, status=status)


def _take(request, plan, source, found):
    """Only what differs now is taken over: a second click finds nothing left to take."""
    there = {
        "add": {item.id for item, _news in found.added},
        "drop": {item.id for item, _news in found.gone},
        "take": {f"{row.theirs.id}:{part.name}" for row in found.changed for part in row.parts},
    }
    wanted = {name: sorted(keys.intersection(request.POST.getlist(name))) for name, keys in there.items()}
    try:
        draft = publishing.take_over(plan, source, **wanted, by=request.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("mobilities:blueprint-difference", plan.pk)
    messages.success(request, _("It is in your draft. Look at it, then publish it."))
    return redirect("mobilities:blueprint", draft.pk)


def _step(item, news, titles):
    return {"key": item.id, "title": titles[item.id], "news": news, "due": rows.due(item)}


def _changed(row, titles):
    labels = rows.parts()
    return {
        "title": titles[row.mine.id],
        "parts": [
            {
                "value": f"{row.mine.id}:{part.name}",
                "label": labels[part.name],
                "mine": rows.words_of(row.mine, part.name, titles),
                "theirs": rows.words_of(row.theirs, part.name, titles),
                "news": part.news,
            }
            for part in row.parts
        ],
    }
