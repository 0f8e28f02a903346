"""Versioned plans from which roadmaps are made."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from centres.models import Centre, CentreMember, Network, NetworkMember
from mobilities.choices import Activity, Anchor, Kind, Level, Mode, Owner, Phase
from mobilities.rules.template import Item, Template

SHIPPED = Q(centre=None, network=None)
PUBLISHED = Q(version__isnull=False)


class BlueprintQuerySet(models.QuerySet):
    def shipped(self):
        """Those that come with the project, and belong to nobody."""
        return self.filter(SHIPPED)

    def published(self):
        return self.filter(PUBLISHED)

    def drafts(self):
        return self.filter(version=None)

    def newest(self):
        """The newest published version of each plan of each owner."""
        owner = {"of_centre": Coalesce("centre_id", 0), "of_network": Coalesce("network_id", 0)}
        later = self.model.objects.alias(**owner).filter(
            key=OuterRef("key"),
            version__gt=OuterRef("version"),
            of_centre=Coalesce(OuterRef("centre_id"), 0),
            of_network=Coalesce(OuterRef("network_id"), 0),
        )
        return self.published().filter(~Exists(later)).order_by("key", "centre", "network")

    def of_plan(self, blueprint):
        """All versions of a plan of one owner, its draft included."""
        return self.filter(key=blueprint.key, centre=blueprint.centre_id, network=blueprint.network_id)

    def of_own_centres(self, person):
        return self.filter(centre__in=Centre.objects.of_member(person))

    def of_others(self, person):
        """Those of networks, and of centres at which the person does not work."""
        return self.exclude(SHIPPED).exclude(centre__isnull=False, centre__in=Centre.objects.of_member(person))

    def offered_to(self, centre):
        """What a centre plans with: the newest of the shipped plans, its own, and its network's."""
        own = Q(centre=centre.pk) | Q(network=centre.network_id, network__isnull=False)
        return self.newest().filter(SHIPPED | own)

    def visible_to(self, person):
        """Own ones; what is published by the network, or shared in it; shipped ones for who has any of these."""
        centres = CentreMember.objects.current().filter(person=person).order_by()
        managed = NetworkMember.objects.current().filter(person=person).order_by()
        around = Centre.objects.filter(pk__in=centres.values("centre"), network__isnull=False).order_by()
        networks = Q(network__in=managed.values("network")) | Q(PUBLISHED, network__in=around.values("network"))
        near = Q(centre__network__in=managed.values("network")) | Q(centre__network__in=around.values("network"))
        belongs = Exists(centres) | Exists(managed)
        shared = PUBLISHED & Q(shared_at__isnull=False) & near
        return self.filter((SHIPPED & belongs) | Q(centre__in=centres.values("centre")) | networks | shared)

    def with_owner(self):
        return self.select_related("centre__network", "network", "based_on__centre", "based_on__network")


