"""Who is reminded on a mobility: gathers from the rows what the rules of reminders ask."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from django.utils import timezone

from centres.models import CentreMember
from companies.models import CompanyContact
from doallvet.accounts.models import User
from mobilities.choices import Owner
from mobilities.models import Party, Step
from mobilities.models.reply import ReplyQuerySet
from mobilities.rules.reminders import Holder, could
from mobilities.rules.replies import is_near

Contacts: TypeAlias = dict[tuple[int, int | None], list[tuple[int, bool]]]
FIELDS = (
    "mobility_id",
    "acts_as",
    "centre_id",
    "company_id",
    "person_id",
    "person__is_active",
    "deputy_id",
)


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
    """Give the parties of some mobilities by id, with those people only who still act for them; three queries.

    A party may still name somebody who left: who coordinates the centre no more, or is no contact of the company any
    more, sees nothing and is not written to. At a centre the coordinators who remain stand in. Accounts that were
    closed count as nobody.
    """
    rows = Party.objects.acting(timezone.localdate()).filter(mobility__in=mobilities).order_by("pk")
    parties = list(rows.values_list(*FIELDS, named=True))
    sides = defaultdict(set)
    for party in parties:
        sides[party.mobility_id].add(party.centre_id)
    staff = _coordinators({party.centre_id for party in parties})
    contacts = _contacts({party.company_id for party in parties})
    found = defaultdict(list)
    for party in parties:
        if party.centre_id:
            there = signs = staff[party.centre_id]
        elif party.company_id:
            there, signs = _known(contacts, party.company_id, sides[party.mobility_id])
        else:
            there = signs = [party.person_id] if party.person__is_active else []
        person, deputy = (pk if pk in there else None for pk in (party.person_id, party.deputy_id))
        colleagues = tuple(there) if party.centre_id else ()
        row = Holder(party.acts_as, person, deputy, frozenset(signs), colleagues, frozenset(there))
        found[party.mobility_id].append(row)
    return found


def _known(contacts: Contacts, company: int, centres: Collection[int | None]) -> tuple[list[int], list[int]]:
    """Give the people of a company whom these centres know, and those of them who sign for it."""
    rows = [row for centre in centres for row in contacts[company, centre]]
    return [person for person, _signs in rows], [person for person, signs in rows if signs]


def _coordinators(centres: Collection[int | None]) -> dict[int, list[int]]:
    members = CentreMember.objects.coordinators().filter(centre__in=centres, person__is_active=True).order_by("pk")
    found = defaultdict(list)
    for centre, person in members.values_list("centre_id", "person_id"):
        found[centre].append(person)
    return found


def _contacts(companies: Collection[int | None]) -> Contacts:
    """Contacts are private to the centre that knows them: by company and centre, with whether they sign."""
    contacts = CompanyContact.objects.current().filter(company__in=companies, person__is_active=True)
    found = defaultdict(list)
    for row in contacts:
        found[row.company_id, row.centre_id].append((row.person_id, row.signs))
    return found
