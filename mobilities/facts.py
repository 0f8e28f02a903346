"""Gathers from the rows what the rules ask about one mobility."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from django.utils import timezone

from centres.models import SupportNeeds
from companies.models import TrainingContract
from companies.profiles import profiles
from doallvet.signing.models import Version
from mobilities.choices import GREEN, Decision, Role
from mobilities.concluded import concluded_at
from mobilities.models import Companion, Mobility, Party
from mobilities.rules.conditions import Facts, adult_on
from mobilities.rules.dates import Dates


def dates_of(mobility: Mobility) -> Dates:
    return Dates(
        vstart=mobility.virtual_starts_on, start=mobility.starts_on, end=mobility.ends_on, vend=mobility.virtual_ends_on
    )


def counted_day(mobility: Mobility, today: date) -> date:
    """Give the first of the days on which who is a minor counts: today and those of the stay. Nobody grows younger."""
    return min(mobility.first_day, today)


def is_minor(mobility: Mobility, today: date) -> bool:
    """Whether the apprentice is under 18 today or on a day of the stay: then a guardian takes part."""
    return mobility.apprentice.is_minor(counted_day(mobility, today))


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
    """Give the facts of a mobility, kept or only drafted, with its parties; two queries, five for a kept one, and one
    more with a group.

    The law is that of the day on which the agreement was concluded, in the version that was known then.
    """
    apprentice = mobility.apprentice
    by_role = {party.role: party for party in parties}
    concluded = concluded_at(mobility)
    return Facts(
        birth_date=apprentice.born_on,
        dates=dates_of(mobility),
        home_country=mobility.sending_centre.country.code,
        host_country=mobility.host_country.code,
        profile=profiles(concluded).get(mobility.profile),
        concluded_on=timezone.localdate(concluded) if concluded else None,
        issued_on=_issued_on(mobility),
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
        pay_kept=mobility.pay_kept,
    )


def issuing(facts: Facts, today: date) -> Facts:
    """Give facts as they count for what is issued today: who is a minor today signs it as one.

    What was issued before does not count: who has come of age since, before the stay, is of age for it.
    """
    return replace(facts, issued_on=(today,))


def consenting(facts: Facts, today: date) -> Facts:
    """Give facts as they count for what is to be done from today on.

    Nobody consents any more for who has come of age before the stay, whatever was issued until then.
    """
    grown = facts.birth_date is not None and adult_on(facts.birth_date) <= min(today, facts.first_day)
    return replace(facts, issued_on=()) if grown else facts


def with_limits(facts: Facts, mobility: Mobility, parties: list[Party]) -> Facts:
    """Give facts with what the law's limits ask besides; two queries.

    The dates of the contract with the home employer, and of the apprentice's other stays.
    """
    contract = contract_of(mobility, parties)
    others = Mobility.objects.taken().filter(apprentice=mobility.apprentice).exclude(pk=mobility.pk)
    return replace(
        facts,
        contract_begins=contract.begins_on if contract else None,
        contract_ends=contract.ends_on if contract else None,
        other_stays=tuple(map(dates_of, others.order_by("starts_on", "pk"))),
    )


def contract_of(mobility: Mobility, parties: list[Party]) -> TrainingContract | None:
    """The contract with the home employer that the stay falls into, else another one with it; a query if there is."""
    employer = next((party.company_id for party in parties if party.role == Role.EMPLOYER_SIGNATORY), None)
    known = TrainingContract.objects.filter(apprentice=mobility.apprentice, employer=employer) if employer else ()
    contracts = [row for row in known if row.begins_on <= mobility.ends_on and row.ends_on >= mobility.starts_on]
    return next(iter(contracts or known), None)


def _issued_on(mobility: Mobility) -> tuple[date, ...]:
    """The days on which versions of its agreement were issued: who was a minor then stays one for it."""
    if mobility.pk is None:
        return ()
    issued = Version.objects.filter(document__agreement__mobility=mobility).order_by("issued_at")
    return tuple(timezone.localdate(at) for at in issued.values_list("issued_at", flat=True))


def is_first_time(mobility: Mobility, by_role: dict[str, Party]) -> bool:
    """No completed mobility with this hosting centre and this host company yet."""
    closed = Mobility.objects.filter(sending_centre=mobility.sending_centre_id, decision=Decision.CLOSED)
    for role in (Role.HOSTING_COORDINATOR, Role.HOST_SIGNATORY):
        if party := by_role.get(role):
            same = Party.objects.filter(role=party.role, centre=party.centre_id, company=party.company_id)
            closed = closed.filter(pk__in=same.values("mobility"))
    return not closed.exists()