class Blueprint(models.Model):
    """A plan in one version; a running mobility stays on the version it was planned with.

    It belongs to a centre or a network, or to nobody where it came with the project. `version`: empty while it is a
    draft, of which a plan has one at most. What is published is never changed; only `shared_at` says since when other
    centres of the network may read it. `based_on`: the version of another owner's plan that it was last compared with.
    """

    centre = models.ForeignKey(Centre, null=True, on_delete=models.PROTECT, related_name="blueprints")
    network = models.ForeignKey(Network, null=True, on_delete=models.PROTECT, related_name="blueprints")
    based_on = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="copies")
    key = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField(null=True)
    title = models.CharField(_("title"), max_length=200)
    activity = models.CharField(max_length=20, choices=Activity.choices)
    mode = models.CharField(max_length=10, choices=Mode.choices)
    phases = models.JSONField()
    stay_days = models.JSONField()
    gaps = models.JSONField(default=dict)
    lead_days = models.PositiveSmallIntegerField()
    note = models.TextField(_("what changed"), blank=True)
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    shared_at = models.DateTimeField(null=True, editable=False)

    objects = BlueprintQuerySet.as_manager()

    class Meta:
        ordering = ["key", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], condition=SHIPPED, name="blueprint_version_once"),
            models.UniqueConstraint(fields=["centre", "key", "version"], name="blueprint_centre_version_once"),
            models.UniqueConstraint(fields=["network", "key", "version"], name="blueprint_network_version_once"),
            models.UniqueConstraint(
                fields=["centre", "key"], condition=Q(version=None, network=None), name="blueprint_centre_draft_once"
            ),
            models.UniqueConstraint(
                fields=["network", "key"], condition=Q(version=None, centre=None), name="blueprint_network_draft_once"
            ),
            models.CheckConstraint(name="blueprint_one_owner", condition=Q(centre=None) | Q(network=None)),
            models.CheckConstraint(
                name="blueprint_published_at_by_and_version_together",
                condition=Q(version=None, published_at=None, published_by=None, shared_at=None) & ~SHIPPED
                | PUBLISHED & (SHIPPED | Q(published_at__isnull=False, published_by__isnull=False)),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_draft(self):
        return self.version is None

    @property
    def is_shipped(self):
        return self.centre_id is None and self.network_id is None

    @property
    def owner(self):
        """The centre or network; None where it came with the project."""
        return self.centre or self.network

    def ancestors(self):
        """The plans from which it was made, its own source first; one query each."""
        found, plan = [], self
        while plan := plan.based_on:
            found.append(plan)
        return found

    def template(self, steps):
        """The plan as the rules read it; `steps`: its rows."""
        return Template(
            key=self.key,
            version=self.version or 0,
            title={"en": self.title_en or "", "es": self.title_es or ""},
            activity_type=self.activity,
            mode=self.mode,
            phases=tuple(self.phases),
            stay_days=self.stay_days,
            gaps=self.gaps,
            total_lead_days=self.lead_days,
            items=tuple(step.item for step in steps),
        )


class BlueprintStep(models.Model):
    """One line of a plan. `under`: key of the step to which it belongs, for those who read; "" for most."""

    blueprint = models.ForeignKey(Blueprint, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=10)
    under = models.CharField(max_length=10, blank=True)
    phase = models.CharField(max_length=20, choices=Phase.choices)
    level = models.CharField(max_length=10, choices=Level.choices)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    owner = models.CharField(max_length=20, choices=Owner.choices)
    takes_part = models.JSONField(default=list)
    anchor = models.CharField(max_length=6, choices=Anchor.choices)
    days = models.SmallIntegerField(null=True)
    days_from = models.CharField(max_length=40, blank=True)
    repeat_days = models.PositiveSmallIntegerField(null=True)
    duration = models.PositiveSmallIntegerField()
    needs = models.JSONField(default=list)
    condition = models.CharField(max_length=30)
    gate = models.BooleanField(default=False)
    evidence = models.JSONField(default=list)
    private = models.BooleanField(default=False)
    title = models.CharField(max_length=250)
    help = models.TextField(blank=True)

    class Meta:
        ordering = ["blueprint", "position"]
        constraints = [models.UniqueConstraint(fields=["blueprint", "key"], name="blueprint_step_once")]
        indexes = [  # what many a list leaves out; there are many rows where many centres have plans of their own
            models.Index(fields=["id"], condition=Q(private=True) | Q(kind=Kind.PAYMENT), name="blueprint_step_hidden")
        ]

    def __str__(self):
        return f"{self.key} {self.title}"

    @property
    def item(self):
        """The step as the rules read it."""
        return Item(
            id=self.key,
            under=self.under,
            phase=self.phase,
            level=self.level,
            kind=self.kind,
            owner=self.owner,
            with_=tuple(self.takes_part),
            anchor=self.anchor,
            days=self.days,
            days_from=self.days_from or None,
            repeat_days=self.repeat_days,
            duration=self.duration,
            needs=tuple(self.needs),
            when=self.condition,
            gate=self.gate,
            evidence=tuple(self.evidence),
            title={"en": self.title_en or "", "es": self.title_es or ""},
            help={"en": self.help_en or "", "es": self.help_es or ""},
            line=self.position,
        )
