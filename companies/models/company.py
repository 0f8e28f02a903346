"""Companies, where they work, and the people a centre knows there."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from phonenumber_field.modelfields import PhoneNumberField

from centres.models import Centre, CentreMember
from companies.choices import Function, Size
from doallvet.core.text import fold


class CompanyQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Companies that the person's centres work with, and those the person is a contact of."""
        centres = CentreMember.objects.current().filter(person=person).values("centre")
        contact = CompanyContact.objects.current().filter(person=person).values("company")
        used = self.model.centres.through.objects.filter(centre__in=centres).values("company")
        return self.filter(Q(pk__in=used) | Q(pk__in=contact))

    def known_to(self, *centres):
        return self.filter(pk__in=self.model.centres.through.objects.filter(centre__in=centres).values("company"))

    def of_contact(self, person):
        """Those for which the person works, as far as a centre knows."""
        return self.filter(pk__in=CompanyContact.objects.current().filter(person=person).values("company"))

    def matching(self, words):
        """Those whose name, town or number hold each of the words, accents and case ignored."""
        found = self
        for word in fold(words).split():
            found = found.filter(search__contains=word)
        return found

    def near(self, *, country, city, core_name, number):
        """Those that may be the same as a new one; which of them are is for rules.likeness to say."""
        found = Q(search__contains=fold(city)) | Q(search__startswith=core_name)
        if number:
            found |= Q(register_number=number)
        return self.filter(found, country=country)


class Company(models.Model):
    """One row per real company, shared by all centres; told apart by register number, or name and place."""

    name = models.CharField(_("name"), max_length=250)
    country = CountryField(_("country"))
    register_number = models.CharField(_("register or tax number"), max_length=40, blank=True)
    city = models.CharField(_("town"), max_length=100)
    nace = models.CharField(_("sector (NACE)"), max_length=10, blank=True)
    size = models.CharField(_("size"), max_length=10, choices=Size.choices, blank=True)
    website = models.URLField(_("website"), blank=True)
    accident_insurer = models.CharField(_("accident insurer"), max_length=200, blank=True)
    takes_minors = models.BooleanField(_("takes apprentices under 18"), null=True, blank=True)
    centres = models.ManyToManyField(Centre, related_name="companies", verbose_name=_("centres that work with it"))
    search = models.CharField(max_length=600, editable=False, db_index=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = _("companies")
        constraints = [
            models.UniqueConstraint(
                fields=["country", "register_number"],
                condition=~Q(register_number=""),
                name="company_register_number_once",
                violation_error_message=_("A company with this register number is already here."),
            )
        ]

    def __str__(self):
        return self.name


class SiteQuerySet(models.QuerySet):
    def visible_to(self, person):
        return self.filter(company__in=Company.objects.visible_to(person))


class Site(models.Model):
    """A place where a company works."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(_("name of the site"), max_length=200)
    address = models.CharField(_("street and number"), max_length=250)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    city = models.CharField(_("town"), max_length=100)
    region = models.CharField(_("region"), max_length=100, blank=True)
    country = CountryField(_("country"))
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=50, default="Europe/Brussels")

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ["company", "pk"]

    def __str__(self):
        return f"{self.name}, {self.city}" if self.name != self.city else self.name

    @property
    def full_address(self):
        return f"{self.address}, {self.postcode} {self.city}, {self.country.name}"


class CompanyContactQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Those that the person's own centres know; other centres' contacts at the same company are not shown."""
        return self.filter(centre__in=Centre.objects.of_member(person))

    def current(self):
        return self.filter(ended_at=None)

    def signing(self):
        """Those who sign for the company: signatories, and whoever may by delegation."""
        return self.filter(Q(function=Function.SIGNATORY) | Q(may_sign=True))

    def of(self, company, centre):
        return self.current().filter(company=company, centre=centre).order_by("function", "pk")


class CompanyContact(models.Model):
    """A person of a company whom one centre knows, and for what. Other centres do not see the row."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="contacts")
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.SET_NULL, related_name="contacts")
    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="company_contacts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="company_contacts")
    function = models.CharField(_("function"), max_length=10, choices=Function.choices)
    position = models.CharField(_("position in the company"), max_length=100, blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    may_sign = models.BooleanField(_("may sign by delegation"), default=False)
    invited_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = CompanyContactQuerySet.as_manager()

    class Meta:
        ordering = ["company", "function", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "centre", "person", "function"],
                condition=Q(ended_at=None),
                name="contact_once",
                violation_error_message=_("This person already has this function at the company."),
            )
        ]

    def __str__(self):
        return str(self.person)

    @property
    def signs(self):
        return self.may_sign or self.function == Function.SIGNATORY
