"""A rule that is changed reaches the roadmaps of those whose agreement is not concluded, at once."""

from datetime import date

import pytest
from django.urls import reverse

from companies import law as book
from companies.actions import law
from companies.models import Rule
from doallvet.history.models import Event
from mobilities.actions import following, roadmap
from mobilities.models import Mobility, Step
from mobilities.tasks import follow_rules
from tests.factories import NOW, make_coordinator, make_mobility, make_user
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db
LONG = {"condition": {"min_stay_days": 300}}  # the notice before the stay is then for long stays only


@pytest.fixture
def stay():
    return Stay()


@pytest.fixture
def admin():
    return make_user("admin@instance.example", is_staff=True)


@pytest.fixture
def queued(monkeypatch):
    asked = []
    for module in (law, following):
        monkeypatch.setattr(module, "queue", lambda name, **ids: asked.append((name, ids)))
    return asked


def notice():
    return Rule.objects.newest().get(key="ES-INT-notice_before")


def has_notice(mobility):
    return mobility.steps.needed().filter(plan__key="G07").exists()


def change(admin, **changes):
    return law.correct(notice(), changes or LONG, note="Long stays only", by=admin, at=NOW)


def test_a_change_asks_once_for_the_roadmaps_and_a_review_does_not(admin, queued):
    change(admin)
    law.succeed(notice(), {"law": "x"}, since=date(2027, 1, 1), note="x", by=admin, at=NOW)
    law.review(notice(), by=admin, at=NOW)

    assert queued == [("mobilities.follow_rules", {"profile": "ES-INT", "after": 0})] * 2


def test_the_same_again_asks_for_nothing(admin, queued):
    law.correct(notice(), {"law": notice().law}, note="x", by=admin, at=NOW)

    assert queued == []


def test_the_roadmap_follows_at_once_and_doing_it_again_changes_nothing(stay, admin):
    assert has_notice(stay.mobility)
    change(admin)

    for _ in range(2):
        follow_rules(profile="ES-INT", after=0)

    assert not has_notice(stay.mobility)
    assert [event.after for event in Event.objects.filter(verb="rules_followed")] == [{"steps": 1}]


def test_where_the_agreement_is_concluded_its_rules_stay(stay, admin):
    Step.objects.filter(pk=stay.step("G02").pk).update(done_at=NOW, done_by=stay.ana, outcome="done")
    roadmap.recount(stay.fresh(), at=NOW)
    assert stay.fresh().concluded_at == NOW
    law.correct(notice(), LONG, note="x", by=admin, at=NOW.replace(hour=12))

    assert following.follow_rules("ES-INT", 0, at=NOW) == 0
    following.look_ahead(stay.mobility.pk, at=NOW)  # as the sweep of the next day does

    assert has_notice(stay.mobility)


@pytest.mark.parametrize("fields", [{"profile": "FR-APP"}, {"decision": "cancelled"}, {"decision": "closed"}])
def test_other_countries_and_what_is_over_are_left_alone(stay, admin, fields):
    Mobility.objects.filter(pk=stay.mobility.pk).update(**fields)
    change(admin)

    assert following.follow_rules("ES-INT", 0, at=NOW) == 0


def test_a_process_that_looked_at_the_rules_a_moment_ago_follows_the_changed_ones(stay, admin, monkeypatch):
    known = book.book()
    change(admin)
    book.begin_with(known)  # another process, within the two seconds in which nobody looks again

    following.follow_rules("ES-INT", 0, at=NOW)

    assert not has_notice(stay.mobility)


def test_many_are_shared_out_over_tasks_each_behind_the_last(admin, queued, monkeypatch):
    monkeypatch.setattr(following, "AT_ONCE", 2)
    ana = make_coordinator()
    stays = [make_mobility(by=ana) for _ in range(3)]
    Mobility.objects.update(profile="ES-INT", concluded_at=None)
    ids = sorted(stay.pk for stay in stays)
    monkeypatch.setattr(following, "look_ahead", lambda pk, at: seen.append(pk))
    seen = []

    first = following.follow_rules("ES-INT", 0, at=NOW)
    second = following.follow_rules("ES-INT", **{"after": queued[0][1]["after"]}, at=NOW)

    assert (first, second, seen) == (2, 1, ids)
    assert queued == [("mobilities.follow_rules", {"profile": "ES-INT", "after": ids[1]})]


def test_the_page_says_how_many_are_looked_at(client, stay, admin):
    client.force_login(admin)
    row = notice()
    typed = {f"says:{name}": value for name, value in row.says.items()} | {
        "level": row.level,
        "sources": ", ".join(row.sources),
        "review_due_on": "2027-11-23",
        "change": "correction",
        "version": row.version,
        "note": "Long stays only",
        "if:min_stay_days": 300,
        "unconfirmed": row.unconfirmed,
        "unconfirmed_es": row.unconfirmed_es,
    }
    address = reverse("mobilities:rule-edit", args=[row.key])

    told = client.post(address, typed, follow=True).text
    again = client.post(address, typed | {"version": 2}, follow=True).text
    Mobility.objects.update(concluded_at=NOW)
    nobody = client.post(address, typed | {"version": 2, "if:min_stay_days": 301}, follow=True).text

    assert "The roadmap of one running stay is looked at now; where" in told
    assert "Nothing was changed: there is no new version." in again
    assert "no roadmap changes" in nobody
