"""By which days the people of a centre live."""

from collections.abc import Collection, Iterator

from centres.models import Apprentice, CentreMember, Guardian
from doallvet.core.calendars import Calendar
from doallvet.outbox.calendars import calendar


@calendar
def of_staff(people: Collection[int]) -> Iterator[tuple[int, Calendar]]:
    """Members live by the public holidays of their centre's place, and are not written to while it is closed."""
    found = CentreMember.objects.current().filter(person__in=people).select_related("centre")
    for member in found.prefetch_related("centre__closures"):
        closed = tuple(closure.days for closure in member.centre.closures.all())
        yield member.person_id, Calendar(member.centre.country.code, member.centre.region, closed)


@calendar
def of_learners(people: Collection[int]) -> Iterator[tuple[int, Calendar]]:
    """Apprentices and guardians live by the public holidays alone: in the school holidays they are at work."""
    place = ("centre__country", "centre__region")
    learners = Apprentice.objects.enrolled().filter(person__in=people)
    guardians = Guardian.objects.current().filter(person__in=people)
    for person, country, region in learners.values_list("person_id", *place):  # of thousands in a sweep
        yield person, Calendar(country, region)
    for person, country, region in guardians.values_list("person_id", *(f"apprentice__{name}" for name in place)):
        yield person, Calendar(country, region)
