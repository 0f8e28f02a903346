"""Pages that know no domain."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from doallvet.core.gallery import specimens
from doallvet.core.uploads import FileGone


def not_found(request, exception):
    """The same page for all that is not there or not meant for the person; other words for a file that is gone."""
    return render(request, "404.html", {"file_gone": isinstance(exception, FileGone)}, status=404)


def server_error(request):
    """The page of a fault of ours: no database, no session, no context processor."""
    return HttpResponse(render_to_string("500.html"), status=500)


@login_not_required
def gallery(request):
    """Every component in all its states, for developers; the address exists in the demo and under DEBUG only."""
    return render(request, "gallery.html", specimens())
