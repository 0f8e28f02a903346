"""The words of messages about what others did: decided, changed, answered, refused a paper."""

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from doallvet.history.models import Event
from doallvet.outbox.models import Notice
from doallvet.outbox.writers import Line, writes
from mobilities.choices import Answer, Decision, Owner, Reason, Review
from mobilities.models import Approval, Evidence, Mobility
from mobilities.responsible import holders
from mobilities.rules.answers import SAID
from mobilities.rules.documents import documents
from mobilities.rules.reminders import acting


@writes("mobility-changed")
def changes(notices: list[Notice]) -> dict[int, Line | None]:
    """Something was decided or changed; owed while it holds, to who still acts there or has just been left out."""
    events = Event.objects.in_bulk([notice.subject_id for notice in notices])
    found = Mobility.objects.with_people().in_bulk({event.story_id for event in events.values()})
    people = holders(found)
    lines: dict[int, Line | None] = {}
    for notice in notices:
        event = events.get(notice.subject_id)
        mobility = found.get(event.story_id) if event else None
        here = bool(mobility and acting(notice.person_id, people[mobility.pk]))
        left = notice.data.get("left", False)
        owed = mobility and here != left and (left or _holds(event, mobility))
        lines[notice.pk] = (_left(mobility) if left else _change(event, mobility)) if owed else None
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


def _change(event: Event, mobility: Mobility) -> Line:
    names = {
        "who": mobility.apprentice,
        "place": mobility.host_city,
        "begins": date_format(mobility.starts_on),
        "ends": date_format(mobility.ends_on),
    }
    subject, *paragraphs = _words(event)
    return Line(
        subject=subject % names,
        paragraphs=tuple(sentence % names for sentence in paragraphs),
        link=reverse("mobilities:detail", args=[mobility.pk]),
        label=_("Open the stay"),
    )


def _words(event: Event) -> list[str]:
    """The subject and the sentences, for names to be put in; why it was decided is not for everybody."""
    if event.verb.startswith("moved_"):
        goes_on = event.before == Decision.INTERRUPTED and event.after == Decision.ACCEPTED
        state = _("It goes on") if goes_on else str(Decision(event.after).label)
        return [f"{_literal(state)}: %(who)s, %(place)s", _decided(event.after, goes_on=goes_on)]
    if event.verb == "redated":
        before = {name: _literal(date_format(parse_date(event.before[name]))) for name in ("from", "to")}
        return [
            _("New dates: %(who)s, %(place)s"),
            _("The stay goes from %(begins)s to %(ends)s now."),
            _("Before, it was to go from {begins} to {ends}.").format(begins=before["from"], ends=before["to"]),
        ]
    if event.verb == "replanned":
        before, after = (_literal(name) for name in (event.before, event.after))
        return [
            _("Another kind of stay: %(who)s, %(place)s"),
            _("“{after}” instead of “{before}”.").format(after=after, before=before),
            _("The stay goes from %(begins)s to %(ends)s now."),
        ]
    if event.verb == "party_changed":
        before, after = (_literal(name or "–") for name in (event.before, event.after))
        return [
            _("Changed: the stay of %(who)s in %(place)s"),
            _("{after} takes the place of {before}.").format(after=after, before=before),
        ]
    return [
        _("Planned with you: %(who)s, %(place)s"),
        _("%(who)s is to come to %(place)s from %(begins)s to %(ends)s. The roadmap says what is yours to do."),
    ]


def _literal(text: str) -> str:
    return text.replace("%", "%%")


def _decided(to: str, *, goes_on: bool) -> str:
    if goes_on:
        return _("The stay that was interrupted goes on. It ends on %(ends)s.")
    words = {
        Decision.SELECTED: _("The application for the stay from %(begins)s to %(ends)s was selected."),
        Decision.RESERVE: _(
            "The application for the stay from %(begins)s to %(ends)s is on the reserve list: "
            "it moves up when a place becomes free."
        ),
        Decision.REJECTED: _("The application for the stay from %(begins)s to %(ends)s was not selected."),
        Decision.ACCEPTED: _("The stay from %(begins)s to %(ends)s is settled: it can be prepared."),
        Decision.CANCELLED: _("The stay from %(begins)s to %(ends)s does not take place."),
        Decision.INTERRUPTED: _("The stay is interrupted. The sending centre tells you whether it goes on."),
        Decision.ENDED_EARLY: _("The stay ends earlier than planned, on %(ends)s."),
        Decision.FORCE_MAJEURE: _("The stay cannot go on as planned, for reasons beyond anybody's control."),
    }
    return words[Decision(to)]


