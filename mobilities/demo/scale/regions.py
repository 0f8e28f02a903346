"""What is copied: the rows of the demo's centres that send, and the rows of their stays."""

from datetime import date

from allauth.account.models import EmailAddress
from django.db import models
from django.db.models import Q

from centres.models import (
    Apprentice,
    Centre,
    CentreMember,
    EmergencyContact,
    Guardian,
    LanguageLevel,
    Outcome,
    Partnership,
    Programme,
    SupportNeeds,
    Unit,
)
from companies.models import Company, CompanyContact, Site, TrainingContract
from doallvet.accounts.models import User
from mobilities.demo.cast import CENTRES
from mobilities.demo.scale.template import Row, Template, read
from mobilities.models import Approval, Evidence, LeadTime, Mobility, Party, Project, Reply, Step

KINDS = [CENTRES[key]["name"] for key in ("sil", "elbe", "jarvi")]  # the fourth one sends a single apprentice
OF_MOBILITY: dict[type[models.Model], list[str]] = {
    User: ["apprentice__mobilities", "wards__apprentice__mobilities"],
    EmailAddress: ["user__apprentice__mobilities", "user__wards__apprentice__mobilities"],
    Apprentice: ["mobilities"],
    LanguageLevel: ["apprentice__mobilities"],
    EmergencyContact: ["apprentice__mobilities"],
    SupportNeeds: ["apprentice__mobilities"],
    Guardian: ["apprentice__mobilities"],
    TrainingContract: ["apprentice__mobilities"],
    Mobility: ["pk"],
    Party: ["mobility"],
    Step: ["mobility"],
    Evidence: ["step__mobility"],
    Approval: ["mobility"],
    Reply: ["step__mobility"],
}


def of_region() -> dict[type[models.Model], list[Row]]:
    """The rows of three centres, by table: they know each other, and each other's companies."""
    centres = Centre.objects.filter(name__in=KINDS)
    companies = Company.objects.filter(centres__in=centres)
    people = User.objects.filter(Q(centre_memberships__centre__in=centres) | Q(company_contacts__company__in=companies))
    found = {
        User: people,
        EmailAddress: EmailAddress.objects.filter(user__in=people),
        Centre: centres,
        CentreMember: CentreMember.objects.filter(centre__in=centres),
        Partnership: Partnership.objects.filter(centre__in=centres, to__in=centres),
        Company: companies,
        Company.centres.through: Company.centres.through.objects.filter(company__in=companies),
        Site: Site.objects.filter(company__in=companies),
        CompanyContact: CompanyContact.objects.filter(company__in=companies),
        Programme: Programme.objects.filter(centre__in=centres),
        Unit: Unit.objects.filter(programme__centre__in=centres),
        Outcome: Outcome.objects.filter(unit__programme__centre__in=centres),
        Project: Project.objects.filter(centre__in=centres),
        LeadTime: LeadTime.objects.filter(centre__in=centres),
    }
    return {model: read(model, _ids(rows)) for model, rows in found.items()}


def stays() -> models.QuerySet:
    """The stays that serve as templates: not those of a group, whose four go together."""
    return Mobility.objects.filter(sending_centre__name__in=KINDS, group=None).order_by("pk")


def of_stay(mobility: Mobility, today: date) -> Template:
    rows = {}
    for model, ways in OF_MOBILITY.items():
        which = Q()
        for way in ways:
            which |= Q(**{way: mobility.pk})
        rows[model] = read(model, _ids(model.objects.filter(which)))
    return Template.of(mobility, rows, today)


def _ids(rows: models.QuerySet) -> list[int]:
    return sorted(set(rows.values_list("pk", flat=True)))
