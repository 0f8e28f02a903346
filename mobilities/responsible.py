"""Who is reminded on a mobility: gathers from the rows what the rules of reminders ask."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from django.utils import timezone

from centres.models import CentreMember, Guardian
from companies.models import CompanyContact
from doallvet.accounts.models import User
from mobilities.choices import Owner
from mobilities.models import Party, Step
from mobilities.models.reply import ReplyQuerySet
from mobilities.rules.reminders import Holder, could
from mobilities.rules.replies import is_near

Contacts: TypeAlias = dict[int, list[tuple[int, bool]]]  # of a company: who is known to a centre, and signs
FIELDS = ("mobility_id", "acts_as", "centre_id", "company_id", "person_id", "deputy_id")


@dataclass(frozen=True, slots=True)
class Said:
    """What people said to the reminders of one step, as it stands.

    `quiet`: who asked to be left alone, until when, days gone by included; `moved`: who said “not me”, with whom they
    named instead.
    """

    quiet: dict[int, date] = field(default_factory=dict)
    moved: dict[int, int] = field(default_factory=dict)

    def is_quiet(self, person: int, today: date) -> bool:
        return person in self.quiet and today < self.quiet[person]


NOTHING = Said()


def said(replies: ReplyQuerySet, *, today: date) -> dict[int | str, Said]:
    """Give what stands, by the id of the step and by what it is shared by; one query.

    Near the departure nobody is left alone about what is needed for it.
    """
    found: dict[int | str, Said] = {}
    fields = ("step_id", "step__shared_key", "person_id", "until", "to_id", "step__plan__gate")
    for row in replies.standing().order_by("pk").values_list(*fields, "step__mobility__starts_on", named=True):
        of = found.setdefault(row.step__shared_key or row.step_id, Said())
        if row.until and not (row.step__plan__gate and is_near(row.step__mobility__starts_on, today)):
            of.quiet[row.person_id] = row.until
        elif row.to_id:
            of.moved[row.person_id] = row.to_id
    return found


def colleagues(step: Step, person: User) -> list[User]:
    """Give who else of the person's organisation may do a step, as they are there today, by name."""
    rows = holders([step.mobility_id])[step.mobility_id]
    theirs = [row for row in rows if row.acts_as == step.owner and person.pk in row.there]
    if step.owner == Owner.GUARDIAN:  # each stands there for themself
        theirs = rows
    others = could(step.owner, step.plan.kind, theirs) - {person.pk}
    return list(User.objects.filter(pk__in=others, is_active=True).order_by("first_name", "last_name", "pk"))


def holders(mobilities: Collection[int]) -> dict[int, list[Holder]]:
    """Give the parties of some mobilities by id, as `Parties` does; four queries."""
    return Parties().of(mobilities)


def _acting(mobilities: Collection[int]) -> list[tuple]:
    """Give the parties of some mobilities that act today, as values; two queries.

    Which guardians do is asked apart: asked with the parties, PostgreSQL works it out for all guardians of the portal.
    """
    parties = Party.objects.of_open_accounts().filter(mobility__in=mobilities).order_by("pk").values_list(*FIELDS)
    guardians = Guardian.objects.acting(timezone.localdate()).filter(apprentice__mobilities__in=mobilities)
    guards = set(guardians.values_list("apprentice__mobilities", "person"))
    return [row for row in parties if row[1] != Owner.GUARDIAN or (row[0], row[4]) in guards]


class Parties:
    """Reads the parties of mobilities, with those people only who still act for them.

    A party may still name somebody who left: who coordinates the centre no more, or is no contact of the company any
    more, sees nothing and is not written to. At a centre the coordinators who remain stand in. Accounts that were
    closed count as nobody.

    A sweep asks again and again, for some mobilities at a time: the people of a centre or a company are read once, and
    a party of an organisation that is the same on many mobilities is made once.
    """

    def __init__(self) -> None:
        self._staff: dict[int, list[int]] = {}
        self._contacts: dict[int, Contacts] = {}
        self._alike: dict[tuple, Holder] = {}

    def of(self, mobilities: Collection[int]) -> dict[int, list[Holder]]:
        """Give the parties of some mobilities by id; four queries at most."""
        found: dict[int, list[Holder]] = defaultdict(list)
        if not mobilities:
            return found
        parties = _acting(mobilities)
        sides: dict[int, set[int]] = defaultdict(set)
        for mobility, _acts_as, centre, *_rest in parties:
            if centre:
                sides[mobility].add(centre)
        self._read({row[2] for row in parties if row[2]}, {row[3] for row in parties if row[3]})
        for mobility, *facts in parties:
            found[mobility].append(self._holder(*facts, sides[mobility]))
        return found

    def own(self, steps: Iterable[Any]) -> dict[int, list[Holder]]:
        """Give the owner's party of steps by the step's id where it is one and somebody is there; one query at most.

        `steps`: rows that bring it along (`with_own_party`). It saves the other parties, seven of a mobility.
        """
        rows = list(steps)
        self._read({row.own__centre_id for row in rows if row.own__centre_id}, set())
        found = {
            row.pk: self._holder(row.owner, row.own__centre_id, None, row.own__person_id, row.own__deputy_id, ())
            for row in rows
            if row.own__centre_id or row.own__person__is_active
        }
        return {pk: [holder] for pk, holder in found.items() if holder.there}

    def _read(self, centres: set[int], companies: set[int]) -> None:
        if centres := centres - self._staff.keys():
            self._staff |= dict.fromkeys(centres, []) | _coordinators(centres)
        if companies := companies - self._contacts.keys():
            self._contacts |= dict.fromkeys(companies, {}) | _contacts(companies)

    def _holder(
        self,
        acts_as: str,
        centre: int | None,
        company: int | None,
        person: int | None,
        deputy: int | None,
        sides: Collection[int],
    ) -> Holder:
        if not centre and not company:
            alone = frozenset([person])
            return Holder(acts_as, person, None, alone, (), alone)
        facts = (acts_as, centre, company, person, deputy, *([] if centre else sorted(sides)))
        if facts not in self._alike:
            there, signs = (self._staff[centre],) * 2 if centre else _known(self._contacts[company], sides)
            named = (pk if pk in there else None for pk in (person, deputy))
            colleagues = tuple(there) if centre else ()
            self._alike[facts] = Holder(acts_as, *named, frozenset(signs), colleagues, frozenset(there))
        return self._alike[facts]


def _known(contacts: Contacts, centres: Collection[int]) -> tuple[list[int], list[int]]:
    """Give the people of a company whom these centres know, and those of them who sign for it."""
    rows = [row for centre in centres for row in contacts.get(centre, ())]
    return [person for person, _signs in rows], [person for person, signs in rows if signs]


def _coordinators(centres: Collection[int]) -> dict[int, list[int]]:
    members = CentreMember.objects.coordinators().filter(centre__in=centres, person__is_active=True).order_by("pk")
    found = defaultdict(list)
    for centre, person in members.values_list("centre_id", "person_id"):
        found[centre].append(person)
    return found


def _contacts(companies: Collection[int]) -> dict[int, Contacts]:
    """Contacts are private to the centre that knows them: by company and centre, with whether they sign."""
    contacts = CompanyContact.objects.current().filter(company__in=companies, person__is_active=True)
    found: dict[int, Contacts] = defaultdict(lambda: defaultdict(list))
    for row in contacts:
        found[row.company_id][row.centre_id].append((row.person_id, row.signs))
    return found
