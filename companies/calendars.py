"""By which days the people of a company live."""

from collections.abc import Collection, Iterator

from companies.models import CompanyContact
from doallvet.core.calendars import Calendar
from doallvet.outbox.calendars import calendar


@calendar
def of_contacts(people: Collection[int]) -> Iterator[tuple[int, Calendar]]:
    """Contacts live by the public holidays of their site, or of the company's country, and by its closed days."""
    found = CompanyContact.objects.current().filter(person__in=people).select_related("company", "site")
    for contact in found.prefetch_related("company__closures"):
        place = contact.site or contact.company
        closed = tuple(closure.days for closure in contact.company.closures.all())
        yield contact.person_id, Calendar(place.country.code, getattr(place, "region", ""), closed)
