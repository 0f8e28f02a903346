"""The papers of a stay as ready strings: how each stands, what it says, what two people wrote at once."""

from collections import defaultdict

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doallvet.papers.fields import is_empty
from doallvet.papers.sheets import TEMPLATE_VERSION
from doallvet.signing.choices import State
from doallvet.signing.freezing import content_hash
from doallvet.signing.models import Signatory
from mobilities import access, documents, filling, paperwork
from mobilities import sheets as written
from mobilities import standing as stay_standing
from mobilities.choices import Review, Side
from mobilities.models import Evidence
from mobilities.rules import grants
from mobilities.rules.papers import AMENDMENT, CHANGING
from mobilities.rules.signing import may_be_no
from mobilities.stated import outdated
from mobilities.views.drafts import newest, versions_of


def rows(mobility, seat):
    """A row for each paper that the stay needs and the person reads, the learning agreement first."""
    kinds = [kind for kind in paperwork.needed(mobility) if paperwork.may_read(seat, mobility, kind)]
    papers = paperwork.drafts_of(mobility, kinds)
    newest = _newest(mobility, seat)
    writes = access.may_read_draft(seat)
    own = filling.draft_of(mobility)
    standing = _standing(mobility, newest.values(), own.agreement)
    found = [_agreement_row(own, newest, standing, writes)]
    return found + [_row(paper, newest.get(paper.kind), standing, access.may_manage(seat)) for paper in papers]


def _newest(mobility, seat):
    """The newest version of each paper, by kind; one query."""
    found = versions_of(mobility, seat).filter(replaced_at=None).select_related("document__agreement")
    return {version.document.kind: version for version in found}


def _standing(mobility, versions, own):
    """By version the places without a signature that counts, and whether it holds; two queries."""
    versions = list(versions)
    places = defaultdict(list)
    for place in Signatory.objects.missing().filter(version__in=versions).order_by("rank", "pk"):
        places[place.version_id].append(place)
    refused = Evidence.objects.filter(step__mobility=mobility, state=Review.REFUSED)
    void = set(refused.values_list("sha256", flat=True))

    def holds(version):
        return version.file_hash not in void if version.completed_at else not outdated(mobility, version, own)

    return {version.pk: (places[version.pk], holds(version)) for version in versions}


def _agreement_row(draft, newest, standing, reads):
    url = reverse("mobilities:agreement", args=[draft.mobility.pk])
    title = documents.title_of(filling.KIND)
    version = newest.get(filling.KIND)
    missing = len(draft.missing) if reads and version is None else 0
    return {"title": title, "url": url} | _how(version, standing, missing, bool(draft.agreement.draft))


def _row(paper, version, standing, writes):
    url = reverse("mobilities:sheet", args=[paper.mobility.pk, paper.kind])
    found = {"title": paper.title, "url": url}
    if paper.kind == AMENDMENT and version is None and not paper.begun:
        return found | {"state": "todo", "tone": "quiet", "status": _("If needed")}
    missing = len(paper.missing) if writes and version is None else 0
    return found | _how(version, standing, missing, paper.begun)


def _how(version, standing, missing, begun):
    """How a paper stands: state of its station, status word with its tone, and whom it waits for since when."""
    if version is None:
        if missing:
            words = ngettext("%(count)s missing", "%(count)s missing", missing) % {"count": missing}
            return {"state": "todo", "tone": "warning" if begun else "neutral", "status": words, "note": _("Draft")}
        return {"state": "todo", "tone": "info", "status": _("Not issued yet"), "note": _("Draft")}
    places, holds = standing[version.pk]
    return _signed(version, places, holds) | {
        "note": f"{version.document.number} · " + _("version %(number)s") % {"number": version.number}
    }


