"""Announcements: the administrator writes them, everybody reads them and may close them for this browser."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from doallvet.accounts.administrators import administrators_only
from doallvet.core.addresses import way_back
from doallvet.outbox import announcements
from doallvet.outbox.context import CLOSED
from doallvet.outbox.forms import AnnouncementForm
from doallvet.outbox.models import Announcement

SHOWN = 50
LONGEST_MARK = 40


@administrators_only
def index(request):
    """The announcements, the newest first."""
    rows = list(Announcement.objects.order_by("-begins_at", "-pk")[:SHOWN])
    return render(request, "outbox/announcements.html", {"rows": rows, "now": timezone.now()})


@administrators_only
def edit(request, pk=None):
    """Write an announcement, a new one without an id."""
    row = get_object_or_404(Announcement, pk=pk) if pk else Announcement()
    form = AnnouncementForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        announcements.write(form.instance, form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("announcements")
    context = {"form": form, "row": row if pk else None}
    return render(request, "outbox/announcement.html", context, status=422 if form.errors else 200)


@require_POST
@administrators_only
def end(request, pk):
    announcements.end(get_object_or_404(Announcement, pk=pk), by=request.user, at=timezone.now())
    return redirect("announcements")


@login_not_required
@require_POST
def close(request):
    """Show an announcement no more in this browser as long as it says the same; any mark will do, none is looked up."""
    mark = request.POST.get("announcement", "")[:LONGEST_MARK]
    request.session[CLOSED] = [*request.session.get(CLOSED, [])[-20:], mark]
    return redirect(way_back(request))
