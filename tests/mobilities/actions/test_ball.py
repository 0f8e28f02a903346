"""Who has the ball: once the owner of a step has done their part, the sending centre looks at it and is reminded."""

from datetime import timedelta

import pytest

from doallvet.outbox.models import Notice
from doallvet.outbox.writers import lines
from mobilities import terms
from mobilities.actions import approval, asking, decision, evidence
from mobilities.actions.reminders import remind
from mobilities.choices import Answer, Channel, Decision, Owner, Reason
from mobilities.models import Mobility, Step
from mobilities.models.posts import posts
from mobilities.reports import today as report
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities.roadmaps import FAR, lay, owed
from tests.mobilities.stay import Stay, photo

pytestmark = pytest.mark.django_db


@kept
def planned():
    return Stay()


@pytest.fixture
def stay(settings, tmp_path, planned):
    settings.MEDIA_ROOT = tmp_path
    return planned


def reminded(stay, step):
    """Who is reminded of a step on the day after it was due."""
    lay(stay.mobility, **{step.plan.key: step.due_on})
    remind(today=step.due_on + timedelta(days=1), at=NOW)
    return {person for kind, _key, person, _stage in owed() if kind == "step-reminder"}


def answer(stay, owner, said=Answer.APPROVE, **fields):
    mobility = stay.fresh()
    step, shown = terms.questions(mobility, owner)[0], terms.fingerprint(terms.terms(mobility, owner))
    named = {"person": stay.rosa, "typed_name": "Rosa Vidal", "channel": Channel.LINK}
    return approval.give(step, answer=said, shown=shown, at=NOW, **named | fields)


def hand_in(stay, **fields):
    return evidence.hand_in(stay.step("D06"), photo(), document="EHIC", by=stay.lucia, at=NOW, **fields)


def turns(stay, step):
    """Who has the ball, and which of the two sees the step among what they can do."""
    lay(stay.mobility, **{step.plan.key: step.due_on})
    Step.objects.filter(pk=step.pk).update(ready_at=NOW)
    fresh = Step.objects.get(pk=step.pk)
    return fresh.turn, [
        person.first_name
        for person in (stay.ana, stay.rosa, stay.lucia)
        if Step.objects.waiting_for(person).filter(pk=step.pk).exists()
    ]


def test_a_paper_that_waits_for_a_look_is_the_coordinators_turn_and_not_the_apprentices(stay):
    step = hand_in(stay).step

    assert turns(stay, step) == (Owner.SENDING_COORDINATOR, [])
    assert reminded(stay, step) == {stay.ana.pk}


def test_a_refused_paper_gives_the_ball_back(stay):
    paper = hand_in(stay)

    evidence.refuse(paper, by=stay.ana, at=NOW, reason="The photo is dark")

    assert turns(stay, paper.step) == (Owner.APPRENTICE, ["Lucía"])
    assert reminded(stay, paper.step) == {stay.lucia.pk}


def test_a_company_that_declined_is_not_reminded_until_it_is_asked_again(stay):
    step = answer(stay, Owner.HOME_EMPLOYER, Answer.DECLINE, reason=Reason.EXAM).step
    assert turns(stay, step) == (Owner.SENDING_COORDINATOR, [])
    assert reminded(stay, step) == {stay.ana.pk}

    asking.ask(step, by=stay.ana, at=NOW, text="We move the stay.")

    assert turns(stay, step) == (Owner.HOME_EMPLOYER, ["Rosa"])


def test_after_a_yes_the_coordinator_fetches_the_signed_release(stay):
    step = answer(stay, Owner.HOME_EMPLOYER).step

    assert step.done_at is None
    assert turns(stay, step) == (Owner.SENDING_COORDINATOR, [])
    assert reminded(stay, step) == {stay.ana.pk}
    assert [(row["step"], row["said"]) for row in report.to_look_at(posts(stay.ana))] == [(step.pk, Answer.APPROVE)]


