"""The rooms in which a group sleeps, and who has a bed there on which nights."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mobilities.models.group import Companion, Group
from mobilities.models.mobility import Mobility


class Room(models.Model):
    """A room of a group's accommodation."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(_("name of the room"), max_length=50)
    places = models.PositiveSmallIntegerField(_("places"), validators=[MinValueValidator(1)])
    note = models.CharField(_("note"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "name"], name="room_name_once"),
            models.CheckConstraint(name="room_has_a_place", condition=Q(places__gte=1)),
        ]

    def __str__(self):
        return self.name


class Bed(models.Model):
    """Where one who travels sleeps, from the night of `arrives_on` up to that before `leaves_on`.

    The days move with those of the stay. What does not fit is said, not forbidden (`rules.rooms`).
    """

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="beds")
    mobility = models.ForeignKey(Mobility, null=True, on_delete=models.CASCADE, related_name="beds")
    companion = models.ForeignKey(Companion, null=True, on_delete=models.CASCADE, related_name="beds")
    arrives_on = models.DateField(_("first night"))
    leaves_on = models.DateField(_("leaves on"))

    class Meta:
        ordering = ["arrives_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="bed_of_one",
                condition=Q(mobility=None, companion__isnull=False) | Q(mobility__isnull=False, companion=None),
            ),
            models.CheckConstraint(name="bed_leaves_after_arriving", condition=Q(leaves_on__gt=F("arrives_on"))),
        ]

    def __str__(self):
        return f"{self.mobility.apprentice if self.mobility else self.companion}, {self.room}"
