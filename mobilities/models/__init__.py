"""The journey: projects, mobilities, roadmaps, agreements."""

from mobilities.models.agreement import Agreement
from mobilities.models.approval import Approval
from mobilities.models.blueprint import Blueprint, BlueprintStep
from mobilities.models.evidence import Evidence
from mobilities.models.lead_time import LeadTime
from mobilities.models.mobility import Mobility
from mobilities.models.party import Party
from mobilities.models.project import Group, Project
from mobilities.models.roadmap import Step
from mobilities.models.waiver import Waiver

__all__ = [
    "Agreement",
    "Approval",
    "Blueprint",
    "BlueprintStep",
    "Evidence",
    "Group",
    "LeadTime",
    "Mobility",
    "Party",
    "Project",
    "Step",
    "Waiver",
]
