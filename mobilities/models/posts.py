"""For whom a person acts, as plain ids, with which a database finds rows by its indexes."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet, Value
from django.utils import timezone

from centres.choices import MemberRole
from centres.models import CentreMember
from companies.choices import Function
from companies.models import CompanyContact
from doallvet.accounts.models import User
from doallvet.core.prepared import prepared
from mobilities.models.party import Party


@dataclass(frozen=True, slots=True, kw_only=True)
class Posts:
    """What a person is on mobilities.

    `coordinates`: centres. `companies`: by company, the centres that know the person as its contact; `signs`: the
    same, where the contact may sign. `own`: mobilities on which the person is apprentice or guardian.
    """

    person: User
    coordinates: tuple[int, ...] = ()
    companies: dict[int, set[int]] = field(default_factory=dict)
    signs: dict[int, set[int]] = field(default_factory=dict)
    own: tuple[int, ...] = ()

    @property
    def of_centres(self) -> "Posts":
        """The same without what the person is beside their centres."""
        return Posts(person=self.person, coordinates=self.coordinates)

    @property
    def signs_all(self) -> bool:
        """Whether the person may approve and sign wherever they act."""
        return self.companies == self.signs


def posts(person: User, memberships: list[CentreMember] | None = None) -> Posts:
    """Give for whom a person acts. One query, and one more where the current memberships are not at hand."""
    if memberships is None:
        memberships = list(CentreMember.objects.current().filter(person=person))
    found = Posts(
        person=person, coordinates=tuple(row.centre_id for row in memberships if row.role == MemberRole.COORDINATOR)
    )
    own = []
    for place, centre, function, may_sign in _places(person, timezone.localdate()):
        if function not in Function:
            own.append(place)
            continue
        found.companies.setdefault(place, set()).add(centre)
        if may_sign or function == Function.SIGNATORY:
            found.signs.setdefault(place, set()).add(centre)
    return Posts(
        person=person, coordinates=found.coordinates, companies=found.companies, signs=found.signs, own=tuple(own)
    )


@prepared
def _places(person: User, today: date) -> QuerySet:
    """The companies whose contact a person is, and the mobilities on which the person sits as themself."""
    contacts = CompanyContact.objects.current().filter(person=person).order_by()
    personal = Party.objects.personal(person, today).values_list("mobility", "mobility", "acts_as", Value(True))
    return contacts.values_list("company", "centre", "function", "may_sign").union(personal, all=True)
