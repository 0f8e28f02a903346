"""Gathers from the rows what the rules ask about one mobility."""

from datetime import date
from typing import NamedTuple

from centres.models import SupportNeeds
from companies.profiles import profiles
from mobilities.choices import GREEN, Decision, Role
from mobilities.models import Companion, Mobility, Party
from mobilities.rules.conditions import Facts
from mobilities.rules.dates import Dates


def dates_of(mobility: Mobility) -> Dates:
    return Dates(
        vstart=mobility.virtual_starts_on, start=mobility.starts_on, end=mobility.ends_on, vend=mobility.virtual_ends_on
    )


class Along(NamedTuple):
    """Somebody who travels along: with this mobility alone, for the whole stay, or with its group."""

    name: str
    begins_on: date
    ends_on: date
    role: str = ""
    centre: str = ""


def companions_of(mobility: Mobility) -> list[Along]:
    """Give who travels along with a mobility, kept or only drafted; one query where it has a group."""
    named = (str(row.get("name") or "") for row in mobility.accompanying)
    own = [Along(name, mobility.starts_on, mobility.ends_on) for name in named if name]
    if mobility.group_id is None:
        return own
    rows = Companion.objects.filter(group=mobility.group_id).select_related("centre")
    return own + [Along(row.name, row.arrives_on, row.leaves_on, row.role, str(row.centre)) for row in rows]


def facts_of(mobility: Mobility, parties: list[Party]) -> Facts:
    """Give the facts of a mobility, kept or only drafted, with its parties; two queries, three with a group."""
    apprentice = mobility.apprentice
    by_role = {party.role: party for party in parties}
    return Facts(
        birth_date=apprentice.born_on,
        dates=dates_of(mobility),
        home_country=mobility.sending_centre.country.code,
        host_country=mobility.host_country.code,
        profile=profiles().get(mobility.profile),
        has_contract=Role.EMPLOYER_SIGNATORY in by_role,
        option=mobility.arrangement,
        nationalities=frozenset(country.code for country in apprentice.nationalities),
        entry_formalities=mobility.entry_formalities,
        fewer_opportunities=SupportNeeds.objects.filter(apprentice=apprentice, fewer_opportunities=True).exists(),
        first_time_partner=is_first_time(mobility, by_role),
        green_travel=mobility.transport in GREEN,
        programme_changed=mobility.programme_changed,
        accompanied=bool(companions_of(mobility)),
        group=mobility.group_id is not None,
        blended=mobility.is_blended,
    )


def is_first_time(mobility: Mobility, by_role: dict[str, Party]) -> bool:
    """No completed mobility with this hosting centre and this host company yet."""
    closed = Mobility.objects.filter(sending_centre=mobility.sending_centre_id, decision=Decision.CLOSED)
    for role in (Role.HOSTING_COORDINATOR, Role.HOST_SIGNATORY):
        if party := by_role.get(role):
            same = Party.objects.filter(role=party.role, centre=party.centre_id, company=party.company_id)
            closed = closed.filter(pk__in=same.values("mobility"))
    return not closed.exists()
