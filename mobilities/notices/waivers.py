"""The words of messages about waivers that take two, and about what is still open before a departure."""

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doallvet.outbox.models import Notice
from doallvet.outbox.writers import Line, writes
from mobilities.access import may_see, seat_of, second_people
from mobilities.choices import Owner, Verdict
from mobilities.models import Mobility, Step, Waiver
from mobilities.responsible import holders
from mobilities.rules import gates
from mobilities.rules.reminders import acting


@writes("waiver-asked")
def questions(notices: list[Notice]) -> dict[int, Line | None]:
    """Somebody is asked as the second person of a waiver; owed while it is open and they are the one to answer.

    Neither the apprentice nor the step is named: the page says to each what they may read.
    """
    found = Waiver.objects.open().with_people().select_related("step__mobility__sending_centre")
    waivers = found.in_bulk([notice.subject_id for notice in notices])
    lines: dict[int, Line | None] = {}
    for notice in notices:
        waiver = waivers.get(notice.subject_id)
        owed = waiver and second_people(waiver.step.mobility, waiver.asked_by).filter(pk=notice.person_id).exists()
        lines[notice.pk] = _question(waiver) if owed else None
    return lines


def _question(waiver: Waiver) -> Line:
    names = {"who": waiver.asked_by, "centre": waiver.step.mobility.sending_centre}
    return Line(
        subject=_("%(who)s asks you as a second person") % names,
        paragraphs=(
            _("%(who)s of %(centre)s asks for a waiver of insurance, of a guardian's consent or of an A1 certificate.")
            % names,
            _("One person alone may not decide that. The page behind the button says what it is about and why."),
        ),
        link=reverse("mobilities:waiver", args=[waiver.pk]),
        label=_("Read and answer"),
        urgent=True,
    )


@writes("waiver-answered")
def answers(notices: list[Notice]) -> dict[int, Line | None]:
    """The second person answered; owed to who asked, while they coordinate the stay."""
    found = Waiver.objects.filter(verdict__in=[Verdict.AGREED, Verdict.REFUSED]).with_people()
    waivers = found.select_related("step__plan").in_bulk([notice.subject_id for notice in notices])
    mobilities = Mobility.objects.with_people().in_bulk({waiver.step.mobility_id for waiver in waivers.values()})
    people = holders(mobilities)
    lines: dict[int, Line | None] = {}
    for notice in notices:
        waiver = waivers.get(notice.subject_id)
        mobility = mobilities.get(waiver.step.mobility_id) if waiver else None
        here = mobility and Owner.SENDING_COORDINATOR in acting(notice.person_id, people[mobility.pk])
        lines[notice.pk] = _answer(waiver, mobility) if here else None
    return lines


def _answer(waiver: Waiver, mobility: Mobility) -> Line:
    """Of a private step only that there is an answer to read."""
    private = waiver.step.plan.private
    names = {"second": waiver.answered_by, "who": mobility.apprentice, "title": waiver.step.title}
    agreed = waiver.verdict == Verdict.AGREED
    said = _("%(second)s agreed (%(who)s)") if agreed else _("%(second)s did not agree (%(who)s)")
    return Line(
        subject=said % names,
        paragraphs=tuple(
            filter(
                None,
                [
                    "" if private else _("You asked about “%(title)s”.") % names,
                    "" if private or not waiver.words else f"“{waiver.words}”",
                    "" if agreed else _("The step stays open."),
                ],
            )
        ),
        link=reverse("mobilities:step", args=[mobility.pk, waiver.step_id]),
        label=_("Open the step"),
    )


@writes("start-gate")
def warnings(notices: list[Notice]) -> dict[int, Line | None]:
    """What is still open shortly before a departure; owed while it is, and the first day is the same."""
    ids = {notice.subject_id for notice in notices}
    today = timezone.localdate()
    mobilities = Mobility.objects.at_the_gate(today).with_people().in_bulk(ids)
    people = holders(mobilities)
    still_open: dict[int, list[Step]] = {}
    for step in Step.objects.gates().filter(mobility__in=mobilities).with_plan():
        still_open.setdefault(step.mobility_id, []).append(step)
    lines: dict[int, Line | None] = {}
    for notice in notices:
        mobility = mobilities.get(notice.subject_id)
        if mobility is None or notice.data["starts_on"] != mobility.starts_on.isoformat():
            continue
        found = gates.shown(still_open.get(mobility.pk, []), starts_on=mobility.starts_on, today=today)
        owners = acting(notice.person_id, people[mobility.pk])
        seen = [step for step in found if any(may_see(seat_of(owner), step) for owner in owners)]
        lines[notice.pk] = _warning(mobility, seen, today) if seen else None
    return lines


def _warning(mobility: Mobility, steps: list[Step], today: date) -> Line:
    names = {"who": mobility.apprentice, "place": mobility.host_city, "date": date_format(mobility.starts_on)}
    number = ngettext("%(number)s step is still open", "%(number)s steps are still open", len(steps))
    return Line(
        subject=_("Before the departure on %(date)s: %(open)s (%(who)s)")
        % (names | {"open": number % {"number": len(steps)}}),
        paragraphs=(
            _("%(who)s is to leave for %(place)s on %(date)s. This is needed before:") % names,
            *[_line(step, today) for step in steps],
            _("Do what is yours, and talk to whom it waits for."),
        ),
        link=reverse("mobilities:detail", args=[mobility.pk]),
        label=_("Open the stay"),
        urgent=True,
    )


def _line(step: Step, today: date) -> str:
    words = {
        "title": step.title,
        "who": Owner(step.turn).label,
        "date": date_format(step.due_on),
    }
    if step.due_on < today:
        return _("“%(title)s”, overdue since %(date)s; it waits for: %(who)s") % words
    return _("“%(title)s”, due on %(date)s; it waits for: %(who)s") % words
