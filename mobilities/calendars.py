"""Gathers whose working days count on a mobility."""

from centres.models import CentreClosure
from companies.models import CompanyClosure
from doallvet.core.calendars import Calendar
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
    there = {party.role: party.centre or party.site for party in parties if party.role in HOSTS}
    region = next((place.region for role in HOSTS if (place := there.get(role)) and place.region), "")
    return Calendars(
        by_owner={Owner.APPRENTICE: home, Owner.GUARDIAN: home} | by_owner,
        abroad=Calendar(mobility.host_country.code, region),
    )


def _closed(parties: list[Party]) -> dict[tuple[int | None, int | None], tuple]:
    """When the centres and companies of some parties are closed, by (centre, company)."""
    found: dict[tuple[int | None, int | None], tuple] = {}
    for row in CentreClosure.objects.filter(centre__in={party.centre_id for party in parties} - {None}):
        found[row.centre_id, None] = (*found.get((row.centre_id, None), ()), row.days)
    for row in CompanyClosure.objects.filter(company__in={party.company_id for party in parties} - {None}):
        found[None, row.company_id] = (*found.get((None, row.company_id), ()), row.days)
    return found
