"""The way from a step of a stay to the memorandum of its two centres."""

from django.urls import reverse
from django.utils import timezone

from centres.models import Partnership
from centres.rules.memorandum import KIND
from mobilities.choices import Role


def address(mobility, seat, step):
    """Where the memorandum that a step asks for is written, for who coordinates one of the centres; else ""."""
    hosting = mobility.party(Role.HOSTING_COORDINATOR)
    if KIND not in step.plan.evidence or not (seat.coordinates or seat.hosts) or hosting is None:
        return ""
    in_force = Partnership.objects.accepted(timezone.localdate())
    partnership = in_force.between(mobility.sending_centre_id, hosting.centre_id).values_list("pk", flat=True).first()
    return reverse("centres:memorandum-paper", args=[partnership]) if partnership else ""
