"""History in words: who did what, in the reader's language."""

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doallvet.accounts.models import User
from mobilities import access
from mobilities.choices import Decision, Reason, Role, Stage
from mobilities.models import VirtualSession
from mobilities.rules.agreement import blocks
from mobilities.rules.documents import documents
from mobilities.rules.reasons import worded

WORDS = {
    "planned": gettext_lazy("Mobility planned"),
    "stage": gettext_lazy("Reached: %(after)s"),
    "departed": gettext_lazy("Departure confirmed"),
    "departure_withdrawn": gettext_lazy("Departure withdrawn"),
    "redated": gettext_lazy("Dates changed: %(before)s → %(after)s"),
    "employer_added": gettext_lazy("%(after)s is the home employer now"),
    "replanned": gettext_lazy("Another kind of stay: %(before)s → %(after)s"),
    "rules_followed": gettext_lazy("Steps follow what holds by now: closed days, rules, partners"),
    "law_followed": gettext_lazy("Steps follow the law of the day of the agreement"),
    "calendar_followed": gettext_lazy("Due dates moved to working days: closed days have changed"),
    "plan_changed": gettext_lazy("Goes on with another version of its plan: %(after)s"),
    "rules_settled": gettext_lazy("Rules and travel settled"),
    "party_changed": gettext_lazy("%(after)s takes over from %(before)s"),
    "party_named": gettext_lazy("%(after)s is named"),
    "party_left": gettext_lazy("%(before)s leaves; nobody is named yet"),
    "deputy_changed": gettext_lazy("%(after)s stands in instead of %(before)s"),
    "deputy_named": gettext_lazy("%(after)s stands in"),
    "deputy_left": gettext_lazy("%(before)s no longer stands in"),
    "guardian_joined": gettext_lazy("Takes part as guardian: %(after)s"),
    "guardian_left": gettext_lazy("Takes part as guardian no more: %(before)s"),
    "step_done": gettext_lazy("Done: %(step)s"),
    "step_waived": gettext_lazy("Waived: %(step)s"),
    "waiver_asked": gettext_lazy("A second person is asked to waive: %(step)s"),
    "leave_asked": gettext_lazy("A second person is asked to let the apprentice leave without: %(step)s"),
    "waiver_agreed": gettext_lazy("Agreed as second person, as %(before)s had asked: %(step)s"),
    "waiver_refused": gettext_lazy("Not agreed as second person, as %(before)s had asked: %(step)s"),
    "waiver_withdrawn": gettext_lazy("Question to a second person withdrawn: %(step)s"),
    "waiver_looked": gettext_lazy("Looked at as administrator: %(step)s"),
    "left_without": gettext_lazy("Left without: %(step)s"),
    "step_reopened": gettext_lazy("Opened again: %(step)s"),
    "step_due_set": gettext_lazy("%(step)s is due on %(after)s, not on %(before)s"),
    "step_kept": gettext_lazy("Came after the departure and is still to be done, by %(after)s: %(step)s"),
    "step_nudged": gettext_lazy("Reminded of %(step)s: %(after)s"),
    "step_escalated": gettext_lazy("Nobody has answered: %(after)s is told of %(step)s"),
    "reply_later": gettext_lazy("Asks to be reminded of %(step)s on %(after)s"),
    "reply_handed_over": gettext_lazy("Hands %(step)s over to %(after)s"),
    "reply_not_me": gettext_lazy("Says of %(step)s that it is somebody else's"),
    "reply_otherwise": gettext_lazy("Says that it was done another way: %(step)s"),
    "reply_taken_back": gettext_lazy("%(before)s is reminded of %(step)s as before"),
    "evidence_handed_in": gettext_lazy("Handed in for %(step)s: %(document)s"),
    "evidence_accepted": gettext_lazy("Accepted for %(step)s: %(document)s"),
    "evidence_refused": gettext_lazy("Refused for %(step)s: %(document)s"),
    "answered_approve": gettext_lazy("Approved: %(step)s"),
    "answered_approve_with_conditions": gettext_lazy("Approved with conditions: %(step)s"),
    "answered_ask_change": gettext_lazy("Asked for a change: %(step)s"),
    "answered_decline": gettext_lazy("Declined: %(step)s"),
    "conditions_accepted": gettext_lazy("Conditions accepted: %(step)s"),
    "answer_dealt_with": gettext_lazy("Answer dealt with: %(step)s"),
    "asked": gettext_lazy("Asked for an answer: %(step)s"),
    "agreement_saved": gettext_lazy("Draft of the learning agreement changed"),
    "agreement_copied": gettext_lazy("Draft of the learning agreement filled as last time"),
    "agreement_emptied": gettext_lazy("Draft of the learning agreement emptied of who left"),
    "tasks_proposed": gettext_lazy("The host proposed tasks"),
    "tasks_taken_over": gettext_lazy("Tasks of the host taken over"),
    "tasks_set_aside": gettext_lazy("Tasks of the host set aside"),
    "agreement_issued": gettext_lazy("Learning agreement issued: %(after)s"),
    "paper_saved": gettext_lazy("Draft of a paper changed: %(document)s"),
    "paper_issued": gettext_lazy("Paper issued: %(after)s"),
    "paper_signed": gettext_lazy("Signed: %(after)s"),
    "paper_change_asked": gettext_lazy("Asked for a change: %(after)s"),
    "paper_declined": gettext_lazy("Not signed: %(after)s"),
    "paper_withdrawn": gettext_lazy("Signature taken back: %(after)s"),
    "paper_of_age": gettext_lazy("The apprentice has come of age and signs without a guardian: %(after)s"),
    "session_planned": gettext_lazy("Virtual session planned: %(after)s"),
    "session_changed": gettext_lazy("Virtual session changed: %(after)s"),
    "session_cancelled": gettext_lazy("Virtual session called off: %(after)s"),
    "letter_written": gettext_lazy("Letter with a code to %(after)s"),
    "letter_to_unreached": gettext_lazy("Letter to %(after)s, whom e-mail does not reach"),
    "sms_to_unreached": gettext_lazy("SMS to %(after)s, whom e-mail does not reach"),
    "address_tried": gettext_lazy("The e-mail address of %(after)s may be tried again"),
    "second_address": gettext_lazy("Another second e-mail address of %(after)s"),
    "no_second_address": gettext_lazy("%(after)s has no second e-mail address any more"),
    "paper_passed_on": gettext_lazy("%(before)s passed the signature on to %(after)s"),
}

