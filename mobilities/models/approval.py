"""The answer of a company or a guardian to what it was shown."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mobilities.choices import Answer, Channel, Owner, Reason
from mobilities.models.evidence import Evidence
from mobilities.models.mobility import OVER, Mobility
from mobilities.models.roadmap import Step


class ApprovalQuerySet(models.QuerySet):
    def live(self):
        return self.filter(replaced_at=None)

    def since(self, at):
        """Those given from a moment on; all, where there is none."""
        return self.filter(answered_at__gte=at) if at else self

    def to_look_at(self):
        """Answers on which the sending coordinator has something to do."""
        return self.live().filter(settled_at=None).exclude(answer=Answer.APPROVE)

    def with_the_centre(self):
        """Answers after which it is the sending centre's turn, as long as their step is open.

        Those to look at, and each yes: where it did not close its step, the signed paper is missing.
        """
        return self.live().filter(Q(settled_at=None) | Q(answer=Answer.CONDITIONS))

    def to_look_at_by(self, posts):
        """Those on running mobilities that the person's centres sent."""
        ours = self.to_look_at().filter(mobility__sending_centre__in=posts.coordinates)
        return ours.exclude(mobility__decision__in=OVER)

    def to_fetch_by(self, posts):
        """Each yes on such mobilities whose paper is missing."""
        said_yes = Q(answer=Answer.APPROVE, settled_at=None) | Q(answer=Answer.CONDITIONS, settled_at__isnull=False)
        missing = Step.objects.open().filter(to_look_at=True, mobility__sending_centre__in=posts.coordinates)
        return self.live().filter(said_yes, step__in=missing.exclude(mobility__decision__in=OVER))


class Approval(models.Model):
    """One answer, bound to the terms that were shown (`terms`, and their hash)."""

    mobility = models.ForeignKey(Mobility, on_delete=models.CASCADE, related_name="approvals")
    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="approvals")
    owner = models.CharField(max_length=20, choices=Owner.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    typed_name = models.CharField(_("your name"), max_length=200, blank=True)
    answer = models.CharField(max_length=30, choices=Answer.choices)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices, blank=True)
    text = models.TextField(_("in your words"), blank=True)
    terms = models.JSONField()
    terms_hash = models.CharField(max_length=64)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    answered_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    evidence = models.ForeignKey(Evidence, null=True, on_delete=models.SET_NULL, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["-answered_at", "-pk"]
        indexes = [
            models.Index(
                fields=["mobility", "id"],
                include=["step", "owner", "answer", "answered_at", "settled_at", "reason", "typed_name"],
                condition=Q(replaced_at=None, settled_at=None) & ~Q(answer="approve"),
                name="approval_to_look_at",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["step", "owner"], condition=Q(replaced_at=None), name="approval_live_once"),
            models.CheckConstraint(name="approval_decline_with_reason", condition=~Q(answer="decline") | ~Q(reason="")),
            models.CheckConstraint(
                name="approval_settled_at_and_by_together",
                condition=Q(settled_at=None, settled_by=None) | Q(settled_at__isnull=False, settled_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.get_owner_display()}: {self.get_answer_display()}"

    @property
    def agrees(self):
        """The party said yes, or its conditions were accepted."""
        return self.replaced_at is None and (
            self.answer == Answer.APPROVE or (self.answer == Answer.CONDITIONS and self.settled_at is not None)
        )
