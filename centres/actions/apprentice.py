"""Enrols apprentices, changes what is known of them, and lets them leave."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centres.models import (
    Apprentice,
    Centre,
    CentreMember,
    EmergencyContact,
    Guardian,
    LanguageLevel,
    NetworkMember,
)
from centres.particulars import particulars
from centres.rules.apprentice import PERSONAL, Particulars, changed
from doallvet.accounts import actions as accounts
from doallvet.accounts.models import User
from doallvet.accounts.people import make_many
from doallvet.accounts.roles import roles_of
from doallvet.core.jobs import queue
from doallvet.core.refused import Refused, Stale
from doallvet.core.text import fold
from doallvet.history import actions as history
from doallvet.history.models import Event

BATCH = 500
OWN = ("born_on", "gender", "address", "class_name", "year_of_training")
FILLED = ("nationalities", "programme", "search")
NAMED = {"first_name", "last_name", "class_name"}  # by which their mobilities are found


@transaction.atomic
def enrol(centre: Centre, known: Particulars, *, by: User, at: datetime) -> Apprentice:
    """Enrol one apprentice. Raises Refused for somebody who is here already and for an address in use."""
    centre = Centre.objects.select_for_update(of=("self",)).get(pk=centre.pk)
    if twin := twins(centre, [known]).get(identity(known)):
        sentence = _("%(name)s, born on %(day)s, is already enrolled at your centre.")
        raise Refused(sentence % {"name": twin.person, "day": date_format(twin.born_on)})
    if known.email and User.objects.with_email(known.email).exists():
        raise Refused(address_in_use(known.email))
    return enrol_many(centre, [known], by=by, at=at)[0]


@transaction.atomic
def enrol_many(centre: Centre, people: Sequence[Particulars], *, by: User, at: datetime) -> list[Apprentice]:
    """Enrol new people at once; the caller holds the centre's lock and looked for people who are here already."""
    persons = make_many(
        [
            User(
                email=known.email,
                first_name=known.first_name,
                last_name=known.last_name,
                phone=known.phone,
                language=known.language or by.language,
                time_zone=centre.time_zone,
            )
            for known in people
        ]
    )
    rows = [Apprentice(centre=centre, person=person) for person in persons]
    for row, known in zip(rows, people, strict=True):
        _fill(row, known)
    rows = Apprentice.objects.bulk_create(rows, batch_size=BATCH)
    _write_parts(list(zip(rows, people, strict=True)))
    Event.objects.bulk_create([history.event(row, "enrolled", by=by, at=at) for row in rows], batch_size=BATCH)
    return rows


@transaction.atomic
def change(apprentice: Apprentice, known: Particulars, *, version: int, by: User, at: datetime) -> Apprentice:
    """Write what is known now. Raises Stale when somebody changed it since `version`, else Refused."""
    if not Apprentice.objects.filter(pk=apprentice.pk, version=version).update(version=F("version") + 1):
        raise Stale(_("Somebody else changed this apprentice since you opened the page. Nothing was overwritten."))
    current = Apprentice.objects.with_details().get(pk=apprentice.pk)
    twin = twins(current.centre, [known]).get(identity(known))
    if twin and twin != current:
        sentence = _("%(name)s, born on %(day)s, is already enrolled at your centre.")
        raise Refused(sentence % {"name": twin.person, "day": date_format(twin.born_on)})
    change_many([(current, known)], by=by, at=at)
    return current


@transaction.atomic
def change_many(pairs: Sequence[tuple[Apprentice, Particulars]], *, by: User, at: datetime) -> None:
    """Write what is known now of apprentices that were read `with_details()` under a lock; keeps what was before."""
    befores = [particulars(row) for row, _known in pairs]
    touched = {row: changed(before, known) for (row, known), before in zip(pairs, befores, strict=True)}
    people = [row.person for row, names in touched.items() if set(names) & set(PERSONAL)]
    foreign = known_elsewhere(people, {row.centre_id for row, _known in pairs})
    events = []
    for (row, known), before in zip(pairs, befores, strict=True):
        names = touched[row]
        if set(names) & set(PERSONAL):
            if row.person_id in foreign:
                raise Refused(not_ours_to_change(row.person))
            _change_person(row.person, known, at=at)
        _fill(row, known)
        old, new = ({name: getattr(values, name) for name in names} for values in (before, known))
        events.append(history.event(row, "changed", by=by, at=at, before=old, after=new))
    User.objects.bulk_update(people, ["first_name", "last_name", "phone", "language"], batch_size=BATCH)
    columns = {"search", *(name for names in touched.values() for name in names)} & {*OWN, *FILLED}
    if columns:  # rows that are there: this way it costs a fifth of `bulk_update` and its case for each row
        Apprentice.objects.bulk_create(
            touched, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=sorted(columns)
        )
    for row in (row for row, names in touched.items() if NAMED & set(names)):
        queue("mobilities.follow_name", label="centres.apprentice", pk=row.pk)
    _rewrite_parts([(row, known) for row, known in pairs if {"languages", "emergency_contacts"} & set(touched[row])])
    Event.objects.bulk_create(events, batch_size=BATCH)


