"""Names those who answer for a minor, and lets them go."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from centres.actions.apprentice import address_in_use, known_elsewhere, not_ours_to_change
from centres.models import Apprentice, Guardian
from centres.rules.apprentice import same_name
from centres.rules.guardian import GuardianParticulars, obstacles
from doallvet.accounts import actions as accounts
from doallvet.accounts import links
from doallvet.accounts.models import User
from doallvet.accounts.people import by_address, make_many
from doallvet.accounts.roles import roles
from doallvet.core.jobs import queue
from doallvet.core.refused import Refused
from doallvet.core.seals import refuse_changed
from doallvet.core.text import fold
from doallvet.history import actions as history
from doallvet.history.models import Event


@transaction.atomic
def add(apprentice: Apprentice, known: GuardianParticulars, *, by: User, at: datetime) -> Guardian:
    """Name a guardian; the same person again gives the row that is there.

    A parent of two apprentices is one person: found by the address, if the name agrees. Raises Refused.
    """
    apprentice = Apprentice.objects.select_for_update(of=("self",)).get(pk=apprentice.pk)
    current = list(apprentice.guardians.current().select_related("person"))
    for guardian in current:
        if is_person(guardian.person, known):
            return guardian
    person = User.objects.with_email(known.email).first() if known.email else None
    reasons = obstacles(
        guardians=len(current),
        own_address=person is not None and person == apprentice.person,
        other_name=person is not None and not same_name(str(person), known.name),
    )
    if reasons:
        raise Refused(reasons)
    person = person or accounts.find_or_make(
        email=known.email,
        first_name=known.first_name,
        last_name=known.last_name,
        phone=known.phone,
        language=known.language or by.language,
        time_zone=apprentice.centre.time_zone,
    )
    guardian = Guardian.objects.create(apprentice=apprentice, person=person, relation=known.relation)
    history.record(guardian, "guardian_named", by=by, at=at, story=apprentice, after=str(person))
    _tell(apprentice.centre_id)
    return guardian


@transaction.atomic
def add_many(pairs: Sequence[tuple[Apprentice, GuardianParticulars]], *, by: User, at: datetime) -> None:
    """Name the guardians of a class list at once; the caller looked for obstacles. Sisters and brothers share them."""
    addresses = {known.email for _apprentice, known in pairs if known.email}
    people = by_address(addresses)
    new: dict[str, User] = {}
    for apprentice, known in pairs:
        if _key(known) not in people and _key(known) not in new:
            new[_key(known)] = User(
                email=known.email,
                first_name=known.first_name,
                last_name=known.last_name,
                phone=known.phone,
                language=known.language or by.language,
                time_zone=apprentice.centre.time_zone,
            )
    people |= dict(zip(new, make_many(list(new.values())), strict=True))
    rows = Guardian.objects.bulk_create(
        [Guardian(apprentice=row, person=people[_key(known)], relation=known.relation) for row, known in pairs]
    )
    Event.objects.bulk_create(
        [
            history.event(row, "guardian_named", by=by, at=at, story=row.apprentice, after=str(row.person))
            for row in rows
        ]
    )
    for centre_id in {row.apprentice.centre_id for row in rows}:
        _tell(centre_id)


@transaction.atomic
def change(
    guardian: Guardian, known: GuardianParticulars, *, by: User, at: datetime, seen: str | None = None
) -> Guardian:
    """Write what is known of a guardian now. Raises Refused for the data of somebody others know, too, Stale."""
    guardian = (
        Guardian.objects.select_for_update(of=("self",))
        .select_related("person", "apprentice__centre")
        .get(pk=guardian.pk)
    )
    before, person = of(guardian), guardian.person
    if before == known:
        return guardian
    refuse_changed(seen, before)
    guardian.relation = known.relation
    guardian.save(update_fields=["relation"])
    names = [name for name in ("first_name", "last_name", "phone", "language") if _differs(name, before, known)]
    if (names or before.email != known.email) and known_elsewhere([person], {guardian.apprentice.centre_id}):
        raise Refused(not_ours_to_change(person))
    if before.email != known.email:
        if known.email and User.objects.with_email(known.email).exclude(pk=person.pk).exists():
            raise Refused(address_in_use(known.email))
        accounts.change_address(person, known.email, at=at)
    for name in names:
        setattr(person, name, getattr(known, name))
    person.save(update_fields=names)
    story = guardian.apprentice
    history.record(guardian, "guardian_changed", by=by, at=at, story=story, before=_plain(before), after=_plain(known))
    return guardian


@transaction.atomic
def end(guardian: Guardian, *, by: User, at: datetime) -> None:
    """The person is no guardian any more; links end, sessions too if nothing else is left. Repeated: no change."""
    if not Guardian.objects.current().filter(pk=guardian.pk).update(ended_at=at):
        return
    links.end_all(guardian.person, at=at, subjects=[guardian])
    if not roles(guardian.person):
        accounts.end_entry(guardian.person, at=at)
    history.record(guardian, "guardian_ended", by=by, at=at, story=guardian.apprentice, before=str(guardian.person))
    _tell(guardian.apprentice.centre_id)


@transaction.atomic
def let_keep(guardian: Guardian, keep: bool, *, by: User, at: datetime) -> None:
    """The apprentice lets a guardian keep access after the eighteenth birthday, or takes it back.

    Raises Refused for a minor: only who is of age decides this.
    """
    if keep and guardian.apprentice.is_minor(timezone.localdate(at)):
        raise Refused(_("You can decide this from your eighteenth birthday on. Until then your guardians have access."))
    changed = Guardian.objects.current().filter(pk=guardian.pk, kept_by_apprentice=not keep)
    if changed.update(kept_by_apprentice=keep):
        verb = "guardian_kept" if keep else "guardian_not_kept"
        history.record(guardian, verb, by=by, at=at, story=guardian.apprentice)
        _tell(guardian.apprentice.centre_id)


def of(guardian: Guardian) -> GuardianParticulars:
    """Give what is known of a guardian."""
    person = guardian.person
    return GuardianParticulars(
        first_name=person.first_name,
        last_name=person.last_name,
        relation=guardian.relation,
        email=person.email or "",
        phone=str(person.phone or ""),
        language=person.language,
    )


def is_person(person: User, known: GuardianParticulars) -> bool:
    """Whether these particulars are about this person: by the address, else by the name."""
    if known.email:
        return person.email == known.email
    return fold(str(person)) == fold(known.name)


def _tell(centre_id: int) -> None:
    """The guardians of the apprentices' stays follow."""
    queue("mobilities.follow_guardians", centre_id=centre_id)


def _key(known: GuardianParticulars) -> str:
    """Two rows of a list with this in common name one person."""
    return known.email or f"{fold(known.name)} {known.phone}"


def _differs(name: str, before: GuardianParticulars, known: GuardianParticulars) -> bool:
    return getattr(before, name) != getattr(known, name)


def _plain(known: GuardianParticulars) -> dict[str, str]:
    return {name: getattr(known, name) for name in GuardianParticulars.__dataclass_fields__}
