"""How a paper of a stay is frozen, and how the frozen data reads on paper: in the languages of those who sign it.

What is printed comes from the frozen data and nothing else. Whoever changes the template, a label or an option of
`data/papers/` so that an issued paper would read differently raises TEMPLATE_VERSION; sentences are frozen.
"""

from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from doallvet.signing.models import Document, Version
from mobilities import clauses, documents, paperwork
from mobilities.choices import Role
from mobilities.paperwork import Paper
from mobilities.rules import paper_words, papers
from mobilities.rules.commitments import of_paper, sentences

TEMPLATE = "documents/paper.html"
TEMPLATE_VERSION = "1"
PERIOD = (("start", "end"), ("actual_start", "actual_end"), ("outward", "homeward"), ("absent_from", "absent_to"))


def data_of(paper: Paper, document: Document, *, languages: list[str]) -> dict[str, Any]:
    """Give what is frozen of a paper: its fields, who signs, and the sentences in each of its languages."""
    mobility, said = paper.mobility, papers.frozen(paper.kind, paper.values, paper.facts)
    signers = documents.signers(mobility, paper.kind)
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
        "anew": paperwork.taken_back(paper.agreement),
        "about": {
            "apprentice": str(mobility.apprentice),
            "host": str(host.organisation) if host and host.organisation else mobility.host_city,
        },
        "text": {language: _text(paper, language) for language in languages},
        "fields": said,
        "commitments": {
            side: {language: sentences(keys, language) for language in languages} for side, keys in promised.items()
        },
        "signers": signers,
    } | clauses.frozen(mobility, paper.kind, paper.facts, paper.values, languages)


def _text(paper: Paper, language: str) -> dict[str, str]:
    known = paper_words.words(language)
    return {
        "title": paper_words.title(paper.kind, paper.form, language),
        "intro": known["intros"][paper.form or paper.kind],
        "closing": known["closing"],
    }


def heading(version: Version) -> str:
    """The title of a version's file: what it is, and its number."""
    return f"{version.data['text'][version.language]['title']} {version.data['number']}"


def html(version: Version, *, party: str = "", evidence: dict[str, Any] | None = None) -> str:
    """Give the body of a version's paper from its frozen data; see `signing.papers.Paper.html`."""
    context = _context(version, party)
    if evidence:
        documents.say_who_signed(context["signers"], evidence["places"])
    with override(version.language):
        return render_to_string(version.template, context)


def promised(version: Version, party: str) -> list[str]:
    """Give what a party commits to, in the reader's language where the paper speaks it, else in its first."""
    found = version.data["commitments"].get(party, {})
    return found.get(paper_words.reader()) or found.get(version.language, [])


def _context(version: Version, party: str) -> dict[str, Any]:
    data, languages = version.data, version.data["languages"]
    said, kind = data["fields"], data["kind"]
    return {
        "version": version,
        "number": data["number"],
        "issued_on": timezone.localdate(version.issued_at, timezone.get_default_timezone()),
        "languages": languages,
        "names": [(language, paper_words.LANGUAGES[language]) for language in languages],
        "first": paper_words.words(version.language)["words"],
        "words": [(language, paper_words.words(language)["words"]) for language in languages],
        "texts": [(language, data["text"][language]) for language in languages],
        "about": data["about"],
        "days": _days(said, version.language),
        "parties": [(labels, name) for labels, name in _parties(data)],
        "rows": [
            _row(field, said[field.key], languages) for field in papers.papers()[kind].fields if field.key in said
        ],
        "commitments": [
            {"labels": _labels(side, languages), "columns": [(code, promises[code]) for code in languages]}
            for side, promises in data["commitments"].items()
            if party in ("", side)
        ],
        "further": clauses.parts(data, party),
        "further_titles": clauses.titles(data),
        "signers": [signer | {"labels": _labels(signer["side"], languages)} for signer in data["signers"]],
    }


def _row(field: Any, value: Any, languages: list[str]) -> dict[str, Any]:
    """A field with its names, and its value once where it reads the same in all languages."""
    texts = [(language, field.shown(value, language)) for language in languages]
    return {
        "labels": [(language, paper_words.label(field.block, field.key, language)) for language in languages],
        "texts": texts if len({text for _language, text in texts}) > 1 else texts[:1],
        "typed": field.type in ("text", "long_text", "address", "person", "organisation", "list"),
    }


def _labels(side: str, languages: list[str]) -> list[tuple[str, str]]:
    return [(language, paper_words.party(side, language)) for language in languages]


def _parties(data: dict[str, Any]) -> list[tuple[list[tuple[str, str]], str]]:
    """Who signs, each party once, in the order in which they sign."""
    found: dict[str, list[str]] = {}
    for signer in data["signers"]:
        found.setdefault(signer["side"], []).append(signer["organisation"] or signer["person"])
    return [(_labels(side, data["languages"]), ", ".join(dict.fromkeys(names))) for side, names in found.items()]


def _days(said: dict[str, Any], language: str) -> str:
    """The days that the paper is about, where it names some."""
    first, last = next((pair for pair in PERIOD if said.get(pair[0]) and said.get(pair[1])), ("", ""))
    if not first:
        return ""
    with override(language):
        return " – ".join(date_format(date.fromisoformat(said[key])) for key in (first, last))
