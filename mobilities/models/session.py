"""Virtual sessions: when people of both countries meet online, before and after a stay."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mobilities.models.group import Group
from mobilities.models.mobility import Mobility

LONGEST = 8 * 60  # minutes


class VirtualSessionQuerySet(models.QuerySet):
    def of(self, mobility):
        """Those of a mobility, and those of the group it travels with."""
        return self.of_any([mobility.pk], [mobility.group_id] if mobility.group_id else [])

    def of_any(self, mobilities, groups):
        return self.filter(Q(mobility__in=mobilities) | Q(group__in=groups))

    def held(self):
        """Those that were not called off."""
        return self.filter(cancelled_at=None)

    def in_time(self):
        return self.order_by("on", "begins", "pk")


class VirtualSession(models.Model):
    """A meeting online, of one mobility or of all of a group.

    It is kept as the clock shows it where it was planned: ten in Vienna stays ten in Vienna. `takes_part`: the owners
    (`choices.Owner`) for whom people come.
    """

    mobility = models.ForeignKey(Mobility, null=True, on_delete=models.CASCADE, related_name="sessions")
    group = models.ForeignKey(Group, null=True, on_delete=models.CASCADE, related_name="sessions")
    title = models.CharField(_("what it is about"), max_length=100)
    on = models.DateField(_("day"))
    begins = models.TimeField(_("begins at"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), validators=[MinValueValidator(5), MaxValueValidator(LONGEST)]
    )
    time_zone = models.CharField(_("time zone"), max_length=50)
    link = models.URLField(_("link to the meeting"), max_length=500, blank=True)
    note = models.TextField(_("note"), blank=True)
    takes_part = models.JSONField(default=list)
    planned_at = models.DateTimeField(editable=False)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, editable=False, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = VirtualSessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="session_of_one",
                condition=Q(mobility=None, group__isnull=False) | Q(mobility__isnull=False, group=None),
            ),
            models.UniqueConstraint(
                fields=["mobility", "on", "begins", "time_zone", "title"],
                condition=Q(cancelled_at=None),
                name="session_once",
            ),
            models.UniqueConstraint(
                fields=["group", "on", "begins", "time_zone", "title"],
                condition=Q(cancelled_at=None),
                name="session_once_a_group",
            ),
        ]
        indexes = [models.Index(fields=["on"], condition=Q(cancelled_at=None), name="session_on")]

    def __str__(self):
        return self.title

    @property
    def begins_at(self):
        return datetime.combine(self.on, self.begins, ZoneInfo(self.time_zone))

    @property
    def ends_at(self):
        """So many minutes later, also where the clocks change meanwhile."""
        ends = self.begins_at.astimezone(ZoneInfo("UTC")) + timedelta(minutes=self.minutes)
        return ends.astimezone(ZoneInfo(self.time_zone))
