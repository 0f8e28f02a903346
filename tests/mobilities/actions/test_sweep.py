"""The daily sweep: reminders, stages that a date moves on, files that were never built."""

import json
from datetime import date

import pytest
from celery import current_app
from django.core.management import CommandError, call_command
from django.utils import timezone

from doallvet.history.models import Event
from doallvet.outbox.models import Pulse
from doallvet.signing.actions import document as signing
from mobilities.actions import sweep as sweeps
from mobilities.choices import Decision, Stage
from mobilities.models import Agreement, Mobility
from tests.factories import NOW, make_mobility
from tests.mobilities.roadmaps import lay

pytestmark = pytest.mark.django_db
START, END = date(2027, 9, 6), date(2027, 9, 26)


def stand(mobility, stage, *, departed_on=None, decision=Decision.ACCEPTED):
    """Put a mobility into a stage as its actions would have left it."""
    Mobility.objects.filter(pk=mobility.pk).update(stage=stage, departed_on=departed_on, decision=decision)


def stage(mobility):
    return Mobility.objects.get(pk=mobility.pk).stage


@pytest.mark.parametrize("late", [0, 5])
def test_the_day_of_departure_makes_abroad_also_when_the_sweep_missed_it(late):
    mobility = make_mobility()
    stand(mobility, Stage.READY, departed_on=date(2027, 9, 5))

    moved = [
        sweeps.restage(today=today, at=NOW)
        for today in (date(2027, 9, 5), START.replace(day=6 + late), date(2027, 9, 12))
    ]

    assert (moved, stage(mobility)) == ([0, 1, 0], Stage.ABROAD)
    event = Event.objects.about(mobility).filter(verb="stage").get()
    assert (event.before, event.after, event.by) == ("ready", "abroad", None)


def test_the_day_after_the_last_one_makes_returned():
    mobility = make_mobility()
    stand(mobility, Stage.ABROAD, departed_on=START)

    assert [sweeps.restage(today=today, at=NOW) for today in (END, date(2027, 9, 27))] == [0, 1]
    assert stage(mobility) == Stage.RETURNED


def test_a_blended_one_that_is_agreed_enters_its_virtual_phase_by_date():
    mobility = make_mobility(key="dual-blended")
    mobility.steps.exclude(plan__key="D04").update(done_at=NOW, done_by=mobility.planned_by, outcome="done")
    stand(mobility, Stage.AGREED)

    assert [sweeps.restage(today=today, at=NOW) for today in (date(2027, 8, 1), date(2027, 8, 2))] == [0, 1]
    assert stage(mobility) == Stage.VIRTUAL_BEFORE


def test_nobody_said_that_it_began_so_nothing_moves():
    mobility, cancelled = make_mobility(), make_mobility()
    stand(mobility, Stage.READY)
    stand(cancelled, Stage.READY, departed_on=START, decision=Decision.CANCELLED)

    assert sweeps.restage(today=END, at=NOW) == 0


def queued(name="pdf"):
    """Empty a queue of the broker, that of files to build; gives what is asked for."""
    with current_app.connection_for_read() as broker, broker.SimpleQueue(name) as queue:
        asked = []
        while queue.qsize():
            message = queue.get(timeout=1)
            asked.append((message.headers["task"], message.payload[1]))
            message.ack()
        return asked


def test_a_file_that_was_never_built_is_asked_for_again(django_capture_on_commit_callbacks):
    mobility = make_mobility()
    document = signing.open_document("LEARNING_AGREEMENT", prefix="LA", title="Agreement", by=None, at=NOW)
    Agreement.objects.create(mobility=mobility, document=document)
    frozen = {"language": "en", "template": "agreement", "template_version": "1", "by": None, "at": NOW}
    first, _ = signing.freeze(document, {"says": "one"}, **frozen)
    second, _ = signing.freeze(document, {"says": "two"}, **frozen)
    signing.keep_file(first, file="one.pdf", file_hash="0" * 64, at=NOW)
    queued()

    with django_capture_on_commit_callbacks(execute=True):
        sweeps.sweep(today=date(2027, 1, 1), at=NOW)

    assert queued() == [("mobilities.build_agreement", {"version_id": second.pk})]


def test_the_sweep_leaves_a_sign_of_life():
    sweeps.sweep(today=date(2027, 1, 1), at=NOW)

    assert list(Pulse.objects.values_list("name", "at")) == [("sweep", NOW)]


def test_the_command_sweeps_for_a_day_and_says_what_it_found(capsys):
    mobility = make_mobility()
    lay(mobility, R03=date(2027, 5, 20))

    for _ in range(2):
        call_command("queue_reminders", today="2027-05-20")

    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line) for line in lines] == [
        {"today": "2027-05-20", "due": 1, "queued": 1},
        {"today": "2027-05-20", "due": 1, "queued": 0},
    ]


def test_the_command_takes_the_day_it_is(capsys):
    call_command("queue_reminders")

    assert json.loads(capsys.readouterr().out)["today"] == timezone.localdate().isoformat()


@pytest.mark.parametrize("text", ["tomorrow", "2027-02-30", "12.3.2027", "=1+1"])
def test_the_command_says_what_is_wrong_with_a_day(text):
    with pytest.raises(CommandError, match="is no day: write it like 2027-03-12"):
        call_command("queue_reminders", today=text)


@pytest.mark.parametrize("text", ["9999-12-31", "0001-01-01", "2101-01-01"])
def test_the_command_refuses_a_day_too_far_away_to_count_from(text):
    with pytest.raises(CommandError, match=f"{text} is too far away: give a day from 2000 to 2100"):
        call_command("queue_reminders", today=text)


def test_the_worker_sweeps_under_the_name_that_beat_calls(settings):
    current_app.loader.import_default_modules()

    current_app.tasks[settings.CELERY_BEAT_SCHEDULE["sweep"]["task"]]()

    assert list(Pulse.objects.values_list("name", flat=True)) == ["sweep"]


def test_a_job_that_fails_holds_up_no_other_and_the_sweep_gives_no_sign_of_life(monkeypatch):
    def fail(*rows, **words):
        raise LookupError("a row that nobody expected")

    monkeypatch.setattr(sweeps.guardians, "follow", fail)
    monkeypatch.setattr(sweeps.search, "catch_up", fail)
    mobility = make_mobility()
    stand(mobility, Stage.READY, departed_on=date(2027, 9, 5))

    with pytest.raises(sweeps.Incomplete, match=r"\.fail, .*\.fail$"):
        sweeps.sweep(today=START, at=NOW)

    assert (stage(mobility), Pulse.objects.filter(name="sweep").exists()) == (Stage.ABROAD, False)
