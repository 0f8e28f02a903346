"""The words of messages about what others did: decided, changed, answered, refused a paper."""

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.access import coordinates
from doallvet.history.models import Event
from doallvet.outbox.models import Notice
from doallvet.outbox.wording import Draft
from doallvet.outbox.writers import Made, Pace, writes
from mobilities.choices import Answer, Decision, Owner, Reason, Review
from mobilities.models import Approval, Evidence, Mobility
from mobilities.notices import groups, names
from mobilities.responsible import holders
from mobilities.rules.answers import SAID
from mobilities.rules.documents import documents
from mobilities.rules.reminders import acting


@writes("mobility-changed", gettext_lazy("Changes and decisions"), pace=Pace.DIGEST, optional=True)
def changes(notices: list[Notice]) -> Made:
    """Something was decided or changed; owed while it holds, to who still acts there or has just been left out."""
    events = Event.objects.in_bulk([notice.subject_id for notice in notices])
    found = Mobility.objects.with_people().in_bulk({event.story_id for event in events.values()})
    people = holders(found)
    lines: Made = {}
    for notice in notices:
        event = events.get(notice.subject_id)
        mobility = found.get(event.story_id) if event else None
        here = bool(mobility and acting(notice.person_id, people[mobility.pk]))
        if left := notice.data.get("left"):  # nobody stands in for who was left out
            lines[notice.pk] = _left(mobility) if mobility and not here and left == notice.person_id else None
        else:
            lines[notice.pk] = _change(event, mobility) if here and _holds(event, mobility) else None
    return lines


def _holds(event: Event, mobility: Mobility) -> bool:
    """What happened is still so: nothing else was decided, and no other days were set since."""
    if event.verb.startswith("moved_"):
        return mobility.decision == event.after
    if mobility.is_over:
        return False
    if event.verb == "redated":
        return (event.after["from"], event.after["to"]) == (
            mobility.starts_on.isoformat(),
            mobility.ends_on.isoformat(),
        )
    return True


def _change(event: Event, mobility: Mobility) -> Draft:
    """Why it was decided is not for everybody."""
    said = names.of_stay(mobility)
    fixed = {
        "otherwise": _("If you do nothing, it stays so. What becomes yours to do we tell you on its own."),
        "link": reverse("mobilities:detail", args=[mobility.pk]),
        "label": _("Open the stay"),
        "why": _("You get this because you take part in the stay."),
        "group": groups.of_stay(mobility),
    }
    message, more = _told(event)
    return Draft(message, mobility.sending_centre_id, said | more, fixed)


def _told(event: Event) -> tuple[str, dict[str, object]]:
    """The message of what happened, and what its fields say beyond the stay's."""
    if event.verb.startswith("moved_"):
        if event.before == Decision.INTERRUPTED and event.after == Decision.ACCEPTED:
            return "goes-on", {"decision": _("It goes on")}
        return f"decided-{event.after.replace('_', '-')}", {"decision": Decision(event.after).label}
    if event.verb == "redated":
        began, ended = (date_format(parse_date(event.before[name])) for name in ("from", "to"))
        return "redated", {"began": began, "ended": ended}
    if event.verb == "replanned":
        return "replanned", {"before": event.before, "after": event.after}
    if event.verb == "party_changed":
        return "party-changed", {"before": event.before or "–", "after": event.after or "–"}
    return "planned", {}


def _left(mobility: Mobility) -> Draft:
    """Where the apprentice goes now is not said."""
    return Draft("left", mobility.sending_centre_id, names.of_stay(mobility))


@writes(
    "answered",
    gettext_lazy("Answers of companies and guardians"),
    pace=Pace.DIGEST,
    optional=True,
    concerns=coordinates,
)
def answers(notices: list[Notice]) -> Made:
    """A company or guardian answered; owed while the answer stands and nobody has dealt with it."""
    standing = Approval.objects.live().filter(settled_at=None).select_related("step__plan")
    found = standing.in_bulk([notice.subject_id for notice in notices])
    mobilities = Mobility.objects.running().with_people().in_bulk({answer.mobility_id for answer in found.values()})
    people = holders(mobilities)
    lines: Made = {}
    for notice in notices:
        answer = found.get(notice.subject_id)
        mobility = mobilities.get(answer.mobility_id) if answer else None
        coordinates = mobility and Owner.SENDING_COORDINATOR in acting(notice.person_id, people[mobility.pk])
        lines[notice.pk] = _answer(answer, mobility) if coordinates else None
    return lines


def _answer(answer: Approval, mobility: Mobility) -> Draft:
    message = "answered-yes" if answer.step.is_done else "answered-paper"
    reason = Reason(answer.reason).label if answer.reason and answer.owner != Owner.GUARDIAN else ""
    said = SAID[Answer(answer.answer)] % {"who": capfirst(answer.get_owner_display())}
    fixed = {
        "otherwise": "" if answer.step.is_done else _("Until then the step stays open."),
        "link": reverse("mobilities:step", args=[mobility.pk, answer.step_id]),
        "label": _("Read the answer"),
        "why": _("You get this because you coordinate the stay."),
        "group": groups.of_stay(mobility),
    }
    return Draft(
        message if answer.answer == Answer.APPROVE else "answered-other",
        mobility.sending_centre_id,
        names.of_stay(mobility) | {"said": said, "reason": reason},
        fixed,
    )


@writes("paper-refused", gettext_lazy("Papers of yours that were not accepted"), pace=Pace.DIGEST)
def refusals(notices: list[Notice]) -> Made:
    """A paper was not accepted; owed to who handed it in, while its step is open."""
    refused = Evidence.objects.filter(state=Review.REFUSED, step__done_at=None, step__needed=True)
    found = refused.select_related("step__plan", "uploaded_by").in_bulk([notice.subject_id for notice in notices])
    mobilities = Mobility.objects.running().with_people().in_bulk({paper.step.mobility_id for paper in found.values()})
    people = holders(mobilities)
    lines: Made = {}
    for notice in notices:
        paper = found.get(notice.subject_id)
        mobility = mobilities.get(paper.step.mobility_id) if paper else None
        here = mobility and acting(notice.person_id, people[mobility.pk])
        lines[notice.pk] = _refusal(notice, paper, mobility) if here else None
    return lines


def _refusal(notice: Notice, paper: Evidence, mobility: Mobility) -> Draft:
    """Of a private step only that there is something to read. Who handed it in may have left."""
    own = notice.person_id == paper.uploaded_by_id
    said = names.of_stay(mobility) | {"by": paper.uploaded_by}
    handed_in = _("You handed in a paper for the stay of %(apprentice)s in %(town)s. It was not accepted:")
    if not own:
        handed_in = _("%(by)s handed in a paper for the stay of %(apprentice)s in %(town)s. It was not accepted:")
    said["about"] = handed_in % said
    fixed = {
        "otherwise": _("Until then the step stays open."),
        "link": reverse("mobilities:step", args=[mobility.pk, paper.step_id]),
        "label": _("Open the step"),
        "why": _("You get this because you handed it in.")
        if own
        else _("You get this because you take part in the stay."),
        "group": groups.of_stay(mobility),
    }
    if paper.step.plan.private:
        return Draft("paper-refused-private", mobility.sending_centre_id, said, fixed)
    said |= {"title": documents()[paper.document].title, "reason": paper.why}
    return Draft("paper-refused", mobility.sending_centre_id, said, fixed)
