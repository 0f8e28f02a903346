"""Proof that a step is done."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from mobilities.choices import Owner, Review, Role
from mobilities.models.mobility import OVER, Mobility
from mobilities.models.party import Party
from mobilities.models.roadmap import Step
from mobilities.rules.reasons import worded


class EvidenceQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=Review.WAITING)

    def accepted(self):
        return self.filter(state=Review.ACCEPTED)

    def since(self, at):
        """Those handed in from a moment on; all, where there is none."""
        return self.filter(uploaded_at__gte=at) if at else self

    def to_look_at_by(self, posts):
        """What waits for a coordinator: all of mobilities sent, the host side's of those hosted (access.may_review)."""
        hosting = Party.objects.filter(
            mobility=OuterRef("step__mobility"), centre__in=posts.coordinates, role=Role.HOSTING_COORDINATOR
        )
        ours = Q(step__owner=Owner.HOSTING_COORDINATOR) | Q(step__owner=Owner.HOST_COMPANY, step__plan__private=False)
        seen = Q(step__mobility__sending_centre__in=posts.coordinates) | (ours & Exists(hosting))
        return self.waiting().filter(seen).exclude(step__mobility__decision__in=OVER)

    def visible_to(self, person):
        return self.filter(step__mobility__in=Mobility.objects.visible_to(person))


class Evidence(models.Model):
    """A file handed in for a step, accepted or refused with a reason.

    `signed_by` names the parties whose signatures a scan carries; they count once the coordinator accepted it.
    On an amendment those count as well whom its changes do not bind.
    """

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="evidence")
    document = models.CharField(_("what it is"), max_length=40)
    file = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    mime = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    signed_by = models.JSONField(default=list)
    note = models.CharField(_("note"), max_length=500, blank=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=Review.choices, default=Review.WAITING)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name_plural = _("evidence")
        indexes = [models.Index(fields=["step"], condition=Q(state="waiting"), name="evidence_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["step", "document", "sha256"], name="evidence_file_once"),
            models.CheckConstraint(
                name="evidence_reviewed_at_and_by_together",
                condition=Q(state="waiting", reviewed_at=None, reviewed_by=None)
                | (~Q(state="waiting") & Q(reviewed_at__isnull=False, reviewed_by__isnull=False)),
            ),
            models.CheckConstraint(name="evidence_refused_with_reason", condition=~Q(state="refused") | ~Q(reason="")),
        ]

    def __str__(self):
        return self.name

    @property
    def why(self):
        """Why it was refused, in the reader's language."""
        return worded(self.reason)
