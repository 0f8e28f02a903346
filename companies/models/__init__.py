"""Who employs and hosts."""

from companies.models.company import Company, CompanyContact, Site
from companies.models.contract import TrainingContract
from companies.models.law import Rule

__all__ = ["Company", "CompanyContact", "Rule", "Site", "TrainingContract"]
