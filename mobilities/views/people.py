"""Who takes part in a mobility and how they are reached, and who travels, in ready strings."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from companies.models import CompanyContact
from doallvet.core.languages import language_name
from mobilities import access
from mobilities.choices import Owner
from mobilities.facts import companions_of
from mobilities.models import Group
from mobilities.reports import rooms


def groups(mobility, seat):
    """Parties by side; a company does not read the contacts of family or of the other company."""
    numbers, found = phones(mobility), []
    for owner in Owner:
        parties = [party for party in mobility.parties.all() if party.acts_as == owner]
        if not parties or not access.knows(seat, owner):
            continue
        rows = [row(party, seat, numbers) for party in parties]
        found.append(
            {"name": owner.label, "organisation": parties[0].organisation, "site": parties[0].site, "people": rows}
        )
    return found


def row(party, seat, numbers):
    shown = seat.reads_roadmap or party.acts_as in seat.owners or party.centre_id is not None
    person = party.person
    return {
        "name": str(person) if person else _("nobody yet"),
        "role": party.get_role_display(),
        "email": person.email if person and shown else "",
        "phone": number(party, numbers) if person and shown else "",
        "deputy": str(party.deputy) if party.deputy else "",
        "second": second(party, seat),
    }


def second(party, seat):
    """The second address of a person and where it is changed, for the coordinators of both sides."""
    if not (party.person and party.person.second_email and (seat.coordinates or seat.hosts)):
        return None
    url = reverse("mobilities:reach", args=[party.mobility_id, party.person_id])
    return {"email": party.person.second_email, "url": url}


def along(mobility):
    """Who travels along, and when."""
    return [
        {
            "name": ", ".join(filter(None, [row.name, row.role])),
            "dates": f"{date_format(row.begins_on)} – {date_format(row.ends_on)}",
            "centre": row.centre,
        }
        for row in companions_of(mobility)
    ]


def sleeps(mobility):
    """In which rooms of the group's accommodation, and when."""
    return [
        {"room": row.room, "dates": f"{date_format(row.arrives_on)} – {date_format(row.leaves_on)}"}
        for row in rooms.beds_of(mobility)
    ]


def group(mobility, person, seat):
    """The group with which it travels, for those who read its page."""
    if mobility.group_id is None:
        return None
    if seat.reads_groups:
        return mobility.group
    hosted = Group.objects.hosted_by(person) if seat.hosts else Group.objects.none()
    return hosted.filter(pk=mobility.group_id).first()


def phones(mobility):
    """Numbers at work, by company and person, as a centre of the mobility wrote them down."""
    parties = mobility.parties.all()
    contacts = CompanyContact.objects.current().filter(
        company__in={party.company_id for party in parties if party.company_id},
        centre__in={party.centre_id for party in parties if party.centre_id},
    )
    return {(contact.company_id, contact.person_id): contact.phone for contact in contacts if contact.phone}


def number(party, numbers):
    """The number under which a person is reached in this role: at work, else their own."""
    phone = numbers.get((party.company_id, party.person_id)) or party.person.phone
    return str(phone) if phone else ""


def traveller(mobility, seat):
    """Who comes: programme and languages for companies; birth date and emergency contacts for those who look after."""
    apprentice = mobility.apprentice
    spoken = [f"{language_name(row.language)} ({row.get_level_display()})" for row in apprentice.languages.all()]
    facts = [
        {"label": _("Programme"), "value": str(apprentice.programme or "")},
        {"label": _("Languages"), "value": ", ".join(spoken)},
    ]
    if not seat.reads_roadmap:
        return {"facts": facts, "contacts": None}
    facts.insert(0, {"label": _("Birth date"), "value": date_format(apprentice.born_on)})
    return {"facts": facts, "contacts": list(apprentice.emergency_contacts.all())}
