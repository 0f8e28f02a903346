"""The words of messages about steps: an answer is asked for, a step comes due, others wait for it."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doallvet.accounts import links
from doallvet.outbox.models import Notice
from doallvet.outbox.wording import Draft
from doallvet.outbox.writers import Line, Made, Pace, writes
from mobilities.access import COMPANIES
from mobilities.choices import Owner, Role
from mobilities.models import Approval, Mobility, Step
from mobilities.notices import groups, names, together
from mobilities.notices.messages import LOOK, PAGE
from mobilities.notices.stands import Stands
from mobilities.responsible import holders
from mobilities.rules.completion import asks
from mobilities.rules.reminders import Holder
from mobilities.terms import PRINCIPLE, is_in_principle


def open_steps(notices: list[Notice]) -> dict[int, Step]:
    steps = Step.objects.open().filter(pk__in=[notice.subject_id for notice in notices]).select_related("plan")
    mobilities = Mobility.objects.running().with_people().in_bulk({step.mobility_id for step in steps})
    found = {}
    for step in steps:
        if step.mobility_id in mobilities:
            step.mobility = mobilities[step.mobility_id]
            found[step.pk] = step
    return found


@writes("question", gettext_lazy("Questions to answer"), pace=Pace.ALONE)
def questions(notices: list[Notice]) -> Made:
    """A company or guardian is asked for an answer, by a personal link; owed to who still signs for them.

    And as long as nothing was answered since.
    """
    steps = open_steps(notices)
    people = holders({step.mobility_id for step in steps.values()})
    last = dict(Approval.objects.live().filter(step__in=steps).values_list("step", "answered_at"))
    lines: Made = {}
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


def _question(notice: Notice, step: Step) -> Line | Draft:
    if is_in_principle(step):
        return _in_principle(notice, step.mobility)
    mobility = step.mobility
    asked = {Owner.HOME_EMPLOYER: "employer", Owner.HOST_COMPANY: "host"}.get(Owner(step.owner), "consent")
    said = names.of_stay(mobility) | {"text": notice.data.get("text", "")}
    fixed = {
        "otherwise": _("Without your answer the stay cannot be prepared."),
        "link": _door(notice, mobility),
        "label": _("See and answer"),
        "why": _("We ask you because %(centre)s has named you for this.") % said,
        "group": groups.of_stay(mobility),
    }
    return Draft(f"question-{asked}", mobility.sending_centre_id, said, fixed)


def _in_principle(notice: Notice, mobility: Mobility) -> Line:
    """The question to an employer before any apprentice's: nobody is named in it."""
    employer, project = mobility.party(Role.EMPLOYER_SIGNATORY), mobility.project
    said = {
        "company": employer.organisation if employer else "",
        "centre": mobility.sending_centre,
        "project": project.title,
        "begins": date_format(project.begins_on),
        "ends": date_format(project.ends_on),
    }
    return Line(
        subject=_("May apprentices of %(company)s go abroad? Your answer, please") % said,
        paragraphs=(
            *filter(None, [notice.data.get("text", "")]),
            _("The project “%(project)s” of %(centre)s runs from %(begins)s to %(ends)s.") % said,
            _("We ask for a yes in principle. Each stay is asked for on its own, with its dates and its host."),
            str(PAGE),
        ),
        otherwise=_("Without your answer no stay of an apprentice of yours can be prepared."),
        link=_door(notice, mobility, PRINCIPLE),
        label=_("See and answer"),
        why=_("We ask you because %(centre)s has named you for this.") % said,
        group=groups.of_principle(mobility),
    )


def _door(notice: Notice, mobility: Mobility, page: str = "") -> str:
    return links.make("answer", person=notice.person, subject=mobility, by=None, at=timezone.now(), version=page)


@writes("step-reminder", gettext_lazy("Steps of yours that come due or are late"), pace=Pace.DIGEST)
def reminders(notices: list[Notice]) -> Made:
    """A step of the person's comes due or is overdue; where the ladder says so in the same mail, that is enough.

    It says who waits for the step as well: then no line of its own does.
    """
    steps = open_steps(notices)
    stands = Stands.of(steps.values())
    again, held = together.climbing(notices, steps, stands), together.holding(notices, steps, stands)
    lines: Made = {}
    for notice in notices:
        step = steps.get(notice.subject_id)
        owed = step and (notice.person_id, step.pk) not in again and stands.owed(notice, step, step)
        lines[notice.pk] = _reminder(notice, step, held.get((notice.person_id, step.pk), "")) if owed else None
    return lines


