"""The words of messages about steps: an answer is asked for, a step comes due, tasks were proposed."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from doallvet.accounts import links
from doallvet.outbox.models import Notice
from doallvet.outbox.writers import Line, writes
from mobilities.access import may_see, seat_of
from mobilities.choices import Owner, Role
from mobilities.models import Agreement, Approval, Mobility, Step
from mobilities.responsible import holders
from mobilities.rules.completion import asks
from mobilities.rules.reminders import Holder, responsible, turn
from mobilities.terms import PRINCIPLE, is_in_principle


def _steps(notices: list[Notice]) -> dict[int, Step]:
    steps = Step.objects.open().filter(pk__in=[notice.subject_id for notice in notices]).select_related("plan")
    mobilities = Mobility.objects.running().with_people().in_bulk({step.mobility_id for step in steps})
    found = {}
    for step in steps:
        if step.mobility_id in mobilities:
            step.mobility = mobilities[step.mobility_id]
            found[step.pk] = step
    return found


@writes("question")
def questions(notices: list[Notice]) -> dict[int, Line | None]:
    """A company or guardian is asked for an answer, by a personal link; owed to who still signs for them.

    And as long as nothing was answered since.
    """
    steps = _steps(notices)
    people = holders({step.mobility_id for step in steps.values()})
    last = dict(Approval.objects.live().filter(step__in=steps).values_list("step", "answered_at"))
    lines: dict[int, Line | None] = {}
    for notice in notices:
        step = steps.get(notice.subject_id)
        asked = step and not (last.get(step.pk) and last[step.pk] > notice.made_at)
        owed = asked and _signs(notice, step, people)
        lines[notice.pk] = _question(notice, step) if owed else None
    return lines


def _signs(notice: Notice, step: Step, people: dict[int, list[Holder]]) -> bool:
    return any(
        holder.acts_as == step.owner
        and notice.person_id in (holder.person, holder.deputy)
        and notice.person_id in holder.signs
        for holder in people[step.mobility_id]
    )


def _question(notice: Notice, step: Step) -> Line:
    if is_in_principle(step):
        return _in_principle(notice, step.mobility)
    mobility = step.mobility
    names = {"who": mobility.apprentice, "place": mobility.host_city, "centre": mobility.sending_centre}
    subject = {
        Owner.HOME_EMPLOYER: _("May %(who)s go to %(place)s? Your answer, please"),
        Owner.HOST_COMPANY: _("Will you host %(who)s? Your answer, please"),
    }.get(Owner(step.owner), _("Your consent for %(who)s, please"))
    dates = {"begins": date_format(mobility.starts_on), "ends": date_format(mobility.ends_on)}
    return Line(
        subject=subject % names,
        paragraphs=(
            *filter(None, [notice.data.get("text", "")]),
            _("%(who)s is to work and learn in %(place)s from %(begins)s to %(ends)s.") % (names | dates),
            _("The page behind the button says what you commit to. It takes two minutes and needs no account."),
            _("We ask you because %(centre)s has named you for this. Without your answer the stay cannot be prepared.")
            % names,
        ),
        link=_door(notice, mobility),
        label=_("See and answer"),
        urgent=True,
    )


def _in_principle(notice: Notice, mobility: Mobility) -> Line:
    """The question to an employer before any apprentice's: nobody is named in it."""
    employer, project = mobility.party(Role.EMPLOYER_SIGNATORY), mobility.project
    names = {
        "company": employer.organisation if employer else "",
        "centre": mobility.sending_centre,
        "project": project.title,
        "begins": date_format(project.begins_on),
        "ends": date_format(project.ends_on),
    }
    return Line(
        subject=_("May apprentices of %(company)s go abroad? Your answer, please") % names,
        paragraphs=(
            *filter(None, [notice.data.get("text", "")]),
            _("The project “%(project)s” of %(centre)s runs from %(begins)s to %(ends)s.") % names,
            _("We ask for a yes in principle. Each stay is asked for on its own, with its dates and its host."),
            _("The page behind the button says what you commit to. It takes two minutes and needs no account."),
        ),
        link=_door(notice, mobility, PRINCIPLE),
        label=_("See and answer"),
        urgent=True,
    )


