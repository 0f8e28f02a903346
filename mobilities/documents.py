"""The papers of a mobility: what is frozen of it, and how the frozen data reads on paper.

What is printed comes from the frozen data and nothing else. Whoever changes the template, a label or an option of
`data/agreement/` so that an issued paper would read differently raises TEMPLATE_VERSION; sentences are frozen.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from functools import partial
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.utils.translation import override

from doallvet.papers import sheets
from doallvet.papers import words as paper_words
from doallvet.papers.order import asked
from doallvet.papers.sheets import frozen_signers, languages_of
from doallvet.papers.words import Spoken
from doallvet.signing.choices import State
from doallvet.signing.models import Document, Signatory, Version
from doallvet.signing.papers import Place
from mobilities import clauses, standing
from mobilities.choices import SIDE_OF, Owner, Review, Role
from mobilities.filling import KIND, Draft
from mobilities.models import Agreement, Evidence, Mobility
from mobilities.rules import agreement as rules
from mobilities.rules import agreement_words, signing
from mobilities.rules import documents as catalogue
from mobilities.rules.commitments import commitments
from mobilities.rules.conditions import holds

TEMPLATE = "documents/learning_agreement.html"
TEMPLATE_VERSION = "4"
SIGNS = {
    Role.APPRENTICE,
    Role.GUARDIAN,
    Role.EMPLOYER_SIGNATORY,
    Role.SENDING_COORDINATOR,
    Role.HOST_SIGNATORY,
    Role.HOSTING_COORDINATOR,
}
COMMITTED = (Owner.HOME_EMPLOYER, Owner.HOST_COMPANY)


def title_of(kind: str) -> str:
    """The title of a kind of document in the active language."""
    return catalogue.documents()[kind].title


def heading(version: Version) -> str:
    """The title of a version's file: what it is, and its number."""
    return f"{_text(version.data, version.language)['title']} {version.document.number}"


def data_of(draft: Draft, document: Document, *, languages: list[str]) -> dict[str, Any]:
    """Give what is frozen of an agreement: the blocks, who signs, and the sentences in each of its languages."""
    mobility = draft.mobility
    owners = {party.acts_as for party in mobility.parties.all()}
    here = {"pay_kept": mobility.pay_kept, "blended": mobility.is_blended, "minor": holds("minor_on_stay", draft.facts)}
    blocks = rules.frozen(draft.agreement.draft, draft.facts, draft.filled)
    anew = taken_back(draft.agreement)
    return {
        "number": document.number,
        "kind": document.kind,
        "languages": languages,
        **({"anew": anew} if anew else {}),
        "text": {language: _sentences(blocks, language) for language in languages},
        "blocks": blocks,
        "signers": signers(mobility, document.kind),
        "commitments": {
            SIDE_OF[owner].value: {language: commitments(owner, **here, language=language) for language in languages}
            for owner in COMMITTED
            if owner in owners
        },
    } | clauses.frozen(mobility, document.kind, draft.facts, draft.values["mobility"], languages)


def taken_back(agreement: Agreement) -> int:
    """Give how often what was signed on a paper ceased to count: it was taken back, or the stay changed.

    Then it is issued anew, though it says the same: who had signed what holds again need not sign again. One query.
    """
    if agreement.document_id is None:
        return 0
    withdrawn = Signatory.objects.filter(version=OuterRef("pk"), state=State.WITHDRAWN)
    proofs = Evidence.objects.filter(step__mobility=agreement.mobility_id, sha256=OuterRef("file_hash"))
    void = Exists(withdrawn) | Exists(proofs.filter(state=Review.REFUSED))
    newest = agreement.document.versions.newest().annotate(void=void).first()
    return newest.data.get("anew", 0) + newest.void if newest else 0


def _sentences(blocks: dict[str, Any], language: str) -> dict[str, str]:
    said = agreement_words.words(language)["sentences"]
    learned = said["learned"] if "virtual_component" in blocks else f"{said['learned']} {said['on_site']}"
    return {"title": paper_words.title(KIND, "", language), "learned": learned, "closing": said["closing"]}


