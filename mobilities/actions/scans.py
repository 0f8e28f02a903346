"""Signatures that a coordinator saw on a scan."""

from datetime import datetime

from doallvet.accounts.models import User
from doallvet.signing.actions.signature import Hand, sign
from doallvet.signing.choices import State, Way
from doallvet.signing.models import Version
from mobilities.choices import Side
from mobilities.models import Evidence, Mobility


def count(mobility: Mobility, scan: Evidence, *, by: User, at: datetime) -> None:
    """Let the signatures that a coordinator saw on a scan count at their places of the issued paper.

    Where several sign for a party, each needs a signature of their own: those are recorded one by one.
    """
    version = Version.objects.newest().filter(document__agreement__mobility=mobility, document__kind=scan.document)
    version = version.exclude(file="").first()
    if version is None:
        return
    places = list(version.signatories.with_version())
    parties = [place.party for place in places]
    for place in places:
        open_still = not place.counts and place.state != State.WITHDRAWN
        if place.party in scan.signed_by and open_still and parties.count(place.party) == 1:
            hand = Hand(
                typed_name=str(place.person or place.organisation or Side(place.party).label),
                consent="",
                language=version.language,
                way=Way.PAPER,
                role=str(Side(place.party).label),
                scan=scan.file,
                scan_hash=scan.sha256,
            )
            sign(place, person=place.person, shown=version.content_hash, hand=hand, at=at, recorded_by=by)
