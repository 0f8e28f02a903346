"""The papers of a mobility: what is frozen of it, and how the frozen data reads on paper.

What is printed comes from the frozen data and nothing else. Whoever changes the template or the words of the agreement
so that an issued paper would read differently raises TEMPLATE_VERSION.
"""

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from doallvet.signing.models import Document, Version
from doallvet.signing.papers import Place
from mobilities import clauses, standing
from mobilities.choices import SIDE_OF, Owner, Role, Side
from mobilities.filling import Draft
from mobilities.models import Mobility
from mobilities.rules import agreement as rules
from mobilities.rules import documents as catalogue
from mobilities.rules import signing
from mobilities.rules.commitments import commitments
from mobilities.rules.conditions import holds

TEMPLATE = "documents/learning_agreement.html"
TEMPLATE_VERSION = "1"
SIGNS = {
    Role.APPRENTICE,
    Role.GUARDIAN,
    Role.EMPLOYER_SIGNATORY,
    Role.SENDING_COORDINATOR,
    Role.HOST_SIGNATORY,
    Role.HOSTING_COORDINATOR,
}
LABEL, TEXT = 21, 29  # characters in a line of a column
SHORT = 2 * TEXT
COMMITTED = (Owner.HOME_EMPLOYER, Owner.HOST_COMPANY)


def title_of(kind: str) -> str:
    """The title of a kind of document in the active language."""
    return catalogue.documents()[kind].title


def heading(version: Version) -> str:
    """The title of a version's file: what it is, and its number."""
    with override(version.language):
        return f"{title_of(version.document.kind)} {version.document.number}"


def data_of(draft: Draft, document: Document, *, language: str) -> dict[str, Any]:
    """Give what is frozen of an agreement: the blocks, who signs, and what companies commit to, in its language."""
    mobility = draft.mobility
    owners = {party.acts_as for party in mobility.parties.all()}
    minor = holds("minor", draft.facts)
    with override(language):
        promised = {
            SIDE_OF[owner].value: commitments(
                owner, pay_kept=mobility.pay_kept, blended=mobility.is_blended, minor=minor
            )
            for owner in COMMITTED
            if owner in owners
        }
    return {
        "number": document.number,
        "kind": document.kind,
        "language": language,
        "blocks": rules.frozen(draft.agreement.draft, draft.facts, draft.filled),
        "signers": signers(mobility, document.kind),
        "commitments": promised,
    } | clauses.frozen(mobility, document.kind, draft.facts, draft.values["mobility"], [language])


def places(mobility: Mobility, kind: str) -> list[Place]:
    """One place to sign for each party, and for each guardian, in the order in which they sign.

    Where nobody is named yet for a party that must sign, its place stays empty.
    """
    asked = signing.asked(mobility.sending_centre.signatures, kind)
    found = []
    for side in standing.signers(mobility, kind):
        parties = [party for party in mobility.parties.all() if party.role in SIGNS]
        here = [party for party in parties if SIDE_OF[Owner(party.acts_as)] == side]
        named = [(str(party.organisation or ""), party.person) for party in here] or [("", None)]
        rank = signing.rank(kind, side)
        found += [Place(side, rank, organisation, person, **asked) for organisation, person in named]
    return sorted(found, key=lambda place: place.rank)


def signers(mobility: Mobility, kind: str) -> list[dict[str, str]]:
    """The places to sign as they are frozen with a paper."""
    return [
        {"side": place.party, "organisation": place.organisation, "person": str(place.person or "")}
        for place in places(mobility, kind)
    ]


def html(version: Version, *, party: str = "", evidence: dict[str, Any] | None = None) -> str:
    """Give the body of a version's paper, in its language, from its frozen data.

    `party`: with what this one commits to, as it reads the paper on a page; without one, with what all commit to.
    `evidence`: what is known of the signatures (`signing.evidence`), for the sealed paper.
    """
    with override(version.language):
        context = _context(version)
        if evidence:
            say_who_signed(context["signers"], evidence["places"])
        if party:
            context["commitments"] = [row for row in context["commitments"] if row[0] == _label(party)]
            context["further"] = clauses.parts(version.data, party)
        return render_to_string(version.template, context)


def say_who_signed(signers: list[dict[str, Any]], places: list[dict[str, Any]]) -> None:
    """Put the signatures where the paper has room for them: each party's in its order."""
    found = list(places)
    for signer in signers:
        signed = next((place for place in found if place["code"] == signer["side"]), None)
        if signed:
            found.remove(signed)
            signer["signed"] = signed


