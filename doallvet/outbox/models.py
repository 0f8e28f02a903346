"""What is owed to people, and the mails that carry it. The database remembers; Celery only wakes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    DEAD = "dead", _("could not be sent")
    DROPPED = "dropped", _("no longer owed")


class MailQuerySet(models.QuerySet):
    def due(self, now):
        """Waiting, its time has come, and no worker holds it (or its lease has run out)."""
        return self.filter(Q(lease_until=None) | Q(lease_until__lt=now), state=MailState.WAITING, next_try_at__lte=now)

    def waiting(self):
        return self.filter(state=MailState.WAITING)


class Mail(models.Model):
    """What is sent: one message to one person."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mails")
    address = models.EmailField(blank=True)
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    message_id = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    not_after = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="mail_waiting"),
            models.Index(fields=["person", "-made_at"], name="mail_person"),
        ]
        constraints = [
            models.CheckConstraint(
                name="mail_sent_at_when_sent",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
            )
        ]

    def __str__(self):
        return self.subject


class NoticeQuerySet(models.QuerySet):
    def unsent(self):
        return self.filter(mail=None, dropped_at=None)

    def sendable(self):
        """Unsent and owed to somebody who has an address; the others read theirs in the portal."""
        return self.unsent().filter(person__is_active=True, person__email__isnull=False)


class Notice(models.Model):
    """One line owed to one person. Its key says it is owed once: `kind:subject:recipient:due date`.

    `kind` names the writer (doallvet.outbox.writers) that turns it into words when it is sent.
    """

    key = models.CharField(max_length=200, unique=True)
    kind = models.SlugField(max_length=40)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    subject_label = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    data = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    not_after = models.DateTimeField(null=True)
    mail = models.ForeignKey(Mail, null=True, on_delete=models.SET_NULL, related_name="notices")
    dropped_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person"], condition=Q(mail=None, dropped_at=None), name="notice_unsent"),
            models.Index(fields=["subject_label", "subject_id"], name="notice_subject"),
        ]

    def __str__(self):
        return self.key


class Pulse(models.Model):
    """The last sign of life of something that runs by itself (beat, sweep, deliver)."""

    name = models.SlugField(primary_key=True)
    at = models.DateTimeField()

    def __str__(self):
        return self.name
