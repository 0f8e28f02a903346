"""Another kind of stay for a running mobility."""

from datetime import date, timedelta

import pytest

from doallvet.core.refused import Refused, Stale
from doallvet.history.models import Event
from mobilities import reading
from mobilities.actions import planning, replan, roadmap
from mobilities.actions.rehearsal import rehearse
from mobilities.facts import dates_of
from mobilities.models import Blueprint, Mobility, Step
from mobilities.rules.dates import Dates
from tests.factories import NOW, TODAY, make_apprentice, make_plan
from tests.kept import kept
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db
BEFORE, AFTER = timedelta(days=35), timedelta(days=28)


@kept
def stay():
    return Stay()


def blended(stay, **fields):
    old = dates_of(stay.mobility)
    dates = Dates(old.start - BEFORE, old.start, old.end, old.end + AFTER)
    plan = Blueprint.objects.get(key="dual-blended")
    values = {"version": stay.fresh().version, "by": stay.ana, "at": NOW} | fields
    return replan.set_kind(stay.fresh(), plan, dates, **values)


def done(stay, *keys):
    for key in keys:
        Step.objects.filter(pk=stay.step(key).pk).update(done_at=NOW, done_by=stay.ana, outcome="done")
    roadmap.recount(stay.fresh(), at=NOW)


def keys(mobility, **wanted):
    return set(mobility.steps.needed().filter(**wanted).values_list("plan__key", flat=True))


def test_a_stay_becomes_blended_with_the_steps_of_the_blended_plan(stay):
    mobility = blended(stay)

    assert (mobility.mode, mobility.blueprint.key) == ("blended", "dual-blended")
    assert mobility.virtual_starts_on == date(2027, 8, 2)
    assert {"V01", "V05", "W02", "G12"} <= keys(mobility)
    assert set(mobility.steps.needed().values_list("plan__blueprint", flat=True)) == {mobility.blueprint_id}
    plans = {plan.key for plan in mobility.blueprint.steps.all()}
    assert keys(mobility) <= plans


def test_what_was_done_for_the_same_papers_stays_done(stay):
    done(stay, "P01", "R04", "R07")  # the grant, the interview, the place that was accepted

    mobility = blended(stay)

    assert keys(mobility, done_at__isnull=False) == {"P01", "R05", "R08"}
    assert mobility.steps_done == mobility.steps.needed().exclude(done_at=None).filter(plan__private=False).count()


def test_there_and_back_loses_nothing_that_was_done(stay):
    done(stay, "P01", "P03", "R02", "G01")
    before = dates_of(stay.mobility)
    titles = set(stay.mobility.steps.exclude(done_at=None).values_list("pk", flat=True))
    blended(stay)

    plan = Blueprint.objects.get(key="dual-short")
    replan.set_kind(stay.fresh(), plan, before, version=stay.fresh().version, by=stay.ana, at=NOW)

    assert set(stay.mobility.steps.exclude(done_at=None).values_list("pk", flat=True)) == titles
    assert keys(stay.fresh(), done_at=None, plan__key__startswith="V") == set()


def test_what_was_done_once_for_all_under_the_new_plan_is_done_here_too(stay):
    plan = make_plan(make_apprentice(stay.centre), host=stay.host, hosting=stay.hosting)
    stay.mobility = planning.create(plan, by=stay.ana, at=NOW)
    blended(stay)
    there = stay.step("P01")
    roadmap.complete(there, by=stay.ana, at=NOW)
    stay.mobility = Mobility.objects.exclude(pk=stay.mobility.pk).get()

    blended(stay)

    here = stay.step("P01")
    assert (here.shared_key, here.is_done, here.done_via) == (there.shared_key, True, there)


def test_done_steps_that_the_new_plan_does_not_know_stay_with_their_papers(stay):
    before = dates_of(stay.mobility)
    blended(stay)
    done(stay, "V01")

    plan = Blueprint.objects.get(key="dual-short")
    mobility = replan.set_kind(stay.fresh(), plan, before, version=stay.fresh().version, by=stay.ana, at=NOW)

    left = mobility.steps.needed().get(plan__key="V01")
    assert (left.is_done, left.plan.blueprint.key) == (True, "dual-blended")


def test_the_preview_is_what_saving_does_and_writes_nothing(stay):
    told = rehearse(stay.fresh(), lambda: blended(stay), today=TODAY)
    assert Mobility.objects.get(pk=stay.mobility.pk).mode == "physical"

    mobility = blended(stay)

    now = {(step.plan.title, step.due_on) for step in reading.steps_of(mobility)}
    assert {(step.title, step.due_on) for step in told.added} <= now
    assert {(step.title, after) for step, _before, after in told.moved} <= now
    assert not {step.pk for step in told.dropped} & set(mobility.steps.needed().values_list("pk", flat=True))
    assert told.added


def test_it_is_kept_in_the_history_and_told(stay):
    blended(stay)

    event = Event.objects.get(verb="replanned")
    assert (event.by, event.before, event.after) == (
        stay.ana,
        Blueprint.objects.get(key="dual-short").title,
        Blueprint.objects.get(key="dual-blended").title,
    )


def test_after_the_departure_the_kind_stays(stay):
    Mobility.objects.filter(pk=stay.mobility.pk).update(departed_on=date(2027, 9, 5))

    with pytest.raises(Refused, match="has left"):
        blended(stay)


def test_dates_that_the_kind_does_not_allow_are_refused_and_nothing_is_written(stay):
    long, before = Blueprint.objects.get(key="dual-erasmuspro"), dates_of(stay.mobility)

    with pytest.raises(Refused, match="at least 90"):
        replan.set_kind(stay.fresh(), long, before, version=stay.fresh().version, by=stay.ana, at=NOW)

    assert stay.fresh().blueprint.key == "dual-short"


def test_a_stale_page_changes_nothing_and_a_double_click_once(stay):
    version = stay.fresh().version
    first = blended(stay, version=version)

    assert blended(stay, version=version).version == first.version
    with pytest.raises(Stale):
        short = Blueprint.objects.get(key="dual-short")
        replan.set_kind(stay.fresh(), short, dates_of(stay.fresh()), version=version, by=stay.ana, at=NOW)
