"""Where an apprentice can go, and who may employ one: companies at their sites, and the centre that leads there."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from centres.models import Centre, Partnership
from companies.models import Company, Site
from mobilities.choices import Role
from mobilities.models import Candidate, Group, Mobility

PLACE = ("host_company", "host_site", "hosting_centre")


@dataclass(frozen=True)
class Host:
    """One choice of "where": a company's site, reached through a centre or directly."""

    company: Company
    site: Site | None
    centre: Centre | None

    @property
    def key(self) -> str:
        return f"{self.company.pk}-{self.site.pk if self.site else 0}-{self.centre.pk if self.centre else 0}"

    @property
    def label(self) -> str:
        place = self.site or self.company
        return f"{self.company} – {place.city}, {place.country.name}"


def partners(centre: Centre, today: date) -> list[Centre]:
    """Centres with which an accepted partnership is in force, by name; one query."""
    rows = Partnership.objects.accepted(today).of(centre).select_related("centre", "to")
    return sorted({row.to if row.centre_id == centre.pk else row.centre for row in rows}, key=str)


def hosts(centre: Centre, today: date) -> list[tuple[str, list[Host]]]:
    """Companies abroad under the centre through which they host: partners' companies, then the own ones; four queries.

    Pairs, because two partners may bear one name.
    """
    through = partners(centre, today)
    found = Company.objects.known_to(centre, *through).prefetch_related("sites", "centres").order_by("name", "pk")
    companies = list(found)
    own = (_("Directly, without a hosting centre"), _abroad(companies, centre, None, home=centre))
    return [(partner.name, _abroad(companies, partner, partner, home=centre)) for partner in through] + [own]


def _abroad(companies: list[Company], known_to: Centre, through: Centre | None, *, home: Centre) -> list[Host]:
    return [
        Host(company, site, through)
        for company in companies
        if known_to in company.centres.all()
        for site in company.sites.all() or [None]
        if (site or company).country != home.country
    ]


def employers(centre: Centre) -> list[Host]:
    """Companies at home that may employ an apprentice of the centre; two queries."""
    found = Company.objects.known_to(centre).filter(country=centre.country).prefetch_related("sites")
    return [Host(company, site, None) for company in found for site in company.sites.all() or [None]]


def contracted(mobility: Mobility) -> list[Host]:
    """The employers with whom the apprentice has a training contract; one query."""
    contracts = mobility.apprentice.contracts.select_related("employer", "site")
    return [Host(contract.employer, contract.site, None) for contract in contracts]


def host_of(mobility: Mobility) -> Host | None:
    """Where a mobility goes; its parties are prefetched."""
    party, hosting = mobility.party(Role.HOST_SIGNATORY), mobility.party(Role.HOSTING_COORDINATOR)
    return Host(party.company, party.site, hosting.centre if hosting else None) if party else None


def place_of(row: Group | Candidate) -> Host | None:
    """Where a group goes, or somebody who goes elsewhere; None where nothing is said."""
    return Host(row.host_company, row.host_site, row.hosting_centre) if row.host_company_id else None
