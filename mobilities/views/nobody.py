"""What the page of a step says where nobody answers: its ladder, what was said to reminders, who can be reminded."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from doallvet.accounts.models import User
from doallvet.history.models import Event
from mobilities import access, ladders
from mobilities.choices import GroupDeed
from mobilities.models import Reply
from mobilities.rules.escalation import Who
from mobilities.verdicts import Wish, judge


def context(mobility, seat, step):
    """What stands on the page of an open step beside it: its ladder, and for the coordinator what can be done."""
    if step.is_done or mobility.rests or step.waits or step.excused(mobility.decision):
        return {"ladder": [], "replies": [], "reminder": None}
    manages = access.may_manage(seat)
    return {
        "ladder": [] if step.to_look_at else ladder(mobility, seat, step),
        "replies": list(Reply.objects.about(step).standing().with_people()) if manages else [],
        "reminder": reminder(mobility, step) if manages and step.owner not in seat.owners else None,
    }


def reminder(mobility, step):
    """Who would be reminded by hand, and why they cannot be now."""
    verdict = judge([mobility], {step.pk}, Wish(kind=GroupDeed.REMIND), at=timezone.now())[0]
    return {"who": verdict.note, "why_not": " ".join(verdict.reasons), "unnamed": verdict.unnamed}


def ladder(mobility, seat, step):
    """Rows of ready strings, rung by rung: who was told when, who is told next, after rungs that are no more.

    Names are for those who read the roadmap.
    """
    today = timezone.localdate()
    found = ladders.of_step(mobility, step, today=today)
    events = Event.objects.about(mobility).filter(subject_label="mobilities.step", subject_id=step.pk)
    events = [row for row in events.filter(verb="step_escalated") if timezone.localdate(row.at) >= found.since][::-1]
    names = User.objects.in_bulk({person for rung in found.rungs for person in rung.people})
    rows = []
    for rung in found.rungs:
        if told := next((event for event in events if event.before == rung.who), None):
            events.remove(told)
            rows.append(climbed(told))
        elif rung.is_missed(today):
            rows.append(row("off", rung.who, None, _("Nobody is told any more: it is too long ago.")))
        elif rung.people:
            who = ", ".join(named(names[person]) for person in rung.people)
            rows.append(row("next", rung.who, max(rung.day, today), who))
        else:
            rows.append(row("off", rung.who, None, rung.why_not))
    rows = [*map(climbed, events), *rows]
    if not seat.reads_roadmap:
        rows = [line | {"note": ""} if line["state"] != "off" else line for line in rows]
    return rows


def climbed(event):
    return row("done", event.before, timezone.localdate(event.at), event.after)


def named(person):
    """A name; whom no message reaches by mail is said to be so."""
    return str(person) if person.email else _("%(who)s (no e-mail address)") % {"who": person}


def row(state, who, day, note):
    when = date_format(day) if day else ""
    text = _("If nothing comes by %(date)s") % {"date": when} if state == "next" else when
    told = _("reminded again") if who == Who.OWNER else Who(who).label
    return {"state": state, "when": text, "who": told, "note": note}
