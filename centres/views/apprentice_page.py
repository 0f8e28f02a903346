"""What the pages about one apprentice have in common: their parts, the words, two texts side by side."""

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from centres.access import may_run
from centres.actions import portal
from centres.particulars import in_words, labels, particulars
from centres.rules.apprentice import changed
from centres.rules.guardian import MOST, missing
from centres.story import told
from doallvet.accounts.reach import is_reached
from doallvet.core.refused import Refused
from doallvet.history.models import Event

EVENTS = 20
# Name, addresses and emergency contacts are shown as people, beside these.
ROWS = (
    "born_on",
    "nationalities",
    "gender",
    "address",
    "programme",
    "class_name",
    "year_of_training",
    "languages",
    "language",
)


def facts(person, apprentice, today):
    """Give what the page of an apprentice shows to this person."""
    known, manages = particulars(apprentice), may_run(person, apprentice.centre)
    programmes = {apprentice.programme_id: str(apprentice.programme)} if apprentice.programme else {}
    guardians = list(apprentice.guardians.current().select_related("person"))
    minor = apprentice.is_minor(today)
    names = labels()
    rows = [{"label": names[name], "value": in_words(name, getattr(known, name), programmes)} for name in ROWS]
    return {
        "apprentice": apprentice,
        "rows": rows,
        "age": apprentice.age(today),
        "minor": minor,
        "own": apprentice.person_id == person.pk,
        "manages": manages,
        "guardians": [_guardian(guardian, minor) for guardian in guardians],
        "guardian_missing": missing(minor=minor, guardians=len(guardians)),
        "guardian_possible": manages and minor and len(guardians) < MOST,
        "entrance": entrance(apprentice) if manages else None,
        "events": _events(apprentice) if manages else [],
        "tabs": tabs(apprentice, "apprentice", manages),
    }


def tabs(apprentice, current, manages):
    """Give the sides of an apprentice's page; support needs to coordinators alone."""
    sides = [
        ("apprentice", _("Profile"), "centres:apprentice"),
        ("contracts", _("Training contract"), "companies:contracts"),
    ]
    if manages:
        sides.append(("support", _("Support needs"), "centres:support"))
    return [
        {"label": label, "url": reverse(name, args=[apprentice.pk]), "current": side == current}
        for side, label, name in sides
    ]


def entrance(holder):
    """Say how an apprentice or guardian enters the portal: word, tone, and whether an invitation is possible."""
    if not holder.person.email:
        return {"word": _("No address: you record the answers"), "tone": "quiet", "possible": False}
    if is_reached(holder.person):
        return {"word": _("Can sign in"), "tone": "success", "possible": False}
    last = portal.invited(holder)
    if last and last.after == holder.person.email:
        return {"word": _("Invited"), "tone": "info", "possible": True, "at": last.at}
    return {"word": _("Not invited yet"), "tone": "warning", "possible": True}


def differences(centre, now, typed):
    """Set side by side what is there now and what was typed, for those fields that differ."""
    names, programmes = labels(), {row.pk: row.title for row in centre.programmes.all()}
    return [
        {
            "label": names[name],
            "now": in_words(name, getattr(now, name), programmes),
            "typed": in_words(name, getattr(typed, name), programmes),
        }
        for name in changed(now, typed)
    ]


def say_invited(request, holder):
    """Invite, and say so or why not."""
    try:
        portal.invite(holder, by=request.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": holder.person.email})


def status(entry):
    return 422 if entry.form.is_bound and not entry.is_valid() else 200


def _guardian(guardian, minor):
    return {
        "row": guardian,
        "person": guardian.person,
        "relation": guardian.get_relation_display(),
        "ended_by_age": not minor and not guardian.kept_by_apprentice,
        "entrance": entrance(guardian),
    }


def _events(apprentice):
    events = Event.objects.about(apprentice).shown_to_all().select_related("by")[:EVENTS]
    return [line for event in events if (line := told(event))]
