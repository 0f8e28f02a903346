"""Gathers what is looked at before a paper goes out to be signed."""

from collections.abc import Mapping

from companies.models import CompanyContact
from mobilities import documents
from mobilities.choices import OWNER_OF, Owner, Side
from mobilities.facts import contract_of
from mobilities.models import Mobility
from mobilities.rules import preflight
from mobilities.rules.preflight import Finding, Signer


def findings(mobility: Mobility, kind: str, *, takes_mail: Mapping[str, bool | None] | None = None) -> list[Finding]:
    """Give all that may go wrong with a paper of this mobility, which comes with its people. Three queries."""
    contract = contract_of(mobility, list(mobility.parties.all()))
    return preflight.findings(
        signers(mobility, kind),
        stay=(mobility.first_day, mobility.last_day),
        project=(mobility.project.begins_on, mobility.project.ends_on),
        contract=(contract.begins_on, contract.ends_on) if contract else None,
        takes_mail=takes_mail,
    )


def stops(mobility: Mobility, kind: str) -> list[str]:
    """Name what the sending centre lets stop a paper before it goes out to be signed; empty means nothing does."""
    strict = set(mobility.sending_centre.strict_checks)
    return [finding.text for finding in findings(mobility, kind) if finding.code in strict]


def signers(mobility: Mobility, kind: str) -> list[Signer]:
    """Give who is to sign a kind of paper; one query."""
    places = documents.places(mobility, kind)
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
