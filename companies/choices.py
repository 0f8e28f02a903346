"""Words of companies."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Function(TextChoices):
    """What a contact does for the company; several people, or one for several functions in several rows."""

    SIGNATORY = "signatory", _("signs for the company")
    MENTOR = "mentor", _("mentor or trainer")
    DEPUTY = "deputy", _("deputy of the mentor")


class Size(TextChoices):
    """Size classes of the European Commission."""

    MICRO = "micro", _("up to 9 people")
    SMALL = "small", _("10 to 49 people")
    MEDIUM = "medium", _("50 to 249 people")
    LARGE = "large", _("250 people or more")
