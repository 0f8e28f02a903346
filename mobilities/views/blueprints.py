"""Plans: the list, one of them, and what is done to it as a whole."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from doallvet.core.refused import Refused, Stale
from mobilities import access
from mobilities.actions import drafting, publishing
from mobilities.forms.blueprint import CopyForm, HeadForm, PublishForm
from mobilities.models import Blueprint
from mobilities.plans import faults_of, newer_source, source_of, titles_of, with_newer_source
from mobilities.rules.drafting import WHOLE
from mobilities.views import blueprint_rows as rows
from mobilities.views.blueprint_lookups import (
    editable,
    found,
    frame,
    of_draft,
    owner_words,
    planning_centre,
    refuse_strangers,
    version_words,
)


def blueprint_list(request):
    """Plans by whose they are: drafts, own ones, the network's, those that come with the project."""
    refuse_strangers(request)
    visible, owners = Blueprint.objects.visible_to(request.user).with_owner(), access.plan_owners(request.user)
    centre = planning_centre(request)
    groups = {
        _("Drafts"): visible.drafts().order_by("title", "pk"),
        _("Of your centre"): visible.newest().of_own_centres(request.user),
        _("Of your network"): visible.newest().of_others(request.user),
        _("Come with doALLVET"): visible.newest().shipped(),
    }
    newer = with_newer_source([plan for plans in groups.values() for plan in plans], request.user)
    context = {
        "centre": centre,
        "groups": [(name, [_row(plan, plan.pk in newer) for plan in plans]) for name, plans in groups.items()],
        "may_copy": bool(owners),
    }
    return render(request, "mobilities/blueprints.html", context)


def _row(plan, newer):
    return {
        "pk": plan.pk,
        "title": plan.title or plan.title_es,
        "owner": owner_words(plan),
        "version": version_words(plan),
        "day": date_format(timezone.localdate(plan.published_at)) if plan.published_at else "",
        "mode": plan.get_mode_display(),
        "newer": newer,
    }


def detail(request, pk):
    """A plan with all its steps; who may write a draft changes it here, and reads what is wrong with it."""
    blueprint = found(request, pk)
    steps, writes = list(blueprint.steps.all()), access.may_edit_blueprint(request.user, blueprint)
    faults = faults_of(blueprint, steps, timezone.localdate()) if blueprint.is_draft else []
    gone = {need for step in steps for need in step.needs} - {step.key for step in steps}
    titles = titles_of(blueprint, steps, gone)
    versions = Blueprint.objects.visible_to(request.user).of_plan(blueprint).exclude(pk=blueprint.pk)
    context = frame(request, blueprint, "blueprint") | {
        "phases": rows.phases(blueprint, steps, titles, faults),
        "edits": blueprint.is_draft and writes,
        "writes": writes,
        "faults": faults,
        "whole": [reason for place, reason in faults if place == WHOLE],
        "number": len(steps),
        "lengths": _lengths(blueprint),
        "versions": [(row, version_words(row)) for row in versions],
        "may_copy": not blueprint.is_draft and bool(access.plan_owners(request.user)),
        "may_share": writes and not blueprint.is_draft and _shareable(blueprint),
        "source": source_of(blueprint, request.user),
        "newer": newer_source(blueprint, request.user),
    }
    return render(request, "mobilities/blueprint.html", context)


def _shareable(blueprint):
    """Whether it can be shared, or is: that can be taken back also by who is in no network any more."""
    return bool(blueprint.shared_at or (blueprint.centre and blueprint.centre.network))


def _lengths(blueprint):
    stay = blueprint.stay_days
    said = _("Stays of %(min)d to %(max)d days, usually %(typical)d; planned %(lead)d days ahead.")
    return said % (stay | {"lead": blueprint.lead_days})


