"""Two centres that agreed to work together."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centres.models.centre import Centre
from centres.rules.partnership import WARN_BEFORE


class PartnershipQuerySet(models.QuerySet):
    def visible_to(self, person):
        mine = Centre.objects.of_member(person).values("pk")
        return self.filter(Q(centre__in=mine) | Q(to__in=mine))

    def of(self, centre):
        return self.filter(Q(centre=centre) | Q(to=centre))

    def of_any(self, centres):
        return self.filter(Q(centre__in=centres) | Q(to__in=centres))

    def between(self, one, other):
        return self.of(one).of(other)

    def accepted(self, today):
        """In force: accepted, not ended, still valid. No data flows to a partner otherwise."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=today), accepted_at__isnull=False, ended_at=None)

    def ending(self, today):
        """In force, and soon no more: what both sides are warned of."""
        return self.accepted(today).filter(valid_until__lte=today + WARN_BEFORE)

    def open(self):
        return self.filter(ended_at=None)


class Partnership(models.Model):
    """Asked by one centre, accepted by the other; only then may data pass between them."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="asked_by_us")
    to = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="asked_us")
    message = models.TextField(_("message"), blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True)
    memorandum = models.CharField(_("memorandum"), max_length=200, blank=True)
    memorandum_name = models.CharField(max_length=200, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="partnership_of_two", condition=~Q(centre=F("to"))),
            models.UniqueConstraint(
                fields=["centre", "to"],
                condition=Q(ended_at=None),
                name="partnership_once",
                violation_error_message=_("This partnership has already been asked for."),
            ),
        ]

    def __str__(self):
        return f"{self.centre} – {self.to}"
