"""Grant projects of a centre, and their groups."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from centres.access import may_run
from companies.views.lookups import coordinated_centre
from companies.views.page import differences
from doallvet.core.addresses import neighbours
from doallvet.core.paging import page
from doallvet.core.refused import Refused, Stale
from doallvet.core.text import number
from mobilities.actions import project as projects
from mobilities.forms.project import GroupForm, ProjectForm
from mobilities.models import Project


def project_list(request):
    """The projects of the centre chosen in the header, the newest first."""
    centre = coordinated_centre(request)
    found = Project.objects.filter(centre=centre).with_counts()
    cursors = {name: request.GET.get(name) for name in ("after", "before")}
    shown = page(found, order=("-begins_on", "-pk"), **cursors)
    context = {"centre": centre, "projects": shown.rows, "today": timezone.localdate(), **neighbours(request, shown)}
    return render(request, "mobilities/projects.html", context)


def new(request):
    centre = coordinated_centre(request)
    form = ProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            project = projects.create(centre, form.values(), by=request.user, at=timezone.now())
        except Refused as refused:
            form.add_error("code", refused.reasons)
        else:
            messages.success(request, _("The project is here: mobilities can be planned for it."))
            return redirect("mobilities:project", project.pk)
    context = {"form": form, "centre": centre}
    return render(request, "mobilities/project.html", context, status=422 if form.errors else 200)


def edit(request, pk):
    """Change a project; whoever was slower sees both texts and decides. Its groups stand below."""
    project = own_project(request, pk)
    form = ProjectForm(request.POST or None, instance=Project.objects.get(pk=pk))
    version = number(request.POST.get("version", str(project.version)))
    if request.method == "POST" and form.is_valid():
        try:
            projects.change(project, form.values(), version=version, by=request.user, at=timezone.now())
        except Stale as stale:
            more = {"stale": stale, "differences": differences(form, project), "version": project.version}
            return show(request, project, form, status=409, **more)
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("Saved."))
            return redirect("mobilities:project", pk)
    return show(request, project, form, version=version)


def show(request, project, form, *, status=200, **more):
    context = {
        "project": project,
        "centre": project.centre,
        "form": form,
        "group_form": GroupForm(),
        "groups": project.groups.with_counts(),
        "used": project.mobilities.count(),
        "version": project.version,
    }
    return render(request, "mobilities/project.html", context | more, status=422 if form.errors else status)


@require_POST
def group_new(request, pk):
    project = own_project(request, pk)
    form = GroupForm(request.POST)
    if not form.is_valid():
        unchanged = ProjectForm(instance=project)
        return show(request, project, unchanged, status=422, group_form=form)
    projects.add_group(project, form.cleaned_data["title"], by=request.user, at=timezone.now())
    return redirect(f"{request.path.removesuffix('groups/')}#groups")


def group(request, pk, group_pk):
    """Rename a group, or remove it while nobody travels with it."""
    project = own_project(request, pk)
    row = get_object_or_404(project.groups.with_counts(), pk=group_pk)
    form = GroupForm(request.POST or None, initial={"title": row.title})
    stamp = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and ("remove" in request.POST or form.is_valid()):
        try:
            if "remove" in request.POST:
                projects.remove_group(row, **stamp)
            else:
                projects.rename_group(row, form.cleaned_data["title"], **stamp)
        except Refused as refused:
            form = form if form.is_valid() else GroupForm({"title": row.title})
            form.add_error(None, refused.reasons)
        else:
            return redirect("mobilities:project", project.pk)
    context = {"project": project, "group": row, "form": form}
    return render(request, "mobilities/project_group.html", context, status=422 if form.errors else 200)


def own_project(request, pk):
    """Give a project of a centre that the person coordinates: 404 for others', 403 for colleagues who do not."""
    project = get_object_or_404(Project.objects.visible_to(request.user).select_related("centre"), pk=pk)
    if not may_run(request.user, project.centre):
        raise PermissionDenied
    return project
