"""Gathers from the rows what the law says of a mobility, and who is told what."""

from datetime import date, datetime

from django.utils import timezone

from companies.profiles import profiles
from mobilities.access import Seat
from mobilities.choices import Owner, Role
from mobilities.concluded import concluded_at
from mobilities.facts import dates_of, issuing, with_limits
from mobilities.models import Mobility, Party
from mobilities.rules import explained
from mobilities.rules.conditions import Facts
from mobilities.rules.explained import Names, Paragraph
from mobilities.rules.law import Finding, obstacles, outlook, ways

AUDIENCE = {
    Owner.SENDING_COORDINATOR: explained.COORDINATOR,
    Owner.HOSTING_COORDINATOR: explained.HOSTING,
    Owner.HOME_EMPLOYER: explained.EMPLOYER,
    Owner.HOST_COMPANY: explained.HOST,
    Owner.APPRENTICE: explained.APPRENTICE,
    Owner.GUARDIAN: explained.GUARDIAN,
}


def outlook_of(mobility: Mobility, parties: list[Party], *, today: date) -> list[Finding]:
    """Give all that the law says of a mobility, kept or only drafted; two queries, four for a kept one."""
    facts = issuing(plain_facts(mobility, parties, concluded_at(mobility)), today)
    return outlook(with_limits(facts, mobility, parties), today)


def audience(seat: Seat) -> str:
    """Give as whom a person is told about the law; "" where it is not theirs to know (who sees only dates)."""
    if seat.coordinates or Owner.SENDING_COORDINATOR in seat.teaches_for:
        return explained.COORDINATOR
    if seat.hosts or seat.teaches:
        return explained.HOSTING
    owner = next((owner for owner in AUDIENCE if owner in seat.owners), None)
    return AUDIENCE[owner] if owner else ""


def told(owner: str, mobility: Mobility, *, today: date) -> Paragraph:
    """Give the paragraph for one of explained.AUDIENCES; the mobility comes with its people. No query."""
    return explained.explain(owner, issuing(counted_facts(mobility), today), names_of(mobility), today)


def forbidden(mobility: Mobility) -> list[str]:
    """Give why what was chosen for the contract cannot be; no query. `outlook_of` tells all."""
    return obstacles(ways(counted_facts(mobility)))


def counted_facts(mobility: Mobility) -> Facts:
    """Give the few facts that the paragraph asks about, from what was counted last."""
    return plain_facts(mobility, list(mobility.parties.all()), mobility.concluded_at)


def plain_facts(mobility: Mobility, parties: list[Party], at: datetime | None) -> Facts:
    """Give the facts of which the law speaks, without those that only the roadmap asks about.

    `at`: when the agreement was concluded.
    """
    return Facts(
        birth_date=mobility.apprentice.born_on,
        dates=dates_of(mobility),
        home_country=mobility.sending_centre.country.code,
        host_country=mobility.host_country.code,
        profile=profiles(at).get(mobility.profile),
        has_contract=any(party.role == Role.EMPLOYER_SIGNATORY for party in parties),
        option=mobility.arrangement,
        concluded_on=timezone.localdate(at) if at else None,
        blended=mobility.is_blended,
        pay_kept=mobility.pay_kept,
    )


def names_of(mobility: Mobility) -> Names:
    """Give who is spoken of, and whom to call: the coordinator, with the number where there is one."""
    employer, host = mobility.party(Role.EMPLOYER_SIGNATORY), mobility.party(Role.HOST_SIGNATORY)
    coordinator = mobility.party(Role.SENDING_COORDINATOR)
    person = coordinator.person if coordinator else None
    phone = person.phone.as_international if person and person.phone else ""
    call = f"{person} ({phone})" if phone else str(person or mobility.sending_centre)
    return Names(
        who=str(mobility.apprentice),
        employer=str(employer.company) if employer and employer.company else "",
        host=str(host.company) if host and host.company else "",
        centre=mobility.sending_centre.name,
        call=call,
    )
