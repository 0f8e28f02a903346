"""What lists of centres show: rows of ready words, made in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centres.choices import MemberRole, PartnershipState
from centres.models import Apprentice, Centre, CentreMember, Partnership, Programme
from centres.rules import partnership as rules

TONES = {
    PartnershipState.WAITING: "warning",
    PartnershipState.ASKED: "info",
    PartnershipState.IN_FORCE: "success",
    PartnershipState.ENDING: "warning",
    PartnershipState.EXPIRED: "danger",
}
FIRST = (PartnershipState.WAITING, PartnershipState.EXPIRED, PartnershipState.ENDING)


@dataclass(frozen=True)
class Partner:
    """The other side of a partnership, and where it stands."""

    url: str
    centre_id: int
    name: str
    place: str
    state: PartnershipState
    words: str
    tone: str

    @property
    def in_force(self) -> bool:
        return self.state in {PartnershipState.IN_FORCE, PartnershipState.ENDING}


def partner(partnership: Partnership, centre: Centre, today: date) -> Partner:
    """Say where a partnership stands, seen from `centre`."""
    asked_by_us = partnership.centre_id == centre.pk
    state = rules.state(
        accepted=partnership.accepted_at is not None,
        ended=partnership.ended_at is not None,
        valid_until=partnership.valid_until,
        asked_by_us=asked_by_us,
        today=today,
    )
    other = partnership.to if asked_by_us else partnership.centre
    return Partner(
        url=reverse("centres:partnership", args=[partnership.pk]),
        centre_id=other.pk,
        name=other.name,
        place=other.place,
        state=state,
        words=_words(state, partnership.valid_until),
        tone=TONES.get(state, "quiet"),
    )


def partners(centre: Centre, today: date) -> list[Partner]:
    """Give a centre's partners: what waits or ends first, then by name."""
    rows = Partnership.objects.open().of(centre).select_related("centre", "to")
    found = [partner(row, centre, today) for row in rows]
    return sorted(found, key=lambda row: (row.state not in FIRST, row.name.casefold()))


def ending(centres: Collection[int], partnerships: Collection[int]) -> list[dict[str, str]]:
    """Give partnerships of some centres that run out soon, the first first; one query.

    `url` leads to where a new last day is written.
    """
    found = Partnership.objects.filter(pk__in=partnerships).select_related("centre", "to")
    return [
        {
            "url": reverse("centres:partnership-terms", args=[row.pk]),
            "one": row.centre.name if row.centre_id in centres else row.to.name,
            "other": row.to.name if row.centre_id in centres else row.centre.name,
            "words": _words(PartnershipState.ENDING, row.valid_until),
        }
        for row in found.order_by("valid_until", "pk")
    ]


def with_counts(centres: Sequence[Centre]) -> list[tuple[Centre, int, int]]:
    """Put to each centre how many apprentices are enrolled and how many programmes it has; no persons."""
    apprentices = _count(Apprentice.objects.enrolled(), centres)
    programmes = _count(Programme.objects.all(), centres)
    return [(centre, apprentices.get(centre.pk, 0), programmes.get(centre.pk, 0)) for centre in centres]


def with_coordinators(centres: Sequence[Centre]) -> list[tuple[Centre, list[CentreMember]]]:
    """Put to each centre its coordinators, invited ones too."""
    members = CentreMember.objects.open().filter(centre__in=centres, role=MemberRole.COORDINATOR)
    members = members.select_related("person").order_by("invited_at", "pk")
    of_centre = defaultdict(list)
    for member in members:
        of_centre[member.centre_id].append(member)
    return [(centre, of_centre[centre.pk]) for centre in centres]


def _count(rows: QuerySet, centres: Sequence[Centre]) -> dict[int, int]:
    counts = rows.filter(centre__in=centres).order_by().values("centre").annotate(count=Count("pk"))
    return {row["centre"]: row["count"] for row in counts}


def _words(state: PartnershipState, valid_until: date | None) -> str:
    if valid_until and state in {PartnershipState.IN_FORCE, PartnershipState.ENDING}:
        return _("ends on %(day)s") % {"day": date_format(valid_until)}
    if valid_until and state == PartnershipState.EXPIRED:
        return _("expired on %(day)s") % {"day": date_format(valid_until)}
    return str(state.label)
