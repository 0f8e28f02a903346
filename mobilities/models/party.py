"""Who takes part in a mobility, and as what."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centres.models import Centre, CentreMember, Guardian
from companies.models import Company, CompanyContact, Site
from mobilities.choices import Owner, Role


class PartyQuerySet(models.QuerySet):
    def acting(self, today, apprentice=None):
        """Those that count today: a guardian's ends with the guardianship, which ends on the 18th birthday.

        `apprentice`: the id of the one whose mobility it is, where it is known; a database plans one join less.
        """
        guards = Guardian.objects.acting(today).filter(
            person=models.OuterRef("person"), apprentice=apprentice or models.OuterRef("mobility__apprentice")
        )
        return self.filter(~Q(role=Role.GUARDIAN) | models.Exists(guards))

    def of_open_accounts(self):
        """Those of organisations, and those of people whose account was not closed."""
        return self.filter(Q(centre__isnull=False) | Q(company__isnull=False) | Q(person__is_active=True))

    def personal(self, person, today):
        """Those in which a person takes part as themself: apprentice, guardian. Others sit there for somebody."""
        return self.acting(today).filter(person=person, centre=None, company=None)

    def of_members(self, person):
        """Those of the person's current centres, sending and hosting."""
        return self.filter(centre__in=CentreMember.objects.current().filter(person=person).values("centre"))

    def of_contacts(self, person):
        """Those of companies whose current contact the person is, where a centre of the mobility knows the contact.

        A contact is private to its centre. Who is only named on a party and is no contact any more sees nothing.
        """
        known = CompanyContact.objects.current().filter(person=person, company=models.OuterRef("company"))
        sides = self.model.objects.filter(mobility=models.OuterRef(models.OuterRef("mobility"))).values("centre")
        contacts = CompanyContact.objects.current().filter(person=person).values("company")
        return self.filter(models.Exists(known.filter(centre__in=sides)), company__in=contacts)

    def acted_by(self, posts):
        """Those for which a person acts: as themself, for a centre they coordinate, for a company."""
        return self.filter(self._held(posts, posts.companies))

    def signed_by(self, posts):
        """Those for which a person may approve and sign: at a company its signatories and delegates of today."""
        return self.filter(self._held(posts, posts.signs))

    def _held(self, posts, companies):
        held = Q(centre__in=posts.coordinates)
        if posts.own:
            held |= Q(person=posts.person, centre=None, company=None, mobility__in=posts.own)
        for company, centres in companies.items():
            side = self.model.objects.filter(mobility=models.OuterRef("mobility"), centre__in=centres)
            held |= Q(models.Exists(side), company=company)
        return held

    def with_names(self):
        return self.select_related("person", "deputy", "centre", "company", "site").order_by("pk")


class Party(models.Model):
    """One role of a mobility: who owns its steps, who sees, who is waited for, who is written to.

    Who of a company's people signs is said by its contacts; everybody else signs by their role.
    """

    mobility = models.ForeignKey("mobilities.Mobility", on_delete=models.CASCADE, related_name="parties")
    role = models.CharField(max_length=20, choices=Role.choices)
    acts_as = models.CharField(max_length=20, choices=Owner.choices)
    centre = models.ForeignKey(Centre, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    company = models.ForeignKey(Company, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="parties"
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    joined_at = models.DateTimeField(null=True)  # empty: from the beginning

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("parties")
        indexes = [
            models.Index(fields=["person", "mobility"], name="party_person"),
            models.Index(fields=["person"], condition=Q(centre=None, company=None), name="party_own"),
            models.Index(fields=["centre", "mobility"], name="party_centre"),
            models.Index(fields=["company", "mobility"], name="party_company"),
            models.Index(
                fields=["centre", "mobility"], condition=Q(role="hosting_coordinator"), name="party_hosting_centre"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["mobility", "role"], condition=~Q(role="guardian"), name="party_role_once"),
            models.UniqueConstraint(
                fields=["mobility", "person"], condition=Q(role="guardian"), name="party_guardian_once"
            ),
            models.CheckConstraint(
                name="party_deputy_is_somebody_else", condition=Q(deputy=None) | ~Q(deputy=F("person"))
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()}: {self.person or self.organisation}"

    @property
    def people(self):
        """Who is named, the deputy included."""
        return [person for person in (self.person, self.deputy) if person]

    @property
    def is_personal(self):
        """Somebody who takes part as themself, for no organisation."""
        return self.centre_id is None and self.company_id is None

    @property
    def organisation(self):
        return self.centre or self.company
