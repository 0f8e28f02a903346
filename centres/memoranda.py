"""The memorandum of a partnership with all that the portal knows to fill it in; how it is frozen and how it reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from centres.choices import Party
from centres.models import Centre, CentreMember, Memorandum, Partnership, Programme
from centres.rules import memorandum as rules
from centres.rules import preflight
from doallvet.accounts.models import User
from doallvet.papers import sheets
from doallvet.papers import words as paper_words
from doallvet.papers.fields import Block, Missing, Values, merged
from doallvet.papers.order import asked
from doallvet.signing.models import Version
from doallvet.signing.papers import Place

LINE = " · "
Signers = Mapping[str, User]


@dataclass
class Draft:
    """The draft of a memorandum with all that it is judged by."""

    memorandum: Memorandum
    filled: Values

    @cached_property
    def values(self) -> dict[str, Any]:
        """What it says now: facts, then what people wrote, then what the portal suggests."""
        return merged(rules.block(), self.memorandum.draft, self.filled)

    @property
    def open_fields(self) -> list[rules.Field]:
        """What people fill in: not facts."""
        return [field for field in rules.block().fields if not field.is_fact]

    @cached_property
    def missing(self) -> list[Missing]:
        return rules.missing(self.values)

    @property
    def begun(self) -> bool:
        """Whether somebody wrote in it."""
        return bool(self.memorandum.draft)

    @cached_property
    def newest(self) -> Version | None:
        """The version that was issued last."""
        document = self.memorandum.document
        return document.versions.newest().first() if document else None

    @property
    def languages(self) -> list[str]:
        """Those of the version before, else the sender's and beside it the host's where it is another one."""
        if self.newest:
            return self.newest.data["languages"]
        centres = (self.memorandum.sending, self.memorandum.hosting)
        return list(dict.fromkeys(paper_words.spoken_in(centre.country.code) for centre in centres))


def draft_of(partnership: Partnership, *, ours: Centre) -> Draft:
    """Gather the draft of a partnership, which comes with its centres; where there is none, `ours` would send."""
    kept = Memorandum.objects.select_related("document", "sending").filter(partnership=partnership).first()
    memorandum = kept or Memorandum(partnership=partnership, sending=ours)
    memorandum.partnership = partnership  # with its centres
    return Draft(memorandum, filled(memorandum))


def filled(memorandum: Memorandum) -> dict[str, Any]:
    """Give field → value of what the portal knows. Three queries."""
    return rules.fill(_known(memorandum))


def centre_of(memorandum: Memorandum, party: str) -> Centre:
    """Give the centre that signs for a party."""
    return memorandum.sending if party == Party.SENDING else memorandum.hosting


def coordinators(centre: Centre) -> list[User]:
    """Give who may sign for a centre today, who is there longest first."""
    members = CentreMember.objects.coordinators().filter(centre=centre, person__is_active=True)
    return [member.person for member in members.select_related("person").order_by("pk")]


def signers(draft: Draft) -> dict[str, User]:
    """Give who would sign for each centre: who was named last, who agreed to the partnership, or who is there longest.

    A centre without a coordinator has nobody.
    """
    memorandum, partnership = draft.memorandum, draft.memorandum.partnership
    before = dict(draft.newest.signatories.values_list("party", "person")) if draft.newest else {}
    agreed = {partnership.asked_by_id, partnership.accepted_by_id}
    found = {}
    for party in Party.values:
        there = coordinators(centre_of(memorandum, party))
        liked = [person for person in there if person.pk == before.get(party)]
        liked += [person for person in there if person.pk in agreed]
        if there:
            found[party] = (liked or there)[0]
    return found


def places(memorandum: Memorandum, people: Signers) -> list[Place]:
    """Give the places to sign, one for each centre, in their order; each centre says what its signature has to be."""
    found = []
    for party in Party.values:
        centre = centre_of(memorandum, party)
        wanted = asked(centre.signatures, rules.KIND)
        found.append(Place(party, rules.rank(party), centre.legal_name, people.get(party), **wanted))
    return sorted(found, key=lambda place: place.rank)


def findings(
    memorandum: Memorandum, people: Signers, *, takes_mail: Mapping[str, bool | None] | None = None
) -> list[preflight.Finding]:
    """Give what may go wrong with who is to sign."""
    rows = [_signer(party, people.get(party)) for party in Party.values]
    return preflight.people(rows, dict(Party.choices), takes_mail)


def _signer(party: str, person: User | None) -> preflight.Signer:
    if person is None:
        return preflight.Signer(party)
    phone = person.phone.is_valid() if person.phone else None
    return preflight.Signer(party, str(person), person.email or "", phone)


def data_of(draft: Draft, number: str, *, people: Signers, languages: list[str]) -> dict[str, Any]:
    """Give what is frozen of a memorandum (`doallvet.papers.sheets`)."""
    said = rules.frozen(draft.values)
    return {
        "number": number,
        "kind": rules.KIND,
        "languages": languages,
        "text": sheets.frozen_text(rules.KIND, "", languages),
        "fields": said,
        "commitments": sheets.frozen_promises(rules.promises(said), languages),
        "signers": sheets.frozen_signers(places(draft.memorandum, people)),
    }


def html(version: Version, *, party: str = "", evidence: Mapping[str, Any] | None = None) -> str:
    """Give the body of a version from its frozen data; see `signing.papers.Paper.html`."""
    said = version.data["fields"]
    others = tuple(field for field in rules.block().fields if not field.is_fact)
    about = [(Party.SENDING.value, said["sending"]), (Party.HOSTING.value, said["hosting"])]
    return sheets.html(version, Block(rules.KIND, False, others), about=about, party=party, evidence=evidence)


def signed(partnerships: Any) -> list[Version]:
    """Give the newest versions of some partnerships' memoranda that all have signed, with their files; one query."""
    found = Version.objects.newest().filter(document__memorandum__partnership__in=partnerships)
    return list(found.filter(completed_at__isnull=False).exclude(file="").select_related("document__memorandum"))


def _known(memorandum: Memorandum) -> dict[str, Any]:
    """What is known by its dotted name."""
    centres = (memorandum.sending, memorandum.hosting)
    people = {centre.pk: coordinators(centre) for centre in centres}
    programmes = Programme.objects.filter(centre=memorandum.sending).order_by("title", "pk")
    until = memorandum.partnership.valid_until
    return {
        "sending_centre.legal_name": memorandum.sending.legal_name,
        "hosting_centre.legal_name": memorandum.hosting.legal_name,
        "partnership.contacts": [_contact(centre, person) for centre in centres for person in people[centre.pk]],
        "partnership.programmes": [_programme(programme) for programme in programmes],
        "partnership.emergency_contacts": [line for centre in centres for line in _reached(centre, people[centre.pk])],
        "partnership.valid_until": until.isoformat() if until else None,
    }


def _contact(centre: Centre, person: User) -> str:
    return LINE.join(filter(None, [str(person), centre.name, person.email, _written(person.phone)]))


def _programme(programme: Programme) -> str:
    level = f"EQF {programme.eqf_level}" if programme.eqf_level else ""
    return LINE.join(filter(None, [programme.title, programme.qualification, level]))


def _reached(centre: Centre, people: list[User]) -> list[str]:
    """The numbers at which a centre can be called; none where it gave none."""
    rows = [(centre.name, _written(centre.phone))] if centre.phone else []
    rows += [(f"{person}, {centre.name}", _written(person.phone)) for person in people if person.phone]
    return [LINE.join(row) for row in rows]


def _written(phone: Any) -> str:
    """A telephone number as it is printed: +34 612 34 56 78."""
    return phone.as_international if phone else ""
