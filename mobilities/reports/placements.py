"""The placements of a company, as far as its contact may see them."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django_countries import countries

from doallvet.core.spreadsheets import Column
from mobilities.choices import Owner
from mobilities.models import Mobility, Party, Step
from mobilities.models.posts import Posts
from mobilities.rules import decisions

CHUNK = 2000
COLUMNS = [
    "pk",
    "starts_on",
    "ends_on",
    "host_city",
    "host_country",
    "decision",
    "stage",
    "acts_as",
    "company",
    "asked",
]
COLUMNS += ["apprentice__person__first_name", "apprentice__person__last_name"]


def placements(posts: Posts) -> QuerySet:
    """Mobilities in which the person's companies take part, as rows of values.

    `acts_as`, `company`: as what, and which one; `asked`: something waits for the company now.
    """
    ours = Party.objects.filter(mobility=OuterRef("pk"), company__in=posts.companies).order_by("pk")
    asked = Step.objects.ready().filter(mobility=OuterRef("pk"), owner=OuterRef("acts_as"))
    return (
        Mobility.objects.filter(pk__in=Party.objects.of_contacts(posts.person).values("mobility"))
        .annotate(acts_as=Subquery(ours.values("acts_as")[:1]), company=Subquery(ours.values("company__name")[:1]))
        .annotate(asked=Exists(asked))
        .values(*COLUMNS)
    )


def columns() -> list[Column]:
    """Give the columns of the placements as a file: what the page shows of each, and nothing more."""
    return [
        ("last_name", _("Last name"), "text"),
        ("first_name", _("First name"), "text"),
        ("company", _("Company"), "text"),
        ("part", _("Your part"), "text"),
        ("city", _("Host town"), "text"),
        ("country", _("Host country"), "text"),
        ("starts_on", _("First day abroad"), "date"),
        ("ends_on", _("Last day abroad"), "date"),
        ("status", _("Status"), "text"),
        ("asked", _("Your turn"), "text"),
    ]


def cells(placements: QuerySet) -> Iterator[list[Any]]:
    """Give the cells of each placement in the order of the columns."""
    names, yes = {code: str(countries.name(code)) for code in countries.countries}, _("yes")
    for row in placements.iterator(chunk_size=CHUNK):
        yield [
            *[row["apprentice__person__last_name"], row["apprentice__person__first_name"]],
            *[row["company"], Owner(row["acts_as"]).label, row["host_city"]],
            names.get(row["host_country"], row["host_country"]),
            *[row["starts_on"], row["ends_on"], decisions.word(row["decision"], row["stage"]).label],
            yes if row["asked"] else "",
        ]
