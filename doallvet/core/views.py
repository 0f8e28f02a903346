"""Pages that know no domain."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from doallvet.core.gallery import specimens


def server_error(request):
    """The page of a fault of ours: no database, no session, no context processor."""
    return HttpResponse(render_to_string("500.html"), status=500)


@login_not_required
def gallery(request):
    """Every component in all its states, for developers; the address exists in the demo and under DEBUG only."""
    return render(request, "gallery.html", specimens())
