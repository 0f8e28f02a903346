"""How messages travel."""

from enum import Enum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Pace(Enum):
    """How a kind travels: at once (the person is waiting for it), alone in a message of its own, or in the digest."""

    AT_ONCE = "at_once"
    ALONE = "alone"
    DIGEST = "digest"


class Source(models.TextChoices):
    """Who said that mail does not reach an address."""

    SMTP = "smtp", _("The mail server did not take it")
    BOUNCE = "bounce", _("It came back")
    COMPLAINT = "complaint", _("It was reported as unwanted")


class Level(models.TextChoices):
    """How urgent an announcement is."""

    INFO = "info", _("good to know")
    WARNING = "warning", _("important")
    DANGER = "danger", _("urgent")
