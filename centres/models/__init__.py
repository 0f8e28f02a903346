"""Who sends and receives."""

from centres.models.apprentice import Apprentice, EmergencyContact, Guardian, LanguageLevel, SupportNeeds
from centres.models.centre import Centre, CentreMember, Network, NetworkMember
from centres.models.closure import CentreClosure
from centres.models.memorandum import Memorandum
from centres.models.partnership import Partnership
from centres.models.programme import Outcome, Programme, Unit

__all__ = [
    "Apprentice",
    "Centre",
    "CentreClosure",
    "CentreMember",
    "EmergencyContact",
    "Guardian",
    "LanguageLevel",
    "Memorandum",
    "Network",
    "NetworkMember",
    "Outcome",
    "Partnership",
    "Programme",
    "SupportNeeds",
    "Unit",
]