def test_an_answer_that_closed_its_step_asks_for_no_look(stay):
    step = answer(stay, Owner.HOST_COMPANY).step

    assert Step.objects.get(pk=step.pk).done_at == NOW
    assert report.to_look_at(posts(stay.ana)) == []


def test_accepted_conditions_count_as_a_yes_whose_paper_is_missing(stay):
    given = answer(stay, Owner.HOME_EMPLOYER, Answer.CONDITIONS, text="Back by Friday")

    approval.accept_conditions(given, by=stay.ana, at=NOW)

    assert [row["said"] for row in report.to_look_at(posts(stay.ana))] == [Answer.APPROVE]
    assert turns(stay, given.step) == (Owner.SENDING_COORDINATOR, [])


def test_the_journey_does_not_ask_for_the_same_paper_again(stay, client):
    stay.ready("D06")
    step = hand_in(stay).step
    client.force_login(stay.lucia)

    page = client.get(stay.address("detail"))

    row = next(row for row in page.context["checklist"] if row["id"] == f"step-{step.pk}")
    assert (page.context["step"], page.context.get("hand_in"), row["status"]) == (None, None, "With the centre")
    assert page.context["ball"][0] == {"who": "sending centre", "what": step.title, "due": "by 6 Aug 2027"}


def test_the_journey_says_that_a_paper_was_not_accepted_and_why_until_another_comes(stay, client):
    stay.ready("D06")
    paper = hand_in(stay)
    evidence.refuse(paper, by=stay.ana, at=NOW, reason="The photo is dark")
    client.force_login(stay.lucia)

    page = client.get(stay.address("detail"))

    row = next(row for row in page.context["checklist"] if row["id"] == f"step-{paper.step_id}")
    assert (row["status"], row["note"]) == ("Not accepted", "The photo is dark")
    assert page.content.decode().count("The photo is dark") == 2

    evidence.hand_in(stay.step("D06"), photo(color="blue"), document="EHIC", by=stay.lucia, at=NOW)
    assert "The photo is dark" not in client.get(stay.address("detail")).content.decode()


def test_the_reminder_to_the_coordinator_says_what_came(stay):
    step = hand_in(stay).step
    reminded(stay, step)
    notice = Notice.objects.get(kind="step-reminder")

    said = lines([notice])[notice.pk]

    assert said.subject == "It is your turn: Get the European Health Insurance Card (Lucía García)"
    assert said.paragraphs[1:] == (
        "The apprentice has handed in a paper or answered: please look at it. "
        "Where the answer was yes, the signed paper is still missing.",
    )
    assert said.why == "You get this because you coordinate the stay."
    assert said.link == stay.address("step", "D06")


def test_the_mobility_waits_for_who_has_the_ball(stay):
    step = stay.step("D06")
    stay.mobility.steps.exclude(pk=step.pk).update(needed=False)
    stay.mobility.steps.filter(pk=step.pk).update(waits=0, due_on=FAR)

    hand_in(stay)

    assert stay.fresh().waits_for == Owner.SENDING_COORDINATOR


@pytest.mark.parametrize(("to", "left"), [("interrupted", set()), ("force_majeure", {"B09", "B10"})])
def test_an_interrupted_stay_rests_and_force_majeure_leaves_what_settles_the_file(stay, to, left):
    Mobility.objects.update(stage="abroad", departed_on=stay.mobility.starts_on)
    stay.mobility.steps.update(due_on=FAR)

    decision.move(stay.fresh(), Decision(to), by=stay.ana, at=NOW, reason="Flood")

    remind(today=FAR, at=NOW)
    ready = {step.plan.key for step in stay.mobility.steps.with_plan().filter(ready_at__isnull=False)}
    assert ({key for _kind, key, _person, _stage in owed()}, ready) == (left, left)
    assert stay.fresh().waits_for == (Owner.SENDING_COORDINATOR if left else "")
