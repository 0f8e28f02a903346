"""What people say to a reminder: kept once, silent until the date, undone by the coordinator."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from companies.choices import Function
from doallvet.core.refused import Refused
from doallvet.history.models import Event
from doallvet.outbox import compose
from doallvet.outbox.models import Mail
from mobilities.actions import asking, nudge, replies, roadmap
from mobilities.actions.reminders import remind
from mobilities.choices import Outcome, Role
from mobilities.models import Reply, Step
from tests.factories import make_contact
from tests.mobilities.roadmaps import lay, lay_alone, make_full_mobility, owed, step

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 5, 10, 6, tzinfo=UTC)
TODAY, DUE = date(2027, 5, 10), date(2027, 5, 20)


@pytest.fixture(autouse=True)
def that_day():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def mobility():
    mobility = make_full_mobility()
    lay_alone(mobility, D09=DUE, R03=DUE)
    Step.objects.filter(mobility=mobility).update(ready_at=NOW - timedelta(days=30))
    mobility.signatory = mobility.parties.get(role=Role.EMPLOYER_SIGNATORY).person
    mobility.mentor = mobility.parties.get(role=Role.EMPLOYER_MENTOR).person
    return mobility


def verbs(row):
    events = Event.objects.filter(subject_id=row.pk, subject_label="mobilities.step").order_by("pk")
    return list(events.values_list("verb", flat=True))


def test_who_asked_for_time_hears_nothing_before_the_day_and_the_others_are_reminded(mobility):
    row = step(mobility, "D09")

    replies.later(row, until=date(2027, 5, 18), person=mobility.signatory, at=NOW)
    for days in range(8):
        remind(today=TODAY + timedelta(days=days), at=NOW)
    before = {person for _kind, key, person, _stage in owed() if key == "D09"}
    remind(today=date(2027, 5, 18), at=NOW)

    assert before == {mobility.mentor.pk}
    assert {person for _kind, key, person, _stage in owed() if key == "D09"} == {
        mobility.signatory.pk, mobility.mentor.pk,
    }  # fmt: skip


def test_a_reminder_that_is_on_its_way_is_not_sent_any_more(mobility, that_day):
    person = mobility.apprentice.person
    remind(today=TODAY, at=NOW)
    replies.later(step(mobility, "R03"), until=date(2027, 5, 18), person=person, at=NOW)

    that_day.move_to(NOW + timedelta(hours=1))
    compose.compose(at=timezone.now())

    assert not Mail.objects.filter(person=person).exists()


def test_fourteen_open_tasks_are_one_mail(mobility, that_day):
    Step.objects.filter(mobility=mobility).update(
        owner="apprentice", waits=0, done_at=None, done_by=None, outcome="", needed=True
    )
    keys = list(dict.fromkeys(mobility.steps.filter(occurrence=0).values_list("plan__key", flat=True)))[:14]
    lay(mobility, **dict.fromkeys(keys, DUE))
    remind(today=TODAY, at=NOW)

    that_day.move_to(NOW + timedelta(hours=1))
    compose.compose(at=timezone.now())

    person = mobility.apprentice.person
    assert person.notices.filter(kind="step-reminder").count() == 14
    assert Mail.objects.filter(person=person).count() == 1


def test_said_twice_it_is_kept_once_and_something_newer_takes_its_place(mobility):
    row = step(mobility, "D09")

    first, again = (replies.later(row, until=DUE, person=mobility.mentor, at=NOW) for _ in range(2))
    replies.otherwise(row, text="By post", person=mobility.mentor, at=NOW)

    assert first == again
    assert [(reply.kind, reply.ended_at is None) for reply in Reply.objects.order_by("pk")] == [
        ("later", False), ("otherwise", True),
    ]  # fmt: skip
    assert verbs(row) == ["reply_later", "reply_otherwise"]


def test_what_was_done_another_way_is_the_coordinator_s_to_confirm(mobility):
    row, ana, lucia = step(mobility, "R03"), mobility.planned_by, mobility.apprentice.person

    reply = replies.otherwise(row, text="Sent by post", person=lucia, at=NOW)
    remind(today=TODAY, at=NOW)

    assert step(mobility, "R03").to_look_at
    assert {person for _kind, key, person, _stage in owed() if key == "R03"} == {ana.pk}
    done = replies.confirm(reply.step, reply, by=ana, at=NOW)
    assert (done.outcome, done.reason) == (Outcome.DONE, f"{lucia}: Sent by post")
    assert Reply.objects.get().ended_by == ana


def test_what_was_taken_back_meanwhile_is_not_confirmed(mobility):
    row = step(mobility, "R03")
    reply = replies.otherwise(row, text="By post", person=mobility.apprentice.person, at=NOW)
    replies.later(row, until=date(2027, 5, 18), person=mobility.apprentice.person, at=NOW)

    with pytest.raises(Refused, match="has said something else since then"):
        replies.confirm(row, reply, by=mobility.planned_by, at=NOW)

    assert not step(mobility, "R03").is_done


def test_a_paper_that_is_indispensable_is_still_asked_for(mobility):
    reply = replies.otherwise(step(mobility, "D09"), text="The office has it", person=mobility.signatory, at=NOW)

    with pytest.raises(Refused, match="A1 certificate .* has not been accepted yet"):
        replies.confirm(reply.step, reply, by=mobility.planned_by, at=NOW)

    assert step(mobility, "D09").to_look_at


def test_not_enough_says_the_coordinator_and_the_person_is_reminded_as_before(mobility):
    reply = replies.otherwise(step(mobility, "D09"), text="I think so", person=mobility.signatory, at=NOW)

    assert [replies.take_back(reply, by=mobility.planned_by, at=NOW) for _ in range(2)] == [True, False]

    assert not step(mobility, "D09").to_look_at
    assert verbs(reply.step) == ["reply_otherwise", "reply_taken_back"]


def test_not_me_hands_over_to_a_colleague_who_is_reminded_instead(mobility):
    row = step(mobility, "D09")
    company = mobility.parties.get(role=Role.EMPLOYER_SIGNATORY).company
    office = make_contact(company, mobility.sending_centre, Function.MENTOR).person

    replies.not_me(row, to=office, person=mobility.signatory, at=NOW)
    remind(today=TODAY, at=NOW)

    assert {person for _kind, key, person, _stage in owed() if key == "D09"} == {office.pk, mobility.mentor.pk}
    replies.not_me(row, to=mobility.signatory, person=office, at=NOW)
    assert Reply.objects.standing().get().person == office  # it came back: the first word stands no more
    assert nudge.remind(row, by=mobility.planned_by, at=NOW) == f"{mobility.signatory}, {mobility.mentor}"


def test_not_me_without_a_name_goes_to_the_coordinator_with_the_reason(mobility):
    row = step(mobility, "D09")

    replies.not_me(row, text="The tax adviser does this", person=mobility.mentor, at=NOW)

    assert step(mobility, "D09").to_look_at
    assert Event.objects.get(verb="reply_not_me").note == "The tax adviser does this"


@pytest.mark.parametrize(
    ("say", "reason"),
    [
        (lambda row, one, other: replies.not_me(row, person=one, at=NOW),
         "Say who it should be, or why it is not you."),
        (lambda row, one, other: replies.not_me(row, to=other, person=one, at=NOW),
         "Choose somebody of your organisation who may do it."),
        (lambda row, one, other: replies.not_me(row, to=one, person=one, at=NOW),
         "Choose somebody of your organisation who may do it."),
        (lambda row, one, other: replies.otherwise(row, text=" ", person=one, at=NOW), "Say how it was done."),
        (lambda row, one, other: replies.later(row, until=TODAY, person=one, at=NOW), "Choose a day to come."),
        (lambda row, one, other: replies.later(row, until=date(2027, 5, 21), person=one, at=NOW),
         "It is due on 20 May 2027. If you still want to be reminded later, say so below."),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_refused_in_words(mobility, say, reason):
    stranger = mobility.parties.get(role=Role.HOST_SIGNATORY).person

    with pytest.raises(Refused, match=reason.replace(".", r"\.")):
        say(step(mobility, "D09"), mobility.mentor, stranger)
    assert not Reply.objects.exists()


def test_a_late_day_may_be_chosen_by_who_knows_it(mobility):
    reply = replies.later(step(mobility, "D09"), until=date(2027, 5, 21), person=mobility.mentor, at=NOW, anyway=True)

    assert reply.until == date(2027, 5, 21)


def test_near_the_departure_what_is_needed_for_it_is_never_silent(mobility):
    row = mobility.steps.filter(plan__gate=True, occurrence=0).select_related("plan").first()
    person = mobility.planned_by
    lay_alone(mobility, **{row.plan.key: DUE})
    Step.objects.filter(pk=row.pk).update(owner="sending_coordinator", done_at=None, done_by=None, outcome="")
    replies.later(row, until=date(2027, 5, 18), person=person, at=NOW)
    remind(today=date(2027, 5, 13), at=NOW)
    silent = {entry for entry in owed() if entry[1] == row.plan.key}
    type(mobility).objects.filter(pk=mobility.pk).update(starts_on=date(2027, 5, 22))

    remind(today=date(2027, 5, 13), at=NOW)

    assert silent == set()
    assert [entry for entry in owed() if entry[1] == row.plan.key] != []


def test_a_step_that_is_done_ends_what_was_said_and_opened_again_it_does_not_come_back(mobility):
    row = step(mobility, "R03")
    replies.later(row, until=DUE, person=mobility.apprentice.person, at=NOW)

    roadmap.close(mobility, row, Outcome.DONE, by=mobility.planned_by, at=NOW)
    with pytest.raises(Refused, match="It is done already"):
        replies.later(row, until=DUE, person=mobility.apprentice.person, at=NOW)
    roadmap.reopen(row, by=mobility.planned_by, at=NOW, reason="Too soon")

    assert not Reply.objects.standing().exists()


def test_who_a_question_was_handed_over_to_may_answer_it(mobility):
    party = mobility.parties.get(role=Role.EMPLOYER_SIGNATORY)
    chief = make_contact(party.company, mobility.sending_centre).person
    mobility.steps.filter(plan__key="G02").update(done_at=None, done_by=None, outcome="")
    row = step(mobility, "G02")

    before = asking.signers(mobility, "home_employer")
    replies.not_me(row, to=chief, person=party.person, at=NOW)

    assert chief not in before
    assert chief in asking.signers(mobility, "home_employer")
