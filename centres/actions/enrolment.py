"""Enrols a class from its list: says first what would happen, then does all of it or nothing."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from centres.actions import apprentice as apprentices
from centres.actions import guardian as guardians
from centres.kept import Kept, kept
from centres.models import Apprentice, Centre, Guardian
from centres.rules.apprentice import PERSONAL, Particulars, changed, same_name
from centres.rules.enrolment import Line, merged, somebody_else
from centres.rules.guardian import GuardianParticulars, obstacles
from doallvet.accounts.models import User
from doallvet.accounts.people import by_address
from doallvet.core.refused import Refused, Stale
from doallvet.history import actions as history

NEW, CHANGED, UNCHANGED, ERROR = "new", "changed", "unchanged", "error"


@dataclass
class Planned:
    """What will become of one line; `there` is what was found, `apprentice` the row once it is held or made."""

    line: Line
    outcome: str = ERROR
    there: Kept | None = None
    apprentice: Apprentice | None = None
    before: Particulars | None = None
    known: Particulars | None = None
    names: list[str] = field(default_factory=list)
    guardian: GuardianParticulars | None = None
    returns: bool = False


def plan(centre: Centre, lines: Sequence[Line]) -> list[Planned]:
    """Say for each line what would happen; adds to the lines' errors what only the others and the rows can tell."""
    world = _World(centre, lines)
    return [world.place(line) for line in lines]


def digest(planned: Sequence[Planned]) -> str:
    """Give a mark of a plan: the same mark, the same effect."""
    facts = [
        [row.line.number, row.outcome, row.names, row.guardian is not None]
        + ([row.there.pk, row.there.version] if row.there else [])
        for row in planned
    ]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


@transaction.atomic
def enrol_list(centre: Centre, lines: Sequence[Line], *, seen: str, by: User, at: datetime) -> dict[str, int]:
    """Do all that the plan with the mark `seen` says; gives how many are new, changed and unchanged.

    Raises Refused when a line is wrong, Stale when the plan is another one by now; then nothing is written.
    """
    centre = Centre.objects.select_for_update(of=("self",)).get(pk=centre.pk)
    planned = plan(centre, lines)
    if any(row.outcome == ERROR for row in planned):
        raise Refused(_("There are errors in the list. Nothing was saved."))
    if digest(planned) != seen:
        raise Stale(_("Something changed since you looked. Nothing was saved; please look again and confirm."))
    new = [row for row in planned if row.outcome == NEW]
    old = [row for row in planned if row.outcome == CHANGED]
    _lock(old)
    made = apprentices.enrol_many(centre, [row.known for row in new], by=by, at=at)
    for row, apprentice in zip(new, made, strict=True):
        row.apprentice = apprentice
    apprentices.change_many([(row.apprentice, row.known) for row in old if row.names], by=by, at=at)
    Apprentice.objects.filter(pk__in=[row.apprentice.pk for row in old]).update(version=F("version") + 1)
    for row in old:
        if row.returns:
            apprentices.come_back(row.apprentice, by=by, at=at)
    guardians.add_many([(row.apprentice, row.guardian) for row in planned if row.guardian], by=by, at=at)
    counts = Counter(row.outcome for row in planned)
    history.record(centre, "class_list_enrolled", by=by, at=at, after=dict(counts))
    return {outcome: counts[outcome] for outcome in (NEW, CHANGED, UNCHANGED)}


def _lock(old: Sequence[Planned]) -> None:
    """Hold the rows that will change; somebody may have been quicker since they were read."""
    shown = {row.there.pk: row.there.version for row in old}
    found = Apprentice.objects.with_details().select_for_update(of=("self",)).filter(pk__in=shown).order_by("pk")
    held = {apprentice.pk: apprentice for apprentice in found}
    if {pk: apprentice.version for pk, apprentice in held.items()} != shown:
        raise Stale(_("Something changed since you looked. Nothing was saved; please look again and confirm."))
    for row in old:
        row.apprentice = held[row.there.pk]


