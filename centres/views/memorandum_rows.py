"""The memorandum of a partnership as ready strings: how it stands, what it says, what two people wrote at once."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centres import memoranda
from centres.models import Centre, Partnership
from centres.rules import memorandum as rules
from centres.rules.preflight import domain_of
from doallvet.core import mail_domains
from doallvet.papers import issued
from doallvet.papers.sheets import TEMPLATE_VERSION
from doallvet.signing.freezing import content_hash
from doallvet.signing.models import Version
from doallvet.signing.standing import places


def in_force(partnership):
    return Partnership.objects.accepted(timezone.localdate()).filter(pk=partnership.pk).exists()


def versions_of(partnership):
    """The issued versions, newest first."""
    found = Version.objects.filter(document__memorandum__partnership=partnership)
    return found.select_related("document", "issued_by").order_by("-number")


def versions(memorandum, person, *, runs):
    """The issued versions as rows; `runs`: with what one can do about missing signatures."""
    if memorandum.document is None:
        return []
    partnership = memorandum.partnership

    def address(version, sealed):
        return reverse(f"centres:memorandum-{'sealed' if sealed else 'file'}", args=[partnership.pk, version.pk])

    def who(version):
        return _places(version, memorandum, person, runs=runs)

    return issued.rows(versions_of(partnership), address=address, places=who)


def _places(version, memorandum, person, *, runs):
    """Who signs; with the way to sign for who may, to ask again and to record a scan for who runs the partnership."""
    own = set(Centre.objects.coordinated_by(person).values_list("pk", flat=True)) if runs else set()
    found = places(version, words=runs)
    for row in found:
        mine = memoranda.centre_of(memorandum, row["code"]).pk in own
        row["sign_url"] = reverse("sign", args=[row["pk"]]) if mine and not row["counts"] else ""
        acts = [*(["again", "letter"] if row["person_id"] != person.pk else []), "paper"]
        for act in acts if runs and row["waits"] else ():
            name = "scan" if act == "paper" else act
            row[f"{act}_url"] = reverse(f"centres:memorandum-{name}", args=[memorandum.partnership_id, row["pk"]])
        if runs and row["has_scan"]:
            row["scan_url"] = reverse("centres:memorandum-signed-scan", args=[memorandum.partnership_id, row["pk"]])
    return found


def standing(partnership):
    """How the memorandum stands, for the page of its partnership: words and tone; None where there is none."""
    version = versions_of(partnership).first()
    if version is None:
        return None
    names = {"number": version.document.number, "version": version.number}
    title = _("%(number)s, version %(version)s") % names
    if version.completed_at:
        words = _("signed by both on %(date)s") % {"date": date_format(timezone.localdate(version.completed_at))}
        return {"title": title, "text": words, "tone": "success"}
    waiting = [row for row in places(version) if row["waits"]]
    words = ", ".join(f"{row['party']} ({row['text']})" for row in waiting)
    return {"title": title, "text": _("Missing: %(who)s") % {"who": words}, "tone": "warning"}


def facts(draft):
    """What the portal knows for certain, so that it is shown and not asked."""
    return [_answer(draft, field) for field in rules.block().fields if field.is_fact]


def answers(draft):
    """What the memorandum says; what nobody needs and nobody gave is left out."""
    found = [(field, _answer(draft, field)) for field in rules.block().fields]
    aims = rules.Aims(draft.values)
    return [row for field, row in found if row["value"] or field.needed(aims)]


def _answer(draft, field):
    return {"label": field.label, "value": field.shown(draft.values.get(field.key))}


def differences(draft, values):
    """What two people wrote: label, what is kept now, what was typed."""
    found = []
    for field in draft.open_fields:
        now, typed = (field.shown(said.get(field.key)) for said in (draft.values, values))
        if now != typed:
            found.append({"label": field.label, "kept": now, "typed": typed})
    return found


def findings(draft, people):
    """What may go wrong with the signatures; what the sending centre lets stand in the way comes first."""
    domains = {domain_of(person.email) for person in people.values() if person.email}
    strict = draft.memorandum.sending.stopping
    found = memoranda.findings(draft.memorandum, people, takes_mail=mail_domains.takes_mail(domains))
    rows = [{"text": finding.text, "stops": finding.code in strict} for finding in found]
    return sorted(rows, key=lambda row: not row["stops"])


def unchanged(draft):
    """Whether issuing now would give the newest version again."""
    version = draft.newest
    if version is None or draft.missing:
        return False
    people, languages = memoranda.signers(draft), version.data["languages"]
    data = memoranda.data_of(draft, draft.memorandum.document.number, people=people, languages=languages)
    return content_hash(data, TEMPLATE_VERSION) == version.content_hash


def issued_words(version):
    return _("The memorandum is issued as %(number)s, version %(version)s. Its PDF is being made.") % {
        "number": version.document.number,
        "version": version.number,
    }
