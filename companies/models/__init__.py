"""Who employs and hosts."""

from companies.models.company import Company, CompanyContact, Site
from companies.models.contract import TrainingContract

__all__ = ["Company", "CompanyContact", "Site", "TrainingContract"]
