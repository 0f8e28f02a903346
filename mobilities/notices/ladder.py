"""The words of the ladder: who has not answered, why somebody else is told, and what comes next."""

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doallvet.accounts.models import User
from doallvet.outbox.models import Notice
from doallvet.outbox.wording import Draft
from doallvet.outbox.writers import Made, Pace, writes
from mobilities.models import Step
from mobilities.notices import groups
from mobilities.notices.stands import Stands
from mobilities.notices.steps import about, open_steps, sender, way, words_of
from mobilities.rules.escalation import Who

WHY = {
    Who.DEPUTY: gettext_lazy("You get this because you stand in for them."),
    Who.GUARDIAN: gettext_lazy("You get this because you are the parent or guardian."),
    Who.COORDINATOR: gettext_lazy("You get this because you coordinate the stay."),
    Who.SECOND: gettext_lazy("You get this because your colleague who coordinates the stay has not answered either."),
}
SAID = {Who.OWNER: "owner", Who.COORDINATOR: "coordinator", Who.SECOND: "coordinator"}
NEXT = {
    Who.OWNER: gettext_lazy("If nothing comes by %(date)s, they are reminded once more."),
    Who.DEPUTY: gettext_lazy("If nothing comes by %(date)s, the deputy is told."),
    Who.GUARDIAN: gettext_lazy("If nothing comes by %(date)s, the parent or guardian is told."),
    Who.COORDINATOR: gettext_lazy("If nothing comes by %(date)s, the coordinator of the sending centre is told."),
    Who.SECOND: gettext_lazy("If nothing comes by %(date)s, a second coordinator is told."),
}


@writes("ladder", gettext_lazy("Steps of others that nobody has answered, and yours again"), pace=Pace.DIGEST)
def ladder(notices: list[Notice]) -> Made:
    """A step is overdue and nobody answers; owed while the same people owe it, and who is told is there."""
    steps = open_steps(notices)
    stands = Stands.of(steps.values())
    names = User.objects.in_bulk({pk for notice in notices for pk in notice.data["owners"]})
    lines: Made = {}
    for notice in notices:
        step = steps.get(notice.subject_id)
        owed = step and stands.climbs(notice, step)
        lines[notice.pk] = _line(notice, step, names) if owed else None
    return lines


def _line(notice: Notice, step: Step, names: dict[int, User]) -> Draft:
    who = Who(notice.data["rung"])
    owners = ", ".join(str(names[pk]) for pk in notice.data["owners"] if pk in names)
    since = date_format(date.fromisoformat(notice.data["since"]))
    words = words_of(step) | {"owners": owners, "since": since, "about": about(step)}
    message = f"ladder-{SAID.get(who, 'other')}"
    return Draft(message, sender(step), words, {"otherwise": _next(notice)} | _way(notice, step, who))


def _way(notice: Notice, step: Step, who: str) -> dict[str, str]:
    """The owner and the deputy do it themselves; the others see the page of the step. With it why they are told."""
    if who == Who.OWNER:
        return way(notice, step)
    why = {"why": str(WHY[Who(who)])}
    if who == Who.DEPUTY:
        return way(notice, step) | why
    link = reverse("mobilities:step", args=[step.mobility_id, step.pk])
    return why | {"group": groups.of_step(step), "link": link, "label": _("Open the step")}


def _next(notice: Notice) -> str:
    if not notice.data["next"]:
        return _("Nobody else is told: it stays open until somebody does it.")
    who, day = notice.data["next"]
    return NEXT[Who(who)] % {"date": date_format(date.fromisoformat(day))}
