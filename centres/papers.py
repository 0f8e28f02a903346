"""How the memorandum of a partnership reads, who signs it, and what follows: what `doallvet.signing` asks."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centres import memoranda
from centres.actions import memorandum as memorandums
from centres.actions import partnership as partnerships
from centres.choices import Party
from centres.models import CentreMember, Memorandum, Partnership
from centres.rules import memorandum as rules
from doallvet.accounts.models import User
from doallvet.core.refused import Refused
from doallvet.history import actions as history
from doallvet.papers import changes, sheets, words
from doallvet.signing.models import Document, Signatory, Version
from doallvet.signing.papers import reads

PARTIES = dict(Party.choices)
OWN_WORDS = "other"  # the one reason for a no


@reads(rules.KIND)
class MemorandumPaper:
    """What two centres agree."""

    def lock(self, document: Document) -> None:
        partnerships.locked(document.memorandum.partnership)

    def obstacles(self, signatory: Signatory) -> list[str]:
        partnership = _memorandum(signatory.version).partnership
        if Partnership.objects.accepted(timezone.localdate()).filter(pk=partnership.pk).exists():
            return []
        return [_("This partnership is not in force: nothing is signed any more.")]

    def signers(self, signatory: Signatory) -> list[User]:
        centre = memoranda.centre_of(_memorandum(signatory.version), signatory.party)
        return sorted(memoranda.coordinators(centre), key=lambda person: person.pk != signatory.person_id)

    def html(self, version: Version, *, party: str = "", evidence: dict[str, Any] | None = None) -> str:
        return memoranda.html(version, party=party, evidence=evidence)

    def heading(self, version: Version) -> str:
        return sheets.heading(version)

    def terms(self, signatory: Signatory) -> dict[str, Any]:
        version = signatory.version
        memorandum, issuer = _memorandum(version), _issuer(version)
        until = date.fromisoformat(version.data["fields"]["valid_until"])
        return {
            "title": sheets.title(version),
            "asks": issuer.centre if issuer else memorandum.partnership.centre,
            "sender": None,
            "about": f"{memorandum.sending} – {memorandum.hosting}",
            "when": _("valid until %(date)s") % {"date": date_format(until)},
            "party": PARTIES[signatory.party],
            "commitments": sheets.promised(version, signatory.party),
            "further": [],
            "contact": issuer,
            "reasons": [(OWN_WORDS, _("I say it in my words"))],
            "may_pass_on": False,
            "may_take_back": False,
        }

    def party(self, signatory: Signatory, language: str = "") -> str:
        return words.party(signatory.party, language) if language else str(PARTIES[signatory.party])

    def changes(self, signatory: Signatory) -> list[tuple[str, str, str]]:
        rows = changes.since_signed(signatory.version, signatory.party)
        found = changes.of_texts(rows)
        for change in rows:
            part, _dot, name = change.name.partition(".")
            if part == "fields":
                found.append(changes.of_field(rules.block(), name, change))
            elif part == "commitments":
                found += changes.of_promise(name, change, PARTIES)
            elif part == "languages":
                found.append(changes.of_language(change))
        return found

    def take_up(
        self, signatory: Signatory, *, first_name: str, last_name: str, email: str, by: User, at: datetime
    ) -> User:
        raise Refused(_("Whoever coordinates your centre can sign. Invite them on the page of your centre."))

    def wrote(self, signatory: Signatory, person: User, *, by: User, at: datetime) -> None:
        partnership = _memorandum(signatory.version).partnership
        history.record(partnership, "letter_written", by=by, at=at, after=str(person), for_whom=signatory.party)

    def after(self, signatory: Signatory, *, by: User, at: datetime) -> None:
        memorandums.said(signatory, by=by, at=at)


def _memorandum(version: Version) -> Memorandum:
    found = Memorandum.objects.select_related("sending", "partnership__centre", "partnership__to")
    return found.get(document=version.document_id)


def _issuer(version: Version) -> CentreMember | None:
    """Who issued it, as one of the two centres' people: whom one asks."""
    partnership = _memorandum(version).partnership
    both = (partnership.centre_id, partnership.to_id)
    members = CentreMember.objects.current().filter(person=version.issued_by_id, centre__in=both)
    return members.select_related("person", "centre").order_by("pk").first()
