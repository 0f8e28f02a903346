"""The short lists of a first page, by ids: who leaves, arrives, is late, what runs out. One query for all of them."""

from datetime import date

from django.db import connection
from django.db.models import F, Q, QuerySet, Value

from centres.models import Centre, Partnership
from doallvet.accounts.models import User
from doallvet.core.prepared import prepared
from doallvet.signing.choices import State
from doallvet.signing.models import Signatory
from mobilities.models import Mobility, Waiver
from mobilities.models.posts import Posts
from mobilities.reports import unreachable
from mobilities.reports.listing import came_late

SOON_DAYS = 30
SHOWN = 8
COUNTED = 50  # a first page counts no further: "50+"
LISTS = ("leaving", "arriving", "overdue", "unlikely", "late", "ending", "memoranda", "unreached", "waivers")
LEAVING, ARRIVING, OVERDUE, UNLIKELY, LATE, ENDING, MEMORANDA, UNREACHED, WAIVERS = LISTS
MEMORANDUM = Q(version__document__memorandum__isnull=False)  # a place to sign on one


def near(posts: Posts, centre: Centre | None, today: date) -> dict[str, list[int]]:
    """Give the ids of what stands in the short lists of a first page, by list, the next first; one query for all.

    Of the centre: who leaves it and who arrives there within 30 days, what is overdue and who may not be ready of those
    it sent. For who coordinates: mobilities with steps that came late, partnerships that run out, memoranda that wait
    for their signature, whom mail does not reach. For everybody: the waivers that wait for them as the second person. A
    list that is empty costs nothing more.
    """
    found: dict[str, list[int]] = {kind: [] for kind in LISTS}
    for kind, pk, _day in _near(posts.of_centres, posts.person.is_staff, centre, today):
        found[kind].append(pk)
    return found


@prepared
def _near(posts: Posts, is_staff: bool, centre: Centre | None, today: date) -> QuerySet:
    lists = [(WAIVERS, Waiver.objects.open().asked_of(posts.person, is_staff), "leaves_on")]
    if posts.coordinates:
        ending = Partnership.objects.ending(today).of_any(posts.coordinates).order_by("valid_until", "pk")
        memoranda = places_of(posts.person).filter(MEMORANDUM)
        lists += [
            (LATE, _came_late(posts)[: COUNTED + 1], "starts_on"),
            (ENDING, ending[:SHOWN], "valid_until"),
            (MEMORANDA, memoranda.order_by("turn_at", "pk")[:SHOWN], "turn_at__date"),
            (UNREACHED, unreachable.parties(posts, today)[:COUNTED], "mobility__starts_on"),
        ]
    if centre:
        lists += _days_ahead(centre, today)
    parts = [
        _part(chosen).annotate(kind=Value(kind), day=F(day)).values_list("kind", "pk", "day")
        for kind, chosen, day in lists
    ]
    return parts[0].union(*parts[1:], all=True).order_by("day", "pk")


def _part(chosen: QuerySet) -> QuerySet:
    """Give a list, which may end somewhere, as one of several that are read in one question."""
    if not chosen.query.is_sliced:
        return chosen.order_by()
    if connection.features.supports_slicing_ordering_in_compound:
        return chosen
    return chosen.model.objects.filter(pk__in=chosen.values("pk")).order_by()


def _days_ahead(centre: Centre, today: date) -> list[tuple[str, QuerySet, str]]:
    """The lists of a centre's mobilities, each one row further than it is counted."""
    soon = Mobility.objects.leaving_within(today, SOON_DAYS).order_by("starts_on", "pk")
    late = Mobility.objects.sent_by(centre).overdue(today).order_by("next_due_on", "pk")
    unlikely = Mobility.objects.sent_by(centre).unlikely().order_by("starts_on", "pk")
    lists = [
        (LEAVING, soon.sent_by(centre), "starts_on"),
        (ARRIVING, soon.hosted_by(centre), "starts_on"),
        (OVERDUE, late, "next_due_on"),
        (UNLIKELY, unlikely, "starts_on"),
    ]
    return [(kind, chosen[: COUNTED + 1], day) for kind, chosen, day in lists]


def _came_late(posts: Posts) -> QuerySet:
    return came_late(Mobility.objects.filter(sending_centre__in=posts.coordinates)).order_by("starts_on", "pk")


def places_of(person: User) -> QuerySet[Signatory]:
    """The places at which it is a person's turn to sign."""
    return Signatory.objects.on_turn().filter(person=person, state=State.WAITING)
