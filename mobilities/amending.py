"""What is agreed of a stay today: what all signed in the learning agreement, and in the amendments since."""

from typing import Any

from doallvet.signing.models import Document, Version
from mobilities.rules import amendments


def agreed(document: Document, *, besides: Document | None = None) -> dict[str, Any]:
    """Give what is agreed by the fields of an amendment; two queries.

    `document`: the learning agreement, whose newest version all have signed. `besides`: the amendment that is being
    written itself, which does not count.
    """
    version = document.versions.newest().get()
    found = amendments.of_agreement(version.data["blocks"])
    since = Version.objects.newest().filter(document__changes=document, completed_at__gte=version.issued_at)
    if besides:
        since = since.exclude(document=besides)
    for later in since.order_by("completed_at", "pk"):
        found |= amendments.said(later.data["fields"])
    return found
