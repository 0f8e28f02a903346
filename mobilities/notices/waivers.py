"""The words of messages about waivers that take two, and about what is still open before a departure."""

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from centres.access import coordinates
from centres.models import NetworkMember
from doallvet.accounts.models import User
from doallvet.outbox.models import Notice
from doallvet.outbox.wording import Draft, message
from doallvet.outbox.writers import Line, Made, Pace, writes
from mobilities.access import may_see, seat_of, second_people
from mobilities.choices import Owner, Verdict
from mobilities.models import Mobility, Step, Waiver
from mobilities.notices import groups, names
from mobilities.notices.messages import STAY
from mobilities.responsible import holders
from mobilities.rules import gates
from mobilities.rules.reminders import acting


def _may_be_second(person: User) -> bool:
    managed = NetworkMember.objects.current().filter(person=person)
    return person.is_staff or coordinates(person) or managed.exists()


@writes("waiver-asked", gettext_lazy("Steps to waive as the second person"), pace=Pace.ALONE, concerns=_may_be_second)
def questions(notices: list[Notice]) -> Made:
    """Somebody is asked as the second person of a waiver; owed while it is open and they are the one to answer.

    Neither the apprentice nor the step is named: the page says to each what they may read.
    """
    found = Waiver.objects.open().with_people().select_related("step__mobility__sending_centre")
    waivers = found.in_bulk([notice.subject_id for notice in notices])
    lines: Made = {}
    for notice in notices:
        waiver = waivers.get(notice.subject_id)
        owed = waiver and second_people(waiver.step.mobility, waiver.asked_by).filter(pk=notice.person_id).exists()
        lines[notice.pk] = _question(waiver) if owed else None
    return lines


def _question(waiver: Waiver) -> Line:
    said = {"who": waiver.asked_by, "centre": waiver.step.mobility.sending_centre}
    return Line(
        subject=_("%(who)s asks you as a second person") % said,
        paragraphs=(
            _("%(who)s of %(centre)s asks for a waiver of insurance, of a guardian's consent or of an A1 certificate.")
            % said,
            _("One person alone may not decide that. The page behind the button says what it is about and why."),
        ),
        otherwise=_("Until then the step stays open."),
        link=reverse("mobilities:waiver", args=[waiver.pk]),
        label=_("Read and answer"),
        why=_("You get this because you may be the second person."),
    )


for name, when, subject, *sentences in (
    ("waiver-agreed", gettext_lazy("a yes"), gettext_lazy("%(second)s agreed (%(apprentice)s)")),
    (
        "waiver-refused",
        gettext_lazy("a no"),
        gettext_lazy("%(second)s did not agree (%(apprentice)s)"),
        gettext_lazy("The step stays open."),
    ),
):
    message(name, "%(about)s", "%(text)s", *sentences, kind="waiver-answered", when=when, subject=subject, more=STAY)


@writes(
    "waiver-answered",
    gettext_lazy("Answers of the second person"),
    pace=Pace.DIGEST,
    optional=True,
    concerns=coordinates,
)
def answers(notices: list[Notice]) -> Made:
    """The second person answered; owed to who asked, while they coordinate the stay."""
    found = Waiver.objects.filter(verdict__in=[Verdict.AGREED, Verdict.REFUSED]).with_people()
    waivers = found.select_related("step__plan").in_bulk([notice.subject_id for notice in notices])
    mobilities = Mobility.objects.with_people().in_bulk({waiver.step.mobility_id for waiver in waivers.values()})
    people = holders(mobilities)
    lines: Made = {}
    for notice in notices:
        waiver = waivers.get(notice.subject_id)
        mobility = mobilities.get(waiver.step.mobility_id) if waiver else None
        here = mobility and Owner.SENDING_COORDINATOR in acting(notice.person_id, people[mobility.pk])
        lines[notice.pk] = _answer(notice, waiver, mobility) if here else None
    return lines


def _answer(notice: Notice, waiver: Waiver, mobility: Mobility) -> Draft:
    """Of a private step only that there is an answer to read. Who asked may have left: then a colleague reads it."""
    private, own = waiver.step.plan.private, notice.person_id == waiver.asked_by_id
    asked = _("You asked about “%(title)s”.") if own else _("%(by)s asked about “%(title)s”.")
    said = names.of_stay(mobility) | {
        "second": waiver.answered_by,
        "about": "" if private else asked % {"title": waiver.step.title, "by": waiver.asked_by},
        "text": "" if private or not waiver.words else f"“{waiver.words}”",
    }
    fixed = {
        "link": reverse("mobilities:step", args=[mobility.pk, waiver.step_id]),
        "label": _("Open the step"),
        "why": _("You get this because you asked.") if own else _("You get this because you coordinate the stay."),
        "group": groups.of_stay(mobility),
    }
    verdict = "agreed" if waiver.verdict == Verdict.AGREED else "refused"
    return Draft(f"waiver-{verdict}", mobility.sending_centre_id, said, fixed)


message(
    "start-gate",
    gettext_lazy("%(apprentice)s is to leave for %(town)s on %(begins)s. This is needed before:"),
    "%(open)s",
    gettext_lazy("Do what is yours, and talk to whom it waits for."),
    kind="start-gate",
    when=gettext_lazy("ten and three days before"),
    subject=gettext_lazy("Before the departure on %(begins)s: %(count)s (%(apprentice)s)"),
    more=STAY,
)


@writes("start-gate", gettext_lazy("What is open shortly before a departure"), pace=Pace.ALONE)
def warnings(notices: list[Notice]) -> Made:
    """What is still open shortly before a departure; owed while it is, and the first day is the same."""
    ids = {notice.subject_id for notice in notices}
    today = timezone.localdate()
    mobilities = Mobility.objects.at_the_gate(today).with_people().in_bulk(ids)
    people = holders(mobilities)
    still_open: dict[int, list[Step]] = {}
    for step in Step.objects.gates().filter(mobility__in=mobilities).with_plan():
        still_open.setdefault(step.mobility_id, []).append(step)
    lines: Made = {}
    for notice in notices:
        mobility = mobilities.get(notice.subject_id)
        if mobility is None or notice.data["starts_on"] != mobility.starts_on.isoformat():
            continue
        found = gates.shown(still_open.get(mobility.pk, []), starts_on=mobility.starts_on, today=today)
        owners = acting(notice.person_id, people[mobility.pk])
        seen = [step for step in found if any(may_see(seat_of(owner), step) for owner in owners)]
        lines[notice.pk] = _warning(mobility, seen, today) if seen else None
    return lines


def _warning(mobility: Mobility, steps: list[Step], today: date) -> Draft:
    number = ngettext("%(number)s step is still open", "%(number)s steps are still open", len(steps))
    said = names.of_stay(mobility) | {
        "count": number % {"number": len(steps)},
        "open": "\n\n".join(_line(step, today) for step in steps),
    }
    fixed = {
        "otherwise": _("Without it the departure on %(date)s is at risk.") % {"date": said["begins"]},
        "link": reverse("mobilities:detail", args=[mobility.pk]),
        "label": _("Open the stay"),
        "why": _("You get this because you take part in the stay."),
        "group": groups.of_stay(mobility),
    }
    return Draft("start-gate", mobility.sending_centre_id, said, fixed)


def _line(step: Step, today: date) -> str:
    words = {
        "title": step.title,
        "who": Owner(step.turn).label,
        "date": date_format(step.due_on),
    }
    if step.due_on < today:
        return _("“%(title)s”, overdue since %(date)s; it waits for: %(who)s") % words
    return _("“%(title)s”, due on %(date)s; it waits for: %(who)s") % words
