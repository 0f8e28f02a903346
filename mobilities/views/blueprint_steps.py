"""The steps of a draft: add, change, move, take out; what that would break is said before and after."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from doallvet.core.refused import Refused, Stale
from mobilities.actions import drafting
from mobilities.forms.blueprint_step import StepForm, new_key
from mobilities.models import BlueprintStep
from mobilities.plans import faults_of, titles_of, was_taken_out
from mobilities.rules.difference import PARTS
from mobilities.rules.drafting import words_for
from mobilities.views.blueprint_lookups import frame, of_draft
from mobilities.views.blueprint_rows import words_of
from mobilities.views.blueprints import again

NEW = "mobilities:blueprint-step-new"


@of_draft
def new(request, blueprint):
    """A step more; `behind`: key of the step after which it stands."""
    steps = list(blueprint.steps.all())
    behind = next((step for step in steps if step.key == request.GET.get("behind")), None)
    like = ("phase", "owner", "anchor", "days", "level", "kind")
    first = {"phase": request.GET.get("phase") or blueprint.phases[0], "anchor": "start"}
    if behind:
        first = {name: getattr(behind, name) for name in like} | {"days": abs(behind.days or 0)}
        first["way"] = "before" if (behind.days or 0) < 0 else "after"
    form = _bound(request, blueprint, steps, initial=first)
    if "check" in request.POST:
        return _checked(request, blueprint, steps, form)
    if request.method == "POST" and form.is_valid():
        stamp = {"behind": behind.key if behind else "", "by": request.user, "at": timezone.now()}
        try:
            step = drafting.add_step(blueprint, form.cleaned_data["key"], form.values(), **stamp)
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            return _back(blueprint, step)
    return _page(request, blueprint, form, _("Add a step"), 422 if form.errors else 200)


@of_draft
def edit(request, blueprint, step_pk):
    """One step on one page; whoever was slower sees what is there now, and decides."""
    steps = list(blueprint.steps.all())
    step = _at_hand(blueprint, step_pk)
    if step is None:
        return _typed_anew(request, blueprint, steps) if request.method == "POST" else _gone(request, blueprint)
    seen = drafting.step_seen(step)
    form, status, now = _bound(request, blueprint, steps, step=step, seen=seen), 200, None
    if "check" in request.POST:
        return _checked(request, blueprint, steps, form)
    if request.method == "POST" and form.is_valid():
        stamp = {"seen": form.cleaned_data["seen"], "by": request.user, "at": timezone.now()}
        try:
            step = drafting.change_step(step, form.values(), **stamp)
        except Stale as stale:
            now = _differences(form, step, titles_of(blueprint, steps))
            about = {"draft": blueprint, "steps": steps, "titles": _titles(blueprint, steps), "step": step}
            form, status = again(request, stale, seen, StepForm, **about), 409
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("Saved."))
            return _back(blueprint, step)
    status = 422 if form.errors and status == 200 else status
    reasons = [reason for place, reason in faults_of(blueprint, steps, timezone.localdate()) if place == step.position]
    title = _titles(blueprint, steps)[step.key]
    return _page(request, blueprint, form, title, status, step=step, reasons=reasons, now=now)


def _at_hand(blueprint, step_pk):
    """The step, or None where somebody took it out of this draft; what never was in it is not there."""
    step = blueprint.steps.filter(pk=step_pk).first()
    if step is None and not was_taken_out(blueprint, step_pk):
        raise Http404
    return step


def _gone(request, blueprint):
    messages.warning(request, _("This step is not in the draft any more: somebody took it out."))
    return redirect("mobilities:blueprint", blueprint.pk)


def _typed_anew(request, blueprint, steps):
    """What was typed into a step that is gone, in the form of a new one."""
    data = request.POST.copy()
    data["key"] = new_key()
    form = StepForm(data, draft=blueprint, steps=steps, titles=_titles(blueprint, steps))
    if "check" in data:
        return _checked(request, blueprint, steps, form)
    said = _("Somebody took this step out while you had the page open. Saving what you typed adds it as a new step.")
    messages.warning(request, said)
    return _page(request, blueprint, form, _("Add a step"), 409, action=reverse(NEW, args=[blueprint.pk]))


def _bound(request, blueprint, steps, **about):
    return StepForm(request.POST or None, draft=blueprint, steps=steps, titles=_titles(blueprint, steps), **about)


def _titles(blueprint, steps):
    gone = {need for step in steps for need in step.needs} - {step.key for step in steps}
    return titles_of(blueprint, steps, gone)


def _checked(request, blueprint, steps, form):
    """What would be wrong with this step if it were saved, and newly with others; nothing is written."""
    if not form.is_valid():
        return render(request, "mobilities/_blueprint_checked.html", {"form": form, "reasons": form_reasons(form)})
    tried = _tried(blueprint, steps, form)
    step = next(row for row in tried if row.key == (form.step.key if form.step else form.cleaned_data["key"]))
    name = words_for(_titles(blueprint, tried)).step(step.key)
    today = timezone.localdate()
    known = {reason for _place, reason in faults_of(blueprint, steps, today)}
    shown = [
        reason
        for place, reason in faults_of(blueprint, tried, today)
        if place == step.position or f"“{name}”" in reason or reason not in known
    ]
    return render(request, "mobilities/_blueprint_checked.html", {"reasons": shown})


def form_reasons(form):
    return [error for errors in form.errors.values() for error in errors]


def _tried(blueprint, steps, form):
    """The steps as they would be: the one at hand last of its phase where its phase is another one."""
    step = BlueprintStep(blueprint=blueprint, **form.values())
    step.key = form.step.key if form.step else form.cleaned_data["key"]
    step.under = form.step.under if form.step and form.step.phase == step.phase else ""
    rows = [step if row.key == step.key else row for row in steps]
    rows = rows if form.step else [*rows, step]
    rows.sort(key=lambda row: blueprint.phases.index(row.phase))
    for place, row in enumerate(rows):
        row.position = place
    return rows


def _differences(form, step, titles):
    """What is there now and what was typed, part by part, where they differ."""
    typed = BlueprintStep(key=step.key, position=0, **form.values()).item
    kept = step.item
    labels = {"title": "title_en", "help": "help_en", "with": "takes_part", "due": "anchor", "when": "condition"}
    return [
        {
            "label": form.fields[labels.get(name, name)].label,
            "now": words_of(kept, name, titles),
            "typed": words_of(typed, name, titles),
        }
        for name in PARTS
        if words_of(kept, name, titles) != words_of(typed, name, titles)
    ]


@of_draft
def remove(request, blueprint, step_pk):
    """Take a step out, after a look at what waits for it."""
    steps = list(blueprint.steps.all())
    step = _at_hand(blueprint, step_pk)
    if step is None:
        return _gone(request, blueprint)
    titles = _titles(blueprint, steps)
    waiting = [titles[row.key] for row in steps if step.key in row.needs]
    if request.method == "POST":
        drafting.remove_step(step, by=request.user, at=timezone.now())
        said = ngettext(
            "Taken out. One step that waited for it waits for what it waited for.",
            "Taken out. %(n)d steps that waited for it wait for what it waited for.",
            len(waiting),
        )
        messages.success(request, said % {"n": len(waiting)} if waiting else _("Taken out."))
        return redirect("mobilities:blueprint", blueprint.pk)
    context = frame(request, blueprint, "") | {
        "heading": _("Take this step out?"),
        "title": titles[step.key],
        "waiting": waiting,
        "instead": [titles[key] for key in step.needs],
        "step": step,
    }
    return render(request, "mobilities/blueprint_remove.html", context)


@require_POST
@of_draft
def move(request, blueprint, step_pk):
    """Before or after its neighbour, or under another step; a second click finds it there already."""
    step = _at_hand(blueprint, step_pk)
    if step is None:
        return _gone(request, blueprint)
    stamp = {"by": request.user, "at": timezone.now()}
    if "under" in request.POST:
        drafting.place_under(blueprint, step, request.POST["under"], **stamp)
    else:
        after, other = "after" in request.POST, request.POST.get("after") or request.POST.get("before", "")
        drafting.place_beside(blueprint, step, other, after=after, **stamp)
    return _back(blueprint, step)


def _back(blueprint, step):
    target = redirect("mobilities:blueprint", blueprint.pk)
    target["Location"] += f"#step-{step.pk}"
    return target


def _page(request, blueprint, form, title, status, *, step=None, reasons=(), now=None, action=""):
    context = frame(request, blueprint, "") | {
        "form": form,
        "heading": title,
        "step": step,
        "reasons": reasons,
        "differences": now,
        "action": action,
    }
    return render(request, "mobilities/blueprint_step.html", context, status=status)
