"""The journey: projects, mobilities, roadmaps, agreements."""

from mobilities.models.agreement import Agreement
from mobilities.models.approval import Approval
from mobilities.models.blueprint import Blueprint, BlueprintStep
from mobilities.models.calendar import CalendarAddress
from mobilities.models.clause import ClauseBook
from mobilities.models.comment import Comment
from mobilities.models.evidence import Evidence
from mobilities.models.group import Candidate, Companion, Deed, Group
from mobilities.models.lead_time import LeadTime
from mobilities.models.mobility import Mobility
from mobilities.models.pack import AuditPack
from mobilities.models.party import Party
from mobilities.models.project import Project
from mobilities.models.reply import Reply
from mobilities.models.roadmap import Step
from mobilities.models.room import Bed, Room
from mobilities.models.session import VirtualSession
from mobilities.models.waiver import Waiver
from mobilities.models.wording import Wording

__all__ = [
    "Agreement",
    "Approval",
    "AuditPack",
    "Bed",
    "Blueprint",
    "BlueprintStep",
    "CalendarAddress",
    "Candidate",
    "ClauseBook",
    "Comment",
    "Companion",
    "Deed",
    "Evidence",
    "Group",
    "LeadTime",
    "Mobility",
    "Party",
    "Project",
    "Reply",
    "Room",
    "Step",
    "VirtualSession",
    "Waiver",
    "Wording",
]
