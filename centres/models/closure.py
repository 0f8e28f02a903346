"""Days on which an organisation is closed: school holidays, a works holiday in August, a bridging day."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centres.models.centre import Centre


class ClosedTime(models.Model):
    """From one day to another, both included. What is due to the organisation then is due earlier or later (N5)."""

    name = models.CharField(_("what for"), max_length=100)
    begins_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    class Meta:
        abstract = True
        ordering = ["begins_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_begins_before_it_ends",
                condition=Q(ends_on__gte=F("begins_on")),
                violation_error_message=_("The last day lies before the first one."),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def days(self):
        return (self.begins_on, self.ends_on)


class CentreClosure(ClosedTime):
    """When a centre is closed."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="closures")

    class Meta(ClosedTime.Meta):
        constraints = [
            *ClosedTime.Meta.constraints,
            models.UniqueConstraint(fields=["centre", "begins_on", "ends_on"], name="centre_closure_once"),
        ]
