"""Who is reminded on a mobility: gathers from the rows what the rules of reminders ask."""

from collections import defaultdict
from collections.abc import Collection
from typing import TypeAlias

from django.utils import timezone

from centres.models import CentreMember
from companies.models import CompanyContact
from mobilities.models import Party
from mobilities.rules.reminders import Holder

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
        found[party.mobility_id].append(Holder(party.acts_as, person, deputy, frozenset(signs), colleagues))
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
