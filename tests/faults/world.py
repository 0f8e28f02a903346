"""A small portal: 60 stays with steps that are due tomorrow or overdue, people in two time zones.

`python -m tests.faults.world <day> <zone> <zone>` fills the empty database that the environment names.
"""

import sys
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import django

STAYS = 60
ZONES = (  # without summer time; each hour of the day, it is a working hour in two of them
    ("Pacific/Kiritimati", "Pacific/Tongatapu", "Pacific/Noumea", "Australia/Brisbane", "Asia/Tokyo", "Asia/Singapore")
    + ("Asia/Bangkok", "Asia/Dhaka", "Asia/Karachi", "Asia/Dubai", "Africa/Nairobi", "Africa/Maputo", "Africa/Lagos")
    + ("Africa/Dakar", "Atlantic/Cape_Verde", "America/Noronha", "America/Sao_Paulo", "America/Puerto_Rico")
    + ("America/Bogota", "America/Costa_Rica", "America/Phoenix", "Pacific/Pitcairn", "Pacific/Gambier")
    + ("Pacific/Honolulu", "Pacific/Pago_Pago")
)


def day_and_zones(now):
    """The portal's day and two places where it is that day too, between nine and five: there is written to now."""
    day = now.astimezone(ZoneInfo("Europe/Brussels")).date()
    local = {name: now.astimezone(ZoneInfo(name)) for name in ZONES}
    found = [name for name, at in local.items() if at.date() == day and 9 <= at.hour < 17]
    return day, found[0], found[-1]


def build(day, *zones):
    """Fill the database with actions and factories of the project, as of noon on the day."""
    from django.core.management import call_command  # noqa: PLC0415  needs the settings

    from doallvet.accounts.models import User  # noqa: PLC0415
    from mobilities.models import Mobility, Step  # noqa: PLC0415
    from tests.mobilities.crowd import make_copies  # noqa: PLC0415
    from tests.mobilities.roadmaps import lay_alone, make_full_mobility  # noqa: PLC0415

    for command in ("migrate", "load_rules", "load_blueprints"):
        call_command(command, verbosity=0)
    noon = datetime.combine(day, datetime.min.time(), ZoneInfo("Europe/Brussels")) + timedelta(hours=12)
    model = make_full_mobility(starts_on=day + timedelta(days=280))
    tomorrow, late = day + timedelta(days=1), day - timedelta(days=12)
    lay_alone(model, P01=tomorrow, R03=tomorrow, D09=late, D04=(tomorrow, 1))
    make_copies(model, STAYS - 1)
    Step.objects.update(ready_at=noon - timedelta(days=20))
    Mobility.objects.update(forecast_on=day)  # nothing but the steps above is to happen
    for place, zone in enumerate(zones):
        ids = [pk for pk in User.objects.values_list("pk", flat=True) if pk % len(zones) == place]
        User.objects.filter(pk__in=ids).update(time_zone=zone)


if __name__ == "__main__":
    django.setup()
    build(date.fromisoformat(sys.argv[1]), *sys.argv[2:])
