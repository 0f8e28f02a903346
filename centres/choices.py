"""Words of centres and people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MemberRole(TextChoices):
    COORDINATOR = "coordinator", _("coordinator")
    TEACHER = "teacher", _("teacher")
    VIEWER = "viewer", _("viewer")


class Party(TextChoices):
    """The two who sign a memorandum, by the names that papers have for them."""

    SENDING = "sending_centre", _("sending centre")
    HOSTING = "hosting_centre", _("hosting centre")


class PartnershipState(TextChoices):
    """Where a partnership stands, seen from one of its two sides."""

    WAITING = "waiting", _("waiting for your answer")
    ASKED = "asked", _("waiting for their answer")
    IN_FORCE = "in_force", _("in force")
    ENDING = "ending", _("ends soon")
    EXPIRED = "expired", _("expired")
    DECLINED = "declined", _("declined")
    ENDED = "ended", _("ended")


class CentreKind(TextChoices):
    """What kind of organisation it is, as the learning agreement asks."""

    VET_SCHOOL = "vet_school", _("VET school")
    TRAINING_CENTRE = "training_centre", _("training centre")
    HIGHER = "higher", _("higher vocational school")
    CHAMBER = "chamber", _("chamber")
    NGO = "ngo", _("association or social enterprise")
    OTHER = "other", _("other")


class Level(TextChoices):
    """Language levels of the Common European Framework."""

    A1 = "A1", "A1"
    A2 = "A2", "A2"
    B1 = "B1", "B1"
    B2 = "B2", "B2"
    C1 = "C1", "C1"
    C2 = "C2", "C2"
    NATIVE = "native", _("first language")


class Gender(TextChoices):
    """As the European forms ask; empty where nothing was said."""

    WOMAN = "woman", _("woman")
    MAN = "man", _("man")
    OTHER = "other", _("other")


class Relation(TextChoices):
    MOTHER = "mother", _("mother")
    FATHER = "father", _("father")
    LEGAL_GUARDIAN = "legal_guardian", _("legal guardian")
    OTHER = "other", _("other")


class PaperCheck(TextChoices):
    """What is looked at before a paper goes out to be signed; a centre says which of it stands in the way.

    Whether a domain takes mail never does: it is asked outside, where the answer may be wrong or fail to come.
    """

    NOBODY = "nobody", _("nobody is named who signs for a party")
    NO_ADDRESS = "no_address", _("who signs has no e-mail address")
    DOMAIN = "domain", _("an address takes no mail")
    PHONE = "phone", _("a telephone number cannot be right")
    SAME_CONTACT = "same_contact", _("two parties have one address")
    MENTOR_SIGNS = "mentor_signs", _("the mentor signs for a company without being asked to by it")
    PEOPLE = "people", _("the learning agreement names somebody for both sides, or one person only for a side")
    CLAUSES = "clauses", _("a clause is not written in a language of the paper")
    LIMITS = "limits", _("the stay is longer or shorter than programme or law allow")
    OUTSIDE_PROJECT = "outside_project", _("the stay is outside the grant project")
    OUTSIDE_CONTRACT = "outside_contract", _("the stay is outside the training contract")


STRICT = (PaperCheck.SAME_CONTACT, PaperCheck.PEOPLE, PaperCheck.OUTSIDE_PROJECT)  # unless a centre says otherwise
CAN_STOP = [(check.value, check.label) for check in PaperCheck if check != PaperCheck.DOMAIN]


def strict_checks() -> list[str]:
    return [check.value for check in STRICT]
