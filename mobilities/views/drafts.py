"""The draft of an agreement as ready strings: tasks, answers, versions, and what two people wrote at once."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doallvet.core import mail_domains, uploads
from doallvet.signing import standing
from doallvet.signing.freezing import content_hash
from doallvet.signing.models import Version
from mobilities import access, documents, paperwork, suggestions
from mobilities.choices import OWNER_OF, PERSONAL
from mobilities.forms import agreement as forms
from mobilities.preflight import findings as looked_at
from mobilities.preflight import signers
from mobilities.rules import agreement as rules
from mobilities.rules import preflight
from mobilities.rules.paper_words import LANGUAGES


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


def findings(mobility, kind):
    """What may go wrong with the signatures; what the centre lets stand in the way comes first."""
    domains = {preflight.domain_of(signer.email) for signer in signers(mobility, kind) if signer.email}
    strict = set(mobility.sending_centre.strict_checks)
    found = looked_at(mobility, kind, takes_mail=mail_domains.takes_mail(domains))
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


def languages():
    return [(code, _(name)) for code, name in settings.LANGUAGES]


def language(draft):
    """The language of the version before, else the first of the portal."""
    document = draft.agreement.document
    newest = document.versions.first() if document else None
    return newest.language if newest else settings.LANGUAGES[0][0]


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
    document = draft.agreement.document
    newest = document.versions.first() if document else None
    if newest is None or draft.missing:
        return False
    data = documents.data_of(draft, document, language=newest.language)
    return content_hash(data, documents.TEMPLATE_VERSION) == newest.content_hash


def versions(agreement, seat, person):
    """The issued versions, newest first, each with the address of its file or without while it is being made."""
    if agreement.document is None:
        return []
    rows, now = [], timezone.now()
    found = versions_of(agreement.mobility, seat).filter(document__kind=agreement.kind)
    for version in found.order_by("-document", "-number"):
        url = reverse("mobilities:document", args=[agreement.mobility_id, version.pk]) if version.file else ""
        rows.append(
            {
                "title": _("%(number)s, version %(version)s")
                % {"number": version.document.number, "version": version.number},
                "text": _("issued on %(date)s by %(who)s")
                % {"date": date_format(version.issued_at), "who": version.issued_by},
                "language": ", ".join(LANGUAGES[code] for code in version.data.get("languages", [version.language])),
                "hash": version.content_hash,
                "url": url,
                "late": version.is_late(now),
                "newest": version.replaced_at is None,
                "places": places_of(version, seat, person) if version.replaced_at is None else [],
                "complete": version.completed_at is not None,
                **_sealed(agreement, version, now),
            }
        )
    return rows


def _sealed(agreement, version, now):
    """The paper with the signatures: its address, or how it stands with it once all have signed."""
    late = version.is_sealing_late(now)
    return {
        "sealed_url": reverse("mobilities:sealed", args=[agreement.mobility_id, version.pk])
        if version.sealed_file
        else "",
        "has_seal": version.sealed_with_id is not None,
        "sealing": version.completed_at is not None and not version.sealed_file and not late,
        "sealing_late": late,
    }


def places_of(version, seat, person):
    """Who signs the newest version; with the way to sign for who may, and to ask again for who coordinates."""
    rows = standing.places(version, words=seat.coordinates)
    for row in rows:
        mine = OWNER_OF[row["code"]] in seat.signs and (row["code"] not in PERSONAL or row["person_id"] == person.pk)
        row["sign_url"] = reverse("sign", args=[row["pk"]]) if mine and not row["counts"] else ""
        row["may_ask"] = seat.coordinates and row["waits"] and not mine
    return rows


def file_answer(version, *, save, sealed=False):
    """Hand a file of a version out, as it was issued or with its signatures: to be shown, or to be saved."""
    name = f"{version.document.number}-v{version.number}{'-signed' if sealed else ''}.pdf"
    file = uploads.opened(version.sealed_file if sealed else version.file)
    return uploads.attachment(file, name, "application/pdf") if save else uploads.shown_pdf(file, name)