def _door(notice: Notice, mobility: Mobility, page: str = "") -> str:
    return links.make("answer", person=notice.person, subject=mobility, by=None, at=timezone.now(), version=page)


@writes("step-reminder")
def reminders(notices: list[Notice]) -> dict[int, Line | None]:
    """A step of the person's comes due or is overdue."""
    steps = _steps(notices)
    people = holders({step.mobility_id for step in steps.values()})
    return {
        notice.pk: _reminder(notice, step)
        if (step := steps.get(notice.subject_id)) and _is_owed(notice, step, step, people)
        else None
        for notice in notices
    }


@writes("nudge")
def nudges(notices: list[Notice]) -> dict[int, Line | None]:
    """A coordinator reminds by hand; owed while the step is open and the person's."""
    steps = _steps(notices)
    people = holders({step.mobility_id for step in steps.values()})
    lines: dict[int, Line | None] = {}
    for notice in notices:
        step = steps.get(notice.subject_id)
        owed = step and not step.waits and not step.to_look_at and _is_owed(notice, step, step, people)
        lines[notice.pk] = _nudge(notice, step) if owed else None
    return lines


def _words(step: Step) -> dict[str, object]:
    """What a message about a step can name: an agreement in principle names the company, nobody who would go."""
    mobility, who = step.mobility, step.mobility.apprentice
    if is_in_principle(step):
        employer = mobility.party(Role.EMPLOYER_SIGNATORY)
        who = employer.organisation if employer else mobility.project.title
    return {
        "title": step.title,
        "who": who,
        "place": mobility.host_city,
        "project": mobility.project.title,
        "date": date_format(step.due_on),
    }


def _about(step: Step) -> str:
    if is_in_principle(step):
        return _("For the project “%(project)s”: “%(title)s”, due on %(date)s.") % _words(step)
    return _("For the stay of %(who)s in %(place)s: “%(title)s”, due on %(date)s.") % _words(step)


def _nudge(notice: Notice, step: Step) -> Line:
    words = _words(step) | {"by": notice.data["by"]}
    asked = _("%(by)s asks you to think of it: “%(title)s”, for the stay of %(who)s in %(place)s, due on %(date)s.")
    if is_in_principle(step):
        asked = _("%(by)s asks you to think of it: “%(title)s”, for the project “%(project)s”, due on %(date)s.")
    paragraphs = [
        asked % words,
        _what(step),
        _why(notice, step),
    ]
    subject = _("%(by)s reminds you: %(title)s (%(who)s)") % words
    return Line(subject=subject, paragraphs=tuple(filter(None, paragraphs)), **_way(notice, step))


def _is_owed(notice: Notice, step: Step, of: Step, people: dict[int, list[Holder]]) -> bool:
    """The person still answers for the step, nothing rests, and the date that was reminded of still stands."""
    if step.mobility.rests or step.excused(step.mobility.decision):
        return False
    owner, kind = turn(step.owner, step.plan.kind, to_look_at=step.to_look_at)
    ids, acts_as = responsible(owner, kind, people[step.mobility_id])
    instead = acts_as != owner
    known = notice.data.get("due_on", of.due_on.isoformat()), notice.data.get("instead", False)
    return notice.person_id in ids and known == (of.due_on.isoformat(), instead)


def _reminder(notice: Notice, step: Step) -> Line:
    overdue = step.due_on < timezone.localdate()
    subject = _("Overdue: %(title)s (%(who)s)") if overdue else _("By %(date)s: %(title)s (%(who)s)")
    if step.to_look_at:
        subject = _("It is your turn: %(title)s (%(who)s)")
    paragraphs = [
        _about(step),
        _what(step),
        _why(notice, step),
    ]
    if step.plan.gate:
        paragraphs.append(
            _("Without it the departure on %(date)s is at risk.") % {"date": date_format(step.mobility.starts_on)}
        )
    return Line(subject=subject % _words(step), paragraphs=tuple(filter(None, paragraphs)), **_way(notice, step))


