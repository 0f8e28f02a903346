"""Keeps whom a centre knows at a company: signatory, mentor, deputy."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from centres.actions.apprentice import address_in_use, known_elsewhere, not_ours_to_change
from centres.models import Centre
from centres.rules.apprentice import same_name
from companies.models import Company, CompanyContact
from companies.rules.contact import ContactParticulars, obstacles
from doallvet.accounts import actions as accounts
from doallvet.accounts import links
from doallvet.accounts.models import User
from doallvet.accounts.roles import roles
from doallvet.core.refused import Refused
from doallvet.core.seals import refuse_changed
from doallvet.core.text import fold
from doallvet.history import actions as history
from doallvet.outbox import actions as outbox

AGAIN_AFTER = timedelta(minutes=10)  # a second click, not a second wish
PERSONAL = ("first_name", "last_name", "language")


@transaction.atomic
def add(company: Company, centre: Centre, known: ContactParticulars, *, by: User, at: datetime) -> list[CompanyContact]:
    """Note a person of the company, one row for each function; what is there already is given back.

    Somebody who is here already is found by the address, if the name agrees. Raises Refused.
    """
    Company.objects.select_for_update(of=("self",)).get(pk=company.pk)
    person = User.objects.with_email(known.email).first() if known.email else _namesake(company, centre, known)
    other_name = person is not None and not same_name(str(person), known.name)
    if reasons := obstacles(functions=known.functions, other_name=other_name):
        raise Refused(reasons)
    site = company.sites.first()
    person = person or accounts.find_or_make(
        email=known.email,
        first_name=known.first_name,
        last_name=known.last_name,
        phone=known.phone,
        language=known.language or by.language,
        time_zone=site.time_zone if site else centre.time_zone,
    )
    return _set_functions(company, centre, person, known, by=by, at=at)


@transaction.atomic
def change(
    contact: CompanyContact, known: ContactParticulars, *, by: User, at: datetime, seen: str | None = None
) -> list[CompanyContact]:
    """Write what is known now of the contact's person at this company; functions that were taken away end.

    Raises Refused, and Stale when somebody changed it since it was `seen`.
    """
    Company.objects.select_for_update(of=("self",)).get(pk=contact.company_id)
    refuse_changed(seen, *of_person(contact))
    if reasons := obstacles(functions=known.functions, other_name=False):
        raise Refused(reasons)
    person = User.objects.select_for_update(of=("self",)).get(pk=contact.person_id)
    names = [name for name in PERSONAL if getattr(known, name) != getattr(person, name)]
    moved = known.email != (person.email or "")
    if (names or moved) and known_elsewhere([person], {contact.centre_id}):
        raise Refused(not_ours_to_change(person))
    before = {"name": str(person), "email": person.email}
    if moved:
        if known.email and User.objects.with_email(known.email).exclude(pk=person.pk).exists():
            raise Refused(address_in_use(known.email))
        accounts.change_address(person, known.email, at=at)
    for name in names:
        setattr(person, name, getattr(known, name))
    person.save(update_fields=names)
    if names or moved:
        after = {"name": str(person), "email": person.email}
        history.record(contact, "contact_renamed", story=contact.company, by=by, at=at, before=before, after=after)
    return _set_functions(contact.company, contact.centre, person, known, by=by, at=at)


@transaction.atomic
def end(contact: CompanyContact, *, by: User, at: datetime) -> None:
    """The centre no longer knows this person at the company, whatever for; repeated, it changes nothing.

    Links to the contact end; sessions and all links too when the person has nothing else to do here.
    """
    rows = list(CompanyContact.objects.of(contact.company, contact.centre).filter(person=contact.person))
    _end(rows, by=by, at=at)
    if rows and not roles(contact.person):
        accounts.end_entry(contact.person, at=at)


@transaction.atomic
def invite(contact: CompanyContact, *, by: User, at: datetime) -> None:
    """Owe the contact an invitation; within ten minutes of the last one it is still on its way. Raises Refused."""
    if not contact.person.email:
        raise Refused(_("%(name)s has no e-mail address: write one first.") % {"name": contact.person})
    fresh = Q(invited_at=None) | Q(invited_at__lte=at - AGAIN_AFTER)
    rows = CompanyContact.objects.of(contact.company, contact.centre).filter(person=contact.person, accepted_at=None)
    if not rows.exists():
        raise Refused(_("%(name)s has accepted already.") % {"name": contact.person})
    if not rows.filter(fresh).order_by().update(invited_at=at):
        return
    history.record(contact, "contact_invited", story=contact.company, by=by, at=at, after=contact.person.email)
    outbox.owe(
        "invitation",
        person=contact.person,
        subject=contact,
        at=at,
        due=at.isoformat(timespec="seconds"),
        not_after=at + timedelta(days=settings.INVITATION_DAYS),
    )


@transaction.atomic
def accept(contact: CompanyContact, *, by: User, at: datetime) -> None:
    """The person said yes, for all functions at this company; repeated, it changes nothing."""
    rows = CompanyContact.objects.of(contact.company, contact.centre).filter(person=contact.person, accepted_at=None)
    if rows.order_by().update(accepted_at=at):
        history.record(contact, "contact_accepted", story=contact.company, by=by, at=at)


def of_person(contact: CompanyContact) -> list[Any]:
    """Give what the page of a contact shows: the person, and one row for each function."""
    same = CompanyContact.objects.of(contact.company, contact.centre).filter(person=contact.person_id)
    person = User.objects.get(pk=contact.person_id)
    return [[person.first_name, person.last_name, person.email, person.language], *same]


def _namesake(company: Company, centre: Centre, known: ContactParticulars) -> User | None:
    """A person without an address is known again by the name, among the centre's contacts at this company."""
    rows = CompanyContact.objects.of(company, centre).select_related("person")
    return next((row.person for row in rows if fold(str(row.person)) == fold(known.name)), None)


def _set_functions(
    company: Company, centre: Centre, person: User, known: ContactParticulars, *, by: User, at: datetime
) -> list[CompanyContact]:
    current = {row.function: row for row in CompanyContact.objects.of(company, centre).filter(person=person)}
    _end([row for function, row in current.items() if function not in known.functions], by=by, at=at)
    about = {"site_id": known.site, "position": known.position, "phone": known.phone, "may_sign": known.may_sign}
    rows = []
    for function in known.functions:
        row = current.get(function)
        if row is None:
            row = CompanyContact(company=company, centre=centre, person=person, function=function)
            history_verb = "contact_added"
        elif any(getattr(row, name) != value for name, value in about.items()):
            history_verb = "contact_changed"
        else:
            rows.append(row)
            continue
        for name, value in about.items():
            setattr(row, name, value)
        row.save()
        history.record(row, history_verb, story=company, by=by, at=at, after=about | {"function": function})
        rows.append(row)
    return rows


def _end(rows: list[CompanyContact], *, by: User, at: datetime) -> None:
    for row in rows:
        if CompanyContact.objects.current().filter(pk=row.pk).update(ended_at=at):
            links.end_all(row.person, at=at, subjects=[row])
            history.record(row, "contact_ended", story=row.company, by=by, at=at, before=row.function)
