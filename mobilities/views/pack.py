"""Audit packs: of one mobility at once, of a project made in the background."""

from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language

from doallvet.core import uploads
from mobilities import access
from mobilities.actions import pack as packs
from mobilities.reports import audit
from mobilities.views.detail import found
from mobilities.views.projects import own_project


def of_mobility(request, pk):
    """The papers of a mobility in the order of its roadmap, sent while they are read."""
    mobility, seat = found(request, pk)
    if not access.may_manage(seat):
        raise PermissionDenied
    gathered = audit.gather([mobility])
    title = packs.title_of(mobility, timezone.now())
    answer = StreamingHttpResponse(audit.stream(gathered, title=title), content_type="application/zip")
    name = f"audit-{mobility.pk}-{timezone.localdate():%Y-%m-%d}.zip"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def of_project(request, pk):
    """The packs of a project: ask for one, see how far it is, fetch it."""
    project = own_project(request, pk)
    if request.method == "POST":
        packs.ask(project, by=request.user, at=timezone.now(), language=get_language())
        return redirect("mobilities:project-packs", project.pk)
    rows = list(project.packs.select_related("asked_by")[:10])
    context = {"project": project, "packs": rows, "pending": any(not row.file for row in rows)}
    return render(request, "mobilities/packs.html", context)


def file(request, pk, pack_pk):
    """A pack that is there."""
    project = own_project(request, pk)
    row = get_object_or_404(project.packs.exclude(file=""), pk=pack_pk)
    name = f"audit-{project.code}-{row.asked_at:%Y-%m-%d}.zip"
    return uploads.attachment(uploads.opened(row.file), name, "application/zip")
