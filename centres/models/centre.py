"""Networks, VET centres and the people who work there."""

from django.conf import settings
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from phonenumber_field.modelfields import PhoneNumberField

from centres.choices import CAN_STOP, CentreKind, MemberRole, strict_checks
from doallvet.core.text import fold

OID = RegexValidator(r"^E\d{8}$", _("An organisation ID is the letter E and eight digits, for example E12345678."))
PIC = RegexValidator(r"^\d{9}$", _("A PIC has nine digits, for example 948821603."))


class MembershipQuerySet(models.QuerySet):
    def open(self):
        """Invited or accepted; not ended."""
        return self.filter(ended_at=None)

    def invited(self):
        return self.open().filter(accepted_at=None)

    def current(self):
        """Only these open doors: who was invited sees nothing before accepting."""
        return self.open().filter(accepted_at__isnull=False)

    def coordinators(self):
        return self.current().filter(role=MemberRole.COORDINATOR)


class NetworkQuerySet(models.QuerySet):
    def visible_to(self, person):
        return self.filter(pk__in=NetworkMember.objects.current().filter(person=person).values("network"))


class Network(models.Model):
    """Centres that work together, for example those of a region."""

    name = models.CharField(_("name"), max_length=200, unique=True)

    objects = NetworkQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class NetworkMember(models.Model):
    """A person who manages a network: sees counts and names of centres, no persons."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="network_memberships")
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "person"], condition=Q(ended_at=None), name="network_member_once"
            )
        ]

    def __str__(self):
        return f"{self.person} ({self.network})"

    @property
    def organisation(self):
        return self.network


class CentreQuerySet(models.QuerySet):
    def matching(self, words):
        """Those whose name, place and country hold each of the words."""
        found = self
        for word in fold(words).split():
            found = found.filter(search__contains=word)
        return found

    def of_member(self, person):
        return self.filter(pk__in=CentreMember.objects.current().filter(person=person).values("centre"))

    def coordinated_by(self, person):
        return self.filter(pk__in=CentreMember.objects.coordinators().filter(person=person).values("centre"))


class Centre(models.Model):
    """A VET centre that sends or hosts apprentices."""

    network = models.ForeignKey(Network, null=True, blank=True, on_delete=models.SET_NULL, related_name="centres")
    name = models.CharField(_("name"), max_length=200)
    legal_name = models.CharField(_("legal name"), max_length=250)
    kind = models.CharField(_("type"), max_length=20, choices=CentreKind.choices, default=CentreKind.VET_SCHOOL)
    oid = models.CharField(_("organisation ID (OID)"), max_length=9, blank=True, validators=[OID])
    pic = models.CharField(_("PIC"), max_length=9, blank=True, validators=[PIC])
    country = CountryField(_("country"))
    region = models.CharField(_("region"), max_length=100, blank=True)
    city = models.CharField(_("town"), max_length=100)
    address = models.CharField(_("street and number"), max_length=250, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=50, default="Europe/Brussels")
    languages = models.JSONField(_("languages spoken with partners"), default=list, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    website = models.URLField(_("website"), blank=True)
    ready_threshold = models.PositiveSmallIntegerField(
        _("when to warn"),
        default=80,
        validators=[MaxValueValidator(100)],
        help_text=_("A stay is on your first page when its chance to be ready in time is below so many per cent."),
    )
    strict_checks = models.JSONField(_("what stops a paper before it is signed"), default=strict_checks, blank=True)
    signatures = models.JSONField(default=dict, blank=True, editable=False)  # kind of paper → form and code
    escalation = models.JSONField(default=dict, db_default={}, blank=True, editable=False)  # kind → who and days
    search = models.CharField(max_length=600, editable=False, db_index=True)

    objects = CentreQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["oid"],
                condition=~Q(oid=""),
                name="centre_oid_once",
                violation_error_message=_("A centre with this organisation ID is already here."),
            ),
            models.CheckConstraint(
                name="centre_coordinates_together",
                condition=Q(latitude=None, longitude=None) | Q(latitude__isnull=False, longitude__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def place(self):
        return f"{self.city}, {self.country.name}"

    @property
    def stopping(self):
        """The checks that stop a paper before it goes out to be signed."""
        return {code for code, _label in CAN_STOP} & set(self.strict_checks)


class CentreMemberQuerySet(MembershipQuerySet):
    def visible_to(self, person):
        """Colleagues of one's own centres, and one's own open invitations."""
        return self.open().filter(Q(centre__in=Centre.objects.of_member(person)) | Q(person=person))


class CentreMember(models.Model):
    """A person who works at a centre, and as what."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="centre_memberships")
    role = models.CharField(_("role"), max_length=20, choices=MemberRole.choices)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = CentreMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "person"],
                condition=Q(ended_at=None),
                name="centre_member_once",
                violation_error_message=_("This person is already a member of the centre."),
            )
        ]

    def __str__(self):
        return f"{self.person} ({self.centre})"

    @property
    def organisation(self):
        return self.centre

    @property
    def is_coordinator(self):
        return self.role == MemberRole.COORDINATOR
