"""The memorandum of a partnership, filled in, issued and signed, for tests."""

from django.utils.translation import override

from centres import memoranda
from centres.actions import memorandum as actions
from centres.models import Partnership
from centres.tasks import build_memorandum
from doallvet.signing.actions import signature as signatures
from doallvet.signing.choices import Way
from doallvet.signing.models import Signatory
from tests.factories import NOW

TYPED = {
    "objectives": ["status", "stays"],
    "qualifications": ["Mecatrónica Industrial · EQF 4"],
    "responsibilities": "The hosting centre finds the companies.",
    "quality_assurance": "A call after each stay.",
    "assessment": "The mentor, on the assessment sheet.",
    "recognition": "The hours count for the module.",
    "emergency_contacts": ["Jonas Prueba · +49 351 000000"],
    "data_protection": "Deleted a year after the stay.",
    "valid_until": "2029-06-30",
}


def between(one, other):
    """The partnership of two coordinators' centres, with its centres."""
    return Partnership.objects.select_related("centre", "to").between(one.centre, other.centre).get()


def write(partnership, by, at=NOW, sending=None, **changes):
    """Write what the memorandum asks and give it; the sender is the centre that asked."""
    draft = memoranda.draft_of(partnership, ours=sending or partnership.centre)
    said = TYPED | changes
    values = {field.key: said.get(field.key, draft.values.get(field.key)) for field in draft.open_fields}
    sending, version = sending or draft.memorandum.sending, draft.memorandum.draft_version
    return actions.save(partnership, values, sending=sending, version=version, by=by, at=at)


def issue(partnership, by, at=NOW, languages=("es", "de"), signers=None, **changes):
    """Issue the memorandum as it is written now, with its file."""
    memorandum = write(partnership, by, at=at, **changes)
    people = memoranda.signers(memoranda.draft_of(partnership, ours=partnership.centre)) | (signers or {})
    version = actions.issue(
        partnership, signers=people, languages=list(languages), version=memorandum.draft_version, by=by, at=at
    )
    build_memorandum(version_id=version.pk)
    version.refresh_from_db()
    return version


def place(version, party):
    return Signatory.objects.with_version().get(version=version, party=party)


def sign(version, party, at=NOW, person=None, way=Way.SIGNED_IN):
    row = place(version, party)
    person = person or row.person
    hand = signatures.Hand(typed_name=str(person), consent="I sign.", language="en", way=way, role=party)
    with override("en"):
        return signatures.sign(row, person=person, shown=version.content_hash, hand=hand, at=at)


def sign_both(version, at=NOW):
    for party in ("sending_centre", "hosting_centre"):
        sign(version, party, at=at)
    version.refresh_from_db()
    return version


def states(version):
    return {row.party: row.state for row in version.signatories.all()}
