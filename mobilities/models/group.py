"""Groups that travel together: one plan for all, who is still to be planned, who comes along, what was done at once."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from centres.models import Apprentice, Centre, CentreMember
from companies.models import Company, Site
from mobilities.choices import GroupDeed, Role, Transport
from mobilities.models.blueprint import Blueprint
from mobilities.models.party import Party
from mobilities.models.project import Project
from mobilities.rules.dates import Dates

ORDERED = Q(starts_on=None, ends_on=None) | Q(ends_on__gte=F("starts_on"))


class GroupQuerySet(models.QuerySet):
    def of_centres(self, centres):
        """Those of some centres, by their ids."""
        return self.filter(project__centre__in=centres)

    def hosted_by(self, person):
        """Those that come, all their members, to centres that the person coordinates: nobody else abroad sees them."""
        here = CentreMember.objects.coordinators().filter(person=person).values("centre")
        seats = Party.objects.filter(role=Role.HOSTING_COORDINATOR, centre__in=here).order_by().values("mobility")
        coming = Count("mobilities", filter=Q(mobilities__in=seats))
        counted = self.order_by().annotate(members=Count("mobilities"), coming=coming)
        return counted.filter(members__gt=0, members=F("coming"))

    def with_counts(self):
        """Annotate `used`: how many mobilities travel with the group."""
        return self.annotate(used=Count("mobilities"))

    def with_place(self):
        """With what its page shows: whose it is, and where it goes."""
        return self.select_related("project__centre", "host_company", "host_site")

    def with_plan(self):
        return self.select_related("project__centre", "blueprint", "host_company", "host_site", "hosting_centre")


class Group(models.Model):
    """Mobilities of one flow: same partners, same dates. A single stay needs none.

    The plan of all stands here, where there is one; a mobility with other dates or another host is an exception.
    `token`: of the page on which it was made, so that a second click makes nothing.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="groups")
    title = models.CharField(_("name of the group"), max_length=100)
    blueprint = models.ForeignKey(Blueprint, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField(_("first day abroad"), null=True, blank=True)
    ends_on = models.DateField(_("last day abroad"), null=True, blank=True)
    virtual_starts_on = models.DateField(_("first virtual day"), null=True, blank=True)
    virtual_ends_on = models.DateField(_("last virtual day"), null=True, blank=True)
    host_company = models.ForeignKey(Company, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    host_site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    hosting_centre = models.ForeignKey(Centre, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    transport = models.CharField(_("main means of transport"), max_length=12, choices=Transport.choices, blank=True)
    token = models.UUIDField(null=True, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "title"], name="group_title_once"),
            models.CheckConstraint(name="group_starts_before_it_ends", condition=ORDERED),
        ]

    def __str__(self):
        return self.title

    @property
    def is_planned(self):
        """Whether it has one plan for all."""
        return None not in (self.blueprint_id, self.starts_on, self.ends_on, self.host_company_id)

    @property
    def dates(self):
        """The dates of all, or None."""
        return dates_in(self) if self.starts_on else None


def dates_in(row):
    return Dates(vstart=row.virtual_starts_on, start=row.starts_on, end=row.ends_on, vend=row.virtual_ends_on)


class Candidate(models.Model):
    """An apprentice who is to travel with a group, as long as no mobility is planned; dates and host where they differ.

    `token`: of the mobility that will be planned, so that two who plan at once plan one.
    """

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="candidates")
    apprentice = models.ForeignKey(Apprentice, on_delete=models.CASCADE, related_name="+")
    starts_on = models.DateField(_("first day abroad"), null=True, blank=True)
    ends_on = models.DateField(_("last day abroad"), null=True, blank=True)
    host_company = models.ForeignKey(Company, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    host_site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    hosting_centre = models.ForeignKey(Centre, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    token = models.UUIDField(unique=True, default=uuid4, editable=False)

    class Meta:
        ordering = ["apprentice__search", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "apprentice"], name="candidate_once"),
            models.CheckConstraint(name="candidate_starts_before_it_ends", condition=ORDERED),
        ]

    def __str__(self):
        return str(self.apprentice)


class Companion(models.Model):
    """Somebody who travels along with a group, with nights of their own."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="companions")
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("as what"), max_length=100)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    arrives_on = models.DateField(_("first night"))
    leaves_on = models.DateField(_("leaves on"))

    class Meta:
        ordering = ["arrives_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="companion_leaves_after_arriving",
                condition=Q(leaves_on__gt=F("arrives_on")),
                violation_error_message=_("Who comes along stays a night at least."),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def nights(self):
        return (self.leaves_on - self.arrives_on).days


class Deed(models.Model):
    """What was done to many steps of a group at once: enough to take it back.

    `steps`: by mobility id, what was done to each step there: its id, and for a date what it was and became.
    """

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="deeds")
    token = models.UUIDField(unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=GroupDeed.choices)
    reason = models.TextField(blank=True)
    due_on = models.DateField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    steps = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.group})"

    @property
    def size(self):
        """How many steps it closed, or gave another date."""
        return sum(map(len, self.steps.values()))
