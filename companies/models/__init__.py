"""Who employs and hosts."""

from companies.models.closure import CompanyClosure
from companies.models.company import Company, CompanyContact, Site
from companies.models.contract import TrainingContract
from companies.models.law import Rule
from companies.models.source import Source

__all__ = ["Company", "CompanyClosure", "CompanyContact", "Rule", "Site", "Source", "TrainingContract"]
