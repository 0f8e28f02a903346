"""A place to sign on a version."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from doallvet.signing.choices import COUNTS, Code, Form, State
from doallvet.signing.models.document import Version


class SignatoryQuerySet(models.QuerySet):
    def missing(self):
        """Those without a signature that counts."""
        return self.exclude(state__in=COUNTS)

    def counting(self):
        return self.filter(state__in=COUNTS)

    def current(self):
        """Those on the newest version of their document."""
        return self.filter(version__replaced_at=None)

    def on_turn(self):
        """Those who can sign now; who asked for a change or said no can still think again.

        What was taken back is given again on a new version.
        """
        here = self.missing().exclude(state=State.WITHDRAWN)
        return here.filter(turn_at__isnull=False, version__replaced_at=None)

    def with_version(self):
        return self.select_related("version__document", "person")


class Signatory(models.Model):
    """Who signs a version for a party: one row for each place, with a life of its own.

    `party` is the word of the room above; `person` whom it named when the version was issued, or who took it on
    `instead_of` them. Who has a lower `rank`
    signs first, equal ranks in any order; `turn_at` says since when it is this one's turn. `binds` names the frozen
    values that bind the party.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="signatories")
    party = models.CharField(max_length=40)
    rank = models.PositiveSmallIntegerField(default=0)
    organisation = models.CharField(max_length=250, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    instead_of = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=10, choices=Form.choices, default=Form.SIMPLE)
    code = models.CharField(max_length=10, choices=Code.choices, default=Code.NONE)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    turn_at = models.DateTimeField(null=True)
    said_at = models.DateTimeField(null=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20, blank=True)
    text = models.TextField(_("in your words"), blank=True)
    carried = models.ForeignKey("Signature", null=True, on_delete=models.PROTECT, related_name="carried_to")

    objects = SignatoryQuerySet.as_manager()

    class Meta:
        ordering = ["rank", "pk"]
        verbose_name_plural = _("signatories")
        constraints = [
            models.UniqueConstraint(fields=["version", "party", "person"], name="signatory_once"),
            models.UniqueConstraint(
                fields=["version", "party"], condition=Q(person=None), name="signatory_without_a_name_once"
            ),
            models.CheckConstraint(
                name="signatory_carried_from_a_signature",
                condition=Q(state="carried", carried__isnull=False) | (~Q(state="carried") & Q(carried=None)),
            ),
            models.CheckConstraint(
                name="signatory_said_at_and_by_together",
                condition=Q(said_at=None, said_by=None) | Q(said_at__isnull=False, said_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.party} {self.version}"

    @property
    def counts(self):
        return self.state in COUNTS

    @property
    def proof(self):
        """The signature that counts here, its own or the one that was carried to it; None where none does."""
        if not self.counts:
            return None
        return self.carried or self.signature

    @property
    def is_on_turn(self):
        return self.turn_at is not None and not self.counts and self.state != State.WITHDRAWN