class _World:
    """All that the lines of one list are compared with, read in a few queries."""

    def __init__(self, centre: Centre, lines: Sequence[Line]) -> None:
        own = {line.given.get("email") for line in lines}
        addresses = (own | {line.guardian.email for line in lines if line.guardian}) - {None, ""}
        days = {line.given["born_on"] for line in lines if "born_on" in line.given}
        self.centre = centre
        self.rows = kept(
            Apprentice.objects.filter(centre=centre).filter(Q(born_on__in=days) | Q(person__email__in=addresses))
        )
        self.own_addresses = own - {None, ""}
        self.people = by_address(addresses)
        self.by_address = {row.known.email: row for row in self.rows if row.known.email}
        self.by_identity = {apprentices.identity(row.known): row for row in self.rows}
        self.guardians = self._guardians()
        self.seen: dict[object, int] = {}

    def _guardians(self) -> dict[int, list[Guardian]]:
        found: dict[int, list[Guardian]] = {}
        names = ("apprentice", "person__email", "person__first_name", "person__last_name")
        current = Guardian.objects.current().select_related("person").only(*names)
        for guardian in current.filter(apprentice__in=[row.pk for row in self.rows]):
            found.setdefault(guardian.apprentice_id, []).append(guardian)
        return found

    @cached_property
    def foreign(self) -> set[int]:
        """The ids of the people whom others know, too; looked up when a name or an address would change."""
        people = User.objects.filter(pk__in=[row.person_id for row in self.rows])
        return apprentices.known_elsewhere(people, {self.centre.pk})

    def place(self, line: Line) -> Planned:
        """Find whom a line is about and what it changes."""
        placed = Planned(line)
        if line.errors:
            return placed
        placed.there = self._find(line)
        self._look_for_twice(line, placed.there)
        if placed.there is None:
            placed.known = Particulars(**line.given)
        else:
            placed.before = placed.there.known
            placed.known = merged(placed.before, line.given)
            placed.names = changed(placed.before, placed.known)
            placed.returns = placed.there.left
            self._look_for_foreign(placed)
        placed.guardian = self._new_guardian(line, placed.there)
        if not line.errors:
            touched = placed.names or placed.guardian or placed.returns
            placed.outcome = NEW if placed.there is None else CHANGED if touched else UNCHANGED
        return placed

    def _find(self, line: Line) -> Kept | None:
        """By the address, else by name and birth date."""
        email = line.given.get("email", "")
        row = self.by_address.get(email)
        if row and somebody_else(row.known, line.given):
            line.error("email", _("This is the address of %(name)s.") % {"name": row.name}, email)
            return None
        row = row or self.by_identity.get((apprentices.name_key(line.given), line.given["born_on"]))
        owner = self.people.get(email)
        if owner and (row is None or row.person_id != owner.pk):
            line.error("email", apprentices.address_in_use(email), email)
        return row

    def _look_for_twice(self, line: Line, row: Kept | None) -> None:
        email = line.given.get("email")
        person = row.pk if row else (apprentices.name_key(line.given), line.given["born_on"])
        if first := self.seen.get(person):
            line.error("last_name", _("The same person stands in line %(line)s.") % {"line": first}, line.name)
        elif email and (first := self.seen.get(email)):
            line.error("email", _("The same address stands in line %(line)s.") % {"line": first}, email)
        self.seen.setdefault(person, line.number)
        if email:
            self.seen.setdefault(email, line.number)

    def _look_for_foreign(self, placed: Planned) -> None:
        touched = [name for name in placed.names if name in PERSONAL]
        if touched and placed.there.person_id in self.foreign:
            sentence = apprentices.not_ours_to_change(placed.there.name)
            placed.line.error(touched[0], sentence, str(placed.line.given[touched[0]]))

    def _new_guardian(self, line: Line, row: Kept | None) -> GuardianParticulars | None:
        """Give the guardian to be named, or None; what forbids it becomes an error of the line."""
        known, current = line.guardian, self.guardians.get(row.pk, []) if row else []
        if known is None or any(guardians.is_person(guardian.person, known) for guardian in current):
            return None
        owner = self.people.get(known.email)
        reasons = obstacles(
            guardians=len(current),
            own_address=known.email in self.own_addresses,
            other_name=owner is not None and not same_name(str(owner), known.name),
        )
        for reason in reasons:
            line.error("guardian_email" if known.email else "guardian_last_name", reason, known.email or known.name)
        return known
