"""Gathers what is looked at before a paper goes out to be signed."""

from collections.abc import Collection, Iterable, Mapping
from itertools import chain

from centres.rules.preflight import Finding, Signer
from companies.models import CompanyContact
from mobilities import documents
from mobilities.choices import OWNER_OF, Owner, Side
from mobilities.facts import with_limits
from mobilities.filling import Draft
from mobilities.models import Mobility
from mobilities.paperwork import Paper
from mobilities.rules import law, limits, preflight
from mobilities.rules.conditions import Facts


def findings(
    draft: Draft | Paper, *, notes: Iterable[str] = (), takes_mail: Mapping[str, bool | None] | None = None
) -> list[Finding]:
    """Give all that may go wrong with a paper as it is drafted; `notes`: those of its clauses. Four queries."""
    mobility = draft.mobility
    facts = with_limits(draft.facts, mobility, list(mobility.parties.all()))
    begins, ends = facts.contract_begins, facts.contract_ends
    return preflight.findings(
        signers(mobility, draft.agreement.kind, only=draft.asked),
        stay=(mobility.first_day, mobility.last_day),
        project=(mobility.project.begins_on, mobility.project.ends_on),
        contract=(begins, ends) if begins and ends else None,
        named=draft.doubts,
        clauses=notes,
        limits=chain(_length(mobility, facts), law.too_long(facts)),
        takes_mail=takes_mail,
    )


def stops(draft: Draft | Paper, *, notes: Iterable[str] = ()) -> list[str]:
    """Name what the sending centre lets stop a paper before it goes out to be signed; empty means nothing does."""
    strict = draft.mobility.sending_centre.stopping
    return [finding.text for finding in findings(draft, notes=notes) if finding.code in strict]


def _length(mobility: Mobility, facts: Facts) -> list[str]:
    return limits.obstacles_to_length(
        mobility.days,
        activity=mobility.activity,
        call_year=mobility.project.call_year,
        blended=mobility.is_blended,
        fewer_opportunities=facts.fewer_opportunities,
    )


def signers(mobility: Mobility, kind: str, *, only: Collection[str] | None = None) -> list[Signer]:
    """Give who is to sign a kind of paper; `only`: the parties that are asked, where not all are. One query."""
    places = documents.places(mobility, kind, only=only)
    signing = _signing(mobility)
    found = []
    for place in places:
        person = place.person
        company = OWNER_OF[Side(place.party)] in (Owner.HOME_EMPLOYER, Owner.HOST_COMPANY)
        found.append(
            Signer(
                party=place.party,
                name=str(person or ""),
                email=(person.email or "") if person else "",
                phone=person.phone.is_valid() if person and person.phone else None,
                only_mentor=bool(person and company and person.pk not in signing),
            )
        )
    return found


def _signing(mobility: Mobility) -> set[int]:
    """The people who sign for one of the companies."""
    companies = [party.company_id for party in mobility.parties.all() if party.company_id]
    contacts = CompanyContact.objects.current().filter(company__in=companies)
    return {row.person_id for row in contacts if row.signs}
