"""Keeps what the past says about the running mobilities: the chance to be ready, and what delays the departure."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from doallvet.core.calendars import Calendar
from mobilities import reading, standing
from mobilities.calendars import calendars_of
from mobilities.choices import Outcome, Owner
from mobilities.models import LeadTime, Mobility, Step
from mobilities.rules import forecast
from mobilities.rules.network import Node, earliest_departure, firsts, timings
from mobilities.timing import Network, Past, network, past_of

NEWEST = 200  # of each kind and party
YEARS = 2
KEPT = ["chance", "delayed_by", "slack", "ready_on", "forecast_on"]
HOST_SIDE = {Owner.HOSTING_COORDINATOR, Owner.HOST_COMPANY}


def gather(*, today: date) -> int:
    """Make the lead times of all centres anew from the steps closed in the last years; gives how many rows there are.

    Counted are steps that were done here, not those waived, done before planning, or done for another mobility.
    Working days are those of the owner's country. Of what was not done lately nothing is known any more. Few
    statements, whatever the number.
    """
    rank = Window(
        RowNumber(),
        partition_by=[F("mobility__sending_centre"), F("plan__kind"), F("owner")],
        order_by=F("done_at").desc(),
    )
    done = Step.objects.filter(
        outcome=Outcome.DONE, done_via=None, ready_at__isnull=False, done_at__gte=_years_ago(today)
    )
    rows = (
        done.annotate(rank=rank)
        .filter(rank__lte=NEWEST)
        .order_by("pk")
        .values_list(
            "mobility__sending_centre",
            "plan__kind",
            "owner",
            "ready_at",
            "due_on",
            "done_at",
            "mobility__sending_centre__country",
            "mobility__host_country",
        )
    )
    found: dict[tuple, list[int]] = defaultdict(list)
    for centre, kind, owner, ready_at, due_on, done_at, home, host in rows.iterator(chunk_size=5000):
        calendar = Calendar(host if owner in HOST_SIDE else home)
        asked_on = forecast.asked_on(timezone.localdate(ready_at), due_on)
        days = forecast.lead_time(calendar, asked_on, timezone.localdate(done_at))
        found[centre, kind, owner].append(days)
    known = LeadTime.objects.values_list("pk", "centre", "kind", "owner")
    gone = [pk for pk, *name in known if tuple(name) not in found]
    LeadTime.objects.filter(pk__in=gone).delete()
    LeadTime.objects.bulk_create(
        [
            LeadTime(centre_id=centre, kind=kind, owner=owner, days=sorted(days), gathered_on=today)
            for (centre, kind, owner), days in sorted(found.items())
        ],
        update_conflicts=True,
        unique_fields=["centre", "kind", "owner"],
        update_fields=["days", "gathered_on"],
    )
    return len(found)


def _years_ago(today: date) -> datetime:
    return timezone.make_aware(datetime.combine(today - timedelta(days=365 * YEARS), datetime.min.time()))


@transaction.atomic
def follow(pk: int, *, today: date) -> None:
    """Bring one mobility's forecast up to date, after its steps or dates have changed; nobody else writes meanwhile."""
    mobility = Mobility.objects.with_people().select_for_update(of=("self",)).filter(pk=pk).first()
    if mobility:
        keep(mobility, past_of(mobility.sending_centre_id), today=today)


def keep(mobility: Mobility, past: Past, *, today: date) -> None:
    """Write the forecast of one mobility; of one that has left, rests or is over there is none."""
    values = dict.fromkeys(KEPT) | {"delayed_by": [], "forecast_on": today}
    if mobility.departed_on is None and not mobility.rests:
        values |= _foreseen(mobility, past, today=today)
    Mobility.objects.filter(pk=mobility.pk).update(**values)


def chance_of(mobility: Mobility, found: Network, nodes: list[Node], *, today: date) -> int | None:
    """Give how many in a hundred draws end in time; 0 where somebody declined, None where nothing has a limit.

    `nodes`: those of the network before the departure.
    """
    share = forecast.chance(nodes, found.past, found.spent, today)
    if share is None:
        return None
    return 0 if standing.declined(mobility) else round(100 * share)


def _foreseen(mobility: Mobility, past: Past, *, today: date) -> dict:
    steps = reading.steps_of(mobility)
    found = network(mobility, steps, calendars_of(mobility, list(mobility.parties.all())), past, today=today)
    nodes = found.before_departure(steps)
    chance = chance_of(mobility, found, nodes, today=today)
    if chance is None:
        return {}
    if refused := standing.declined(mobility):
        return {"chance": chance, "delayed_by": [refused.pk]}
    timed = timings(nodes, today)
    deciding = firsts(nodes, timed)
    return {
        "chance": chance,
        "delayed_by": deciding,
        "slack": min(timed[name].slack for name in deciding),
        "ready_on": earliest_departure(nodes, today),
    }
