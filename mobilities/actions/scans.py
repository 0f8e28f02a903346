"""Signatures that a coordinator saw on a scan."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from doallvet.accounts.models import User
from doallvet.core.refused import Stale
from doallvet.signing import matching
from doallvet.signing.actions.signature import Hand, sign
from doallvet.signing.choices import State, Way
from doallvet.signing.models import Signatory, Version
from doallvet.signing.models.signature import LONGEST_NAME
from doallvet.signing.papers import PAPERS
from mobilities import standing
from mobilities.choices import Side
from mobilities.models import Evidence, Mobility, Step


def version_of(mobility: Mobility, document: str) -> Version | None:
    """Give the version of a paper that is printed and signed now; None where the portal issued none."""
    found = Version.objects.newest().filter(document__agreement__mobility=mobility, document__kind=document)
    return found.exclude(file="").select_related("document").order_by("-pk").first()


def is_issued(step: Step) -> bool:
    """Tell whether the portal issued a paper that this step asks for: scans are held against it."""
    return any(version_of(step.mobility, document) for document in step.plan.evidence if document in PAPERS)


def questions(mobility: Mobility, step: Step, *, reviews: bool) -> dict[str, Any]:
    """Give what is asked of a scan: `sides` whose signatures it may carry, and whether who `reviews` it compares."""
    return {"sides": standing.sides_on(mobility, step), "compares": reviews and is_issued(step)}


def refuse_other(version: Version, content: bytes, mime: str, *, signed_by: Collection[str], compared: bool) -> None:
    """Raise Refused for a scan of anything but this version.

    Where no code can be read on it and `signed_by` would count at places, the coordinator must have `compared` it.
    """
    matching.refuse_other(version, content, mime, compared=compared or not _places(version, signed_by))


def count(mobility: Mobility, scan: Evidence, version: Version | None, *, by: User, at: datetime) -> None:
    """Let the signatures that a coordinator saw on a scan count at their places of the version it was held against.

    The caller holds the lock. Raises Stale where there is another version by now.
    """
    if version_of(mobility, scan.document) != version:
        raise Stale(_("There is a new version of this paper. Nothing was kept: please compare the scan with that one."))
    for place in _places(version, scan.signed_by) if version else []:
        hand = Hand(
            typed_name=str(place.person or place.organisation or Side(place.party).label)[:LONGEST_NAME],
            consent="",
            language=place.version.language,
            way=Way.PAPER,
            role=str(Side(place.party).label),
            scan=scan.file,
            scan_hash=scan.sha256,
        )
        sign(place, person=place.person, shown=place.version.content_hash, hand=hand, at=at, recorded_by=by)


def _places(version: Version, signed_by: Collection[str]) -> list[Signatory]:
    """Give the places at which these parties can still sign.

    Where several sign for a party, each needs a signature of their own: those are recorded one by one.
    """
    places = list(version.signatories.with_version())
    parties = [place.party for place in places]
    return [
        place
        for place in places
        if place.party in signed_by
        and not place.counts
        and place.state != State.WITHDRAWN
        and parties.count(place.party) == 1
    ]
