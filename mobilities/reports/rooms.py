"""The rooms of a group as they are filled: who sleeps where, who does not, and what does not fit."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from centres.models import Guardian
from doallvet.core.text import fold
from mobilities.choices import Decision
from mobilities.models import Bed, Group, Mobility, Room
from mobilities.rules import rooms
from mobilities.rules.conditions import adult_on
from mobilities.rules.rooms import Findings, Night, Place, Sleeper

AWAY = {Decision.CANCELLED, Decision.REJECTED, Decision.RESERVE}  # their beds are free


@dataclass(frozen=True)
class Rooms:
    """`beds` by the id of their room; `sleepers` by key: "m" and the id of a mobility, "c" and that of a companion."""

    rooms: list[Room]
    beds: dict[int, list[Bed]]
    sleepers: dict[str, Sleeper]
    findings: Findings

    def free(self, key: str) -> tuple[date, date]:
        """The first nights in a row without a bed, as days of arriving and leaving; without any, the whole stay."""
        person = self.sleepers[key]
        return next(iter(rooms.runs(self.findings.free[key])), (person.arrives_on, person.leaves_on))


def of(group: Group) -> Rooms:
    """Read the rooms of a group, few statements for any number of people; who does not travel has no bed."""
    sleepers = {row.key: row for row in [*_apprentices(group), *_companions(group)]}
    places = list(group.rooms.all())
    beds: dict[int, list[Bed]] = defaultdict(list)
    for bed in Bed.objects.filter(room__group=group):
        if key_of(bed) in sleepers:
            beds[bed.room_id].append(bed)
    order = {key: place for place, key in enumerate(sleepers)}
    for row in beds.values():
        row.sort(key=lambda bed: (order[key_of(bed)], bed.arrives_on))
    nights = [Night(bed.room_id, key_of(bed), bed.arrives_on, bed.leaves_on) for row in beds.values() for bed in row]
    found = rooms.findings([Place(row.pk, row.name, row.places) for row in places], sleepers.values(), nights)
    return Rooms(places, beds, sleepers, found)


def beds_of(mobility: Mobility) -> QuerySet[Bed]:
    """The beds of one stay, in rooms of the group with which it travels."""
    return mobility.beds.filter(room__group=mobility.group_id).select_related("room")


def key_of(bed: Bed) -> str:
    return f"m{bed.mobility_id}" if bed.mobility_id else f"c{bed.companion_id}"


def _apprentices(group: Group) -> list[Sleeper]:
    stays = list(
        Mobility.objects.filter(group=group)
        .exclude(decision__in=AWAY)
        .select_related("apprentice__person")
        .order_by("search", "pk")
    )
    guardians: dict[int, set[str]] = defaultdict(set)
    wards = {stay.apprentice_id for stay in stays}
    for row in Guardian.objects.current().filter(apprentice__in=wards).select_related("person"):
        guardians[row.apprentice_id].add(fold(str(row.person)))
    return [
        Sleeper(
            key=f"m{stay.pk}",
            name=str(stay.apprentice),
            arrives_on=stay.starts_on,
            leaves_on=stay.ends_on,
            adult_on=adult_on(stay.apprentice.born_on),
            folded=fold(str(stay.apprentice)),
            guardians=frozenset(guardians[stay.apprentice_id]),
        )
        for stay in stays
    ]


def _companions(group: Group) -> list[Sleeper]:
    return [
        Sleeper(
            key=f"c{row.pk}",
            name=f"{row.name}, {row.role}",
            arrives_on=row.arrives_on,
            leaves_on=row.leaves_on,
            folded=fold(row.name),
        )
        for row in group.companions.all()
    ]
