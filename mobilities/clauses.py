"""The clauses of a centre on its papers: what is frozen of them, and how what is frozen reads.

`clauses` in the frozen data: by party, or `rules.COMMON`, a list of clauses, each language → Markdown. A paper without
clauses has no such part, so that its hash is that of before there were any.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from doallvet.core.languages import language_name
from doallvet.core.markdown import to_html
from doallvet.core.refused import Refused
from doallvet.papers import words as paper_words
from doallvet.papers.sheets import languages_of
from mobilities import filling, standing
from mobilities.choices import Role
from mobilities.models import ClauseBook, Mobility
from mobilities.rules import clauses as rules
from mobilities.rules.conditions import Facts

SHORT = 1200  # characters; longer ones are cut by the end of a page, and stand below each other in two languages
Frozen = dict[str, list[dict[str, str]]]


@dataclass
class Filled:
    """The clauses of a paper filled in; `gaps` keep it from being issued, `notes` are worth a look."""

    frozen: Frozen = field(default_factory=dict)
    gaps: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def frozen(mobility: Mobility, kind: str, facts: Facts, said: Mapping[str, Any], languages: Sequence[str]) -> dict:
    """Give the part of the frozen data that holds the clauses; {} without any. One query, two where there are some."""
    found = filled(mobility, kind, facts, said, languages).frozen
    return {"clauses": found} if found else {}


def noted(mobility: Mobility, kind: str, facts: Facts, said: Mapping[str, Any], languages: Sequence[str]) -> list[str]:
    """Give what is worth a look in the clauses of a paper.

    Raises Refused with what they name and nobody knows: no paper goes out with a hole in it.
    """
    found = filled(mobility, kind, facts, said, languages)
    if found.gaps:
        raise Refused(found.gaps)
    return found.notes


def filled(mobility: Mobility, kind: str, facts: Facts, said: Mapping[str, Any], languages: Sequence[str]) -> Filled:
    """Fill in the newest clauses of the sending centre for a paper; `said`: what its fields say, by their keys."""
    book = ClauseBook.objects.of(mobility.sending_centre, kind).first()
    if book is None or not book.clauses:
        return Filled()
    found, truth = Filled(), rules.truths(facts)
    hours = _hours(mobility, said)
    known = {code: _known(mobility, said, hours, code) for code in {*languages, *paper_words.LANGUAGES}}
    signing = {"", *standing.signers(mobility, kind)}
    for number, clause in enumerate(book.clauses, start=1):
        if clause["party"] in signing:
            _add(found, number, clause, languages, known, truth)
    return found


def _add(
    found: Filled,
    number: int,
    clause: rules.Clause,
    languages: Sequence[str],
    known: Mapping[str, Mapping[str, str]],
    truth: Mapping[str, bool],
) -> None:
    texts = {}
    for code in rules.spoken(clause, languages):
        if faults := rules.faults(clause["text"][code]):
            found.gaps += [_("Clause %(number)s: %(reason)s") % {"number": number, "reason": one} for one in faults]
            continue
        text, missing = rules.fill(clause["text"][code], known[code], truth)
        names = [_("“%(field)s” is not known here.") % {"field": rules.FIELDS[name]} for name in missing]
        found.gaps += [_("Clause %(number)s: %(reason)s") % {"number": number, "reason": one} for one in names]
        if text:
            texts[code] = text
    if not texts:
        return
    found.frozen.setdefault(clause["party"] or rules.COMMON, []).append(texts)
    for code in languages:
        if code not in clause["text"]:
            said = _("Clause %(number)s is not written in this language of the paper: %(language)s.")
            found.notes.append(said % {"number": number, "language": language_name(code)})


def _hours(mobility: Mobility, said: Mapping[str, Any]) -> str:
    """The hours a week as the paper says them, else as the learning agreement does."""
    own = said.get("weekly_hours") or said.get("working_hours_per_week")
    draft = {} if own else filling.agreement_of(mobility).draft.get("mobility") or {}
    return own or draft.get("working_hours_per_week") or ""


def _known(mobility: Mobility, said: Mapping[str, Any], hours: str, language: str) -> dict[str, str]:
    """What the fields say in a language; a day that the paper sets anew is that of the paper."""
    first = said.get("start") or said.get("start_date") or mobility.starts_on.isoformat()
    last = said.get("end") or said.get("end_date") or mobility.ends_on.isoformat()
    days = {"begins": first, "ends": last} | {
        name: day.isoformat() if day else ""
        for name, day in (("virtual_begins", mobility.virtual_starts_on), ("virtual_ends", mobility.virtual_ends_on))
    }
    centre, coordinator = mobility.sending_centre, mobility.party(Role.SENDING_COORDINATOR)
    organisations = {"host": Role.HOST_SIGNATORY, "employer": Role.EMPLOYER_SIGNATORY}
    hosting = mobility.party(Role.HOSTING_COORDINATOR)
    return {name: paper_words.shown("", "date", day, language) for name, day in days.items()} | {
        "apprentice": str(mobility.apprentice),
        "programme": str(mobility.apprentice.programme or ""),
        "days": str((date.fromisoformat(last) - date.fromisoformat(first)).days + 1),
        "hours": paper_words.shown("", "decimal", hours, language),
        "town": mobility.host_city,
        "country": paper_words.shown("", "country", mobility.host_country.code, language),
        "centre": centre.legal_name,
        "hosting_centre": hosting.centre.legal_name if hosting and hosting.centre else "",
        "coordinator": str(coordinator.person) if coordinator and coordinator.person else "",
        "project": mobility.project.code,
        **{name: _organisation(mobility, role) for name, role in organisations.items()},
    }


def _organisation(mobility: Mobility, role: Role) -> str:
    party = mobility.party(role)
    return str(party.organisation or "") if party else ""


def preview(clauses: Sequence[rules.Clause], centre: str, parties: Sequence[str], *, holds: bool) -> dict[str, Any]:
    """Give frozen data of clauses on an invented stay, on which all conditions hold or none; faulty texts stay out."""
    truth, found = dict.fromkeys(rules.TRUTHS, holds), Filled()
    known = {code: rules.example(centre, code) for code in paper_words.LANGUAGES}
    for number, clause in enumerate(clauses, start=1):
        if clause["text"]:
            _add(found, number, clause, list(clause["text"]), known, truth)
    signers = [{"side": party} for party in parties]
    return {"languages": list(paper_words.LANGUAGES), "signers": signers, "clauses": found.frozen}


def parts(data: Mapping[str, Any], party: str = "") -> list[dict[str, Any]]:
    """Give the clauses of frozen data as they are printed: the common ones, then those of each party in its order.

    `party`: only the common ones and its own. Each part has `labels` and `clauses` (number, texts, whether they are
    short), texts as pairs of language and words; numbers are those of the whole paper.
    """
    if "clauses" not in data:
        return []
    languages, found, number = languages_of(data), [], 0
    for side in [rules.COMMON, *dict.fromkeys(signer["side"] for signer in data["signers"])]:
        rows = []
        for texts in data["clauses"].get(side, []):
            number += 1
            order = [code for code in languages if code in texts] or list(texts)
            short = max(map(len, texts.values())) <= SHORT
            written = [(code, to_html(texts[code])) for code in order]
            rows.append({"number": number, "texts": written, "short": short})
        if rows and (not party or side in (party, rules.COMMON)):
            found.append({"labels": [(code, _label(side, code)) for code in languages], "clauses": rows})
    return found


def read_by(data: Mapping[str, Any], party: str) -> list[dict[str, Any]]:
    """Give the common clauses and those of a party in the reader's language, else in the first of the paper."""
    reader, found = paper_words.reader(), parts(data, party)
    for part in found:
        part["labels"] = _read(part["labels"], reader)
        for row in part["clauses"]:
            row["texts"] = _read(row["texts"], reader)
    return found


def titles(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give the heading of the clauses in each language of a paper."""
    return [(code, paper_words.words(code)["words"]["further"]) for code in languages_of(data)]


def _label(side: str, language: str) -> str:
    if side == rules.COMMON:
        return paper_words.words(language)["words"]["everybody"]
    return paper_words.party(side, language)


def _read(texts: list[tuple[str, str]], reader: str) -> list[tuple[str, str]]:
    return [pair for pair in texts if pair[0] == reader] or texts[:1]
