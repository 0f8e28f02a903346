"""The words of messages about tasks that a host proposes."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.access import coordinates
from doallvet.outbox.models import Notice
from doallvet.outbox.wording import Draft, message
from doallvet.outbox.writers import Made, Pace, writes
from mobilities.choices import Owner
from mobilities.models import Agreement, Mobility
from mobilities.notices import groups, names
from mobilities.notices.messages import STAY
from mobilities.responsible import holders
from mobilities.rules.reminders import acting

message(
    "tasks-proposed",
    gettext_lazy("The host in %(town)s proposed tasks for the stay of %(apprentice)s."),
    gettext_lazy("Take them over into the learning agreement, or leave it as it is."),
    kind="tasks-proposed",
    when=gettext_lazy("when a host proposes"),
    subject=gettext_lazy("Tasks proposed for %(apprentice)s"),
    more=STAY,
)


@writes(
    "tasks-proposed", gettext_lazy("Tasks that a host proposes"), pace=Pace.DIGEST, optional=True, concerns=coordinates
)
def proposals(notices: list[Notice]) -> Made:
    """The host proposed tasks for the learning agreement; owed as long as nobody has answered this proposal.

    A newer one that took its place is told of by its own notice.
    """
    drafts = Agreement.objects.exclude(proposed_at=None).in_bulk([notice.subject_id for notice in notices])
    mobilities = Mobility.objects.running().with_people().in_bulk([draft.mobility_id for draft in drafts.values()])
    people = holders(mobilities)
    lines: Made = {}
    for notice in notices:
        draft = drafts.get(notice.subject_id)
        waits = draft and notice.data["proposed_at"] == draft.proposed_at.isoformat()
        mobility = mobilities.get(draft.mobility_id) if waits else None
        here = mobility and Owner.SENDING_COORDINATOR in acting(notice.person_id, people[mobility.pk])
        lines[notice.pk] = _proposal(mobility) if here else None
    return lines


def _proposal(mobility: Mobility) -> Draft:
    fixed = {
        "otherwise": _("Without your answer the agreement keeps the tasks that it has."),
        "link": reverse("mobilities:agreement-block", args=[mobility.pk, "learning_programme"]),
        "label": _("Read the proposal"),
        "why": _("You get this because you coordinate the stay."),
        "group": groups.of_stay(mobility),
    }
    return Draft("tasks-proposed", mobility.sending_centre_id, names.of_stay(mobility), fixed)
