"""What papers say of a stay, by the names of its terms, and what of it is not so any more."""

from collections.abc import Collection, Iterator
from typing import Any

from doallvet.papers.fields import Block, Values
from doallvet.signing.models import Version
from mobilities import filling
from mobilities.choices import Owner, Side
from mobilities.models import Agreement, Mobility
from mobilities.paperwork import FIELDS
from mobilities.rules import agreement
from mobilities.rules.papers import AMENDMENT, PREFIXES, papers
from mobilities.rules.terms import NAMES
from mobilities.terms import terms

# From where a field takes it, and what the terms of the stay call it.
TERMS = {
    "mobility.start": "starts_on",
    "mobility.end": "ends_on",
    "mobility.vstart": "virtual_starts_on",
    "mobility.vend": "virtual_ends_on",
    "mobility.pay_kept": "pay_kept",
    "mobility.arrangement": "arrangement",
    "host_company.legal_name": "host_company",
    "host_company.site.address": "workplace",
    "host_company.mentor": "mentor",
}
ORGANISATIONS = {
    Side.HOME_EMPLOYER: "home_employer",
    Side.HOST_COMPANY: "host_company",
    Side.HOSTING_CENTRE: "hosting_centre",
}
HEAD = "host_company"  # stands at the head of every paper
PAY = {"kept": True, "not_paid": False}


def kinds(names: Collection[str]) -> list[str]:
    """Give the papers beside the learning agreement that say one of these terms.

    An amendment is none of them: it says what is to become.
    """
    said = {kind: {TERMS.get(field.filled_from or "") for field in papers()[kind].fields} for kind in PREFIXES}
    return [kind for kind in PREFIXES if kind != AMENDMENT and (HEAD in names or said[kind] & set(names))]


def outdated(mobility: Mobility, version: Version, own: Agreement | None = None) -> list[str]:
    """Name what a version says of the stay and is not so any more, in the reader's words; empty means that it holds.

    What people wrote themselves is not held against the portal. `mobility` comes with its people; `own`: its learning
    agreement, where it was read already, else one query.
    """
    said, now = stated(mobility, version, own), terms(mobility, Owner.HOME_EMPLOYER)
    return [str(NAMES[name]) for name, value in said.items() if now[name] != value]


def stated(mobility: Mobility, version: Version, own: Agreement | None = None) -> dict[str, Any]:
    """Give what a version says of the stay as the portal knew it when it was issued, as values of terms."""
    found: dict[str, Any] = {}
    for block, said, written in _blocks(version, (own or filling.agreement_of(mobility)).draft):
        for field in block.fields:
            name = TERMS.get(field.filled_from or "")
            if name and name not in found and field.key in said:
                typed = field.key in written and not field.is_fact
                found[name] = None if typed else _value(name, said[field.key])
    for signer in version.data["signers"]:
        if name := ORGANISATIONS.get(signer["side"]):
            found[name] = signer["organisation"]
    if not mobility.arrangement:  # then it is what the law of the country says
        found.pop("arrangement", None)
    return {name: value for name, value in found.items() if value is not None}


def _blocks(version: Version, own: Values) -> Iterator[tuple[Block, Values, Values]]:
    """Give the blocks of a version, what it says in each, and what people wrote there; `own`: the agreement's draft.

    Who is named as mentor in the agreement is named in the other papers as well.
    """
    kind = version.document.kind
    if kind == filling.KIND:
        for key, block in agreement.blocks().items():
            if not block.repeated:
                yield block, version.data["blocks"].get(key, {}), own.get(key, {})
    elif kind != AMENDMENT:
        written = version.document.agreement.draft.get(FIELDS, {})
        named = {"mentor"} & set(own.get("hosting", {}))
        yield papers()[kind], version.data["fields"], written | dict.fromkeys(named)


def _value(name: str, said: Any) -> Any:
    """A value as the terms have it."""
    if name == "mentor":
        return said["name"]
    return PAY.get(said) if name == "pay_kept" else said
