"""The contract between an apprentice and an employer."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centres.models import Apprentice
from companies.models.company import Company, Site


class TrainingContractQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Those of the apprentices whom the person sees in the own centres, and one's own."""
        return self.filter(apprentice__in=Apprentice.objects.visible_to(person))

    def running(self, on):
        return self.filter(begins_on__lte=on, ends_on__gte=on)


class TrainingContract(models.Model):
    """An apprentice's contract with a home employer; limits such as "half of the contract" need its dates."""

    apprentice = models.ForeignKey(Apprentice, on_delete=models.CASCADE, related_name="contracts")
    employer = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="training_contracts")
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    profile = models.CharField(_("kind of apprenticeship"), max_length=20)
    reference = models.CharField(_("number of the contract"), max_length=100, blank=True)
    begins_on = models.DateField(_("begins"))
    ends_on = models.DateField(_("ends"))
    trainer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = TrainingContractQuerySet.as_manager()

    class Meta:
        ordering = ["-begins_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="contract_begins_before_it_ends",
                condition=Q(ends_on__gte=F("begins_on")),
                violation_error_message=_("The contract ends before it begins."),
            )
        ]

    def __str__(self):
        return f"{self.apprentice} – {self.employer}"
