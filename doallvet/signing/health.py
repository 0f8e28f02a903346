"""Whether issued documents get their files, and signed ones their seals."""

from django.utils import timezone

from doallvet.outbox.health import checks
from doallvet.signing.models import Version


@checks("documents")
def files_are_built():
    """No version has waited for its file for so long that it will hardly come by itself."""
    return not Version.objects.late(timezone.now()).exists()


@checks("seals")
def papers_are_sealed():
    """No paper that all have signed has waited for its seal for so long that it will hardly come by itself."""
    return not Version.objects.sealing_late(timezone.now()).exists()
