"""What the parties of a stay write to each other, on the stay or on one of its steps."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mobilities.choices import Owner
from mobilities.models.mobility import Mobility
from mobilities.models.roadmap import Step


class Way(models.TextChoices):
    PAGE = "page", _("on the page")
    LINK = "link", _("from the link in a message")
    MAIL = "mail", _("by e-mail")


class CommentQuerySet(models.QuerySet):
    def with_names(self):
        """With what a thread shows of them, the oldest first."""
        return self.select_related("author", "taken_back_by", "step__plan").order_by("written_at", "pk")


class Comment(models.Model):
    """Some words of a person, written for one party; who reads them says `mobilities.conversation`.

    `readers`: the parties that were chosen, without the own one. `token`: of the form, or of the mail, that brought it;
    sent twice it is kept once. What was taken back keeps its place, not its words.
    """

    mobility = models.ForeignKey(Mobility, on_delete=models.CASCADE, related_name="comments")
    step = models.ForeignKey(Step, null=True, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    spoke_for = models.CharField(max_length=20, choices=Owner.choices)
    readers = models.JSONField(default=list)
    text = models.TextField(blank=True)
    written_at = models.DateTimeField()
    way = models.CharField(max_length=4, choices=Way.choices)
    token = models.UUIDField()
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mobility", "author", "token"], name="comment_once"),
            models.CheckConstraint(
                name="comment_words_until_taken_back",
                condition=Q(taken_back_at=None, taken_back_by=None) & ~Q(text="")
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False, text=""),
            ),
        ]

    def __str__(self):
        return f"{self.author}, {self.written_at:%Y-%m-%d}"
