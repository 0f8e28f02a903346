"""How pages find what they are about."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from centres.access import may_run
from centres.models import Centre
from doallvet.core.paging import page


def own_centre(request, pk):
    """Give a centre the person coordinates; 404 for other centres, 403 for colleagues who do not coordinate."""
    centre = get_object_or_404(Centre.objects.of_member(request.user), pk=pk)
    if not may_run(request.user, centre):
        raise PermissionDenied
    return centre


def page_of(request, centres):
    """Give the page of these centres, by name, that the address asks for."""
    cursors = {name: request.GET.get(name) for name in ("after", "before")}
    return page(centres, order=("name", "pk"), **cursors)