def _what(step: Step) -> str:
    """What is to be done: the step itself, or the look at what came for it."""
    if not step.to_look_at:
        return step.help
    return _(
        "The %(owner)s has handed in a paper or answered: please look at it. "
        "Where the answer was yes, the signed paper is still missing."
    ) % {"owner": step.get_owner_display()}


def _why(notice: Notice, step: Step) -> str:
    if notice.data.get("instead"):
        return _("You get this because nobody is named who can do it for the %(owner)s. Please name somebody.") % {
            "owner": step.get_owner_display()
        }
    if step.to_look_at:
        return _("You get this because you coordinate the stay.")
    return _("You get this because the step is yours.")


def _way(notice: Notice, step: Step) -> dict[str, str]:
    """The button: a personal link for those who are asked for an answer, the step's page for the others."""
    if asks(step.plan.kind, step.turn) and not notice.data.get("instead"):
        page = PRINCIPLE if is_in_principle(step) else ""
        return {"link": _door(notice, step.mobility, page), "label": _("See and answer")}
    return {"link": reverse("mobilities:step", args=[step.mobility_id, step.pk]), "label": _("Open the step")}


@writes("blocks-reminder")
def blocks(notices: list[Notice]) -> dict[int, Line | None]:
    """Somebody else's step waits for a step of the person's."""
    steps = _steps(notices)
    people = holders({step.mobility_id for step in steps.values()})
    waiting = Step.objects.open().filter(pk__in=[notice.data["blocked"] for notice in notices], waits__gt=0)
    blocked = waiting.select_related("plan").in_bulk()
    lines: dict[int, Line | None] = {}
    for notice in notices:
        step, of = steps.get(notice.subject_id), blocked.get(notice.data["blocked"])
        owed = step and of and not step.waits and _is_owed(notice, step, of, people)
        lines[notice.pk] = _block(notice, step, of) if owed else None
    return lines


def _block(notice: Notice, step: Step, blocked: Step) -> Line:
    """The other step is named to those only who may see it: companies, for example, see their own."""
    acts_as = Owner.SENDING_COORDINATOR if notice.data.get("instead") else step.turn
    words = _words(step) | {"blocked": blocked.title, "date": date_format(blocked.due_on)}
    waits = _("Others wait for it: as long as it is open they cannot go on.")
    if may_see(seat_of(acts_as), blocked):
        waits = _("“%(blocked)s”, due on %(date)s, has to wait until it is done.")
    still = _("For the stay of %(who)s in %(place)s: “%(title)s” is still open.")
    if is_in_principle(step):
        still = _("For the project “%(project)s”: “%(title)s” is still open.")
    paragraphs = [
        still % words,
        waits % words,
        _what(step),
        _why(notice, step),
    ]
    return Line(
        subject=_("Others wait for you: %(title)s (%(who)s)") % words,
        paragraphs=tuple(filter(None, paragraphs)),
        **_way(notice, step),
    )


@writes("tasks-proposed")
def proposals(notices: list[Notice]) -> dict[int, Line | None]:
    """The host proposed tasks for the learning agreement; owed as long as nobody has answered this proposal.

    A newer one that took its place is told of by its own notice.
    """
    drafts = Agreement.objects.exclude(proposed_at=None).in_bulk([notice.subject_id for notice in notices])
    mobilities = Mobility.objects.running().with_people().in_bulk([draft.mobility_id for draft in drafts.values()])
    lines: dict[int, Line | None] = {}
    for notice in notices:
        draft = drafts.get(notice.subject_id)
        waits = draft and notice.data["proposed_at"] == draft.proposed_at.isoformat()
        mobility = mobilities.get(draft.mobility_id) if waits else None
        lines[notice.pk] = _proposal(mobility) if mobility else None
    return lines


def _proposal(mobility: Mobility) -> Line:
    names = {"who": mobility.apprentice, "place": mobility.host_city}
    return Line(
        subject=_("Tasks proposed for %(who)s") % names,
        paragraphs=(
            _("The host in %(place)s proposed tasks for the stay of %(who)s.") % names,
            _("Take them over into the learning agreement, or leave it as it is."),
        ),
        link=reverse("mobilities:agreement-block", args=[mobility.pk, "learning_programme"]),
        label=_("Read the proposal"),
    )
