"""By which days the people of a centre live."""

from collections.abc import Collection, Iterator

from centres.models import Apprentice, Centre, CentreMember, Guardian
from doallvet.core.calendars import Calendar
from doallvet.outbox.calendars import calendar


@calendar
def of_staff(people: Collection[int]) -> Iterator[tuple[int, Calendar]]:
    """Members live by the public holidays of their centre's place, and are not written to while it is closed."""
    found = CentreMember.objects.current().filter(person__in=people).select_related("centre")
    for member in found.prefetch_related("centre__closures"):
        closed = tuple(closure.days for closure in member.centre.closures.all())
        yield member.person_id, _of(member.centre, closed)


@calendar
def of_learners(people: Collection[int]) -> Iterator[tuple[int, Calendar]]:
    """Apprentices and guardians live by the public holidays alone: in the school holidays they are at work."""
    for apprentice in Apprentice.objects.enrolled().filter(person__in=people).select_related("centre"):
        yield apprentice.person_id, _of(apprentice.centre)
    for guardian in Guardian.objects.current().filter(person__in=people).select_related("apprentice__centre"):
        yield guardian.person_id, _of(guardian.apprentice.centre)


def _of(centre: Centre, closed: tuple = ()) -> Calendar:
    return Calendar(centre.country.code, centre.region, closed)
