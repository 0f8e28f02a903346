"""Gathers whose working days count on a mobility, and by which those live who are abroad."""

from collections.abc import Collection, Iterator
from zoneinfo import ZoneInfo

from django.utils import timezone

from centres.models import CentreClosure
from companies.models import CompanyClosure
from doallvet.core.calendars import Calendar
from doallvet.core.geography import time_zone_of
from doallvet.outbox.calendars import Away, stays
from doallvet.outbox.clocks import zone
from mobilities.choices import Owner, Role
from mobilities.models import Mobility, Party
from mobilities.rules.calendars import Calendars

HOSTS = (Role.HOSTING_COORDINATOR, Role.HOST_SIGNATORY)


def calendars_of(mobility: Mobility, parties: list[Party]) -> Calendars:
    """Give the working days of those who take part, kept or only drafted; two queries.

    Apprentice and guardian live by the sending centre's days, abroad by those of the place where the stay is.
    """
    closed = _closed(parties)
    by_owner: dict[str, Calendar] = {}
    for party in parties:
        if party.organisation and party.acts_as not in by_owner:
            place = party.centre or party.site or party.company
            by_owner[party.acts_as] = Calendar(
                place.country.code, getattr(place, "region", ""), closed.get((party.centre_id, party.company_id), ())
            )
    home = by_owner[Owner.SENDING_COORDINATOR]
    return Calendars(
        by_owner={Owner.APPRENTICE: home, Owner.GUARDIAN: home} | by_owner, abroad=_there(mobility, parties)
    )


def both_places(mobility: Mobility) -> list[Party]:
    """Give the party at home and the one abroad, if there is one, by whose places hours are told."""
    there = (mobility.party(role) for role in (*HOSTS, Role.HOST_MENTOR))
    abroad = next((party for party in there if party), None)
    return [party for party in (mobility.party(Role.SENDING_COORDINATOR), abroad) if party]


def clock_of(party: Party) -> ZoneInfo:
    """By which clock the place of a party lives; a company without a site by the portal's."""
    place = party.centre or party.site
    return zone(place.time_zone if place else "")


@stays
def of_travellers(people: Collection[int]) -> Iterator[tuple[int, Away]]:
    """Apprentices who have left live by the public holidays and the clock of the host's place until they are back."""
    there = Mobility.objects.abroad(timezone.localdate()).filter(apprentice__person__in=people)
    for mobility in there.with_people().order_by("starts_on"):
        parties = list(mobility.parties.all())
        zone = next((place.time_zone for place in _places(parties)), "") or time_zone_of(mobility.host_country.code)
        stay = Away(mobility.starts_on, mobility.ends_on, _there(mobility, parties), zone)
        yield mobility.apprentice.person_id, stay


def _there(mobility: Mobility, parties: list[Party]) -> Calendar:
    """The public holidays of the place where the stay is."""
    region = next((place.region for place in _places(parties) if place.region), "")
    return Calendar(mobility.host_country.code, region)


def _places(parties: list[Party]) -> list:
    """The hosting centre and the site of the host company, as far as they are there."""
    there = {party.role: party.centre or party.site for party in parties if party.role in HOSTS}
    return [there[role] for role in HOSTS if there.get(role)]


def _closed(parties: list[Party]) -> dict[tuple[int | None, int | None], tuple]:
    """When the centres and companies of some parties are closed, by (centre, company)."""
    found: dict[tuple[int | None, int | None], tuple] = {}
    for row in CentreClosure.objects.filter(centre__in={party.centre_id for party in parties} - {None}):
        found[row.centre_id, None] = (*found.get((row.centre_id, None), ()), row.days)
    for row in CompanyClosure.objects.filter(company__in={party.company_id for party in parties} - {None}):
        found[None, row.company_id] = (*found.get((None, row.company_id), ()), row.days)
    return found
