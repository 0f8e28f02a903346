"""An agreement that is issued and waits for its signatures, for tests."""

from django.urls import reverse
from django.utils.translation import override

from doallvet.signing.actions import signature as signatures
from doallvet.signing.choices import Way
from doallvet.signing.models import Signatory
from mobilities.actions import agreement as agreements
from mobilities.tasks import build_agreement
from tests.factories import NOW
from tests.mobilities.agreements import write

ORDER = ["apprentice", "home_employer", "sending_centre", "host_company", "hosting_centre"]


def issue(mobility, by, at=NOW, languages=None, **changes):
    """Issue the agreement as it is written now, with its file."""
    version = agreements.issue(write(mobility, by, at=at, **changes), by=by, at=at, languages=languages)
    build_agreement(version_id=version.pk)
    version.refresh_from_db()
    return version


def place(version, party):
    return Signatory.objects.with_version().get(version=version, party=party)


def sign(version, party, at=NOW, **more):
    """Somebody who signs for a party does so, on a page as the portal shows it."""
    row = place(version, party)
    person = more.pop("person", None) or row.person
    typed = {"typed_name": str(person), "consent": "I sign.", "language": "en", "way": Way.LINK, "role": party}
    typed |= {"address": "", "scan": "", "scan_hash": ""}
    hand = signatures.Hand(**typed | {name: more.pop(name) for name in list(more) if name in typed})
    shown = more.pop("shown", version.content_hash)
    with override("en"):
        return signatures.sign(row, person=person, shown=shown, hand=hand, at=at, **more)


def sign_all(version, at=NOW, parties=ORDER):
    return [sign(version, party, at=at) for party in parties]


def states(version):
    return {row.party: row.state for row in version.signatories.all()}


def page_of(row):
    return reverse("sign", args=[row.pk])
