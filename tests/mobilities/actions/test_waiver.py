"""Waivers that take two: asked for by one, agreed to or refused by another, on their own account."""

from datetime import timedelta

import pytest

from centres.models import CentreMember, Network, NetworkMember
from doallvet.core.refused import Refused, Stale
from doallvet.history.models import Event
from doallvet.outbox.models import Notice
from doallvet.outbox.words import lines
from mobilities import access
from mobilities.actions import roadmap, waiver
from mobilities.choices import Decision, Outcome, Verdict
from mobilities.models import Mobility, Step, Waiver
from tests.factories import NOW, make_coordinator, make_user
from tests.kept import kept
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=3)


@kept
def stay():
    return Stay()


def ask(stay, key="D08", **fields):
    return waiver.ask(stay.step(key), **{"by": stay.ana, "at": NOW, "reason": "The school insures"} | fields)


def answer(row, by, *, agrees=True, **fields):
    row = Waiver.objects.select_related("step__mobility").get(pk=row.pk)
    return waiver.answer(row, agrees=agrees, **{"by": by, "at": LATER} | fields)


def alone(stay):
    """Ana is the only coordinator."""
    CentreMember.objects.filter(person=stay.ines).update(ended_at=NOW)


def make_manager(stay):
    network = Network.objects.create(name="Red FP")
    stay.centre.network = network
    stay.centre.save(update_fields=["network"])
    person = make_user(first_name="Nora")
    NetworkMember.objects.create(network=network, person=person, invited_at=NOW, accepted_at=NOW)
    return person


def asked():
    """Who is owed the question."""
    return {notice.person.first_name for notice in Notice.objects.filter(kind="waiver-asked").select_related("person")}


def verbs(stay):
    found = Event.objects.about(stay.mobility).filter(verb__regex="waive|leave")
    return [(event.verb, event.by.first_name, event.note) for event in found.order_by("at", "pk")]


def test_a_waiver_that_takes_two_leaves_the_step_open_and_tells_the_second_person(stay):
    row = ask(stay)

    assert (stay.step("D08").is_done, row.verdict, asked()) == (False, "", {"Inés"})
    assert verbs(stay) == [("waiver_asked", "Ana", "The school insures")]


def test_agreed_it_closes_the_step_with_both_names_in_the_history(stay):
    row = answer(ask(stay), stay.ines, words="Seen")

    step = stay.step("D08")
    assert (row.verdict, step.outcome, step.done_by, step.reason) == (
        Verdict.AGREED,
        Outcome.WAIVED,
        stay.ines,
        "The school insures",
    )
    event = Event.objects.about(stay.mobility).get(verb="waiver_agreed")
    assert (event.by, event.before, event.note) == (stay.ines, str(stay.ana), "Seen")


def test_refused_it_stays_open_and_who_asked_reads_why(stay):
    row = answer(ask(stay), stay.ines, agrees=False, words="The policy ended in May")

    assert (row.verdict, stay.step("D08").is_done) == (Verdict.REFUSED, False)
    (notice,) = Notice.objects.filter(kind="waiver-answered").select_related("person")
    line = lines([notice], at=LATER)[notice.pk]
    assert (notice.person, line.paragraphs[1]) == (stay.ana, "“The policy ended in May”")


def test_who_does_not_agree_says_why(stay):
    with pytest.raises(Refused, match="Say why"):
        answer(ask(stay), stay.ines, agrees=False, words=" ")


def test_who_asked_never_answers_and_neither_does_a_stranger(stay):
    row = ask(stay)

    for person in (stay.ana, make_coordinator(), stay.jonas, stay.raul, make_user(is_staff=True)):
        with pytest.raises(Refused, match="Somebody else is the second person"):
            answer(row, person)
    assert Waiver.objects.open().count() == 1


def test_asked_twice_it_is_one_question(stay):
    assert ask(stay) == ask(stay, by=stay.ines, reason="I ask too")
    assert verbs(stay) == [("waiver_asked", "Ana", "The school insures")]


def test_what_one_person_may_waive_is_asked_of_nobody(stay):
    with pytest.raises(Refused, match="One person is enough"):
        ask(stay, "P01")


def test_the_first_answer_counts(stay):
    third = make_coordinator(stay.centre)
    row = ask(stay)

    answer(row, stay.ines, agrees=False, words="No")
    late = answer(row, third)

    assert (late.verdict, late.answered_by, stay.step("D08").is_done) == (Verdict.REFUSED, stay.ines, False)


def test_a_question_is_not_answered_for_other_dates_than_were_shown(stay):
    row, shown = ask(stay), stay.fresh().version
    Mobility.objects.filter(pk=stay.mobility.pk).update(version=shown + 1)

    with pytest.raises(Stale):
        answer(row, stay.ines, version=shown)


