"""The question to a second person, without whom insurance, guardian consent and A1 are not waived."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from centres.models import CentreMember, NetworkMember
from mobilities.choices import Purpose, Verdict
from mobilities.models.mobility import OVER
from mobilities.models.roadmap import Step

ANSWERED = (Verdict.AGREED, Verdict.REFUSED)


class WaiverQuerySet(models.QuerySet):
    def unanswered(self):
        return self.filter(verdict="")

    def open(self):
        """Those that wait for an answer: their step is needed and open, on a running mobility."""
        waiting = self.unanswered().filter(step__done_at=None, step__needed=True)
        return waiting.exclude(step__mobility__decision__in=OVER)

    def agreed(self):
        return self.filter(verdict=Verdict.AGREED)

    def asked_of(self, person, is_staff):
        """Those for which a person is the second: see `access.second_people`, which answers for one mobility."""
        others = CentreMember.objects.coordinators().filter(
            centre=OuterRef("step__mobility__sending_centre"), person__is_active=True
        )
        others = others.exclude(person=OuterRef("asked_by"))
        managers = NetworkMember.objects.current().filter(
            network__centres=OuterRef("step__mobility__sending_centre"), person__is_active=True
        )
        managers = managers.exclude(person=OuterRef("asked_by"))
        second = Exists(others.filter(person=person))
        second |= ~Exists(others) & Exists(managers.filter(person=person))
        if is_staff:
            second |= ~Exists(others) & ~Exists(managers)
        return self.exclude(asked_by=person).filter(second)

    def visible_to(self, person):
        """Those that wait for the person, or for which somebody in their place was faster; and what they answered."""
        mine = self.filter(answered_by=person, verdict__in=ANSWERED)
        waits = self.asked_of(person, person.is_staff).filter(
            Q(pk__in=self.model.objects.open().values("pk")) | Q(verdict__in=ANSWERED)
        )
        return self.filter(Q(pk__in=mine.values("pk")) | Q(pk__in=waits.values("pk")))

    def with_people(self):
        return self.select_related("asked_by", "answered_by")


class Waiver(models.Model):
    """A coordinator asks for a waiver, a second person agrees or not; the step stays open meanwhile.

    `leaves_on`: the first day abroad when it was asked. Who agreed that the apprentice leaves without the step
    agreed for that day.
    """

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="waivers")
    purpose = models.CharField(max_length=10, choices=Purpose.choices, default=Purpose.WAIVE)
    reason = models.TextField()
    leaves_on = models.DateField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    words = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = WaiverQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["step"], condition=Q(verdict=""), name="waiver_open_once"),
            models.CheckConstraint(
                name="waiver_verdict_at_and_by_together",
                condition=Q(verdict="", answered_at=None, answered_by=None)
                | (~Q(verdict="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="waiver_answered_by_another",
                condition=~Q(verdict__in=ANSWERED) | ~Q(answered_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="waiver_refused_with_words", condition=~Q(verdict=Verdict.REFUSED) | ~Q(words="")
            ),
        ]

    def __str__(self):
        return f"{self.get_purpose_display()}: {self.step_id}"

    @property
    def is_answered(self):
        return self.verdict in ANSWERED