def _signed(version, places, holds):
    """How it stands with the signatures on a version."""
    if taken_back := [place for place in places if place.state == State.WITHDRAWN]:
        return {"state": "now", "tone": "danger", "status": _("Taken back"), "owner": _said(taken_back)}
    if not holds:
        text = _("The stay has changed: a new version is needed")
        return {"state": "now", "tone": "danger", "status": _("Out of date"), "owner": text}
    if version.completed_at:
        day = date_format(timezone.localdate(version.completed_at))
        words = _("Signed by all") if version.data["signers"] else _("In effect")
        return {"state": "done", "tone": "success", "status": words, "due": day}
    if not version.file:
        return {"state": "now", "tone": "info", "status": _("PDF being made")}
    if noes := [place for place in places if place.state in (State.DECLINED, State.CHANGE)]:
        heard = len(noes) == len(places) and all(place.state == State.DECLINED for place in noes)
        if heard and may_be_no([version.document.kind]):
            return {"state": "done", "tone": "quiet", "status": _("Answered with no"), "owner": _said(noes)}
        word = _("Not signed") if any(place.state == State.DECLINED for place in noes) else _("A change is asked for")
        return {"state": "now", "tone": "danger", "status": word, "owner": _said(noes)}
    found = {"state": "now", "tone": "warning", "status": _("Waits for signatures")}
    if turn := [place for place in places if place.is_on_turn]:
        since = timezone.localdate(min(place.turn_at for place in turn))
        found["owner"] = _("Missing: %(who)s, since %(date)s") % {"who": _who(turn), "date": date_format(since)}
    return found


def _who(places):
    return ", ".join(dict.fromkeys(str(Side(place.party).label) for place in places))


def _said(places):
    """Who has said so, and when last."""
    return f"{capfirst(_who(places))}, {date_format(timezone.localdate(max(place.said_at for place in places)))}"


def facts(paper):
    """What the portal knows for certain, so that it is shown and not asked."""
    asked = {field.key for field in paper.open_fields}
    return [_answer(paper, field) for field in paper.fields if field.key not in asked]


def agreed(paper):
    """What is agreed today of what an amendment can change."""
    rows = [(field.label, field.shown(paper.agreed.get(field.key))) for field in paper.fields if field.key in CHANGING]
    return [{"label": label, "value": text} for label, text in rows if text]


def answers(paper):
    """What a paper says; what nobody needs and nobody gave is left out."""
    said, before = paper.said, paper.until_now
    found = [(field, _answer(paper, field)) for field in paper.fields if field.key in said or field.needed(paper.facts)]
    for field, row in found:
        if former := field.shown(before.get(field.key)):
            row["value"] += "\n" + _("until now: %(value)s") % {"value": former}
    return [row for _field, row in found]


def _answer(paper, field):
    return {"label": field.label, "value": field.shown(paper.values.get(field.key))}


def signers(paper):
    """Who will sign, in order."""
    places = documents.places(paper.mobility, paper.kind, only=paper.asked)
    return [
        {
            "label": capfirst(Side(place.party).label),
            "value": " · ".join(filter(None, [str(place.person or ""), place.organisation])),
        }
        for place in places
    ]


def suggested(paper):
    """What the rates give for a grant agreement: the amount, how it comes about, and where the draft says otherwise."""
    rows = []
    for row in paper.suggested:
        field = next(field for field in paper.fields if field.key == row.key)
        said, given = paper.values.get(row.key), grants.amounts([row]).get(row.key)
        differs = given is not None and not is_empty(said) and said != given
        rows.append(
            {
                "label": field.label,
                "amount": field.shown(given),
                "words": row.words,
                "source": row.source,
                "to_check": row.to_check,
                "written": field.shown(said) if differs else "",
            }
        )
    return rows


def told(paper):
    """The parties that an amendment does not ask: they are told what changed."""
    if paper.asked is None:
        return ""
    others = [side for side in stay_standing.signers(paper.mobility, paper.kind) if side not in paper.asked]
    return ", ".join(str(Side(side).label) for side in others)


def differences(paper, values):
    """What two people wrote: label, what is kept now, what was typed."""
    found = []
    for field in paper.open_fields:
        now, typed = (field.shown(said.get(field.key)) for said in (paper.values, values))
        if now != typed:
            found.append({"label": field.label, "kept": now, "typed": typed})
    return found


def unchanged(paper):
    """Whether issuing now would give the newest version again."""
    version = newest(paper)
    if version is None or paper.missing:
        return False
    data = written.data_of(paper, paper.agreement.document, languages=version.data["languages"])
    return content_hash(data, TEMPLATE_VERSION) == version.content_hash


def issued_words(version):
    return _("The paper is issued as %(number)s, version %(version)s. Its PDF is being made.") % {
        "number": version.document.number,
        "version": version.number,
    }
