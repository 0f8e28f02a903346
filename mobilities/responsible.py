"""Who is reminded on a mobility: gathers from the rows what the rules of reminders ask."""

from collections import defaultdict
from collections.abc import Collection

from django.utils import timezone

from centres.models import CentreMember
from companies.models import CompanyContact
from mobilities.models import Party
from mobilities.rules.reminders import Holder

FIELDS = (
    "mobility_id",
    "acts_as",
    "centre_id",
    "company_id",
    "person_id",
    "person__is_active",
    "deputy_id",
    "may_sign",
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
            there = staff[party.centre_id]
        elif party.company_id:
            there = [person for side in sides[party.mobility_id] for person in contacts[party.company_id, side]]
        else:
            there = [party.person_id] if party.person__is_active else []
        person, deputy = (pk if pk in there else None for pk in (party.person_id, party.deputy_id))
        colleagues = tuple(there) if party.centre_id else ()
        found[party.mobility_id].append(Holder(party.acts_as, person, deputy, party.may_sign, colleagues))
    return found


def _coordinators(centres: Collection[int | None]) -> dict[int, list[int]]:
    members = CentreMember.objects.coordinators().filter(centre__in=centres, person__is_active=True).order_by("pk")
    found = defaultdict(list)
    for centre, person in members.values_list("centre_id", "person_id"):
        found[centre].append(person)
    return found


def _contacts(companies: Collection[int | None]) -> dict[tuple[int, int], list[int]]:
    """Contacts are private to the centre that knows them: by company and centre."""
    contacts = CompanyContact.objects.current().filter(company__in=companies, person__is_active=True)
    found = defaultdict(list)
    for company, centre, person in contacts.values_list("company_id", "centre_id", "person_id"):
        found[company, centre].append(person)
    return found
