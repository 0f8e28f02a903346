"""Steps are closed, waived and opened again; what follows is kept with them."""

from datetime import date

import pytest

from doallvet.core.refused import Refused
from doallvet.history.models import Event
from mobilities import access
from mobilities.actions import decision, roadmap
from mobilities.choices import Decision, Outcome
from mobilities.models import Mobility, Step
from tests.factories import NOW, make_apprentice, make_guardian, make_mobility
from tests.kept import kept
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db


@kept
def mobility():
    return make_mobility()


def get(mobility, key):
    return Step.objects.with_plan().get(mobility=mobility, plan__key=key, occurrence=0)


def test_a_step_is_blocked_until_its_predecessors_are_done(mobility):
    by = mobility.planned_by
    assert get(mobility, "P03").waits == 1
    with pytest.raises(Refused, match="First: “Confirm the grant and the number of places”"):
        roadmap.complete(get(mobility, "P03"), by=by, at=NOW)

    roadmap.complete(get(mobility, "P01"), by=by, at=NOW)

    assert get(mobility, "P03").waits == 0
    assert roadmap.complete(get(mobility, "P03"), by=by, at=NOW).outcome == Outcome.DONE


def test_insurance_is_done_with_its_paper_only_whoever_says_so_and_why():
    stay = Stay()
    stay.ready("D06", "D08")

    for key, own in (("D06", False), ("D08", True)):  # another's with a reason, one's own by a tick
        with pytest.raises(Refused, match="has not been accepted yet"):
            roadmap.complete(stay.step(key), by=stay.ana, at=NOW, own=own, reason="Seen on paper")

    assert not access.may_tick(access.seat(stay.ana, stay.fresh()), stay.step("D08"))


def test_a_double_click_closes_once(mobility):
    by = mobility.planned_by

    roadmap.complete(get(mobility, "P01"), by=by, at=NOW)
    roadmap.complete(get(mobility, "P01"), by=by, at=NOW)

    assert Event.objects.about(mobility).filter(verb="step_done").count() == 1
    assert Mobility.objects.get(pk=mobility.pk).steps_done == 1


def test_a_coordinator_closes_the_step_of_another_only_with_a_reason(mobility):
    by = mobility.planned_by
    for key in ("P01", "P03"):
        roadmap.complete(get(mobility, key), by=by, at=NOW)
    roadmap.waive(get(mobility, "P04"), by=by, at=NOW, reason="Signed last year")
    roadmap.complete(get(mobility, "R02"), by=by, at=NOW)
    step = get(mobility, "R03")

    with pytest.raises(Refused, match="say why you close it for them"):
        roadmap.complete(step, by=by, at=NOW, own=False)
    closed = roadmap.complete(step, by=by, at=NOW, own=False, reason="Handed in on paper")

    assert (closed.outcome, closed.reason) == (Outcome.DONE, "Handed in on paper")


def test_a_waiver_needs_a_reason_and_insurance_a_second_person(mobility):
    by = mobility.planned_by

    with pytest.raises(Refused, match="Say why"):
        roadmap.waive(get(mobility, "P01"), by=by, at=NOW, reason=" ")
    with pytest.raises(Refused, match="a second person agrees"):
        roadmap.waive(get(mobility, "D08"), by=by, at=NOW, reason="Insured already")
    waived = roadmap.waive(get(mobility, "P01"), by=by, at=NOW, reason="Granted last year")

    assert (waived.outcome, get(mobility, "D08").is_done) == (Outcome.WAIVED, False)


def test_a_step_opened_again_keeps_its_history_and_blocks_again(mobility):
    by = mobility.planned_by
    roadmap.complete(get(mobility, "P01"), by=by, at=NOW)

    roadmap.reopen(get(mobility, "P01"), by=by, at=NOW, reason="The grant was cut")

    assert (get(mobility, "P01").outcome, get(mobility, "P03").waits) == ("", 1)
    verbs = list(Event.objects.about(mobility).values_list("verb", flat=True))
    assert verbs == ["step_reopened", "step_done", "planned"]


def test_an_approval_of_a_company_is_not_ticked(mobility):
    with pytest.raises(Refused, match="The answer of the host company is missing"):
        roadmap.complete(get(mobility, "G03"), by=mobility.planned_by, at=NOW, own=False, reason="They said so")


def test_private_steps_are_left_out_of_the_counters():
    minor = make_apprentice(born_on=date(2010, 5, 1))
    make_guardian(minor)

    mobility = make_mobility(apprentice=minor)

    private = mobility.steps.filter(plan__private=True, needed=True).count()
    total = mobility.steps.filter(needed=True).count()
    assert private >= 1
    assert Mobility.objects.get(pk=mobility.pk).steps_total == total - private


def test_a_shared_step_leaves_the_roadmaps_of_what_is_over_as_they_are(mobility):
    by, centre = mobility.planned_by, mobility.sending_centre
    over, running = (make_mobility(by=by, apprentice=make_apprentice(centre)) for _ in range(2))
    roadmap.complete(get(mobility, "P01"), by=by, at=NOW)
    decision.move(over, Decision.CANCELLED, by=by, at=NOW, reason="Ill")

    roadmap.reopen(get(mobility, "P01"), by=by, at=NOW, reason="The grant was cut")
    planned = make_mobility(by=by, apprentice=make_apprentice(centre))

    found = [get(row, "P01").is_done for row in (mobility, over, running, planned)]
    assert found == [False, True, False, False]
    assert not Event.objects.about(over).filter(verb="step_reopened").exists()
    assert Mobility.objects.get(pk=over.pk).steps_done == 1


def test_a_shared_step_is_not_closed_for_what_is_over(mobility):
    by = mobility.planned_by
    over = make_mobility(by=by, apprentice=make_apprentice(mobility.sending_centre))
    decision.move(over, Decision.CANCELLED, by=by, at=NOW, reason="Ill")

    roadmap.complete(get(mobility, "P01"), by=by, at=NOW)

    assert not get(over, "P01").is_done
