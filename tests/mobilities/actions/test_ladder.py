"""Who is told when a step is overdue and nobody answers: on their working days, once, in the order of the ladder."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.utils import translation

from companies.choices import Function
from doallvet.history.models import Event
from doallvet.outbox.models import Notice
from mobilities.actions import change, escalation, ladder, replies
from mobilities.choices import Role
from mobilities.models import BlueprintStep, Step
from mobilities.rules.escalation import Rung
from tests.factories import NOW, make_contact, make_guardian
from tests.mobilities.ladder import DUE, READY, day, make_staffed_mobility, overdue, sweep
from tests.mobilities.roadmaps import lay_alone, make_many, step

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def mobility():
    return make_staffed_mobility()


def told():
    """Who was told on which rung, in the order of the sweeps."""
    found = Notice.objects.filter(kind="ladder").order_by("made_at", "pk")
    return [(row.data["rung"], row.person_id, (row.made_at.date() - DUE).days) for row in found]


def test_the_owners_again_then_the_deputy_then_the_coordinators(mobility):
    mentor = mobility.parties.get(role=Role.EMPLOYER_MENTOR).person_id
    overdue(mobility)

    sweep(*range(0, 30))

    # Working days of Spain: three, five, eight and thirteen after a Thursday.
    assert sorted(told()[:2]) == sorted([("owner", mobility.signatory.pk, 5), ("owner", mentor, 5)])
    assert told()[2:] == [
        ("deputy", mobility.deputy.pk, 7),
        ("coordinator", mobility.planned_by_id, 12),
        ("second", mobility.second.pk, 19),
    ]
    events = Event.objects.filter(verb="step_escalated").order_by("at")
    assert [(row.before, row.after) for row in events][1:] == [
        ("deputy", "Delia Paz"), ("coordinator", str(mobility.planned_by)), ("second", "Inés Sil"),
    ]  # fmt: skip


def test_sweeps_that_were_missed_lose_no_rung_and_a_second_one_tells_nobody_again(mobility):
    overdue(mobility)

    sweep(12, 12, 12)

    assert sorted(rung for rung, _person, _day in told()) == ["coordinator", "deputy", "owner", "owner"]
    assert Event.objects.filter(verb="step_escalated").count() == 3


def test_what_was_forgotten_for_months_does_not_come_all_at_once(mobility):
    overdue(mobility)

    sweep(60)

    assert told() == []


def test_a_step_that_could_not_be_done_before_counts_from_when_it_could(mobility):
    row = overdue(mobility)
    Step.objects.filter(pk=row.pk).update(ready_at=datetime(2027, 6, 1, 10, tzinfo=UTC))

    sweep(14)
    before = told()
    sweep(18, 19)

    assert before == []
    assert [rung for rung, _person, _day in told()] == ["owner", "owner", "deputy"]


def test_a_blocked_step_and_one_that_is_done_are_told_to_nobody(mobility):
    lay_alone(mobility, D09=(DUE, 1))

    sweep(8, 20)

    assert told() == []


def test_what_waits_for_the_centre_s_look_has_no_ladder(mobility):
    row = overdue(mobility)
    replies.otherwise(row, text="By post", person=mobility.signatory, at=NOW)

    sweep(5, 20)

    assert told() == []


def test_the_guardian_is_told_of_steps_of_a_minor_apprentice_only(mobility):
    guardian = make_guardian(mobility.apprentice).person
    mobility.parties.create(role=Role.GUARDIAN, acts_as="guardian", person=guardian)
    overdue(mobility, "R03")
    mobility.apprentice.born_on = date(2010, 1, 1)
    mobility.apprentice.save()

    sweep(7)

    assert ("guardian", guardian.pk, 7) in told()
    mobility.apprentice.born_on = date(2008, 1, 1)
    mobility.apprentice.save()
    Notice.objects.all().delete()
    sweep(7)
    assert "guardian" not in {rung for rung, _person, _day in told()}


def test_no_mail_announces_a_guardian_who_may_not_see_the_step(mobility):
    guardian = make_guardian(mobility.apprentice).person
    mobility.parties.create(role=Role.GUARDIAN, acts_as="guardian", person=guardian)
    mobility.apprentice.born_on = date(2010, 1, 1)
    mobility.apprentice.save()
    overdue(mobility, "R03")
    BlueprintStep.objects.filter(pk=step(mobility, "R03").plan_id).update(private=True, takes_part=[])

    sweep(5, 7)

    assert {row.data["next"][0] for row in Notice.objects.filter(kind="ladder") if row.data["next"]} == {"coordinator"}
    assert "guardian" not in {rung for rung, _person, _day in told()}


def test_the_ladder_waits_for_who_asked_for_time_and_counts_from_then(mobility):
    row = overdue(mobility)
    with time_machine.travel(datetime(2027, 5, 21, 10, tzinfo=UTC), tick=False):
        at = datetime(2027, 5, 21, 10, tzinfo=UTC)
        replies.later(row, until=day(6), person=mobility.signatory, at=at)

    sweep(*range(2, 11))

    assert told() == []
    sweep(11, 13)
    assert [(rung, made) for rung, _person, made in told()] == [("owner", 11), ("owner", 11), ("deputy", 13)]


def test_a_centre_s_own_ladder_holds_for_running_mobilities(mobility):
    overdue(mobility)
    kind = step(mobility, "D09").plan.kind
    own = [Rung("coordinator", 1)]
    escalation.change(mobility.sending_centre, kind, own, by=mobility.planned_by, at=NOW)

    sweep(1, 20)
    assert told() == [("coordinator", mobility.planned_by_id, 1)]

    escalation.change(mobility.sending_centre, kind, None, by=mobility.planned_by, at=NOW)
    mobility.sending_centre.refresh_from_db()
    assert mobility.sending_centre.escalation == {}
    said = Event.objects.filter(verb="escalation_set").order_by("pk").values_list("before", "after", "note")
    assert list(said) == [(None, [["coordinator", 1]], kind), ([["coordinator", 1]], None, kind)]


def test_who_has_left_is_not_on_the_ladder(mobility):
    overdue(mobility)
    mobility.sending_centre.company_contacts.filter(person=mobility.deputy).update(ended_at=NOW)

    sweep(7, 12)

    assert [rung for rung, _person, _day in told()] == ["owner", "owner", "coordinator"]
    assert mobility.deputy.pk not in {person for _rung, person, _day in told()}


def test_a_handed_over_step_climbs_past_who_has_it_now(mobility):
    row = overdue(mobility)
    party = mobility.parties.get(role=Role.EMPLOYER_SIGNATORY)
    other = make_contact(party.company, mobility.sending_centre, Function.MENTOR).person
    replies.not_me(row, to=other, person=party.person, at=NOW)

    sweep(5)

    assert other.pk in {person for _rung, person, _day in told()}
    assert party.person_id not in {person for _rung, person, _day in told()}


@pytest.mark.parametrize("count", [1, 50])
def test_a_sweep_that_climbs_takes_the_same_statements_whatever_it_finds(count, django_assert_max_num_queries):
    make_many(count, R03=DUE, D09=DUE)
    Step.objects.update(ready_at=READY)

    with django_assert_max_num_queries(50):
        sweep(8)

    assert Event.objects.filter(verb="step_escalated").count() >= 2 * count
    assert ladder.KIND in set(Notice.objects.values_list("kind", flat=True))


def test_a_party_that_changes_hands_is_told_anew_as_itself(mobility):
    overdue(mobility)
    sweep(5)
    party = mobility.parties.get(role=Role.EMPLOYER_SIGNATORY)
    other = make_contact(party.company, mobility.sending_centre).person

    change.set_person(party, other, by=mobility.planned_by, at=NOW, reason="Left")
    sweep(5)

    assert ("owner", other.pk, 5) in told()
