"""Decisions of people: from where, with what reason, once; and what follows."""

from datetime import date, timedelta

import pytest

from companies.choices import Function
from doallvet.accounts import links
from doallvet.core.refused import Refused
from doallvet.history.models import Event
from mobilities.actions import decision
from mobilities.choices import Decision, Outcome, Stage
from mobilities.models import Mobility, Step
from tests.factories import NOW, TODAY, make_contact
from tests.kept import kept
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db


@kept
def stay():
    return Stay()


def move(stay, to, **fields):
    return decision.move(stay.fresh(), to, **{"by": stay.ana, "at": NOW, "reason": "Because"} | fields)


def near(stay):
    """The stay begins in some days."""
    stand(stay, starts_on=TODAY + timedelta(days=10), ends_on=TODAY + timedelta(days=30))
    return stay


def depart(stay, **fields):
    return decision.depart(stay.fresh(), **{"on": TODAY, "by": stay.ana, "at": NOW} | fields)


def stand(stay, **fields):
    Mobility.objects.filter(pk=stay.mobility.pk).update(**fields)


def close_all(stay):
    stay.mobility.steps.update(done_at=NOW, done_by=stay.ana, outcome=Outcome.DONE)


def insure(stay):
    """What needs a second person is done; other gates stay open."""
    stay.mobility.steps.filter(plan__key__in=["D06", "D07", "D08", "D09"]).update(
        done_at=NOW, done_by=stay.ana, outcome=Outcome.DONE
    )


def moves(stay):
    found = Event.objects.about(stay.mobility).filter(verb__startswith="moved_")
    return [(event.before, event.after, event.note) for event in found]


def test_a_decision_is_kept_with_its_reason(stay):
    mobility = move(stay, Decision.CANCELLED)

    assert (mobility.decision, mobility.decision_reason) == (Decision.CANCELLED, "Because")
    assert moves(stay) == [("accepted", "cancelled", "Because")]


