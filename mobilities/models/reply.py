"""What people say to a reminder instead of doing the step."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mobilities.models.mobility import OVER
from mobilities.models.roadmap import Step


class ReplyQuerySet(models.QuerySet):
    def standing(self):
        """Those that hold: nobody took them back, nothing newer came, the step is open."""
        return self.filter(ended_at=None, step__done_at=None, step__needed=True)

    def about(self, *steps):
        """What was said to these steps: to one that is done once for several mobilities, wherever it counts."""
        keys = {step.shared_key for step in steps if step.shared_key}
        return self.filter(Q(step__in=steps) | Q(step__shared_key__in=keys))

    def with_the_centre(self):
        """Those to which the sending centre has to say something: done another way, or not mine and nobody is named."""
        return self.standing().filter(Q(kind=Reply.Kind.OTHERWISE) | Q(kind=Reply.Kind.NOT_ME, to=None))

    def to_look_at_by(self, posts):
        """Those on running mobilities that the person's centres sent."""
        ours = {"step__to_look_at": True, "step__mobility__sending_centre__in": posts.coordinates}
        mine = self.with_the_centre().filter(**ours)
        return mine.exclude(step__mobility__decision__in=OVER)

    def with_people(self):
        return self.select_related("person", "to", "ended_by").order_by("-said_at", "-pk")


class Reply(models.Model):
    """“Remind me on …”, “not me”, “done another way”: holds until a newer one, a coordinator or the step ends it."""

    class Kind(models.TextChoices):
        LATER = "later", _("Remind me on …")
        NOT_ME = "not_me", _("Not me")
        OTHERWISE = "otherwise", _("Done another way")

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="replies")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    until = models.DateField(null=True)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    said_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("replies")
        constraints = [
            models.UniqueConstraint(fields=["step", "person"], condition=Q(ended_at=None), name="reply_stands_once"),
            models.CheckConstraint(
                name="reply_later_has_a_day",
                condition=(Q(kind="later") & Q(until__isnull=False)) | (~Q(kind="later") & Q(until=None)),
            ),
            models.CheckConstraint(name="reply_to_somebody_else", condition=Q(to=None) | ~Q(to=models.F("person"))),
        ]

    def __str__(self):
        return f"{self.kind}: {self.step_id}"
