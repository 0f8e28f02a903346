"""The draft of an agreement as ready strings: tasks, answers, versions, and what two people wrote at once."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.rules.preflight import domain_of
from doallvet.core import mail_domains
from doallvet.papers import issued
from doallvet.papers.sheets import languages_of
from doallvet.signing import standing
from doallvet.signing.freezing import content_hash
from doallvet.signing.models import Version
from mobilities import access, documents, paperwork, suggestions
from mobilities.choices import OWNER_OF, PERSONAL, Owner, Side
from mobilities.filling import KIND
from mobilities.forms import agreement as forms
from mobilities.preflight import findings as looked_at
from mobilities.preflight import signers
from mobilities.rules import agreement as rules
from mobilities.rules import documents as catalogue
from mobilities.standing import signs_alone
from mobilities.stated import outdated


def tasks(draft):
    """The blocks as a task list: complete, or how much is missing."""
    gaps = [gap.block for gap in draft.missing]
    return [_task(draft, block, gaps.count(block.key)) for block in draft.blocks]


def _task(draft, block, gaps):
    empty = not any(not rules.is_empty(value) for value in _said(draft, block))
    if gaps:
        state, tone, word = "now", "warning", ngettext("%(count)s missing", "%(count)s missing", gaps) % {"count": gaps}
    elif block.optional and empty:
        state, tone, word = "todo", "quiet", _("If needed")
    else:
        state, tone, word = "done", "quiet", _("Complete")
    return {"title": block.title, "url": block_url(draft, block), "state": state, "tone": tone, "status": word}


def _said(draft, block):
    values = draft.values[block.key]
    return values if block.repeated else values.values()


def block_url(draft, block):
    return reverse("mobilities:agreement-block", args=[draft.mobility.pk, getattr(block, "key", block)])


def missing(draft):
    """What is missing, each with the page on which it is put right."""
    return [{"text": gap.sentence, "url": block_url(draft, gap.block)} for gap in draft.missing]


def findings(draft, notes):
    """What may go wrong with the signatures on a paper; what the centre lets stand in the way comes first."""
    signing = signers(draft.mobility, draft.agreement.kind, only=draft.asked)
    domains = {domain_of(signer.email) for signer in signing if signer.email}
    strict = draft.mobility.sending_centre.stopping
    found = looked_at(draft, notes=notes, takes_mail=mail_domains.takes_mail(domains))
    rows = [{"text": finding.text, "stops": finding.code in strict} for finding in found]
    return sorted(rows, key=lambda row: not row["stops"])


def answers(draft, block):
    """What a block says, as rows of label and text; what nobody needs and nobody gave is left out."""
    if block.repeated:
        rows = draft.values[block.key]
        return [{"label": forms.row_name(block, row) or "–", "value": row_text(block, row)} for row in rows]
    found = [(field, field.shown(draft.values[block.key].get(field.key))) for field in block.fields]
    return [
        {"label": field.label, "value": text}
        for field, text in found
        if field.asked(draft.facts) and (text or field.needed(draft.facts))
    ]


def chapters(draft):
    """All blocks that say something or have to, with the way to change them."""
    found = [
        {"title": block.title, "rows": answers(draft, block), "url": block_url(draft, block)} for block in draft.blocks
    ]
    return [
        chapter for chapter, block in zip(found, draft.blocks, strict=True) if chapter["rows"] or not block.optional
    ]


def row_text(block, row):
    """A row without the field that names it."""
    named = ("week", "code", "name")
    return "\n".join(
        f"{field.label}: {text}"
        for field in block.fields
        if field.key not in named and (text := field.shown(row.get(field.key))).strip()
    )


def rows_text(block, rows):
    return [f"{forms.row_name(block, row)}\n{row_text(block, row)}".strip() for row in rows]


def facts(draft, block):
    """What the portal knows for certain, so that it is shown and not asked."""
    if block.repeated:
        return []
    asked = [field.key for field in forms.open_fields(draft, block)]
    return [
        {"label": field.label, "value": field.shown(draft.values[block.key].get(field.key))}
        for field in block.fields
        if field.asked(draft.facts) and field.key not in asked
    ]


def form(draft, block, data=None, *, rows=None, more=False):
    """The form of a block; `rows`: instead of those of the draft; `more`: with an empty row."""
    if not block.repeated:
        return forms.block_form(draft, block, data, colleagues=colleagues(draft, block))
    rows = draft.values[block.key] if rows is None else rows
    if not rows and block.key == "learning_programme":
        rows = forms.suggested_weeks(draft)
    picks = block.key == "learning_outcomes" and draft.mobility.apprentice.programme_id
    return forms.rows_form(draft, block, data, rows=rows, extra=1 if more or not (rows or picks) else 0, added=more)


def colleagues(draft, block):
    """Whom one may name for a side; nobody to choose from elsewhere."""
    return suggestions.colleagues(draft.mobility, block.key) if block.key in rules.SIDES else []


def page(draft, block, form):
    """What the page of a block shows beside its form."""
    there = [row["text"] for row in draft.values["learning_outcomes"] if row.get("text")]
    proposed = draft.agreement.proposed if block.key == "learning_programme" else []
    return {
        "section": block,
        "form": form,
        "facts": facts(draft, block),
        "people": colleagues(draft, block),
        "missing": [gap.sentence for gap in draft.missing if gap.block == block.key],
        "units": suggestions.units(draft.mobility) if block.key == "learning_outcomes" else [],
        "there": there,
        "version": draft.agreement.draft_version,
        "agreement": draft.agreement,
        "proposal": rows_text(block, proposed),
        "proposed": draft.agreement.proposed_at.isoformat() if proposed else "",
        "without_outcomes": block.key == "learning_programme" and not draft.values["learning_outcomes"],
    }


def differences(draft, block, values):
    """What two people wrote: label, what is kept now, what was typed."""
    if block.repeated:
        now, typed = ("\n\n".join(rows_text(block, rows)) for rows in (draft.values[block.key], values))
        return [{"label": block.title, "kept": now, "typed": typed}] if now != typed else []
    found = []
    for field in block.fields:
        now = field.shown(draft.values[block.key].get(field.key))
        typed = field.shown(values[field.key]) if field.key in values else now
        if now != typed:
            found.append({"label": field.label, "kept": now, "typed": typed})
    return found


def next_url(mobility, draft, block, then):
    """Where one goes after a block was kept: an empty row, the same page, the next block, or the overview."""
    here = block_url(draft, block)
    if then == "add":
        return f"{here}?more=1"
    if then == "pick":
        return here
    keys = [part.key for part in draft.blocks]
    after = keys.index(block.key) + 1
    if then == "next" and after < len(keys):
        return block_url(draft, keys[after])
    return reverse("mobilities:agreement", args=[mobility.pk])


def refused_status(request):
    """htmx 2 swaps nothing on an error status; browsers do not mind."""
    return 200 if request.htmx else 422


def newest(draft):
    document = draft.agreement.document
    return document.versions.first() if document else None


def languages(draft):
    """The languages of the version before, else the sender's and the host's."""
    version = newest(draft)
    return languages_of(version.data) if version else draft.languages


def issued_words(version):
    return _("The agreement is issued as %(number)s, version %(version)s. Its PDF is being made.") % {
        "number": version.document.number,
        "version": version.number,
    }


def versions_of(mobility, seat):
    """The versions of a mobility's papers that the person reads."""
    kinds = paperwork.readable(seat, mobility)
    found = Version.objects.filter(document__agreement__mobility=mobility, document__kind__in=kinds)
    found = found.select_related("document", "issued_by")
    since = access.reads_since(seat, mobility)
    return found.filter(issued_at__gte=since) if since else found