def _left(mobility: Mobility) -> Line:
    names = {"who": mobility.apprentice}
    return Line(
        subject=_("Planned without you now: %(who)s") % names,
        paragraphs=(
            _("The stay of %(who)s is planned with another company now. There is nothing left for you to do.") % names,
            _("Thank you for your readiness."),
        ),
    )


@writes("answered")
def answers(notices: list[Notice]) -> dict[int, Line | None]:
    """A company or guardian answered; owed while the answer stands and nobody has dealt with it."""
    standing = Approval.objects.live().filter(settled_at=None).select_related("step__plan")
    found = standing.in_bulk([notice.subject_id for notice in notices])
    mobilities = Mobility.objects.running().with_people().in_bulk({answer.mobility_id for answer in found.values()})
    people = holders(mobilities)
    lines: dict[int, Line | None] = {}
    for notice in notices:
        answer = found.get(notice.subject_id)
        mobility = mobilities.get(answer.mobility_id) if answer else None
        coordinates = mobility and Owner.SENDING_COORDINATOR in acting(notice.person_id, people[mobility.pk])
        lines[notice.pk] = _answer(answer, mobility) if coordinates else None
    return lines


def _answer(answer: Approval, mobility: Mobility) -> Line:
    said = SAID[Answer(answer.answer)] % {"who": capfirst(answer.get_owner_display())}
    why = Reason(answer.reason).label if answer.reason and answer.owner != Owner.GUARDIAN else ""
    todo = _("There is nothing to do for you.")
    if answer.answer != Answer.APPROVE:
        todo = _("It waits for you: read what was written, and answer it.")
    elif not answer.step.is_done:
        todo = _("The signed paper is still missing.")
    return Line(
        subject=f"{said} ({mobility.apprentice})",
        paragraphs=tuple(filter(None, [str(why), todo])),
        link=reverse("mobilities:step", args=[mobility.pk, answer.step_id]),
        label=_("Read the answer"),
    )


@writes("paper-refused")
def refusals(notices: list[Notice]) -> dict[int, Line | None]:
    """A paper was not accepted; owed to who handed it in, while its step is open."""
    refused = Evidence.objects.filter(state=Review.REFUSED, step__done_at=None, step__needed=True)
    found = refused.select_related("step__plan").in_bulk([notice.subject_id for notice in notices])
    mobilities = Mobility.objects.running().with_people().in_bulk({paper.step.mobility_id for paper in found.values()})
    people = holders(mobilities)
    lines: dict[int, Line | None] = {}
    for notice in notices:
        paper = found.get(notice.subject_id)
        mobility = mobilities.get(paper.step.mobility_id) if paper else None
        here = mobility and acting(notice.person_id, people[mobility.pk])
        lines[notice.pk] = _refusal(paper, mobility) if here else None
    return lines


def _refusal(paper: Evidence, mobility: Mobility) -> Line:
    """Of a private step only that there is something to read."""
    names = {"title": documents()[paper.document].title, "who": mobility.apprentice, "place": mobility.host_city}
    if paper.step.plan.private:
        subject, why = _("A paper of yours was not accepted"), _("The page behind the button says why.")
    else:
        subject, why = _("Your paper was not accepted: %(title)s") % names, paper.why
    return Line(
        subject=subject,
        paragraphs=(
            _("You handed in a paper for the stay of %(who)s in %(place)s. It was not accepted:") % names,
            why,
            _("Please hand it in once more."),
        ),
        link=reverse("mobilities:step", args=[mobility.pk, paper.step_id]),
        label=_("Open the step"),
    )
