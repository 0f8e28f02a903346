"""What is offered to who writes a learning agreement: people to name, outcomes to take, agreements of last time."""

from collections.abc import Collection
from typing import Any

from centres.choices import MemberRole
from centres.models import CentreMember, Unit
from mobilities.choices import Role
from mobilities.filling import KIND, contacts_of, person
from mobilities.models import Agreement, Mobility

LAST_TIMES = 3


def colleagues(mobility: Mobility, side: str) -> list[dict[str, str]]:
    """Give the people one may name for a side: members of the centre, contacts of the host and its centre."""
    hosting = mobility.party(Role.HOSTING_COORDINATOR)
    centres: list[Any] = [mobility.sending_centre_id] if side == "sending" else [hosting.centre_id] if hosting else []
    members = CentreMember.objects.current().filter(centre__in=centres).exclude(role=MemberRole.VIEWER)
    found = [person(member.person) for member in members.select_related("person")]
    if side == "hosting":
        found = [person(contact.person, phone=contact.phone) for contact in contacts_of(mobility)] + found
    unique = {row["name"]: row for row in reversed(found) if row}
    return sorted(unique.values(), key=lambda row: row["name"])


def units(mobility: Mobility) -> list[Unit]:
    """Give the units of the apprentice's programme with their outcomes."""
    programme = mobility.apprentice.programme_id
    return list(Unit.objects.filter(programme=programme).prefetch_related("outcomes")) if programme else []


def picked(mobility: Mobility, keys: Collection[str]) -> list[dict[str, Any]]:
    """Give rows of learning outcomes for what was ticked: `o7` is an outcome, `u3` a unit that has none.

    Hours and credits of a unit stand in its first row, and only where the whole unit was ticked. Without a virtual
    phase all is learned on site.
    """
    found: list[dict[str, Any]] = []
    place = {} if mobility.is_blended else {"part": "onsite"}
    for unit in units(mobility):
        named = {"title": unit.title, "unit_code": unit.code} | place
        outcomes = list(unit.outcomes.all())
        rows = [
            named | {"code": f"{unit.code}.{number}" if unit.code else "", "text": outcome.text}
            for number, outcome in enumerate(outcomes, 1)
            if f"o{outcome.pk}" in keys
        ]
        if not outcomes and f"u{unit.pk}" in keys:
            rows = [named | {"code": unit.code, "text": ""}]
        if rows and len(rows) == max(len(outcomes), 1):
            size = {"hours": unit.hours, "credit_points": unit.credit}
            rows[0] |= {key: str(value) for key, value in size.items() if value is not None}
        found += rows
    return found


def last_times(mobility: Mobility) -> list[Agreement]:
    """Give the newest drafts for the same host company or hosting centre, made by the same sending centre."""
    host, hosting = mobility.party(Role.HOST_SIGNATORY), mobility.party(Role.HOSTING_COORDINATOR)
    drafts = (
        Agreement.objects.select_related("mobility__apprentice__person")
        .filter(kind=KIND, mobility__sending_centre=mobility.sending_centre_id)
        .exclude(mobility=mobility.pk)
        .exclude(draft={})
        .order_by("-mobility__starts_on", "-pk")
    )
    found: list[Agreement] = []
    for same in (
        Mobility.objects.of_company(host.company) if host and host.company else Mobility.objects.none(),
        Mobility.objects.hosted_by(hosting.centre) if hosting and hosting.centre else Mobility.objects.none(),
    ):
        seen = [agreement.pk for agreement in found]
        found += drafts.filter(mobility__in=same.order_by()).exclude(pk__in=seen)[:LAST_TIMES]
    return found[:LAST_TIMES]