@writes("nudge", gettext_lazy("Reminders sent by hand"), pace=Pace.ALONE)
def nudges(notices: list[Notice]) -> Made:
    """A coordinator reminds by hand; owed while the step is open and the person's."""
    steps = open_steps(notices)
    stands = Stands.of(steps.values())
    lines: Made = {}
    for notice in notices:
        step = steps.get(notice.subject_id)
        owed = step and not step.waits and not step.to_look_at and stands.owed(notice, step, step, by_hand=True)
        lines[notice.pk] = _nudge(notice, step) if owed else None
    return lines


def words_of(step: Step) -> dict[str, object]:
    """What a message about a step can name: an agreement in principle names the company, nobody who would go."""
    found = names.of_stay(step.mobility)
    if is_in_principle(step):
        employer = step.mobility.party(Role.EMPLOYER_SIGNATORY)
        found["apprentice"] = employer.organisation if employer else step.mobility.project.title
    return found | {
        "title": step.title,
        "project": step.mobility.project.title,
        "date": date_format(step.due_on),
        "owner": step.get_owner_display(),
        "help": str(LOOK) % {"owner": step.get_owner_display()} if step.to_look_at else step.help,
    }


def sender(step: Step) -> int | None:
    """Whose own words a message about a step is in; in principle, where no apprentice is named, those of the portal."""
    return None if is_in_principle(step) else step.mobility.sending_centre_id


def about(step: Step) -> str:
    if is_in_principle(step):
        return _("For the project “%(project)s”: “%(title)s”, due on %(date)s.") % words_of(step)
    return _("For the stay of %(apprentice)s in %(town)s: “%(title)s”, due on %(date)s.") % words_of(step)


def _nudge(notice: Notice, step: Step) -> Draft:
    words = words_of(step) | {"by": notice.data["by"], "about": about(step)}
    fixed = {"otherwise": _("As long as it is open, %(by)s sees that it waits for you.") % words}
    return Draft("nudge", sender(step), words, fixed | way(notice, step))


def _reminder(notice: Notice, step: Step, waits: str) -> Draft:
    message = "step-overdue" if step.due_on < timezone.localdate() else "step-due"
    if step.to_look_at:
        message = "step-to-look-at"
    otherwise = waits or _("As long as it is open you are reminded again.")
    if step.plan.gate:
        risk = _("Without it the departure on %(date)s is at risk.") % {"date": date_format(step.mobility.starts_on)}
        otherwise = f"{risk} {waits}".rstrip()
    words = words_of(step) | {"about": about(step)}
    return Draft(message, sender(step), words, {"otherwise": otherwise} | way(notice, step))


def _why(notice: Notice, step: Step) -> str:
    if notice.data.get("instead"):
        return _("You get this because nobody is named who can do it for the %(owner)s. Please name somebody.") % {
            "owner": step.get_owner_display()
        }
    if step.to_look_at:
        return _("You get this because you coordinate the stay.")
    return _("You get this because the step is yours.")


def way(notice: Notice, step: Step) -> dict[str, str]:
    """The button: a personal link for those who are asked for an answer, the step's page for the others.

    With it why the person gets the line, and where it belongs.
    """
    found = {"why": _why(notice, step), "group": groups.of_step(step)}
    if asks(step.plan.kind, step.turn) and not notice.data.get("instead"):
        page = PRINCIPLE if is_in_principle(step) else ""
        return found | {"link": _door(notice, step.mobility, page), "label": _("See and answer")}
    if step.turn in COMPANIES and not notice.data.get("instead"):
        link = links.make("step", person=notice.person, subject=step, by=None, at=timezone.now())
        return found | {"link": link, "label": _("See what to do")}
    return found | {"link": reverse("mobilities:step", args=[step.mobility_id, step.pk]), "label": _("Open the step")}


@writes("blocks-reminder", gettext_lazy("Steps of yours that hold others up"), pace=Pace.DIGEST)
def blocks(notices: list[Notice]) -> Made:
    """Somebody else's step waits for a step of the person's; unless a line about that step says so already."""
    steps = open_steps(notices)
    stands = Stands.of(steps.values())
    blocked, again = together.blocked_by(notices), together.reminded(notices, steps, stands)
    lines: Made = {}
    for notice in notices:
        step, of = steps.get(notice.subject_id), blocked.get(notice.data["blocked"])
        fresh = step and (notice.person_id, step.pk) not in again
        owed = fresh and of and not step.waits and stands.owed(notice, step, of)
        lines[notice.pk] = _block(notice, step, of) if owed else None
    return lines


def _block(notice: Notice, step: Step, blocked: Step) -> Draft:
    words = words_of(step)
    still = _("For the stay of %(apprentice)s in %(town)s: “%(title)s” is still open.")
    if is_in_principle(step):
        still = _("For the project “%(project)s”: “%(title)s” is still open.")
    fixed = {"otherwise": together.waits(notice, step, blocked)}
    return Draft("blocks", sender(step), words | {"about": still % words}, fixed | way(notice, step))
