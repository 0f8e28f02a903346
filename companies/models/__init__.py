"""Who employs and hosts."""

from companies.models.closure import CompanyClosure
from companies.models.company import Company, CompanyContact, Site
from companies.models.contract import TrainingContract

__all__ = ["Company", "CompanyClosure", "CompanyContact", "Site", "TrainingContract"]
