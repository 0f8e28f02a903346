"""How long things took at a centre."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from centres.models import Centre
from mobilities.choices import Kind, Owner


class LeadTime(models.Model):
    """The newest lead times of steps of one kind and one party on mobilities that a centre sent.

    `days`: working days, the shortest first (rules.forecast). Made anew from closed steps by the first sweep of a day.
    """

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="lead_times")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    owner = models.CharField(max_length=20, choices=Owner.choices)
    days = models.JSONField()
    gathered_on = models.DateField()

    class Meta:
        ordering = ["centre", "kind", "owner"]
        verbose_name = _("lead time")
        constraints = [models.UniqueConstraint(fields=["centre", "kind", "owner"], name="lead_time_once")]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.get_owner_display()}"