def _text(data: dict[str, Any], language: str) -> dict[str, str]:
    """The sentences as they were frozen; agreements of before there were two languages froze none."""
    found: dict[str, str] = data["text"][language] if "text" in data else _sentences(data["blocks"], language)
    return found


def places(mobility: Mobility, kind: str, *, only: Collection[str] | None = None) -> list[Place]:
    """One place to sign for each party, and for each guardian, in the order in which they sign.

    Where nobody is named yet for a party that must sign, its place stays empty. `only`: the parties that are asked,
    where not all are (`Paper.asked`).
    """
    wanted = asked(mobility.sending_centre.signatures, kind)
    found = []
    for side in standing.signers(mobility, kind) if only is None else only:
        parties = [party for party in mobility.parties.all() if party.role in SIGNS]
        here = [party for party in parties if SIDE_OF[Owner(party.acts_as)] == side]
        named = [(str(party.organisation or ""), party.person) for party in here] or [("", None)]
        rank = signing.rank(kind, side)
        found += [Place(side, rank, organisation, person, **wanted) for organisation, person in named]
    return sorted(found, key=lambda place: place.rank)


def sealed(papers: Iterable[Evidence]) -> dict[str, Version]:
    """Give by the name of the file the sealed versions of those papers that the portal filed itself; one query.

    Evidence points to the file that was issued and signed; whoever hands it out gives the sealed one in its place.
    """
    files = {paper.file: paper.sha256 for paper in papers if paper.signed_by}
    if not files:
        return {}
    found = Version.objects.filter(file__in=files, file_hash__in=files.values()).exclude(sealed_file="")
    return {version.file: version for version in found.select_related("document")}


def signers(mobility: Mobility, kind: str, *, only: Collection[str] | None = None) -> list[dict[str, str]]:
    """The places to sign as they are frozen with a paper."""
    return frozen_signers(places(mobility, kind, only=only))


def html(version: Version, *, party: str = "", evidence: dict[str, Any] | None = None) -> str:
    """Give the body of a version's paper from its frozen data; see `signing.papers.Paper.html`."""
    context = sheets.frame(version, party) | _content(version.data, version.language)
    context |= {"further": clauses.parts(version.data, party), "further_titles": clauses.titles(version.data)}
    if evidence:
        sheets.say_who_signed(context["signers"], evidence)
    with override(version.language):
        return render_to_string(version.template, context)


def _content(data: dict[str, Any], first: str) -> dict[str, Any]:
    """What only the learning agreement says; `first`: its first language, for what is said once."""
    blocks, languages = data["blocks"], languages_of(data)
    stay, outcomes, blended = blocks["mobility"], blocks["learning_outcomes"], "virtual_component" in blocks
    counted = {key: any(row.get(key) for row in outcomes) for key in ("hours", "credit_points")}
    texts = [(language, _text(data, language)) for language in languages]
    return {
        "texts": {key: [(language, text[key]) for language, text in texts] for key in texts[0][1]},
        "own": _in_each("words", languages),
        "titles": _in_each("blocks", languages),
        "who": _name(blocks["participant"]),
        "where": blocks["hosting"]["legal_name"],
        "days": " – ".join(_day(stay[key], first) for key in ("start_date", "end_date")),
        "parties": _parties(data, languages),
        "facts": {key: _rows(block, blocks.get(key, {}), languages) for key, block in rules.blocks().items()},
        "sides": _sides(blocks, languages),
        "people": [_texts("accompanying_persons", row, languages) for row in blocks.get("accompanying_persons", [])],
        "people_heads": _heads("accompanying_persons", languages),
        "units": _units(outcomes, languages),
        "blended": blended,
        "counted": counted,
        "columns": 2 + blended + sum(counted.values()),
        "programme": _programme(blocks["learning_programme"], stay, languages),
    }


def _in_each(part: str, languages: list[str]) -> dict[str, Spoken]:
    keys = agreement_words.words(languages[0])[part]
    return {key: [(language, agreement_words.words(language)[part][key]) for language in languages] for key in keys}


def _name(participant: dict[str, Any]) -> str:
    return " ".join(dict.fromkeys([participant["first_name"], participant["last_name"]]))