SESSION = VirtualSession._meta.label_lower
PLACES = {"party_changed", "party_named", "party_left", "deputy_changed", "deputy_named", "deputy_left"}
AMONG_COORDINATORS = {"waiver_asked", "leave_asked", "waiver_agreed", "waiver_refused", "waiver_looked"}
AMONG_COORDINATORS |= {"reply_handed_over", "reply_not_me", "reply_otherwise", "reply_taken_back"}
ADDRESSES = {"second_address", "no_second_address"}


def told(mobility, events, seat):
    """Give the events as rows of the timeline; those of steps and sessions the person may not see are left out."""
    steps = {step.pk: step for step in mobility.steps.with_plan()}
    sessions = VirtualSession.objects.in_bulk({row.subject_id for row in events if row.subject_label == SESSION})
    rows = []
    for event in events:
        session = sessions.get(event.subject_id) if event.subject_label == SESSION else None
        step = steps.get(event.subject_id) if event.subject_label == "mobilities.step" else None
        if step and not access.may_see(seat, step) or session and not access.may_see_session(seat, session):
            continue
        hidden = not may_read_note(event, seat)
        note = "" if hidden else " · ".join(filter(None, [reason(event), said(event)]))
        rows.append({"text": sentence(event, step), "at": event.at, "by": actor(event), "note": note})
    return rows


def may_read_note(event, seat):
    """Why it was decided is not for everybody; said of waivers, to reminders, of addresses: for coordinators."""
    if event.verb in AMONG_COORDINATORS:
        return seat.coordinates
    if event.verb in ADDRESSES:
        return seat.coordinates or seat.hosts
    return not event.verb.startswith(("moved_", "left_without")) or access.may_read_reasons(seat)


def sentence(event, step):
    if event.verb.startswith("moved_"):
        return Decision(event.after).label
    words = WORDS.get(event.verb)
    if words is None:
        return event.verb.replace("_", " ").capitalize()
    return words % {
        "step": f"“{step.title}”" if step else "",
        "document": documents()[event.after].title
        if isinstance(event.after, str) and event.after in documents()
        else "",
        "before": former(event),
        "after": value(event),
    }


def former(event):
    """What was so before, in words."""
    if event.verb == "step_due_set":
        return date_format(parse_date(event.before))
    return stay(event.before) if event.verb == "redated" else event.before


def value(event):
    """What is so now, in words."""
    if event.verb.startswith("session_"):
        return f"{event.after['title']}, {date_format(parse_date(event.after['on']))}, {event.after['begins']}"
    if event.verb in ("step_due_set", "reply_later"):
        return date_format(parse_date(event.after))
    if event.verb == "redated":
        return stay(event.after)
    return Stage(event.after).label if event.verb == "stage" else event.after


def stay(days):
    return f"{date_format(parse_date(days['from']))} – {date_format(parse_date(days['to']))}"


def reason(event):
    """The reason code of an answer, in the reader's language."""
    code = event.after.get("reason") if isinstance(event.after, dict) else ""
    return str(Reason(code).label) if code in Reason.values else ""


def said(event):
    """What was said with it. Roles and parts of the agreement are kept by their codes, reasons of the portal too."""
    if event.verb in PLACES and event.note in Role.values:
        return str(Role(event.note).label).capitalize()
    if event.verb == "agreement_saved" and event.note in blocks():
        return blocks()[event.note].title
    return worded(event.note)


def actor(event):
    by: User | None = event.by
    if event.for_whom:
        return _("%(by)s for %(whom)s") % {"by": by, "whom": event.for_whom}
    return str(by) if by else _("by itself")
