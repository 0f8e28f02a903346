"""Row locks of actions: group, project, apprentice, mobilities, each in the order of ids: nobody waits in a ring.

SQLite has no row locks: there one transaction writes at a time, and what is written is guarded by a condition as well.
"""

from collections.abc import Collection

from django.utils.translation import gettext as _

from centres.models import Apprentice
from doallvet.core.refused import Stale
from mobilities import reading
from mobilities.choices import Kind
from mobilities.models import Group, Mobility, Project, Step


def lock_project(project_id: int) -> None:
    """Lock a project: what is done once for several of its mobilities is closed, opened and planned one by one."""
    Project.objects.select_for_update(of=("self",), no_key=True).get(pk=project_id)


def lock_apprentice(apprentice_id: int) -> None:
    """Lock an apprentice: the days of their stays are compared and written one stay at a time, in whatever project."""
    Apprentice.objects.select_for_update(of=("self",), no_key=True).get(pk=apprentice_id)


def lock_group(group: Group) -> Group:
    """Lock a group and give it as it is now: its plan and its lists are written one by one."""
    rows = Group.objects.with_plan().select_for_update(of=("self",), no_key=True)
    return rows.get(pk=group.pk)


def lock_mobility(mobility: Mobility) -> Mobility:
    """Lock a mobility and give it with its people, as it is now."""
    return Mobility.objects.with_people().select_for_update(of=("self",)).get(pk=mobility.pk)


def refuse_stale(mobility: Mobility, version: int | None) -> None:
    """Raise Stale when a locked mobility is not in the `version` that was shown; None: no page was shown."""
    if version is not None and mobility.version != version:
        raise Stale(
            _("Somebody changed this mobility while you had the page open. Nothing was written: please look again.")
        )


def lock_step(step: Step, *others: Step) -> tuple[Mobility, Step]:
    """Lock all that a change of this step may touch; give its mobility with its people, and the step with its plan.

    `others`: steps of the same mobility that may change with it. For steps of a wider level that is their project and
    every mobility they serve.
    """
    _lock_wider(step, *others)
    mobility = lock_mobility(step.mobility)
    locked = Step.objects.select_related("plan").get(pk=step.pk)
    locked.mobility = mobility
    return mobility, locked


def lock_roadmap(step: Step) -> tuple[Mobility, Step, list[Step]]:
    """Lock all that a change of this step may touch; give its mobility, the step, and all needed steps, with plans.

    The mobility comes with its people only where the step asks who signs: without them `parties` also gives guardians
    whose time is over.
    """
    _lock_wider(step)
    signed = step.plan.kind == Kind.SIGNATURE
    mobility = lock_mobility(step.mobility) if signed else reading.locked(step.mobility_id)
    steps = reading.steps_of(mobility, needed=False)
    return mobility, next(row for row in steps if row.pk == step.pk), [row for row in steps if row.needed]


def _lock_wider(*steps: Step) -> None:
    """Lock the project and the mobilities that the shared ones among steps of one mobility serve."""
    if shared := [row for row in steps if row.shared_key]:
        lock_project(steps[0].mobility.project_id)
        lock_served(shared)


def lock_steps(steps: Collection[Step]) -> Mobility:
    """Lock all that a change of these steps of one mobility may touch; give the mobility with its people."""
    return lock_step(*steps)[0]


def lock_served(steps: Collection[Step]) -> None:
    """Lock the mobilities for which these steps are done; the caller has locked their project."""
    served = Step.objects.served_by(steps).values("mobility")
    list(Mobility.objects.select_for_update(of=("self",)).filter(pk__in=served).order_by("pk"))