def test_the_same_decision_twice_is_one(stay):
    for _ in range(2):
        move(stay, Decision.CANCELLED)

    assert len(moves(stay)) == 1


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        (Decision.SELECTED, "cannot go from “Accepted” to “Selected”"),
        (Decision.INTERRUPTED, "The stay has not begun"),
        (Decision.ENDED_EARLY, "The stay has not begun"),
        (Decision.CLOSED, "The stay has not begun"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(stay, to, sentence):
    with pytest.raises(Refused, match=sentence):
        move(stay, to)

    assert (stay.fresh().decision, moves(stay)) == (Decision.ACCEPTED, [])


@pytest.mark.parametrize("to", [Decision.CANCELLED, Decision.FORCE_MAJEURE])
def test_what_hurts_needs_a_reason(stay, to):
    with pytest.raises(Refused, match="Say why"):
        move(stay, to, reason=" ")


def test_links_end_and_nothing_waits_any_more_when_it_is_over(stay):
    deputy = make_contact(stay.host, stay.hosting, Function.DEPUTY).person
    for person in (stay.heike, deputy):
        links.make("answer", person=person, subject=stay.mobility, by=None, at=NOW)

    move(stay, Decision.CANCELLED)

    assert [link.ended_at for person in (stay.heike, deputy) for link in person.links.all()] == [NOW, NOW]
    assert not Step.objects.filter(mobility=stay.mobility).ready().exists()


def test_an_interrupted_stay_goes_on(stay):
    stand(stay, starts_on=TODAY, ends_on=TODAY + timedelta(days=20), departed_on=TODAY, stage=Stage.ABROAD)

    move(stay, Decision.INTERRUPTED)
    move(stay, Decision.ACCEPTED, reason="")

    assert [after for _, after, _ in moves(stay)] == ["accepted", "interrupted"]


def test_a_file_is_closed_when_all_is_there(stay):
    stand(
        stay, starts_on=date(2026, 9, 7), ends_on=date(2026, 9, 27), departed_on=date(2026, 9, 6), stage=Stage.RETURNED
    )
    with pytest.raises(Refused) as refused:
        move(stay, Decision.CLOSED, reason="")

    close_all(stay)
    move(stay, Decision.CLOSED, reason="")

    assert len(refused.value.reasons) == 6
    assert stay.fresh().decision == Decision.CLOSED


def test_nobody_leaves_through_open_gates_unless_the_coordinator_says_why(stay):
    near(stay)
    insure(stay)
    with pytest.raises(Refused, match="is still open"):
        depart(stay)

    depart(stay, override="All seen on paper")

    event = Event.objects.about(stay.mobility).get(verb="departed")
    left = Event.objects.about(stay.mobility).filter(verb="left_without")
    assert (stay.fresh().departed_on, event.after, event.note) == (TODAY, "2026-11-23", "")
    assert {event.subject_id for event in left} == set(stay.fresh().left_open) != set()
    assert {(event.by, event.note) for event in left} == {(stay.ana, "All seen on paper")}


def test_with_all_gates_closed_no_word_is_needed_and_it_happens_once(stay):
    close_all(near(stay))

    for _ in range(2):
        depart(stay)

    assert Event.objects.about(stay.mobility).filter(verb="departed").count() == 1


def test_a_departure_lies_not_ahead(stay):
    with pytest.raises(Refused, match="This day lies ahead"):
        depart(stay, on=TODAY + timedelta(days=1), override="Soon")


@pytest.mark.parametrize("on", [date(1016, 1, 1), TODAY - timedelta(days=5)])
def test_nobody_leaves_weeks_before_the_stay(stay, on):
    insure(near(stay))

    with pytest.raises(Refused, match="The stay begins on 3 Dec 2026: nobody leaves more than 14 days before"):
        depart(stay, on=on, override="Typed")

    assert depart(stay, on=TODAY - timedelta(days=4), override="Early").departed_on == TODAY - timedelta(days=4)


def test_a_departure_that_did_not_happen_is_withdrawn_with_a_reason_and_can_happen_later(stay):
    stand(stay, starts_on=TODAY, ends_on=TODAY + timedelta(days=20))
    insure(stay)
    depart(stay, override="Now")

    with pytest.raises(Refused, match="Say why"):
        decision.withdraw_departure(stay.fresh(), by=stay.ana, at=NOW, reason=" ")
    for _ in range(2):
        home = decision.withdraw_departure(stay.fresh(), by=stay.ana, at=NOW, reason="The flight was cancelled")

    events = Event.objects.about(stay.mobility).filter(verb="departure_withdrawn")
    assert [(event.before, event.note) for event in events] == [("2026-11-23", "The flight was cancelled")]
    assert (home.departed_on, home.stage, home.left_open, home.departure_reason) == (None, Stage.PLANNED, [], "")
    assert depart(stay, override="Now").stage == Stage.ABROAD


def test_the_departure_of_a_stay_that_ended_early_stands(stay):
    stand(stay, starts_on=TODAY, ends_on=TODAY, departed_on=TODAY, decision=Decision.ENDED_EARLY)

    with pytest.raises(Refused, match="Only on an accepted mobility"):
        decision.withdraw_departure(stay.fresh(), by=stay.ana, at=NOW, reason="Typed")


@pytest.mark.parametrize("state", [Decision.DRAFT, Decision.SELECTED, Decision.CANCELLED, Decision.FORCE_MAJEURE])
def test_only_who_is_accepted_leaves(stay, state):
    stand(stay, decision=state)

    with pytest.raises(Refused, match="Only an accepted mobility can begin"):
        depart(stay, override="Now")


def test_a_day_that_has_come_makes_abroad(stay):
    stand(stay, starts_on=TODAY, ends_on=TODAY + timedelta(days=20))
    insure(stay)

    assert depart(stay, override="Now").stage == Stage.ABROAD