def test_only_who_asked_withdraws_and_then_it_may_be_asked_again(stay):
    row = Waiver.objects.select_related("step__mobility").get(pk=ask(stay).pk)

    with pytest.raises(Refused, match="Only who asked"):
        waiver.withdraw(row, by=stay.ines, at=LATER)
    for _ in range(2):
        waiver.withdraw(row, by=stay.ana, at=LATER)

    assert [verb for verb, _by, _note in verbs(stay)] == ["waiver_asked", "waiver_withdrawn"]
    assert answer(row, stay.ines).verdict == Verdict.WITHDRAWN
    assert ask(stay).pk != row.pk


def test_a_step_that_is_closed_meanwhile_needs_no_answer_any_more(stay):
    row = ask(stay)
    step = stay.step("D08")

    roadmap.close(stay.fresh(), step, Outcome.DONE, by=stay.ana, at=LATER)

    assert answer(row, stay.ines).verdict == Verdict.LAPSED
    roadmap.reopen(stay.step("D08"), by=stay.ana, at=LATER, reason="The paper was wrong")
    assert not Waiver.objects.open().exists()


def test_without_a_colleague_the_network_is_asked_and_without_that_the_administrator(stay):
    admin = make_user(first_name="Aitor", is_staff=True)
    alone(stay)
    ask(stay, "D08")
    assert asked() == {"Aitor"}

    manager = make_manager(stay)
    row = ask(stay, "D09")

    assert asked() == {"Aitor", "Nora"}
    with pytest.raises(Refused):
        answer(row, admin)
    assert answer(row, manager).verdict == Verdict.AGREED


def test_where_nobody_could_agree_nothing_is_asked(stay):
    alone(stay)

    with pytest.raises(Refused, match="Nobody is there who could agree"):
        ask(stay)


@pytest.mark.parametrize("who", ["colleague", "manager", "administrator"])
def test_the_question_stands_with_those_only_who_may_answer(stay, who):
    people = {"administrator": make_user(is_staff=True)}
    if who != "colleague":
        alone(stay)
        people |= {"manager": make_manager(stay)} if who == "manager" else {}
    people["colleague"] = stay.ines
    row = ask(stay)

    seconds = set(access.second_people(stay.mobility, stay.ana))

    everybody = {*people.values(), stay.ana, stay.jonas, stay.raul, stay.marta, stay.lucia, stay.rosa, stay.heike}
    assert seconds == {people[who]}
    assert {person for person in everybody if row in Waiver.objects.open().asked_of(person, person.is_staff)} == seconds
    assert {person for person in everybody if row in Waiver.objects.visible_to(person)} == seconds
    assert access.second_seat(people[who], stay.mobility) == who


def test_the_message_names_neither_apprentice_nor_step(stay):
    ask(stay)
    (notice,) = Notice.objects.filter(kind="waiver-asked").select_related("person")

    line = lines([notice], at=NOW)[notice.pk]

    said = " ".join((line.subject, *line.paragraphs))
    assert "Ana Prueba" in said
    assert "García" not in said
    assert "Take out insurance" not in said


def test_the_message_is_owed_no_more_once_it_was_answered(stay):
    answer(ask(stay), stay.ines)
    notices = list(Notice.objects.filter(kind="waiver-asked").select_related("person"))

    assert lines(notices, at=NOW) == {notices[0].pk: None}


def test_who_becomes_a_second_person_later_is_told_by_the_sweep_once(stay):
    ask(stay)
    make_coordinator(stay.centre, first_name="Olga")

    for _ in range(3):
        waiver.catch_up(at=LATER)

    assert asked() == {"Inés", "Olga"}
    assert Notice.objects.filter(kind="waiver-asked").count() == 2


def test_what_one_person_waived_before_is_opened_and_asked_once(stay):
    for key in ("D08", "P04"):
        Step.objects.filter(pk=stay.step(key).pk).update(
            done_at=NOW, done_by=stay.ana, outcome=Outcome.WAIVED, reason="Insured (Inés Prueba)"
        )
    roadmap.recount(stay.fresh(), at=NOW)
    before = stay.fresh().gates_open

    assert [waiver.catch_up(at=LATER) for _ in range(3)] == [1, 0, 0]

    row = Waiver.objects.get()
    assert (row.asked_by, row.reason, row.step) == (stay.ana, "Insured (Inés Prueba)", stay.step("D08"))
    assert (stay.step("D08").is_done, stay.step("P04").is_done) == (False, True)
    assert stay.fresh().gates_open == before + 1
    answer(row, stay.ines)
    assert waiver.catch_up(at=LATER) == 0


def test_on_a_mobility_that_is_over_nothing_is_asked_or_answered(stay):
    row = ask(stay)
    Mobility.objects.filter(pk=stay.mobility.pk).update(decision=Decision.CANCELLED)

    with pytest.raises(Refused, match="This mobility is over"):
        answer(row, stay.ines)
    with pytest.raises(Refused, match="This mobility is over"):
        ask(stay, "D09")
    assert not Waiver.objects.open().exists()
