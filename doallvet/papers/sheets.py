"""How a paper of fields reads: in the languages of those who sign it, from its frozen data and nothing else.

Frozen are `number`, `kind`, `languages`, `text` (language → title, intro, closing), `fields` (key → value),
`commitments` (party → language → sentences), `signers` (side, organisation, person), `before` (key → what was agreed
until now) of a paper that changes another; the rooms above add their own.
Whoever changes the template, a label or an option of `data/` so that an issued paper would read differently raises
TEMPLATE_VERSION; sentences are frozen.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from doallvet.papers import words
from doallvet.papers.fields import Block
from doallvet.signing.models import Version
from doallvet.signing.papers import Place

TEMPLATE = "documents/paper.html"
TEMPLATE_VERSION = "4"
HOSTS = ("hosting_centre", "host_company")  # who reads the second language of a paper best
TEXTS = ("title", "intro", "closing")


def frozen_text(kind: str, form: str, languages: Iterable[str]) -> dict[str, dict[str, str]]:
    """Give title, introduction and closing in each language; `form`: in which national kind it is made, or ""."""
    return {
        language: {
            "title": words.title(kind, form, language),
            "intro": words.words(language)["intros"][form or kind],
            "closing": words.words(language)["closing"],
        }
        for language in languages
    }


def frozen_promises(keys: Mapping[str, list[str]], languages: Collection[str]) -> dict[str, dict[str, list[str]]]:
    """Give what each party commits to in each language; `keys`: those of the sentences, by party."""
    return {
        side: {language: words.sentences(promised, language) for language in languages}
        for side, promised in keys.items()
    }


def frozen_signers(places: Iterable[Place]) -> list[dict[str, str]]:
    """Give the places to sign as they are frozen with a paper."""
    return [
        {"side": place.party, "organisation": place.organisation, "person": str(place.person or "")} for place in places
    ]


def languages_of(data: Mapping[str, Any]) -> list[str]:
    """Give the languages of a paper, its first one first; of before there were two, its one `language`."""
    return data.get("languages") or [data["language"]]


def title(version: Version) -> str:
    """Give the title of a paper in the reader's language, whether the paper speaks it or not.

    An agreement of before there were two languages froze none.
    """
    titles = {language: text["title"] for language, text in version.data.get("text", {}).items()}
    reader = words.reader()
    if reader in titles:
        return titles[reader]
    translation = words.translated("titles", {language: [text] for language, text in titles.items()}, reader)
    return translation[0] if translation else words.title(version.document.kind, "")


def heading(version: Version) -> str:
    """Give the title of a version's file: what it is, and its number."""
    return f"{version.data['text'][version.language]['title']} {version.data['number']}"


def promised(version: Version, party: str) -> dict[str, Any]:
    """Give what a party commits to as the reader reads it: its `language` and `sentences`; {} where it is nothing.

    Where the paper does not speak the reader's language, that is a translation, as long as the words of each of its
    languages still say what was frozen, and what is `signed` stands beside it, as pairs of language and sentences. What
    cannot be translated is read in the language of the party's side of the border.
    """
    found, languages, reader = dict(by_signer(version.data)).get(party), languages_of(version.data), words.reader()
    if not found:
        return {}
    if reader in found:
        return {"language": reader, "sentences": found[reader], "signed": []}
    translation = words.translated("commitments", found, reader)
    if translation is None:
        own = languages[-1] if party in HOSTS else languages[0]
        return {"language": own, "sentences": found[own], "signed": []}
    signed = [(language, found[language]) for language in languages]
    return {"language": reader, "sentences": translation, "signed": signed}