def unchanged(draft):
    """Whether issuing now would give the newest version again."""
    version = newest(draft)
    if version is None or draft.missing:
        return False
    data = documents.data_of(draft, draft.agreement.document, languages=languages_of(version.data))
    return content_hash(data, documents.TEMPLATE_VERSION) == version.content_hash


def versions(agreement, seat, person):
    """The issued versions, newest first, each with the address of its file or without while it is being made."""
    if agreement.document is None:
        return []

    def address(version, sealed):
        return reverse("mobilities:sealed" if sealed else "mobilities:document", args=[mobility.pk, version.pk])

    def who(version):
        return places_of(version, seat, person, mobility, past=past.get(version.pk))

    mobility = agreement.mobility
    found = versions_of(mobility, seat).filter(document__kind=agreement.kind).order_by("-document", "-number")
    going_round = [row for row in found if not (row.replaced_at or row.completed_at or mobility.is_over)]
    own = agreement if agreement.kind == KIND else None
    past = {row.pk: ", ".join(outdated(mobility, row, own)) for row in going_round}
    rows = issued.rows(found, address=address, places=who)
    return [row | {"outdated": past.get(version.pk)} for version, row in zip(found, rows, strict=True)]


def places_of(version, seat, person, mobility, *, past):
    """Who signs the newest version; with the way to sign, or to take it back, and to ask again for who coordinates.

    Who has come of age takes back what a guardian consented to. `past`: what it says and is not so any more; then
    nobody is asked to sign it.
    """
    rows = standing.places(version, words=seat.coordinates)
    revocable = catalogue.documents()[version.document.kind].revocable
    grown = Owner.APPRENTICE in seat.owners and signs_alone(mobility)
    for row in rows:
        mine = OWNER_OF[row["code"]] in seat.signs and (row["code"] not in PERSONAL or row["person_id"] == person.pk)
        row["may_take_back"] = revocable and row["counts"] and (mine or (grown and row["code"] == Side.GUARDIAN))
        open_to = (mine and not row["counts"]) or row["may_take_back"]
        row["sign_url"] = reverse("sign", args=[row["pk"]]) if open_to else ""
        if seat.coordinates and row["waits"] and not mine and not past:
            for act in ("again", "letter", "paper"):
                row[f"{act}_url"] = reverse(f"mobilities:sign-{act}", args=[mobility.pk, row["pk"]])
        if seat.coordinates and row["has_scan"]:
            row["scan_url"] = reverse("mobilities:sign-scan", args=[mobility.pk, row["pk"]])
    return rows
