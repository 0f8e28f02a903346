"""When a centre or a company is closed, and what becomes of what is due then."""

from datetime import date

import pytest
from django.urls import reverse

from centres.choices import MemberRole
from centres.models import CentreClosure
from doallvet.history.models import Event
from tests.factories import make_centre, make_company, make_coordinator, make_member

pytestmark = pytest.mark.django_db
AUGUST = {"name": "Summer holidays", "begins_on": "2027-08-01", "ends_on": "2027-08-31"}


@pytest.fixture
def ana():
    return make_coordinator(make_centre("CIFP Río Sil", region="Castilla y León"), first_name="Ana")


def add(client, centre, **fields):
    return client.post(reverse("centres:closures", args=[centre.pk]), AUGUST | fields)


def rows(centre):
    return list(centre.closures.values_list("name", "begins_on", "ends_on"))


def test_a_coordinator_notes_when_the_centre_is_closed(client, ana):
    client.force_login(ana)

    answer = add(client, ana.centre)

    assert answer.status_code == 302
    assert rows(ana.centre) == [("Summer holidays", date(2027, 8, 1), date(2027, 8, 31))]
    assert Event.objects.filter(verb="closure_added", by=ana).count() == 1
    assert "Summer holidays" in client.get(answer["Location"]).content.decode()


def test_a_single_day_needs_no_last_day(client, ana):
    client.force_login(ana)

    add(client, ana.centre, ends_on="")

    assert rows(ana.centre) == [("Summer holidays", date(2027, 8, 1), date(2027, 8, 1))]


@pytest.mark.parametrize(
    ("fields", "field", "error"),
    [
        ({"ends_on": "2027-07-31"}, "ends_on", "The last day lies before the first one."),
        ({"ends_on": "2028-08-02"}, "ends_on", "That is more than a year. Enter each time of closing by itself."),
        ({"begins_on": "31 February"}, "begins_on", "Enter a valid date."),
        ({"name": ""}, "name", "This field is required."),
    ],
)
def test_days_that_cannot_be_are_refused_near_their_field(client, ana, fields, field, error):
    client.force_login(ana)

    answer = add(client, ana.centre, **fields)

    assert (answer.status_code, answer.context["form"].errors[field]) == (422, [error])
    assert rows(ana.centre) == []


def test_the_same_days_twice_are_refused_in_words(client, ana):
    client.force_login(ana)
    add(client, ana.centre)

    answer = add(client, ana.centre)

    assert answer.context["form"].non_field_errors() == ["These days are on the list already."]
    assert len(rows(ana.centre)) == 1


def test_days_are_taken_off_the_list_once(client, ana):
    client.force_login(ana)
    add(client, ana.centre)
    address = reverse("centres:closure-remove", args=[ana.centre.pk, ana.centre.closures.get().pk])

    answers = [client.post(address).status_code for _ in range(2)]

    assert (answers, rows(ana.centre)) == ([302, 302], [])
    assert Event.objects.filter(verb="closure_removed").count() == 1


def test_the_days_of_another_centre_stay_on_its_list(client, ana):
    other = make_centre()
    closure = CentreClosure.objects.create(centre=other, name="Fair", begins_on="2027-09-01", ends_on="2027-09-01")
    client.force_login(ana)

    client.post(reverse("centres:closure-remove", args=[ana.centre.pk, closure.pk]))

    assert rows(other) == [("Fair", date(2027, 9, 1), date(2027, 9, 1))]


def test_who_only_works_there_reads_and_changes_nothing(client, ana):
    client.force_login(make_member(ana.centre, MemberRole.TEACHER).person)

    page = client.get(reverse("centres:closures", args=[ana.centre.pk]))

    assert (page.status_code, page.context["may_change"]) == (200, False)
    assert add(client, ana.centre).status_code == 403
    assert rows(ana.centre) == []


def test_the_page_shows_the_holidays_of_the_region(client, ana, time_machine):
    time_machine.move_to("2026-11-23 10:00")
    client.force_login(ana)

    page = client.get(reverse("centres:closures", args=[ana.centre.pk]))

    assert page.context["holidays"][0] == (date(2026, 12, 7), "Monday following Constitution Day")
    assert page.context["doubts"] == []


def test_a_region_that_nobody_knows_is_said(client):
    ana = make_coordinator(make_centre(region="Atlantis"))
    client.force_login(ana)

    page = client.get(reverse("centres:closures", args=[ana.centre.pk]))

    assert "The public holidays of the region “Atlantis” are not known here" in page.content.decode()


def test_all_centres_that_work_with_a_company_keep_its_days(client, ana):
    other = make_coordinator(make_centre())
    company = make_company("Metal Bierzo", ana.centre, other.centre)
    client.force_login(other)

    answer = client.post(reverse("companies:closures", args=[company.pk]), AUGUST)

    client.force_login(ana)
    assert answer.status_code == 302
    assert rows(company) == [("Summer holidays", date(2027, 8, 1), date(2027, 8, 31))]
    assert "Summer holidays" in client.get(reverse("companies:closures", args=[company.pk])).content.decode()
