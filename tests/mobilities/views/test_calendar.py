"""A person's calendar: what stands in it, who may read it, and how its address ends."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from mobilities.actions import decision, roadmap
from mobilities.choices import Decision, Role, Stage
from mobilities.models import CalendarAddress, Mobility, Step
from mobilities.reports import calendar
from tests.factories import NOW, make_coordinator
from tests.ical import events
from tests.mobilities.crowd import make_copies
from tests.mobilities.roadmaps import make_full_mobility, step

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def stay():
    return make_full_mobility()


def asked(client, person, **headers):
    return client.get(reverse("calendar", args=[CalendarAddress.objects.token(person)]), headers=headers)


def feed(client, person):
    """What a calendar program reads, by uid."""
    response = asked(client, person)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return {str(event["uid"]).split("@")[0]: event for event in events(response.content)}


def steps_in(found):
    return {uid.removeprefix("step-") for uid in found if uid.startswith("step-")}


def person(stay, role):
    return stay.parties.get(role=role).person


def test_each_reads_the_own_steps_on_the_days_they_are_due(client, stay):
    for role, owner in (
        (Role.APPRENTICE, "apprentice"),
        (Role.SENDING_COORDINATOR, "sending_coordinator"),
        (Role.HOSTING_COORDINATOR, "hosting_coordinator"),
        (Role.HOST_SIGNATORY, "host_company"),
    ):
        own = Step.objects.open().filter(owner=owner, mobility=stay, plan__private=False)
        mine = {row.shared_key or str(row.pk): row.due_on for row in own}

        found = feed(client, person(stay, role))

        assert {key: found[f"step-{key}"].decoded("dtstart") for key in steps_in(found)} == mine


def test_a_mentor_is_not_given_what_only_the_signatory_signs(client, stay):
    found = feed(client, person(stay, Role.HOST_MENTOR))

    assert str(step(stay, "G03").pk) not in steps_in(found)


def test_a_stay_goes_from_its_first_to_its_last_day(client, stay):
    event = feed(client, person(stay, Role.APPRENTICE))[f"stay-{stay.pk}"]

    assert (event.decoded("dtstart"), event.decoded("dtend")) == (stay.starts_on, stay.ends_on + timedelta(days=1))
    assert str(event["url"]).endswith(reverse("mobilities:detail", args=[stay.pk]))
    assert "Dresden" in event["location"]


def test_what_is_done_goes_away_and_what_changes_has_a_higher_number(client, stay):
    ana, due = person(stay, Role.SENDING_COORDINATOR), step(stay, "P01")
    before = feed(client, ana)

    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        roadmap.complete(due, by=ana, at=NOW + timedelta(hours=1))
        after = feed(client, ana)

    assert f"step-{due.shared_key}" in before
    assert f"step-{due.shared_key}" not in after
    other = next(uid for uid in after if uid.startswith("step-") and uid in before)
    assert after[other]["sequence"] > before[other]["sequence"]
    assert after[other].decoded("dtstamp") == NOW + timedelta(hours=1)


def test_a_stay_that_is_called_off_and_its_steps_are_cancelled(client, stay):
    lucia, ana = person(stay, Role.APPRENTICE), person(stay, Role.SENDING_COORDINATOR)
    before = feed(client, lucia)

    decision.move(stay, Decision.CANCELLED, by=ana, at=NOW, reason="Illness")

    after = feed(client, lucia)
    assert {uid: str(event["status"]) for uid, event in after.items()} == dict.fromkeys(before, "CANCELLED")


def test_force_majeure_before_departure_calls_a_stay_off_and_after_it_does_not(client, stay):
    Mobility.objects.filter(pk=stay.pk).update(decision=Decision.FORCE_MAJEURE)

    said = {}
    for stage in (Stage.AGREED, Stage.ABROAD):
        Mobility.objects.filter(pk=stay.pk).update(stage=stage)
        said[stage] = str(feed(client, stay.apprentice.person)[f"stay-{stay.pk}"]["status"])

    assert said == {Stage.AGREED: "CANCELLED", Stage.ABROAD: "CONFIRMED"}


def test_what_is_to_come_is_in_it_before_what_is_long_overdue(client, stay, monkeypatch):
    ana = person(stay, Role.SENDING_COORDINATOR)
    mine = Step.objects.open().filter(owner="sending_coordinator", plan__private=False, mobility=stay)
    mine.exclude(pk=mine.last().pk).update(due_on=NOW.date() - timedelta(days=9))
    monkeypatch.setattr(calendar, "MOST", 1)

    assert steps_in(feed(client, ana)) == {mine.last().shared_key or str(mine.last().pk)}


def test_work_that_is_shared_with_a_running_stay_is_not_called_off(client, stay):
    ana, shared = person(stay, Role.SENDING_COORDINATOR), step(stay, "P01")
    make_copies(stay, 1)

    decision.move(stay, Decision.CANCELLED, by=ana, at=NOW, reason="Illness")

    assert str(feed(client, ana)[f"step-{shared.shared_key}"]["status"]) == "CONFIRMED"


def test_private_steps_stay_out_of_it(client, stay):
    private = Step.objects.filter(mobility=stay, owner="sending_coordinator").first()
    type(private.plan).objects.filter(pk=private.plan_id).update(private=True)

    assert f"step-{private.shared_key or private.pk}" not in feed(client, person(stay, Role.SENDING_COORDINATOR))


def test_it_speaks_the_language_of_its_person(client, stay):
    lucia = person(stay, Role.APPRENTICE)
    titles = {}
    for language in ("en", "es"):
        lucia.language = language
        lucia.save()
        titles[language] = {str(event["summary"]) for event in feed(client, lucia).values()}

    assert titles["en"] & titles["es"] == {str(feed(client, lucia)[f"stay-{stay.pk}"]["summary"])}


def test_nothing_of_another_centre_stands_in_it(client, stay):
    assert feed(client, make_coordinator()) == {}


def test_it_is_not_sent_again_while_it_is_the_same(client, stay):
    lucia = person(stay, Role.APPRENTICE)
    etag = asked(client, lucia)["ETag"]

    with time_machine.travel(NOW + timedelta(hours=5), tick=False):
        assert asked(client, lucia, if_none_match=etag).status_code == 304


def test_a_new_address_ends_the_old_one(client, stay):
    lucia = person(stay, Role.APPRENTICE)
    client.force_login(lucia)
    page = reverse("calendar-address")
    old = client.get(page).context["there"]

    assert client.post(page).url == page

    new = client.get(page).context["there"]
    client.logout()
    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)


@pytest.mark.parametrize("token", ["x", "WzEsMF0.x", "..", "%00"])
def test_an_address_that_we_did_not_make_shows_nothing(client, token):
    assert client.get(f"/calendar/{token}.ics").status_code == 404


def test_whose_account_is_closed_has_no_calendar(client, stay):
    lucia = person(stay, Role.APPRENTICE)
    lucia.is_active = False
    lucia.save()

    assert asked(client, lucia).status_code == 404


def test_nobody_writes_to_it(client, stay):
    address = reverse("calendar", args=[CalendarAddress.objects.token(person(stay, Role.APPRENTICE))])

    assert client.post(address).status_code == 405


@pytest.mark.parametrize("count", [1, 50])
def test_it_takes_the_same_queries_however_much_stands_in_it(client, stay, count, django_assert_num_queries):
    make_copies(stay, count)
    ana = person(stay, Role.SENDING_COORDINATOR)

    with django_assert_num_queries(11):
        asked(client, ana)
