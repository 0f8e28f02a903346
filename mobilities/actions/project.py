"""Writes grant projects and their groups."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from centres.actions.fields import write
from centres.models import Centre
from doallvet.accounts.models import User
from doallvet.core.refused import Refused, Stale
from doallvet.history import actions as history
from mobilities.actions import search
from mobilities.models import Group, Project
from mobilities.rules import project as rules
from mobilities.rules.identifiers import project_code


def create(centre: Centre, fields: dict[str, Any], *, by: User, at: datetime) -> Project:
    """Keep a project of a centre; its call year comes from its code. The same project again is the same row.

    `fields`: code, title, field, begins_on, ends_on. Raises Refused when the centre has another one with this code.
    """
    values = fields | {"call_year": project_code(fields["code"]).call_year}
    try:
        with transaction.atomic():
            project = Project.objects.create(centre=centre, **values)
            history.record(project, "created", by=by, at=at, after=values)
    except IntegrityError as error:
        same = Project.objects.filter(centre=centre, **values).first()
        if same:
            return same
        raise Refused(_taken()) from error
    return project


def change(project: Project, fields: dict[str, Any], *, version: int, by: User, at: datetime) -> Project:
    """Change a project, and what its mobilities are found by.

    Raises Stale when somebody was faster, Refused when another project of the centre has this code, or when planned
    stays would lie outside the new dates.
    """
    values = fields | {"call_year": project_code(fields["code"]).call_year}
    try:
        with transaction.atomic():
            project = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
            if project.version != version:
                raise Stale(_("Somebody changed this project while you had the page open. Nothing was written yet."))
            outside = project.mobilities.running().outside(values["begins_on"], values["ends_on"])
            if reasons := rules.obstacles_to_dates(outside.count()):
                raise Refused(reasons)
            before, after = write(project, values)
            if after:
                Project.objects.filter(pk=project.pk).update(version=project.version + 1)
                history.record(project, "changed", by=by, at=at, before=before, after=after)
            if "code" in after:
                search.rewrite(project.mobilities.with_people())
    except IntegrityError as error:
        raise Refused(_taken()) from error
    return project


@transaction.atomic
def add_group(project: Project, title: str, *, by: User, at: datetime) -> Group:
    """Add a group to a project; the same name again is the same group."""
    project = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    group, made = Group.objects.get_or_create(project=project, title=title)
    if made:
        history.record(group, "group_added", story=project, by=by, at=at, after=title)
    return group


@transaction.atomic
def rename_group(group: Group, title: str, *, by: User, at: datetime) -> Group:
    """Give a group another name. Raises Refused when the project has a group of this name."""
    Project.objects.select_for_update(of=("self",)).get(pk=group.project_id)
    if Group.objects.filter(project=group.project_id, title=title).exclude(pk=group.pk).exists():
        raise Refused(_("This project already has a group with this name."))
    before, after = write(group, {"title": title})
    if after:
        history.record(group, "group_renamed", story=group.project, by=by, at=at, before=before, after=after)
    return group


@transaction.atomic
def remove_group(group: Group, *, by: User, at: datetime) -> None:
    """Remove a group with which nobody travels. Raises Refused."""
    Project.objects.select_for_update(of=("self",)).get(pk=group.project_id)
    if reasons := rules.obstacles_to_removal(group.mobilities.count()):
        raise Refused(reasons)
    history.record(group, "group_removed", story=group.project, by=by, at=at, before=group.title)
    group.delete()


def _taken() -> str:
    return _("Your centre already has a project with this code.")
