"""Rows of ready strings for the templates: what needs arithmetic is done here, once."""

from django.urls import reverse
from django.utils.translation import gettext as _

from mobilities import access, conversation
from mobilities.choices import Decision, Stage
from mobilities.rules import decisions

TONES = {
    "draft": "neutral",
    "applied": "neutral",
    "selected": "info",
    "planned": "info",
    "agreed": "info",
    "virtual_before": "info",
    "ready": "success",
    "abroad": "success",
    "returned": "info",
    "virtual_after": "info",
    "documented": "info",
    "recognised": "success",
    "closed": "quiet",
    "done": "quiet",
    "cancelled": "quiet",
    "rejected": "quiet",
    "interrupted": "warning",
    "ended_early": "warning",
    "force_majeure": "warning",
    "reserve": "neutral",
    "shortlisted": "neutral",
}


def status(mobility):
    """The precise state, for coordinators: (word, tone). A decision speaks before a stage, except "accepted"."""
    if mobility.decision != "accepted":
        return Decision(mobility.decision).label, TONES[mobility.decision]
    return Stage(mobility.stage).label, TONES[mobility.stage]


def public_status(mobility):
    """One of six words, for apprentice, guardian and companies: (word, tone)."""
    word = decisions.word(mobility.decision, mobility.stage)
    return word.label, TONES[word]


def organisation(mobility, role):
    party = mobility.party(role)
    return party.organisation if party else None


def tabs(mobility, seat, current):
    """The pages of a mobility that this person reads."""
    pages = [("roadmap", _("Roadmap"), "mobilities:detail")]
    if seat.reads_roadmap:
        pages.append(("timeline", _("Timeline"), "mobilities:timeline"))
    if seat.owners or seat.reads_roadmap:
        pages.append(("days", _("Calendar"), "mobilities:days"))
    if not seat.views or seat.reads_roadmap:
        pages.append(("people", _("People"), "mobilities:people"))
    if conversation.voices(seat):
        pages.append(("conversation", _("Conversation"), "mobilities:conversation"))
    if access.may_read_papers(seat):
        pages.append(("papers", _("Papers"), "mobilities:papers"))
    if seat.reads_roadmap:
        pages.append(("history", _("History"), "mobilities:history"))
    if seat.coordinates:
        pages.append(("change", _("Change"), "mobilities:change"))
    found = [
        {"label": label, "url": reverse(name, args=[mobility.pk]), "current": key == current}
        for key, label, name in pages
    ]
    if seat.reads_groups and mobility.group_id:
        group = reverse("mobilities:group", args=[mobility.group_id])
        found.append({"label": _("Group"), "url": group, "current": False})
    return found
