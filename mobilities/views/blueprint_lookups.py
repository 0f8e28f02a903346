"""How pages of plans find what they are about, and what they all show."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from centres.context import current_centre
from mobilities import access
from mobilities.models import Blueprint


def found(request, pk):
    return get_object_or_404(Blueprint.objects.visible_to(request.user).with_owner(), pk=pk)


def editable(request, pk):
    """Give a plan that the person may write: 404 for those they cannot read, 403 for those they only read."""
    blueprint = found(request, pk)
    if not access.may_edit_blueprint(request.user, blueprint):
        raise PermissionDenied
    return blueprint


def of_draft(view):
    """Give the view a draft that the person may write; who comes to a published version is sent to its page."""

    @wraps(view)
    def wrapped(request, pk, **parts):
        blueprint = editable(request, pk)
        if not blueprint.is_draft:
            messages.error(request, _("This version is published and does not change any more. Make a draft from it."))
            return redirect("mobilities:blueprint", pk)
        return view(request, blueprint, **parts)

    return wrapped


def planning_centre(request):
    """The centre chosen in the header, if the person coordinates it; None for who plans for none."""
    centre = current_centre(request)
    return centre if centre and any(owner == centre for owner in access.plan_owners(request.user)) else None


def refuse_strangers(request):
    """Raise Http404 for who belongs to no centre and manages no network: there are no plans for them."""
    if not Blueprint.objects.visible_to(request.user).exists():
        raise Http404


def owner_words(blueprint):
    return str(blueprint.owner or _("Comes with doALLVET"))


def version_words(blueprint):
    return _("Draft") if blueprint.is_draft else _("Version %(number)d") % {"number": blueprint.version}


def named(plan):
    return f"{plan} · {owner_words(plan)} · {version_words(plan)}"


def frame(request, blueprint, tab):
    """What every page of a plan shows above its own part."""
    pages = [("blueprint", _("Steps")), ("blueprint-timeline", _("Timeline"))]
    if not blueprint.is_draft and planning_centre(request):
        pages.append(("blueprint-mobilities", _("Mobilities")))
    return {
        "blueprint": blueprint,
        "owner": owner_words(blueprint),
        "version": version_words(blueprint),
        "tabs": [
            {"url": reverse(f"mobilities:{name}", args=[blueprint.pk]), "label": label, "current": name == tab}
            for name, label in pages
        ],
    }
