"""Who may sign instead of whom a company had named, and what is kept of them."""

import pytest

from centres.choices import MemberRole
from companies.models import CompanyContact
from doallvet.core.refused import Refused
from doallvet.signing.actions import signature as signatures
from mobilities.choices import Role
from tests.factories import NOW, make_member
from tests.kept import kept
from tests.mobilities.agreements import make_stay
from tests.mobilities.sheets import issue
from tests.mobilities.signing import place

pytestmark = pytest.mark.django_db


@kept
def minor_stay():
    return make_stay(minor=True, pay_kept=True)


@pytest.fixture
def stay(time_machine, minor_stay):
    time_machine.move_to(NOW, tick=False)
    return minor_stay


def pass_on(version, party, person):
    row = place(version, party)
    named = {"first_name": person.first_name, "last_name": person.last_name, "email": person.email}
    return signatures.pass_on(row, by=row.person, shown=version.content_hash, at=NOW, **named)


@pytest.mark.parametrize(
    "role",
    [Role.APPRENTICE, Role.GUARDIAN, Role.EMPLOYER_SIGNATORY, Role.SENDING_COORDINATOR, Role.HOSTING_COORDINATOR],
)
def test_nobody_signs_for_two_parties(stay, role):
    mobility, ana = stay
    version = issue(mobility, "HOST_ACCEPTANCE", ana)

    with pytest.raises(Refused, match="takes part in the stay for another party"):
        pass_on(version, "host_company", mobility.party(role).person)

    assert place(version, "host_company").person == mobility.party(Role.HOST_SIGNATORY).person


def test_nobody_of_the_centres_signs_for_a_company(stay):
    mobility, ana = stay
    version = issue(mobility, "EMPLOYER_CONSENT", ana)
    teacher = make_member(mobility.sending_centre, MemberRole.TEACHER, first_name="Inés", last_name="Gil").person

    with pytest.raises(Refused, match="takes part in the stay for another party"):
        pass_on(version, "home_employer", teacher)


def test_what_is_known_of_a_contact_stays_when_they_sign_instead(stay):
    mobility, ana = stay
    version = issue(mobility, "HOST_ACCEPTANCE", ana)
    host = mobility.party(Role.HOST_SIGNATORY)
    mentor = mobility.party(Role.HOST_MENTOR).person
    known = {"position": "Master", "phone": "+4935112345678", "site_id": host.site_id, "may_sign": False}
    CompanyContact.objects.filter(person=mentor).update(**known)

    heir = pass_on(version, "host_company", mentor)

    rows = CompanyContact.objects.current().filter(person=heir).order_by("function")
    assert heir == mentor
    assert list(rows.values_list("function", flat=True)) == ["mentor", "signatory"]
    assert list(rows.values(*known)) == [known, known]