def copy(request, pk):
    """A plan of one's own from one that is there."""
    source, owners = found(request, pk), access.plan_owners(request.user)
    if not owners:
        raise PermissionDenied
    if source.is_draft:
        raise Http404
    form = CopyForm(request.POST or None, owners=owners, source=source)
    if request.method == "POST" and form.is_valid():
        owner, titles = form.values()
        draft = drafting.copy(source, owner, titles, by=request.user, at=timezone.now())
        messages.success(request, _("Here is your draft. Nobody plans with it before you publish it."))
        return redirect("mobilities:blueprint", draft.pk)
    says = _("You get a draft of your own with all its steps, and see later what changes in the plan it comes from.")
    return _form(request, source, form, _("Make a plan of your own"), _("Copy"), says=says)


@require_POST
def draft(request, pk):
    """The draft of the next version."""
    made = drafting.start_draft(editable(request, pk), by=request.user, at=timezone.now())
    return redirect("mobilities:blueprint", made.pk)


@of_draft
def head(request, blueprint):
    """Name and lengths of a draft."""
    seen = drafting.head_seen(blueprint)
    form = HeadForm(request.POST or None, draft=blueprint, seen=seen)
    status = 200
    if request.method == "POST" and form.is_valid():
        stamp = {"seen": form.cleaned_data["seen"], "by": request.user, "at": timezone.now()}
        try:
            drafting.change_head(blueprint, form.values(), **stamp)
        except Stale as stale:
            form, status = again(request, stale, seen, HeadForm, draft=blueprint, seen=seen), 409
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("Saved."))
            return redirect("mobilities:blueprint", blueprint.pk)
    return _form(request, blueprint, form, _("Name and lengths"), _("Save"), status=status)


def publish(request, pk):
    """The next version, with a note; what is wrong is said instead of a button. A second click finds it published."""
    blueprint = editable(request, pk)
    if not blueprint.is_draft:
        return redirect("mobilities:blueprint", pk)
    steps = list(blueprint.steps.all())
    seen = drafting.plan_seen(blueprint, steps)
    form, status = PublishForm(request.POST or None, initial={"seen": seen}), 200
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            publishing.publish(blueprint, said["note"], seen=said["seen"], by=request.user, at=timezone.now())
        except Stale as stale:
            form, status = again(request, stale, seen, PublishForm), 409
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("Published. From now on it can be planned with."))
            return redirect("mobilities:blueprint", blueprint.pk)
    obstacles = [reason for _place, reason in faults_of(blueprint, steps, timezone.localdate())]
    says = _("A published version never changes; mobilities that run stay on theirs until you choose otherwise.")
    title = _("Publish this version")
    return _form(request, blueprint, form, title, _("Publish"), says=says, obstacles=obstacles, status=status)


def again(request, stale, now, form_class, **about):
    """The form as it was typed, for what is there now."""
    messages.warning(request, str(stale))
    data = request.POST.copy()
    data["seen"] = now
    return form_class(data, **about)


@of_draft
def discard(request, blueprint):
    """Throw the draft away, after a question."""
    if request.method == "POST":
        drafting.discard(blueprint, by=request.user, at=timezone.now())
        messages.success(request, _("The draft is gone."))
        return redirect("mobilities:blueprints")
    says = _("What was changed in this draft is lost; published versions stay.")
    return _form(request, blueprint, None, _("Throw the draft away"), _("Throw away"), says=says, danger=True)


@require_POST
def share(request, pk):
    """Let the centres of the network read and copy it, or not any more."""
    blueprint, shared = editable(request, pk), "share" in request.POST
    try:
        publishing.share(blueprint, shared, by=request.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        done = _("The centres of your network can read and copy it now.") if shared else _("It is yours alone again.")
        messages.success(request, done)
    return redirect("mobilities:blueprint", pk)


def _form(request, blueprint, form, title, button, *, status=200, **shown):
    status = 422 if form and form.errors and status == 200 else status
    context = frame(request, blueprint, "") | {"form": form, "heading": title, "button": button} | shown
    return render(request, "mobilities/blueprint_form.html", context, status=status)
