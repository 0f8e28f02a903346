"""Apprentices, those who answer for them, and what only the sending coordinator sees."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from phonenumber_field.modelfields import PhoneNumberField

from centres.choices import Level, Relation
from centres.models.centre import Centre
from centres.models.programme import Programme
from doallvet.core.prepared import made_of
from doallvet.core.text import fold


def years_before(day, years):
    """The same day so many years earlier; 29 Feb becomes 28 Feb."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def eighteen_years_before(day):
    return years_before(day, 18)


class ApprenticeQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Those of the person's own centres, and the person; others are read on their mobility's pages."""
        return self.filter(Q(centre__in=Centre.objects.of_member(person)) | Q(person=person))

    def managed_by(self, person):
        """Those of the centres that the person coordinates: their support needs, their changes."""
        return self.filter(centre__in=Centre.objects.coordinated_by(person))

    def enrolled(self):
        return self.filter(left_on=None)

    def left(self):
        return self.filter(left_on__isnull=False)

    def minors(self, today):
        return self.filter(born_on__gt=eighteen_years_before(today))

    def without_guardian(self):
        return self.exclude(pk__in=Guardian.objects.current().values("apprentice"))

    def matching(self, words):
        """Those whose name holds each of the words, accents and case ignored."""
        found = self
        for word in fold(words).split():
            found = found.filter(search__contains=word)
        return found

    def with_details(self):
        """All that is known of a person but the support needs, for whole lists at once."""
        return self.select_related("person", "programme", "centre").prefetch_related("languages", "emergency_contacts")


class Apprentice(models.Model):
    """A learner of a centre, in dual training."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="apprentices")
    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="apprentice")
    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="apprentices"
    )
    born_on = models.DateField(_("birth date"))
    nationalities = CountryField(_("nationalities"), multiple=True, blank=True)
    gender = models.CharField(_("gender"), max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    class_name = models.CharField(_("class"), max_length=50, blank=True)
    year_of_training = models.PositiveSmallIntegerField(_("year of training"), null=True, blank=True)
    left_on = models.DateField(_("left the centre on"), null=True, blank=True)
    search = models.CharField(max_length=600, editable=False, db_index=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ApprenticeQuerySet.as_manager()

    class Meta:
        ordering = ["person__last_name", "person__first_name", "pk"]

    def __str__(self):
        return str(self.person)

    def is_minor(self, on):
        return self.born_on > eighteen_years_before(on)

    def age(self, on):
        return on.year - self.born_on.year - ((on.month, on.day) < (self.born_on.month, self.born_on.day))


class LanguageLevel(models.Model):
    apprentice = models.ForeignKey(Apprentice, on_delete=models.CASCADE, related_name="languages")
    language = models.CharField(_("language"), max_length=5)
    level = models.CharField(_("level"), max_length=6, choices=Level.choices)

    class Meta:
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(
                fields=["apprentice", "language"],
                name="language_once",
                violation_error_message=_("This language is already there."),
            )
        ]

    def __str__(self):
        return f"{self.language} {self.level}"


class EmergencyContact(models.Model):
    """Whom to call when something happens."""

    apprentice = models.ForeignKey(Apprentice, on_delete=models.CASCADE, related_name="emergency_contacts")
    name = models.CharField(_("name"), max_length=200)
    relation = models.CharField(_("relation"), max_length=50, blank=True)
    phone = PhoneNumberField(_("phone"))

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.name


class SupportNeeds(models.Model):
    """What an apprentice needs (class S): visible to coordinators of the sending centre alone."""

    apprentice = models.OneToOneField(Apprentice, on_delete=models.CASCADE, related_name="support_needs")
    text = models.TextField(_("support needed"))
    fewer_opportunities = models.BooleanField(_("counts as a participant with fewer opportunities"), default=False)

    def __str__(self):
        return str(self.apprentice)


class GuardianQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Those of the apprentices of the person's own centres."""
        return self.filter(apprentice__centre__in=Centre.objects.of_member(person))

    def current(self):
        return self.filter(ended_at=None)

    def acting(self, today):
        """Who may act today: until the eighteenth birthday, later only if the apprentice agreed."""
        minor = Q(apprentice__born_on__gt=made_of(today, eighteen_years_before))
        return self.current().filter(minor | Q(kept_by_apprentice=True))


class Guardian(models.Model):
    """A parent or guardian; acts while the apprentice is a minor, later only if the apprentice agrees."""

    apprentice = models.ForeignKey(Apprentice, on_delete=models.CASCADE, related_name="guardians")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="wards")
    relation = models.CharField(_("relation"), max_length=20, choices=Relation.choices)
    kept_by_apprentice = models.BooleanField(_("keeps access after the eighteenth birthday"), default=False)
    ended_at = models.DateTimeField(null=True)

    objects = GuardianQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["apprentice", "person"],
                condition=Q(ended_at=None),
                name="guardian_once",
                violation_error_message=_("This person is already a guardian of the apprentice."),
            )
        ]

    def __str__(self):
        return str(self.person)

    def acts_on(self, day):
        """Whether this guardian, unless ended, may act on a day; `GuardianQuerySet.acting` for one row."""
        return self.apprentice.is_minor(day) or self.kept_by_apprentice