@transaction.atomic
def leave(apprentice: Apprentice, *, on: date, by: User, at: datetime) -> None:
    """The apprentice is no longer at the centre; nothing is deleted. Repeated, it changes nothing."""
    if Apprentice.objects.enrolled().filter(pk=apprentice.pk).update(left_on=on, version=F("version") + 1):
        history.record(apprentice, "left", by=by, at=at, after=on)


@transaction.atomic
def come_back(apprentice: Apprentice, *, by: User, at: datetime) -> None:
    """The apprentice is at the centre again. Repeated, it changes nothing."""
    if Apprentice.objects.left().filter(pk=apprentice.pk).update(left_on=None, version=F("version") + 1):
        history.record(apprentice, "came_back", by=by, at=at)


def identity(known: Particulars) -> tuple[str, date]:
    """By what a person without an address is known again: the name without accents, and the birth date."""
    return fold(f"{known.last_name} {known.first_name}"), known.born_on


def name_key(given: dict[str, Any]) -> str:
    """The name part of an identity, from the cells of a list."""
    return fold(f"{given['last_name']} {given['first_name']}")


def twins(centre: Centre, people: Sequence[Particulars]) -> dict[tuple[str, date], Apprentice]:
    """Give the centre's apprentices who have the name and birth date of one of the people, by identity."""
    wanted = {identity(known) for known in people}
    rows = Apprentice.objects.with_details().filter(centre=centre, born_on__in={day for _name, day in wanted})
    found = {(fold(f"{row.person.last_name} {row.person.first_name}"), row.born_on): row for row in rows}
    return {key: row for key, row in found.items() if key in wanted}


def known_elsewhere(people: Collection[User], centres: set[int]) -> set[int]:
    """Give the ids of those whom somebody besides these centres knows: not theirs to rename or readdress.

    Whoever writes another address can enter as that person. So colleagues, managers of networks and administrators
    count as known elsewhere, even at their own centre.
    """
    known = roles_of(people)
    return {
        person.pk
        for person in people
        if person.is_staff or any(_centre_of(row) not in centres for row in known[person.pk])
    }


def not_ours_to_change(person: User | str) -> str:
    """Say why name, address and phone of a person stay as they are."""
    sentence = _(
        "%(name)s works at a centre or also belongs to another organisation: "
        "name, e-mail address and phone stay as they are."
    )
    return sentence % {"name": person}


def address_in_use(email: str) -> str:
    """Say that an address belongs to somebody, without saying to whom."""
    sentence = _("The address %(email)s is already used by somebody else. Each person needs an own one, or none.")
    return sentence % {"email": email}


def _centre_of(role: object) -> int:
    """The centre that knows a person by this role; 0 for staff, nobody's."""
    if isinstance(role, Guardian):
        return role.apprentice.centre_id
    if isinstance(role, CentreMember | NetworkMember):
        return 0
    return role.centre_id


def _change_person(person: User, known: Particulars, *, at: datetime) -> None:
    if known.email != (person.email or ""):
        if known.email and User.objects.with_email(known.email).exclude(pk=person.pk).exists():
            raise Refused(address_in_use(known.email))
        accounts.change_address(person, known.email, at=at)
    person.first_name, person.last_name, person.phone = known.first_name, known.last_name, known.phone
    person.language = known.language or person.language


def _fill(row: Apprentice, known: Particulars) -> None:
    for name in OWN:
        setattr(row, name, getattr(known, name))
    row.nationalities = list(known.nationalities)
    row.programme_id = known.programme
    row.search = fold(f"{known.last_name} {known.first_name}")[:600]


def _rewrite_parts(pairs: Sequence[tuple[Apprentice, Particulars]]) -> None:
    rows = [row for row, _known in pairs]
    LanguageLevel.objects.filter(apprentice__in=rows).delete()
    EmergencyContact.objects.filter(apprentice__in=rows).delete()
    _write_parts(pairs)


def _write_parts(pairs: Sequence[tuple[Apprentice, Particulars]]) -> None:
    LanguageLevel.objects.bulk_create(
        [
            LanguageLevel(apprentice=row, language=code, level=level)
            for row, known in pairs
            for code, level in known.languages
        ],
        batch_size=BATCH,
    )
    EmergencyContact.objects.bulk_create(
        [
            EmergencyContact(apprentice=row, name=name, relation=relation, phone=phone)
            for row, known in pairs
            for name, relation, phone in known.emergency_contacts
        ],
        batch_size=BATCH,
    )
