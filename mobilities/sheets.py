"""How a paper of a stay is frozen, and how the frozen data reads on paper."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import override

from doallvet.papers import sheets
from doallvet.signing.models import Document, Version
from mobilities import clauses, documents
from mobilities.choices import Role
from mobilities.paperwork import Paper
from mobilities.rules import papers
from mobilities.rules.commitments import of_paper

PERIOD = (("start", "end"), ("actual_start", "actual_end"), ("outward", "homeward"), ("absent_from", "absent_to"))


def data_of(paper: Paper, document: Document, *, languages: list[str]) -> dict[str, Any]:
    """Give what is frozen of a paper: its fields, who signs, and the sentences in each of its languages."""
    mobility, said = paper.mobility, paper.said
    signers = documents.signers(mobility, paper.kind, only=paper.asked)
    promised = {
        side: keys
        for side in dict.fromkeys(signer["side"] for signer in signers)
        if (keys := of_paper(paper.kind, side, paper.facts, said))
    }
    host = mobility.party(Role.HOST_SIGNATORY)
    return {
        "number": document.number,
        "kind": document.kind,
        "languages": languages,
        "anew": documents.taken_back(paper.agreement),
        "about": {
            "apprentice": str(mobility.apprentice),
            "host": str(host.organisation) if host and host.organisation else mobility.host_city,
        },
        "text": sheets.frozen_text(paper.kind, paper.form, languages),
        "fields": said,
        "commitments": sheets.frozen_promises(promised, languages),
        "signers": signers,
        **({"before": paper.until_now} if paper.until_now else {}),
    } | clauses.frozen(mobility, paper.kind, paper.facts, paper.values, languages)


def html(version: Version, *, party: str = "", evidence: dict[str, Any] | None = None) -> str:
    """Give the body of a version's paper from its frozen data; see `signing.papers.Paper.html`."""
    data = version.data
    return sheets.html(
        version,
        papers.papers()[data["kind"]],
        about=[(name, data["about"][name]) for name in ("apprentice", "host")],
        days=_days(data["fields"], version.language),
        party=party,
        evidence=evidence,
        further=clauses.parts(data, party),
        further_titles=clauses.titles(data),
    )


def _days(said: dict[str, Any], language: str) -> str:
    """The days that the paper is about, where it names some."""
    first, last = next((pair for pair in PERIOD if said.get(pair[0]) and said.get(pair[1])), ("", ""))
    if not first:
        return ""
    with override(language):
        return " – ".join(date_format(date.fromisoformat(said[key])) for key in (first, last))
