"""What is said of a step once, where several lines to the same person would say it."""

from collections.abc import Collection

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from doallvet.outbox.models import Notice, NoticeQuerySet
from mobilities.access import may_see, seat_of
from mobilities.choices import Owner
from mobilities.models import Step
from mobilities.notices.stands import Stands

Work = tuple[int, int]  # a person, and the step they have to do


def climbing(notices: Collection[Notice], steps: dict[int, Step], stands: Stands) -> set[Work]:
    """Give of which steps the ladder tells these people now."""
    told = _owed("ladder", notices, steps).on_its_way()
    return {(row.person_id, row.subject_id) for row in told if stands.climbs(row, steps[row.subject_id])}


def reminded(notices: Collection[Notice], steps: dict[int, Step], stands: Stands) -> set[Work]:
    """Give of which steps the ladder tells these people now, or a reminder does: it says who waits for them, too."""
    told = _owed("step-reminder", notices, steps).on_its_way()
    said = {(row.person_id, row.subject_id) for row in told if stands.owed(row, (step := steps[row.subject_id]), step)}
    return said | climbing(notices, steps, stands)


def holding(notices: Collection[Notice], steps: dict[int, Step], stands: Stands) -> dict[Work, str]:
    """Give what waits for these people's steps, in a sentence, as far as a line of its own would say it now.

    That line is dropped for this sentence, which a mail that is tried again says as well.
    """
    held = list(_owed("blocks-reminder", notices, steps).filter(mail=None))
    blocked = blocked_by(held)
    return {
        (row.person_id, row.subject_id): waits(row, steps[row.subject_id], of)
        for row in held
        if (of := blocked.get(row.data["blocked"])) and stands.owed(row, steps[row.subject_id], of)
    }


def blocked_by(notices: Collection[Notice]) -> dict[int, Step]:
    """Give the steps that wait, by id, as far as they do still."""
    waiting = Step.objects.open().filter(pk__in=[notice.data["blocked"] for notice in notices], waits__gt=0)
    return waiting.select_related("plan").in_bulk()


def waits(notice: Notice, step: Step, blocked: Step) -> str:
    """The other step is named to those only who may see it: companies, for example, see their own."""
    acts_as = Owner.SENDING_COORDINATOR if notice.data.get("instead") else step.turn
    if not may_see(seat_of(acts_as), blocked):
        return _("Others wait for it: as long as it is open they cannot go on.")
    words = {"blocked": blocked.title, "date": date_format(blocked.due_on)}
    return _("“%(blocked)s”, due on %(date)s, has to wait until it is done.") % words


def _owed(kind: str, notices: Collection[Notice], steps: dict[int, Step]) -> NoticeQuerySet:
    people = [notice.person_id for notice in notices]
    return Notice.objects.filter(kind=kind, person__in=people, subject_id__in=steps).order_by("pk")
