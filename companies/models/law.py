"""The rules of the countries: one row for each version of each rule."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django_countries.fields import CountryField

from companies.choices import Level, RuleKind
from companies.rules import law

KIND = models.Case(
    *(models.When(kind=kind, then=models.Value(place)) for place, kind in enumerate(RuleKind)),
    output_field=models.PositiveSmallIntegerField(),
)


class RuleQuerySet(models.QuerySet):
    def newest(self):
        """The newest version of each rule."""
        later = self.model.objects.filter(key=models.OuterRef("key"), version__gt=models.OuterRef("version"))
        return self.filter(~models.Exists(later))

    def in_order(self):
        """Profile by profile, kind by kind, as they were first written; one that was added later behind its like."""
        return self.order_by("place", KIND, "key", "version")

    def due(self, today):
        """Those that should be looked at again."""
        return self.filter(review_due_on__lte=today)

    def update(self, **fields):
        raise TypeError("A rule is never overwritten: make a new version.")

    def delete(self):
        raise TypeError("A rule is never taken away: make a new version.")


class Rule(models.Model):
    """One version of one rule, never overwritten; what it says and when it applies is checked by its kind."""

    key = models.SlugField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    profile = models.CharField(max_length=20)
    country = CountryField()
    kind = models.CharField(max_length=20, choices=RuleKind.choices)
    place = models.PositiveSmallIntegerField()
    says = models.JSONField()
    condition = models.JSONField(default=dict, blank=True)
    law = models.CharField(max_length=300, blank=True)
    sources = models.JSONField(default=list, blank=True)
    level = models.CharField(max_length=1, choices=Level.choices)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    unconfirmed = models.TextField(blank=True)
    unconfirmed_es = models.TextField(blank=True)
    reviewed_on = models.DateField()
    reviewed_by = models.CharField(max_length=200, blank=True)
    review_due_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        ordering = ["key", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="rule_version_once"),
            models.CheckConstraint(
                name="rule_begins_before_it_ends",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(name="rule_level_known", condition=Q(level__in=Level.values)),
            models.CheckConstraint(
                name="rule_change_has_a_note", condition=Q(version=1) | ~Q(note="") & Q(made_by__isnull=False)
            ),
        ]

    def __str__(self):
        return f"{self.profile} · {self.get_kind_display()}"

    @property
    def plain(self):
        """The rule as the rules of the house read it."""
        return law.Rule(
            key=self.key,
            version=self.version,
            profile=self.profile,
            country=self.country.code,
            kind=self.kind,
            says=self.says,
            condition=self.condition,
            law=self.law,
            sources=tuple(self.sources),
            level=self.level,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            reviewed_on=self.reviewed_on,
            review_due_on=self.review_due_on,
            unconfirmed=self.unconfirmed,
            unconfirmed_es=self.unconfirmed_es,
            made_at=self.made_at,
        )
