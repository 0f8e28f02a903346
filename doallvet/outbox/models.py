"""What is owed to people, and the mails that carry it. The database remembers; Celery only wakes."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from doallvet.outbox.choices import Level, Source
from doallvet.outbox.hours import DIGEST_HOUR, DIGEST_HOURS


class MailState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    DEAD = "dead", _("could not be sent")
    DROPPED = "dropped", _("no longer owed")


class MailQuerySet(models.QuerySet):
    def due(self, now):
        """Waiting, its time has come, and no worker holds it (or its lease has run out)."""
        return self.filter(Q(lease_until=None) | Q(lease_until__lt=now), state=MailState.WAITING, next_try_at__lte=now)

    def in_turn(self):
        """Those for which somebody may wait first, then the digests: a code to sign in holds for minutes."""
        return self.order_by(F("digest_on").desc(nulls_first=True), "next_try_at", "pk")

    def waiting(self):
        return self.filter(state=MailState.WAITING)

    def carrying(self):
        """Those that carry notices; codes to sign in carry none."""
        return self.filter(models.Exists(Notice.objects.filter(mail=models.OuterRef("pk"))))


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
    digest_on = models.DateField(null=True)  # the recipient's day of which this is the digest
    unsubscribe = models.CharField(max_length=1000, blank=True)  # the address, where one may do without all its lines
    reply_to = models.CharField(
        max_length=320, blank=True, default="", db_default=""
    )  # where an answer goes; empty: nowhere
    sent_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="mail_waiting"),
            models.Index(fields=["-digest_on", "next_try_at", "id"], condition=Q(state="waiting"), name="mail_turn"),
            models.Index(fields=["person", "-made_at"], name="mail_person"),
            models.Index(fields=["sent_at"], condition=Q(state="sent"), name="mail_sent"),
            models.Index(fields=["made_at"], condition=Q(state="dead"), name="mail_dead"),
        ]
        constraints = [
            models.CheckConstraint(
                name="mail_sent_at_when_sent",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
            ),
            models.UniqueConstraint(fields=["person", "digest_on"], name="mail_one_digest_a_day"),
        ]

    def __str__(self):
        return self.subject


class DeadAddressQuerySet(models.QuerySet):
    def holding(self):
        """Those to which nothing is sent."""
        return self.filter(lifted_at=None)


class DeadAddress(models.Model):
    """An address that mail does not reach. Nothing is sent there until somebody says that it may be tried again."""

    address = models.EmailField()
    since = models.DateTimeField()
    source = models.CharField(max_length=10, choices=Source.choices)
    reason = models.TextField(blank=True)  # what the mail server or provider said
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = DeadAddressQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["address"], condition=Q(lifted_at=None), name="dead_address_once"),
            models.CheckConstraint(name="dead_address_lower_case", condition=Q(address=Lower("address"))),
        ]
        indexes = [models.Index(fields=["address", "-since"], name="dead_address_past")]

    def __str__(self):
        return self.address

    @property
    def said(self):
        """Why, in the words of the server or provider, else in ours."""
        return self.reason or str(self.get_source_display())


class NoticeQuerySet(models.QuerySet):
    def unsent(self):
        return self.filter(mail=None, dropped_at=None)

    def on_its_way(self):
        """Not sent yet: neither in a mail, nor in one that has left."""
        return self.filter(Q(mail=None) | Q(mail__state=MailState.WAITING), dropped_at=None)

    def held(self):
        """In a message that was given up, until an operator lets it be tried again."""
        return self.filter(mail__state=MailState.DEAD, dropped_at=None)

    def sendable(self):
        """Unsent and owed to somebody who can be written to; the others read theirs in the portal."""
        dead = DeadAddress.objects.holding().values("address")
        second = ~Q(person__second_email="") & ~Q(person__second_email__in=dead)
        return self.unsent().filter(
            ~Q(person__email__in=dead) | second, person__is_active=True, person__email__isnull=False
        )

    def due(self, now):
        """Their time has come, or nobody has said yet when it comes."""
        return self.filter(Q(ripe_at=None) | Q(ripe_at__lte=now))


class Notice(models.Model):
    """One line owed to one person. Its key says it is owed once: `kind:subject:recipient:due date`.

    `kind` names the writer (doallvet.outbox.writers) that turns it into words when it is sent. It may go out from
    `ripe_at` on, which a worker works out (doallvet.outbox.hours); it has to be sent before `latest_at`, and is not
    worth sending after `not_after`.
    """

    key = models.CharField(max_length=200)
    kind = models.SlugField(max_length=40, db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    subject_label = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    data = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    latest_at = models.DateTimeField(null=True)
    not_after = models.DateTimeField(null=True)
    ripe_at = models.DateTimeField(null=True)
    mail = models.ForeignKey(Mail, null=True, on_delete=models.SET_NULL, related_name="notices")
    dropped_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person"], condition=Q(mail=None, dropped_at=None), name="notice_unsent"),
            models.Index(fields=["ripe_at"], condition=Q(mail=None, dropped_at=None), name="notice_ripe"),
            models.Index(fields=["subject_label", "subject_id"], name="notice_subject"),
        ]
        # Not `unique=True` and a slug's index: they bring indexes for LIKE, which cost a third of keeping a row.
        constraints = [models.UniqueConstraint(fields=["key"], name="notice_once")]

    def __str__(self):
        return self.key


class Rhythm(models.Model):
    """When a person would like the digest of the day, by the clock of their place; without a row at DIGEST_HOUR."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="rhythm"
    )
    digest_hour = models.PositiveSmallIntegerField(
        default=DIGEST_HOUR, validators=[MinValueValidator(DIGEST_HOURS[0]), MaxValueValidator(DIGEST_HOURS[-1])]
    )

    def __str__(self):
        return f"{self.digest_hour}:00"


class Refusal(models.Model):
    """A person does without a kind of messages; kinds that are not optional come all the same."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="refusals")
    kind = models.SlugField(max_length=40)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="refusal_once")]

    def __str__(self):
        return self.kind


class Pulse(models.Model):
    """The last sign of life of something that runs by itself (beat, sweep, deliver)."""

    name = models.SlugField(primary_key=True)
    at = models.DateTimeField()

    def __str__(self):
        return self.name


class Tally(models.Model):
    """How many lines of a kind were sent on a day of the portal; the kind "" says that the day was counted."""

    day = models.DateField()
    kind = models.SlugField(max_length=40, blank=True)
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "kind"], name="tally_once")]

    def __str__(self):
        return f"{self.day} {self.kind}"


class Announcement(models.Model):
    """What the administrator tells everybody on every page, from one instant to another; in English at least."""

    level = models.CharField(_("How urgent"), max_length=10, choices=Level.choices, default=Level.INFO)
    begins_at = models.DateTimeField(_("Begins"))
    ends_at = models.DateTimeField(_("Ends"))
    text = models.TextField(_("Text"), max_length=500)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="announcement_ends_after_it_begins",
                condition=Q(ends_at__gte=F("begins_at")),
                violation_error_message=_("It ends before it begins."),
            )
        ]

    def __str__(self):
        return self.text
