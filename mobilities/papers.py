"""How the papers of a mobility read, who signs them, and what follows: what `doallvet.signing` asks of this room."""

from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from doallvet.accounts.models import User
from doallvet.papers import sheets as written
from doallvet.papers import words
from doallvet.signing.models import Document, Signatory, Version
from doallvet.signing.papers import reads
from mobilities import clauses, documents, sheets, standing, stated, versions
from mobilities.actions import papers
from mobilities.actions.locks import lock_apprentice, lock_mobility
from mobilities.choices import HOST_REASONS, OWNER_OF, PERSONAL, Reason, Role, Side
from mobilities.models import Mobility
from mobilities.responsible import holders
from mobilities.rules import documents as catalogue
from mobilities.rules.papers import AMENDMENT, PREFIXES

COMPANIES = (Side.HOME_EMPLOYER, Side.HOST_COMPANY)


@reads("LEARNING_AGREEMENT")
class MobilityPaper:
    """A paper of one mobility, kept as an agreement."""

    def lock(self, document: Document) -> None:
        lock_mobility(document.agreement.mobility)

    def obstacles(self, signatory: Signatory) -> list[str]:
        mobility = _mobility(signatory.version)
        if mobility.is_over:
            return [_("This mobility is over: nothing is signed any more.")]
        if names := stated.outdated(mobility, signatory.version):
            sentence = _("The stay has changed since this paper was issued: %(what)s. A new version comes.")
            return [sentence % {"what": ", ".join(names)}]
        return []

    def signers(self, signatory: Signatory) -> list[User]:
        mobility = _mobility(signatory.version)
        owner = OWNER_OF[Side(signatory.party)]
        rows = [holder for holder in holders([mobility.pk])[mobility.pk] if holder.acts_as == owner]
        signing = {person for holder in rows for person in holder.signs}
        if signatory.party in PERSONAL:
            signing &= {signatory.person_id}
        if signatory.party == Side.GUARDIAN and signatory.counts and standing.signs_alone(mobility):
            signing = {mobility.apprentice.person_id}  # who has come of age takes back what was consented for them
        people = User.objects.filter(pk__in=signing).order_by("pk")
        return sorted(people, key=lambda person: person.pk != signatory.person_id)

    def html(self, version: Version, *, party: str = "", evidence: dict[str, Any] | None = None) -> str:
        return documents.html(version, party=party, evidence=evidence)

    def heading(self, version: Version) -> str:
        return documents.heading(version)

    def terms(self, signatory: Signatory) -> dict[str, Any]:
        mobility = _mobility(signatory.version)
        return {
            "may_take_back": False,
            "title": written.title(signatory.version),
            "asks": mobility.sending_centre,
            "sender": mobility.sending_centre_id,
            "about": f"{mobility.apprentice} → {mobility.host_city}",
            "when": f"{date_format(mobility.first_day)} – {date_format(mobility.last_day)}",
            "party": Side(signatory.party).label,
            "commitments": written.promised(signatory.version, signatory.party),
            "further": clauses.read_by(signatory.version.data, signatory.party),
            "contact": mobility.party(Role.SENDING_COORDINATOR),
            "reasons": _reasons(signatory.party),
            "may_pass_on": signatory.party in COMPANIES,
        }

    def party(self, signatory: Signatory, language: str = "") -> str:
        return words.party(signatory.party, language) if language else str(Side(signatory.party).label)

    def changes(self, signatory: Signatory) -> list[tuple[str, str, str]]:
        return versions.changes_for(signatory.version, signatory.party)

    def take_up(
        self, signatory: Signatory, *, first_name: str, last_name: str, email: str, by: User, at: datetime
    ) -> User:
        return papers.take_up(
            _mobility(signatory.version),
            OWNER_OF[signatory.party],
            first_name=first_name,
            last_name=last_name,
            email=email,
            by=by,
            at=at,
        )

    def wrote(self, signatory: Signatory, person: User, *, by: User, at: datetime) -> None:
        papers.note_letter(_mobility(signatory.version), signatory, person, by=by, at=at)

    def after(self, signatory: Signatory, *, by: User, at: datetime) -> None:
        papers.follow(_mobility(signatory.version), signatory, by=by, at=at)


@reads(*PREFIXES)
class StayPaper(MobilityPaper):
    """Another paper of one stay: in the languages of those who sign it; each reads its own commitments."""

    def lock(self, document: Document) -> None:
        if document.kind == AMENDMENT:  # its last signature moves the days of the stay
            lock_apprentice(document.agreement.mobility.apprentice_id)
        super().lock(document)

    def html(self, version: Version, *, party: str = "", evidence: dict[str, Any] | None = None) -> str:
        return sheets.html(version, party=party, evidence=evidence)

    def heading(self, version: Version) -> str:
        return written.heading(version)

    def terms(self, signatory: Signatory) -> dict[str, Any]:
        kind = catalogue.documents()[signatory.version.document.kind]
        return super().terms(signatory) | {"may_take_back": kind.revocable}


def _reasons(party: str) -> list[tuple[str, str]]:
    """Why a party may say no: a company's reasons (domain.md 5.2), everybody else's own words."""
    if party == Side.HOME_EMPLOYER:
        return [(reason.value, reason.label) for reason in Reason]
    if party == Side.HOST_COMPANY:
        return [(reason.value, reason.label) for reason in HOST_REASONS]
    return [(Reason.OTHER.value, _("I say it in my words"))]


def _mobility(version: Version) -> Mobility:
    return Mobility.objects.with_people().get(agreements__document=version.document_id)
