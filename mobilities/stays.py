"""Whether a stay can be, with the apprentice's other stays in view."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centres.models import Apprentice, SupportNeeds
from mobilities.facts import dates_of
from mobilities.models import Blueprint, Mobility, Project
from mobilities.rules import limits
from mobilities.rules.dates import Dates


def obstacles_to_stay(
    apprentice: Apprentice, project: Project, blueprint: Blueprint, dates: Dates, *, besides: Mobility | None = None
) -> list[str]:
    """Name what is wrong with the dates of a stay, `besides` left out of the comparison with other stays (F45)."""
    found = limits.obstacles_to_dates(
        dates,
        activity=blueprint.activity,
        call_year=project.call_year,
        project_begins=project.begins_on,
        project_ends=project.ends_on,
        blended=blueprint.mode == "blended",
        fewer_opportunities=SupportNeeds.objects.filter(apprentice=apprentice, fewer_opportunities=True).exists(),
    )
    return found + overlaps(apprentice, dates, besides=besides)


def overlaps(apprentice: Apprentice, dates: Dates, *, besides: Mobility | None = None) -> list[str]:
    """Name the stays of an apprentice that take the same days; mere applications take none."""
    others = Mobility.objects.binding().filter(apprentice=apprentice)
    if besides:
        others = others.exclude(pk=besides.pk)
    return [
        _("It overlaps another stay: %(begins)s – %(ends)s.")
        % {"begins": date_format(stay.start), "ends": date_format(stay.end)}
        for stay in limits.overlaps(dates, map(dates_of, others))
    ]
