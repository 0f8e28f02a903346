"""Leaving while something is open: with a reason, and of insurance, consent and A1 with a second person's yes."""

from datetime import timedelta

import pytest

from doallvet.core.refused import Refused
from doallvet.history.models import Event
from mobilities.actions import decision, waiver
from mobilities.choices import Purpose
from mobilities.models import Mobility, Waiver
from tests.factories import NOW, TODAY
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def stay():
    return Stay()


def agree(stay):
    """Ana asks that the apprentice may leave without the insurance, and Inés agrees."""
    reason = "The certificate comes on Monday"
    row = waiver.ask(stay.step("D08"), by=stay.ana, at=NOW, reason=reason, purpose=Purpose.LEAVE)
    row = Waiver.objects.select_related("step__mobility").get(pk=row.pk)
    return waiver.answer(row, agrees=True, by=stay.ines, at=LATER)


def close_but(stay, *keys):
    stay.mobility.steps.exclude(plan__key__in=keys).update(done_at=NOW, done_by=stay.ana, outcome="done", waits=0)
    Mobility.objects.filter(pk=stay.mobility.pk).update(starts_on=TODAY, ends_on=TODAY + timedelta(days=20))


def depart(stay, override="It is on its way"):
    return decision.depart(stay.fresh(), on=TODAY, by=stay.ana, at=LATER, override=override)


def test_without_the_insurance_nobody_leaves_on_one_persons_word(stay):
    close_but(stay, "D08", "D02")

    with pytest.raises(Refused) as refused:
        depart(stay)

    assert refused.value.reasons == [
        "“Take out insurance” is still open: a second person has to agree that the apprentice leaves without it."
    ]
    assert stay.fresh().departed_on is None


def test_agreed_by_two_the_apprentice_leaves_and_the_step_stays_open(stay):
    close_but(stay, "D08", "D02")
    agree(stay)

    with pytest.raises(Refused, match="“Confirm accommodation” is still open"):
        depart(stay, override=" ")
    left = depart(stay)

    assert stay.step("D08").is_done is False
    assert (left.departed_on, left.departed_by, left.departure_reason, left.left_open) == (
        TODAY,
        stay.ana,
        "It is on its way",
        [stay.step("D02").pk, stay.step("D08").pk],
    )
    events = Event.objects.about(stay.mobility).filter(verb="left_without").order_by("pk")
    assert [(event.subject_id, event.note) for event in events] == [
        (stay.step("D02").pk, "It is on its way"),
        (stay.step("D08").pk, "It is on its way"),
    ]


def test_an_agreement_to_leave_counts_for_the_day_for_which_it_was_given(stay):
    close_but(stay, "D08")
    agree(stay)
    Mobility.objects.filter(pk=stay.mobility.pk).update(starts_on=TODAY - timedelta(days=1))

    with pytest.raises(Refused, match="a second person has to agree"):
        depart(stay)


def test_who_has_left_is_not_let_go_once_more(stay):
    Mobility.objects.filter(pk=stay.mobility.pk).update(departed_on=TODAY)

    with pytest.raises(Refused, match="Nothing keeps the apprentice from leaving"):
        agree(stay)
