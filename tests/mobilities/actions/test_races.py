"""Several people at once: one effect, one event, right counters, nobody waits in a ring."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import OperationalError, connection

from doallvet.core.refused import Refused
from doallvet.history.models import Event
from mobilities import terms
from mobilities.actions import approval, change, evidence, planning, roadmap, waiver
from mobilities.choices import Answer, Channel, Owner
from mobilities.facts import dates_of
from mobilities.models import Approval, Mobility, Step, Waiver
from tests.factories import NOW, TODAY, make_apprentice, make_coordinator, make_plan
from tests.mobilities.stay import Stay, photo

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]


@pytest.fixture
def stay(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Stay()


def at_once(*calls):
    """Run the calls in threads that start together; give what they gave, or the error they raised."""
    barrier, results = Barrier(len(calls)), [None] * len(calls)

    def work(place, call):
        barrier.wait()
        try:
            results[place] = call()
        except Exception as error:  # noqa: BLE001 (shown by the test)
            results[place] = error
        finally:
            connection.close()

    threads = [Thread(target=work, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def another(stay):
    """A second mobility of the same project, partner and companies."""
    plan = make_plan(make_apprentice(stay.centre), host=stay.host, hosting=stay.hosting)
    return planning.create(plan, by=stay.ana, at=NOW)


def verbs(mobility):
    return sorted(Event.objects.about(mobility).filter(verb__startswith="step_").values_list("verb", flat=True))


def counted(mobility):
    """The counters as they are, and as they should be."""
    steps = Step.objects.filter(mobility=mobility, needed=True, plan__private=False)
    row = Mobility.objects.get(pk=mobility.pk)
    return (row.steps_total, row.steps_done), (steps.count(), steps.filter(done_at__isnull=False).count())


def test_a_step_completed_and_waived_at_once_has_one_end(stay):
    step = stay.step("P01")

    results = at_once(
        lambda: roadmap.complete(step, by=stay.ana, at=NOW),
        lambda: roadmap.waive(step, by=stay.ines, at=NOW, reason="Granted last year"),
        lambda: roadmap.complete(step, by=stay.ana, at=NOW),
    )

    assert len({(row.outcome, row.done_by_id) for row in results}) == 1
    assert len(verbs(stay.mobility)) == 1
    assert counted(stay.mobility)[0] == counted(stay.mobility)[1]


def test_steps_that_mobilities_share_are_closed_from_both_sides_without_a_ring(stay):
    other = another(stay)
    mine, theirs = stay.step("P01"), Step.objects.select_related("mobility").get(mobility=other, plan__key="P01")
    own = Step.objects.select_related("mobility").get(mobility=other, plan__key="D04")

    results = at_once(
        lambda: roadmap.complete(mine, by=stay.ana, at=NOW),
        lambda: roadmap.complete(theirs, by=stay.ines, at=NOW),
        lambda: roadmap.waive(own, by=stay.ana, at=NOW, reason="They drive"),
    )

    assert [row.is_done for row in results] == [True, True, True]
    assert (verbs(stay.mobility), verbs(other)) == (["step_done"], ["step_done", "step_waived"])
    for mobility in (stay.mobility, other):
        assert counted(mobility)[0] == counted(mobility)[1]


def test_a_mobility_planned_while_a_shared_step_is_closed_gets_it_closed(stay):
    plan = make_plan(make_apprentice(stay.centre), host=stay.host, hosting=stay.hosting)

    _, planned = at_once(
        lambda: roadmap.complete(stay.step("P01"), by=stay.ana, at=NOW),
        lambda: planning.create(plan, by=stay.ines, at=NOW),
    )

    assert Step.objects.get(mobility=planned, plan__key="P01").done_by == stay.ana
    assert counted(planned)[0] == counted(planned)[1]


def test_a_plan_sent_five_times_at_once_is_one_mobility(stay):
    plan = make_plan(make_apprentice(stay.centre), host=stay.host, hosting=stay.hosting)

    results = at_once(*[lambda: planning.create(plan, by=stay.ana, at=NOW)] * 5)

    assert {mobility.pk for mobility in results} == {Mobility.objects.exclude(pk=stay.mobility.pk).get().pk}


def test_a_paper_accepted_and_refused_at_once_has_one_answer(stay):
    stay.ready("D06")
    paper = evidence.hand_in(stay.step("D06"), photo(), document="EHIC", by=stay.lucia, at=NOW)

    results = at_once(
        lambda: evidence.accept(type(paper).objects.get(pk=paper.pk), by=stay.ana, at=NOW),
        lambda: evidence.refuse(type(paper).objects.get(pk=paper.pk), by=stay.ines, at=NOW, reason="Too dark"),
        lambda: evidence.accept(type(paper).objects.get(pk=paper.pk), by=stay.ana, at=NOW),
    )

    paper.refresh_from_db()
    refused = [result for result in results if isinstance(result, Refused)]
    said = Event.objects.about(stay.mobility).filter(verb__in=["evidence_accepted", "evidence_refused"])
    assert (said.count(), len(refused)) == (1, 2 if paper.state == "refused" else 1)
    assert stay.step("D06").is_done == (paper.state == "accepted")


def test_the_same_file_handed_in_five_times_at_once_is_one_paper(stay, tmp_path):
    stay.ready("D06")
    step = stay.step("D06")

    papers = at_once(
        *[lambda: evidence.hand_in(step, photo(), document="EHIC", by=stay.lucia, at=NOW)] * 5,
    )

    assert len({paper.pk for paper in papers}) == len(list(tmp_path.rglob("*.jpg"))) == 1
    assert Event.objects.about(stay.mobility).filter(verb="evidence_handed_in").count() == 1


def test_twenty_answers_at_once_are_one_answer(stay):
    mobility = stay.fresh()
    step = terms.questions(mobility, Owner.HOST_COMPANY)[0]
    shown = terms.fingerprint(terms.terms(mobility, Owner.HOST_COMPANY))

    def give():
        return approval.give(
            step,
            answer=Answer.APPROVE,
            person=stay.heike,
            shown=shown,
            channel=Channel.LINK,
            at=NOW,
            typed_name="Heike Sommer",
        )

    answers = at_once(*[give] * 20)

    assert {answer.pk for answer in answers} == {Approval.objects.get().pk}
    assert Event.objects.about(stay.mobility).filter(verb="answered_approve").count() == 1
    assert verbs(stay.mobility) == ["step_done"]


def test_two_answers_of_one_party_at_once_leave_one_that_stands(stay):
    mobility = stay.fresh()
    step = terms.questions(mobility, Owner.HOST_COMPANY)[0]
    said = {
        "shown": terms.fingerprint(terms.terms(mobility, Owner.HOST_COMPANY)),
        "channel": Channel.SIGNED_IN,
        "at": NOW,
    }

    at_once(
        lambda: approval.give(step, answer=Answer.APPROVE, person=stay.heike, **said),
        lambda: approval.give(step, answer=Answer.DECLINE, person=stay.heike, reason="safety", **said),
    )

    live = Approval.objects.live().get()
    assert stay.step("G03").is_done == (live.answer == Answer.APPROVE)


def test_a_second_person_who_agrees_while_another_refuses_and_the_asker_withdraws_leaves_one_end(stay):
    olga = make_coordinator(stay.centre, first_name="Olga")
    row = waiver.ask(stay.step("D08"), by=stay.ana, at=NOW, reason="The school insures")
    row = Waiver.objects.select_related("step__mobility").get(pk=row.pk)

    results = at_once(
        lambda: waiver.answer(row, agrees=True, by=stay.ines, at=NOW),
        lambda: waiver.answer(row, agrees=False, words="No", by=olga, at=NOW),
        lambda: waiver.withdraw(row, by=stay.ana, at=NOW),
        lambda: waiver.answer(row, agrees=True, by=stay.ines, at=NOW),
    )

    assert {type(result) for result in results} == {Waiver}
    assert len({result.verdict for result in results}) == 1
    ended = Event.objects.about(stay.mobility).filter(verb__in=["waiver_agreed", "waiver_refused", "waiver_withdrawn"])
    assert ended.count() == 1
    assert stay.step("D08").is_done == (results[0].verdict == "agreed")


def test_two_who_ask_at_once_ask_one_question(stay):
    step = stay.step("D08")

    rows = at_once(
        lambda: waiver.ask(step, by=stay.ana, at=NOW, reason="The school insures"),
        lambda: waiver.ask(step, by=stay.ines, at=NOW, reason="The school insures"),
    )

    assert len({row.pk for row in rows}) == Waiver.objects.count() == 1


def test_dates_changed_while_a_stay_ends_early_wait_in_no_ring(stay):
    Mobility.objects.filter(pk=stay.mobility.pk).update(departed_on=TODAY, starts_on=TODAY, stage="abroad")
    dates, version = dates_of(stay.fresh()), stay.fresh().version
    on = TODAY + timedelta(days=3)

    for _ in range(3):
        results = at_once(
            lambda: change.set_dates(
                stay.mobility, replace(dates, end=dates.end - timedelta(days=1)), version=version, by=stay.ana, at=NOW
            ),
            lambda: change.end_early(stay.mobility, on, version=version, by=stay.ines, at=NOW, reason="Ill"),
        )

        assert [result for result in results if isinstance(result, OperationalError)] == []