def _context(version: Version) -> dict[str, Any]:
    data = version.data
    blocks = data["blocks"]
    stay = blocks["mobility"]
    blended = "virtual_component" in blocks
    rows = {key: _rows(key, values) for key, values in blocks.items() if not rules.blocks()[key].repeated}
    counted = {key: any(row.get(key) for row in blocks["learning_outcomes"]) for key in ("hours", "credit_points")}
    return {
        "version": version,
        "number": data["number"],
        "issued_on": timezone.localdate(version.issued_at, timezone.get_default_timezone()),
        "blended": blended,
        "who": _name(blocks["participant"]),
        "where": blocks["hosting"]["legal_name"],
        "begins": date.fromisoformat(stay["start_date"]),
        "ends": date.fromisoformat(stay["end_date"]),
        "parties": _parties(data),
        "all": rows,
        "facts": {key: _halves(values) for key, values in rows.items()},
        "titles": {key: block.title for key, block in rules.blocks().items()},
        "contacts": {side: _contacts(side, blocks[side]) for side in rules.SIDES},
        "people": [_texts("accompanying_persons", row) for row in blocks.get("accompanying_persons", [])],
        "units": _units(blocks["learning_outcomes"]),
        "counted": counted,
        "columns": 2 + blended + sum(counted.values()),
        "programme": _programme(blocks["learning_programme"], stay),
        "commitments": [(_label(side), sentences) for side, sentences in data["commitments"].items()],
        "further": clauses.parts(data),
        "further_titles": clauses.titles(data),
        "signers": [signer | {"label": _label(signer["side"])} for signer in data["signers"]],
    }


def _name(participant: dict[str, Any]) -> str:
    return " ".join(dict.fromkeys([participant["first_name"], participant["last_name"]]))


def _rows(key: str, values: dict[str, Any]) -> list[dict[str, str]]:
    """A block as rows of label and text; contacts stand in a table of their own."""
    return [
        {"key": field.key, "label": field.label, "text": field.shown(values[field.key])}
        for field in rules.blocks()[key].fields
        if field.key in values and not field.is_contact
    ]


def _halves(rows: list[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    """Short rows in two columns, long ones over the whole width; a single short row counts as long."""
    short = [row for row in rows if len(row["text"]) <= SHORT and "\n" not in row["text"]]
    if len(short) < 2:
        return {"left": [], "right": [], "long": rows}
    half = min(range(1, len(short)), key=lambda cut: max(_lines(short[:cut]), _lines(short[cut:])))
    return {"left": short[:half], "right": short[half:], "long": [row for row in rows if row not in short]}


def _lines(rows: list[dict[str, str]]) -> int:
    """About how many lines rows take in half the width."""
    return sum(max(-(-len(row["label"]) // LABEL), -(-len(row["text"]) // TEXT)) for row in rows)


def _texts(key: str, row: dict[str, Any]) -> dict[str, str]:
    return {field.key: field.shown(row.get(field.key)) for field in rules.blocks()[key].fields}


def _contacts(side: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    """The people a side names, each once with all that they are there for."""
    labels = {field.key: field.label for field in rules.blocks()[side].fields}
    found: list[dict[str, Any]] = []
    for key in rules.CONTACTS:
        same = next((row for row in found if row["person"] == values[key]), None)
        if same:
            same["functions"].append(labels[key])
        else:
            found.append({"functions": [labels[key]], "person": values[key]} | values[key])
    return found


def _parties(data: dict[str, Any]) -> list[tuple[str, str]]:
    """The organisations and the participant, each once, in the order in which they sign."""
    found = {signer["side"]: signer["organisation"] or signer["person"] for signer in data["signers"]}
    return [(_label(side), name) for side, name in found.items()]


def _label(side: str) -> str:
    """A party as the programme's forms call it."""
    return rules.blocks()["participant"].title if side == Side.APPRENTICE else str(Side(side).label)


def _units(outcomes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The outcomes under the units to which they belong."""
    return [
        {"code": code, "title": title, "outcomes": [_texts("learning_outcomes", row) for row in rows]}
        for (code, title), rows in groupby(outcomes, key=lambda row: (row.get("unit_code", ""), row["title"]))
    ]


def _programme(rows: list[dict[str, Any]], stay: dict[str, Any]) -> list[dict[str, Any]]:
    """The weeks in order; a row lasts until the next one begins, the last one until the end."""
    begins, ends = (date.fromisoformat(stay[key]) for key in ("start_date", "end_date"))
    rows = sorted(rows, key=lambda row: row["week"])
    starts = sorted({row["week"] for row in rows})
    last_week = -(-((ends - begins).days + 1) // 7)
    found = []
    for row in rows:
        first = row["week"]
        last = next((week - 1 for week in starts if week > first), last_week)
        until = min(begins + timedelta(days=7 * last - 1), ends)
        found.append(
            {
                "weeks": _("Week %(week)s") % {"week": first}
                if last <= first
                else _("Weeks %(first)s to %(last)s") % {"first": first, "last": last},
                "dates": f"{date_format(begins + timedelta(days=7 * (first - 1)))} – {date_format(until)}",
                "place": row["place"],
                "tasks": row["tasks"],
                "outcomes": ", ".join(row["outcomes"]),
            }
        )
    return found