def _day(value: str, language: str) -> str:
    return paper_words.said("date", value, {}, language)


def _rows(block: rules.Block, values: dict[str, Any], languages: list[str]) -> list[dict[str, Any]]:
    """A block that stands in a table of its own."""
    if block.repeated or block.key in rules.SIDES:
        return []
    return [sheets.row(field, values[field.key], languages) for field in block.fields if field.key in values]


def _sides(blocks: dict[str, Any], languages: list[str]) -> list[dict[str, Any]]:
    """What sender and host say of themselves, in one table: a row for each fact, a cell for each side."""
    there = {side: {field.key: field for field in rules.blocks()[side].fields} for side in rules.SIDES}
    fields = {key: field for side in there.values() for key, field in side.items()}
    return [
        {
            "labels": [(language, field.label_in(language)) for language in languages],
            "cells": [_cell(found.get(key), blocks[side], languages) for side, found in there.items()],
        }
        for key, field in fields.items()
        if any(key in blocks[side] for side in rules.SIDES)
    ]


def _cell(field: rules.Field | None, values: dict[str, Any], languages: list[str]) -> dict[str, Any]:
    """What a side says; whom it names twice is written out the first time only."""
    if field is None or field.key not in values:
        return {}
    value = values[field.key]
    if field.is_contact:
        before = [values.get(key) for key in rules.CONTACTS[: rules.CONTACTS.index(field.key)]]
        return {"person": {"name": value["name"]} if value in before else value}
    return {"texts": sheets.spoken(partial(field.shown, value), languages)}


def _texts(key: str, row: dict[str, Any], languages: list[str]) -> dict[str, Spoken]:
    """A row of a list, each of its values in each language."""
    return {
        field.key: sheets.spoken(partial(field.shown, row.get(field.key)), languages)
        for field in rules.blocks()[key].fields
    }


def _heads(key: str, languages: list[str]) -> dict[str, Spoken]:
    fields = rules.blocks()[key].fields
    return {field.key: [(language, field.label_in(language)) for language in languages] for field in fields}


def _parties(data: dict[str, Any], languages: list[str]) -> list[dict[str, Any]]:
    """The organisations and the participant as facts, each once, in the order in which they sign."""
    found = {signer["side"]: signer["organisation"] or signer["person"] for signer in data["signers"]}
    return [sheets.fact(sheets.party_in_each(side, languages), [("", name)]) for side, name in found.items()]


def _units(outcomes: list[dict[str, Any]], languages: list[str]) -> list[dict[str, Any]]:
    """The outcomes under the units to which they belong."""
    return [
        {"code": code, "title": title, "outcomes": [_texts("learning_outcomes", row, languages) for row in rows]}
        for (code, title), rows in groupby(outcomes, key=lambda row: (row.get("unit_code", ""), row["title"]))
    ]


def _programme(rows: list[dict[str, Any]], stay: dict[str, Any], languages: list[str]) -> list[dict[str, Any]]:
    """The weeks in order; a row lasts until the next one begins, the last one until the end."""
    begins, ends = (date.fromisoformat(stay[key]) for key in ("start_date", "end_date"))
    rows = sorted(rows, key=lambda row: row["week"])
    starts = sorted({row["week"] for row in rows})
    last_week = -(-((ends - begins).days + 1) // 7)
    found = []
    for row in rows:
        first = row["week"]
        last = next((week - 1 for week in starts if week > first), last_week)
        since, until = begins + timedelta(days=7 * (first - 1)), min(begins + timedelta(days=7 * last - 1), ends)
        found.append(
            {
                "when": [(code, _weeks(first, last, code), _span(since, until, code)) for code in languages],
                "place": row["place"],
                "tasks": row["tasks"],
                "outcomes": ", ".join(row["outcomes"]),
            }
        )
    return found


def _weeks(first: int, last: int, language: str) -> str:
    words = agreement_words.words(language)["words"]
    return words["week"] % {"week": first} if last <= first else words["weeks"] % {"first": first, "last": last}


def _span(since: date, until: date, language: str) -> str:
    return " – ".join(_day(day.isoformat(), language) for day in (since, until))
