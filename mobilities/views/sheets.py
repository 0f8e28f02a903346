"""The papers of a stay as ready strings: how each stands, what it says, what two people wrote at once."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doallvet.signing.freezing import content_hash
from doallvet.signing.models import Signatory, Version
from mobilities import access, documents, filling, paperwork
from mobilities import sheets as written
from mobilities.choices import Side
from mobilities.rules.papers import AMENDMENT
from mobilities.views.drafts import versions_of


def rows(mobility, seat):
    """A row for each paper that the stay needs and the person reads, the learning agreement first."""
    kinds = [kind for kind in paperwork.needed(mobility) if paperwork.may_read(seat, mobility, kind)]
    papers = paperwork.drafts_of(mobility, kinds)
    newest = _newest(mobility, seat)
    waiting = _waiting(newest.values())
    writes = access.may_read_draft(seat)
    own = filling.draft_of(mobility)
    found = [_agreement_row(own, newest, waiting, writes)]
    return found + [_row(paper, newest.get(paper.kind), waiting, access.may_manage(seat)) for paper in papers]


def _newest(mobility, seat):
    """The newest version of each paper, by kind; one query."""
    found = versions_of(mobility, seat).filter(replaced_at=None)
    return {version.document.kind: version for version in found}


def _waiting(versions):
    """Whose turn it is, by version; one query."""
    found = {}
    places = Signatory.objects.on_turn().filter(version__in=[version.pk for version in versions])
    for place in places.order_by("rank", "pk"):
        found.setdefault(place.version_id, []).append(place)
    return found


def _agreement_row(draft, newest, waiting, reads):
    url = reverse("mobilities:agreement", args=[draft.mobility.pk])
    title = documents.title_of(filling.KIND)
    version = newest.get(filling.KIND)
    missing = len(draft.missing) if reads and version is None else 0
    return {"title": title, "url": url} | _standing(version, waiting, missing, bool(draft.agreement.draft))


def _row(paper, version, waiting, writes):
    url = reverse("mobilities:sheet", args=[paper.mobility.pk, paper.kind])
    found = {"title": paper.title, "url": url}
    if paper.kind == AMENDMENT and version is None and not paper.begun:
        return found | {"state": "todo", "tone": "quiet", "status": _("If needed")}
    missing = len(paper.missing) if writes and version is None else 0
    return found | _standing(version, waiting, missing, paper.begun)


def _standing(version, waiting, missing, begun):
    """How a paper stands: state of its station, status word with its tone, and whom it waits for since when."""
    if version is None:
        if missing:
            words = ngettext("%(count)s missing", "%(count)s missing", missing) % {"count": missing}
            return {"state": "todo", "tone": "warning" if begun else "neutral", "status": words, "note": _("Draft")}
        return {"state": "todo", "tone": "info", "status": _("Not issued yet"), "note": _("Draft")}
    note = f"{version.document.number} · " + _("version %(number)s") % {"number": version.number}
    if version.completed_at:
        day = date_format(version.completed_at)
        return {"state": "done", "tone": "success", "status": _("Signed by all"), "note": note, "due": day}
    if not version.file:
        return {"state": "now", "tone": "info", "status": _("PDF being made"), "note": note}
    places = waiting.get(version.pk, [])
    who = ", ".join(dict.fromkeys(str(Side(place.party).label) for place in places))
    since = min((place.turn_at for place in places), default=None)
    found = {"state": "now", "tone": "warning", "status": _("Waits for signatures"), "note": note}
    if who:
        found["owner"] = _("Missing: %(who)s, since %(date)s") % {"who": who, "date": date_format(since)}
    return found


def facts(paper):
    """What the portal knows for certain, so that it is shown and not asked."""
    asked = {field.key for field in paper.open_fields}
    found = [_answer(paper, field) for field in paper.fields if field.key not in asked]
    if paper.kind == AMENDMENT:
        now = {"start": paper.mobility.starts_on, "end": paper.mobility.ends_on}
        labels = {field.key: field.label for field in paper.fields}
        found += [
            {"label": _("%(what)s, until now") % {"what": labels[key]}, "value": date_format(now[key])} for key in now
        ]
    return found


def answers(paper):
    """What a paper says; what nobody needs and nobody gave is left out."""
    found = [(field, _answer(paper, field)) for field in paper.fields]
    return [row for field, row in found if row["value"] or field.needed(paper.facts)]


def _answer(paper, field):
    return {"label": field.label, "value": field.shown(paper.values.get(field.key))}


def signers(paper):
    """Who will sign, in order."""
    places = documents.places(paper.mobility, paper.kind)
    return [
        {
            "label": capfirst(Side(place.party).label),
            "value": " · ".join(filter(None, [str(place.person or ""), place.organisation])),
        }
        for place in places
    ]


def differences(paper, values):
    """What two people wrote: label, what is kept now, what was typed."""
    found = []
    for field in paper.open_fields:
        now, typed = (field.shown(said.get(field.key)) for said in (paper.values, values))
        if now != typed:
            found.append({"label": field.label, "kept": now, "typed": typed})
    return found


def newest(paper):
    document = paper.agreement.document
    return document.versions.first() if document else None


def languages(paper):
    """The languages of the version before, else the sender's and the host's."""
    version: Version | None = newest(paper)
    return version.data["languages"] if version else paper.languages


def unchanged(paper):
    """Whether issuing now would give the newest version again."""
    version = newest(paper)
    if version is None or paper.missing:
        return False
    data = written.data_of(paper, paper.agreement.document, languages=version.data["languages"])
    return content_hash(data, written.TEMPLATE_VERSION) == version.content_hash


def issued_words(version):
    return _("The paper is issued as %(number)s, version %(version)s. Its PDF is being made.") % {
        "number": version.document.number,
        "version": version.number,
    }
