"""The words of signing."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """How it stands with one place to sign; the version has a life of its own."""

    WAITING = "waiting", _("not signed yet")
    SIGNED = "signed", _("signed")
    CARRIED = "carried", _("signed before; nothing that binds them changed")
    CHANGE = "change", _("asks for a change")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("taken back")


COUNTS = (State.SIGNED, State.CARRIED)


class Way(TextChoices):
    """How a signature came."""

    LINK = "link", _("by a personal link")
    SIGNED_IN = "signed_in", _("signed in")
    LETTER = "letter", _("with the code of a letter")
    PAPER = "paper", _("on paper")
    PROVIDER = "provider", _("with a signature provider")


class Form(TextChoices):
    """What a signature has to be (domain.md 4.4): a setting for each document and country."""

    SCAN = "wet_scan", _("on paper, as a scan")
    SIMPLE = "simple", _("simple electronic signature")
    ADVANCED = "advanced", _("advanced electronic signature")
    QUALIFIED = "qualified", _("qualified electronic signature")


class Code(TextChoices):
    """Whether a one-time code goes with a signature: to the address or the telephone on file."""

    NONE = "none", _("no code")
    EMAIL = "email", _("a code by e-mail")
    SMS = "sms", _("a code by SMS")


class Act(TextChoices):
    """What the chain keeps."""

    ISSUED = "issued", _("issued")
    SIGNED = "signed", _("signed")
    CARRIED = "carried", _("carried over")
    CHANGE = "change", _("change asked for")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("taken back")
    PASSED_ON = "passed_on", _("passed on")
    COMPLETED = "completed", _("signed by all")
    SEALED = "sealed", _("sealed")