def html(
    version: Version,
    block: Block,
    *,
    about: Sequence[tuple[str, str]],
    days: str = "",
    party: str = "",
    evidence: Mapping[str, Any] | None = None,
    **more: Any,
) -> str:
    """Give the body of a version's paper; see `signing.papers.Paper.html`.

    `about`: whom it is about, each with the name of a word or a party of `data/`. `days`: those that it names, or "".
    `more`: what the template shows beside (clauses).
    """
    said, languages = version.data["fields"], languages_of(version.data)
    context = frame(version, party) | {
        "texts": {key: [(code, version.data["text"][code][key]) for code in languages] for key in TEXTS},
        "about": [([(code, _named(name, code)) for code in languages], text) for name, text in about],
        "days": days,
        "rows": [
            row(field, said[field.key], languages, version.data.get("before", {}).get(field.key))
            for field in block.fields
            if field.key in said
        ],
        **more,
    }
    if evidence:
        say_who_signed(context["signers"], evidence)
    with override(version.language):
        return render_to_string(version.template, context)


def frame(version: Version, party: str = "") -> dict[str, Any]:
    """Give what stands around the content of every paper; `party`: with what this one commits to, instead of all."""
    data, languages = version.data, languages_of(version.data)
    return {
        "version": version,
        "number": data["number"],
        "issued_on": timezone.localdate(version.issued_at, timezone.get_default_timezone()),
        "languages": languages,
        "first": words.words(version.language)["words"],
        "words": words.in_each(languages),
        "commitments": [
            {"labels": party_in_each(side, languages), "columns": [(code, promises[code]) for code in languages]}
            for side, promises in by_signer(data)
            if party in ("", side)
        ],
        "signers": [signer | {"labels": party_in_each(signer["side"], languages)} for signer in data["signers"]],
    }


def say_who_signed(signers: list[dict[str, Any]], evidence: Mapping[str, Any]) -> None:
    """Put the signatures where a paper has room for them, each party's in its order, in the evidence's language."""
    found = list(evidence["places"])
    for signer in signers:
        signed = next((place for place in found if place["code"] == signer["side"]), None)
        if signed:
            found.remove(signed)
            signer["signed"] = signed | {"says": evidence["language"]}


def by_signer(data: Mapping[str, Any]) -> list[tuple[str, dict[str, list[str]]]]:
    """Give what each party commits to, by language, in the order in which they sign: the database keeps none."""
    found, sides = data["commitments"], dict.fromkeys(signer["side"] for signer in data["signers"])
    return [
        (side, found[side] if isinstance(found[side], dict) else {data["language"]: found[side]})
        for side in sides
        if side in found
    ]


def row(field: Any, value: Any, languages: Sequence[str], before: Any = None) -> dict[str, Any]:
    """Give a field as it is printed: its names, its value, and whether that is a list of several choices.

    `changed`: value and what was agreed `before`, by language, if anything was; once where both read the same in all.
    """
    labels = [(language, field.label_in(language)) for language in languages]
    several = field.type == "multichoice" and len(value) > 1
    found = fact(labels, spoken(partial(field.shown, value), languages)) | {"several": several}
    if before is not None:
        both = [(language, field.shown(value, language), field.shown(before, language)) for language in languages]
        same = len({(text, former) for _language, text, former in both}) == 1
        changed = [("", *both[0][1:])] if same else both
        found |= {"changed": changed, "span": len(labels) // len(changed)}
    return found


def fact(labels: words.Spoken, texts: words.Spoken) -> dict[str, Any]:
    """Give a row of a table: names and texts, and how many columns each text takes."""
    return {"labels": labels, "texts": texts, "span": len(labels) // len(texts)}


def spoken(say: Callable[[str], str], languages: Sequence[str]) -> words.Spoken:
    """Give what is said in each language; once, as in no language, where it reads the same in all of them."""
    found = [(language, say(language)) for language in languages]
    return found if len({text for _language, text in found}) > 1 else [("", found[0][1])]


def party_in_each(side: str, languages: Iterable[str]) -> words.Spoken:
    """Give the name of a party in each language."""
    return [(language, words.party(side, language)) for language in languages]


def _named(name: str, language: str) -> str:
    return words.words(language)["words"].get(name) or words.party(name, language)
