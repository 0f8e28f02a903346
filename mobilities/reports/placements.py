"""The placements of a company, as far as its contact may see them."""

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from mobilities.models import Mobility, Party, Step
from mobilities.models.posts import Posts

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
