"""The law of a mobility as its pages tell it: one paragraph for who reads it."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mobilities import law
from mobilities.rules import explained


def context(mobility, seat):
    """What the template _law.html takes; `law` is None for who sees only dates."""
    who = law.audience(seat)
    if not who:
        return {"law": None, "law_obstacles": (), "rules_url": "", "rules_label": ""}
    url, label = reverse("mobilities:rules") + f"?profile={mobility.profile}", _("The rules of the country")
    if who == explained.COORDINATOR and seat.coordinates:
        url, label = reverse("mobilities:law", args=[mobility.pk]), _("All that the rules say of this stay")
    told = law.told(who, mobility, today=timezone.localdate())
    forbidden = law.forbidden(mobility) if seat.coordinates and mobility.arrangement else ()
    return {"law": told, "law_obstacles": forbidden, "rules_url": url, "rules_label": label}
