"""What an act on many steps of a group would do to each, and why not to some: for the page before, and for the act."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from doallvet.accounts.models import User
from doallvet.history.models import Event
from doallvet.outbox.addresses import addresses
from mobilities import standing
from mobilities.choices import GroupDeed, Owner
from mobilities.models import Approval, Evidence, Mobility, Reply, Step
from mobilities.responsible import NOTHING, Said, holders, said
from mobilities.rules.documents import waiver_takes_two
from mobilities.rules.nudges import COOL_DOWN, too_soon
from mobilities.rules.reminders import Holder, responsible

NUDGED = "step_nudged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is wanted of many steps; `reason` for closing another's step or waiving, `due_on` for a date."""

    kind: GroupDeed
    reason: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one step: `reasons` name what stands in the way; none: it is done. `note` says what exactly.

    `people`: ids of those who are reminded. `already`: this act has closed it, with its like in another mobility.
    `unnamed`: nobody acts for its owner.
    """

    step: Step
    reasons: tuple[str, ...] = ()
    note: str = ""
    people: tuple[int, ...] = ()
    already: bool = False
    unnamed: bool = False

    @property
    def will_be(self) -> bool:
        return not self.reasons


@dataclass(frozen=True)
class Rows:
    """What the verdicts ask, read for many mobilities at once."""

    steps: dict[int, list[Step]]
    papers: dict[int, list[Evidence]] = field(default_factory=dict)
    answers: dict[int, Approval] = field(default_factory=dict)
    people: dict[int, list[Holder]] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    reached: dict[int, str] = field(default_factory=dict)
    nudged: dict[int, date] = field(default_factory=dict)
    said: dict[int | str, Said] = field(default_factory=dict)


def judge(mobilities: Iterable[Mobility], chosen: Collection[int], wish: Wish, *, at: datetime) -> list[Verdict]:
    """Give the verdict on each of the chosen steps (by id), mobility by mobility in the order of ids.

    The mobilities come with their people. What is closed on the way counts for what comes after it, as in the act. The
    number of statements does not depend on how many there are.
    """
    ordered = sorted(mobilities, key=lambda mobility: mobility.pk)
    rows, found = _rows(ordered, chosen, wish, at), []
    for mobility in ordered:
        mine = [step for step in rows.steps[mobility.pk] if step.pk in chosen]
        judged = _in_turn(mobility, mine, rows, wish, at)
        found += [judged[step.pk] for step in mine]
    return found


def _rows(mobilities: list[Mobility], chosen: Collection[int], wish: Wish, at: datetime) -> Rows:
    ids = {mobility.pk: mobility for mobility in mobilities}
    rows = Rows(defaultdict(list))
    for step in Step.objects.needed().with_plan().filter(mobility__in=ids):
        step.mobility = ids[step.mobility_id]
        rows.steps[step.mobility_id].append(step)
    if wish.kind == GroupDeed.COMPLETE:
        for paper in Evidence.objects.accepted().filter(step__mobility__in=ids).select_related("step"):
            rows.papers.setdefault(paper.step.mobility_id, []).append(paper)
        rows.answers.update({answer.step_id: answer for answer in Approval.objects.live().filter(step__in=chosen)})
    if wish.kind == GroupDeed.REMIND:
        rows.people.update(holders(ids))
        rows.said.update(
            said(
                Reply.objects.about(*(step for of in rows.steps.values() for step in of)), today=timezone.localdate(at)
            )
        )
        wanted = {pk for row in rows.people.values() for holder in row for pk in (holder.person, *holder.colleagues)}
        wanted |= {holder.deputy for row in rows.people.values() for holder in row}
        wanted |= {pk for told in rows.said.values() for pk in told.moved.values()}
        users = User.objects.filter(pk__in=wanted - {None})
        rows.names.update({user.pk: str(user) for user in users})
        rows.reached.update(addresses(users))
        told = Event.objects.filter(story_label=Mobility._meta.label_lower, story_id__in=ids, verb=NUDGED)
        for event in told.filter(at__gte=at - COOL_DOWN).order_by("at"):
            rows.nudged[event.subject_id] = timezone.localdate(event.at)
    return rows


def _in_turn(mobility: Mobility, steps: list[Step], rows: Rows, wish: Wish, at: datetime) -> dict[int, Verdict]:
    """Judge steps until nothing changes any more: one that is closed may set another free."""
    judged: dict[int, Verdict] = {}
    waiting, more = steps, True
    while waiting and more:
        for step in waiting:
            judged[step.pk] = _verdict(mobility, step, rows, wish, at)
            if judged[step.pk].will_be and wish.kind in (GroupDeed.COMPLETE, GroupDeed.WAIVE):
                _close(step, rows, at)
        waiting = [step for step in waiting if not judged[step.pk].will_be]
        more = wish.kind == GroupDeed.COMPLETE and len(waiting) < len(steps)
        steps = waiting
    return judged


def _close(step: Step, rows: Rows, at: datetime) -> None:
    """Close it here as the act will: for all mobilities that it serves."""
    step.done_at = at
    for others in rows.steps.values() if step.shared_key else ():
        for other in others:
            if other.shared_key == step.shared_key and not other.is_done:
                other.done_at, other.done_via = at, step


def _verdict(mobility: Mobility, step: Step, rows: Rows, wish: Wish, at: datetime) -> Verdict:
    if step.is_done:
        if step.done_at == at:
            return Verdict(step, note=_("done once for all"), already=True)
        return Verdict(step, (_("It is closed already."),))
    if mobility.is_over:
        return Verdict(step, (_("This mobility is over: its roadmap stays as it is."),))
    return JUDGES[wish.kind](mobility, step, rows, wish, at)


def _complete(mobility: Mobility, step: Step, rows: Rows, wish: Wish, at: datetime) -> Verdict:
    reasons = standing.obstacles(
        mobility,
        step,
        rows.steps[mobility.pk],
        rows.papers.get(mobility.pk, ()),
        rows.answers.get(step.pk),
        own=step.owner == Owner.SENDING_COORDINATOR,
        reason=wish.reason,
    )
    return Verdict(step, tuple(reasons))


def _waive(mobility: Mobility, step: Step, rows: Rows, wish: Wish, at: datetime) -> Verdict:
    if waiver_takes_two(step.plan.evidence):
        return Verdict(step, (_("A second person has to agree: waive it on its own page."),))
    return Verdict(step, () if wish.reason.strip() else (_("Say why this step is not needed."),))


def _remind(mobility: Mobility, step: Step, rows: Rows, wish: Wish, at: datetime) -> Verdict:
    if reason := _silence(mobility, step) or too_soon(rows.nudged.get(step.pk), timezone.localdate(at)):
        return Verdict(step, (reason,))
    moved = rows.said.get(step.shared_key or step.pk, NOTHING).moved
    people, acts_as = responsible(step.owner, step.plan.kind, rows.people[mobility.pk], moved)
    if not people or acts_as != step.owner:
        return Verdict(step, (_("Nobody is named who could be reminded."),), unnamed=True)
    reached = [person for person in people if rows.reached[person]]
    names = ", ".join(rows.names[person] for person in reached or people)
    if not reached:
        return Verdict(
            step, (_("No message reaches %(who)s by e-mail: please call, or write a letter.") % {"who": names},)
        )
    return Verdict(step, (), names, tuple(reached))


def _silence(mobility: Mobility, step: Step) -> str:
    """Why nobody is reminded of an open step."""
    if mobility.rests or step.excused(mobility.decision):
        return _("Nothing has to be done for this mobility now.")
    if step.waits:
        return _("It cannot start yet: other steps come first.")
    if step.to_look_at:
        return _("It waits for your centre: look at what came.")
    return _("It is a step of your own centre.") if step.owner == Owner.SENDING_COORDINATOR else ""


def _due(mobility: Mobility, step: Step, rows: Rows, wish: Wish, at: datetime) -> Verdict:
    if wish.due_on is None or wish.due_on < timezone.localdate(at):
        return Verdict(step, (_("Choose today or a later day."),))
    if wish.due_on == step.due_on:
        return Verdict(step, (_("It is due on this day already."),))
    note = f"{date_format(step.due_on)} → {date_format(wish.due_on)}"
    if step.plan.gate and wish.due_on >= mobility.starts_on:
        note += " · " + _("needed before departure, but due after it")
    return Verdict(step, (), note)


JUDGES = {
    GroupDeed.COMPLETE: _complete,
    GroupDeed.WAIVE: _waive,
    GroupDeed.REMIND: _remind,
    GroupDeed.DUE: _due,
}
