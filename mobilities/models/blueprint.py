"""Versioned plans from which roadmaps are made."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mobilities.choices import Activity, Anchor, Kind, Level, Mode, Owner, Phase
from mobilities.rules.template import Item


class BlueprintQuerySet(models.QuerySet):
    def newest(self):
        """The newest version of each plan."""
        later = self.model.objects.filter(key=models.OuterRef("key"), version__gt=models.OuterRef("version"))
        return self.filter(~models.Exists(later)).order_by("key")


class Blueprint(models.Model):
    """A plan in one version; a running mobility stays on the version it was planned with."""

    key = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=200)
    activity = models.CharField(max_length=20, choices=Activity.choices)
    mode = models.CharField(max_length=10, choices=Mode.choices)
    phases = models.JSONField()
    stay_days = models.JSONField()
    gaps = models.JSONField(default=dict)
    lead_days = models.PositiveSmallIntegerField()

    objects = BlueprintQuerySet.as_manager()

    class Meta:
        ordering = ["key", "-version"]
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="blueprint_version_once")]

    def __str__(self):
        return self.title


class BlueprintStep(models.Model):
    """One line of a plan."""

    blueprint = models.ForeignKey(Blueprint, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=10)
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

    def __str__(self):
        return f"{self.key} {self.title}"

    @property
    def item(self):
        """The step as the rules read it."""
        return Item(
            id=self.key,
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
            title={"en": self.title_en, "es": self.title_es},
            help={"en": self.help_en, "es": self.help_es},
            line=self.position,
        )
