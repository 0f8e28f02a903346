"""When a company is closed."""

from django.db import models

from centres.models.closure import ClosedTime
from companies.models.company import Company


class CompanyClosure(ClosedTime):
    """Shared like the company: whoever asks it for something by then should know."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="closures")

    class Meta(ClosedTime.Meta):
        constraints = [
            *ClosedTime.Meta.constraints,
            models.UniqueConstraint(fields=["company", "begins_on", "ends_on"], name="company_closure_once"),
        ]
