"""Running mobilities go on with a newer version of their plan, and lose nothing that is done."""

from datetime import date, timedelta

import pytest

from doallvet.core.refused import Refused, Stale
from mobilities.actions import change, drafting, roadmap
from mobilities.actions.rehearsal import rehearse
from mobilities.actions.upgrade import upgrade
from mobilities.choices import Outcome
from mobilities.models import Mobility
from mobilities.plans import upgrades_of
from mobilities.rules.dates import Dates
from tests.factories import NOW, TODAY, make_coordinator, make_draft, make_mobility, make_own_plan, make_published
from tests.kept import kept

pytestmark = pytest.mark.django_db

NEW = {
    "title_en": "Ask the town hall",
    "title_es": "Pregunte en el ayuntamiento",
    "phase": "agree",
    "owner": "apprentice",
    "level": "mobility",
    "kind": "task",
    "condition": "always",
    "anchor": "start",
    "days": -60,
    "duration": 2,
}


@kept
def ana():
    return make_coordinator(first_name="Ana")


@kept
def plan(ana):
    return make_own_plan(ana.centre, ana)


@kept
def mobility(ana, plan):
    return make_mobility(by=ana, blueprint=plan, days=60)


def next_version(plan, by, *, add=(), drop=(), **changes):
    draft = drafting.start_draft(plan, by=by, at=NOW)
    for key, fields in changes.items():
        row = draft.steps.get(key=key)
        drafting.change_step(row, fields, seen=drafting.step_seen(row), by=by, at=NOW)
    for key in add:
        drafting.add_step(draft, key, NEW, by=by, at=NOW)
    for key in drop:
        drafting.remove_step(draft.steps.get(key=key), by=by, at=NOW)
    return make_published(draft, by)


def go_on(mobility, to, by):
    return upgrade(mobility, to, version=None, by=by, at=NOW)


def rows(mobility, key):
    found = mobility.steps.needed().filter(plan__key=key).select_related("plan").order_by("due_on")
    return list(found)


def close(mobility, by, *steps):
    roadmap.close_all(mobility, list(steps), Outcome.DONE, by=by, at=NOW)


def test_nothing_changes_unless_somebody_chooses(ana, plan, mobility):
    newer = next_version(plan, ana, D10={"days": -12})

    assert Mobility.objects.get(pk=mobility.pk).blueprint == plan
    assert upgrades_of(mobility) == [newer]
    assert upgrades_of(make_mobility(by=ana, blueprint=newer, starts_on=date(2028, 1, 10))) == []


def test_steps_come_go_and_move_exactly_as_the_preview_says(ana, plan, mobility):
    newer = next_version(plan, ana, add=["x123456789"], drop=["R08"], D10={"days": -12})

    effects = rehearse(mobility, lambda: go_on(mobility, newer, ana), today=TODAY)

    assert [step.title for step in effects.added] == ["Ask the town hall"]
    assert [step.plan.key for step in effects.dropped] == ["R08"]
    moved = {step.plan.key: (before, after) for step, before, after in effects.moved}
    assert moved == {"D10": (date(2027, 8, 23), date(2027, 8, 25))}
    assert Mobility.objects.get(pk=mobility.pk).blueprint == plan
    go_on(mobility, newer, ana)
    assert rows(mobility, "D10")[0].due_on == date(2027, 8, 25)
    assert (len(rows(mobility, "x123456789")), rows(mobility, "R08")) == (1, [])


def test_a_second_click_and_the_same_version_change_nothing(ana, plan, mobility):
    newer = next_version(plan, ana, add=["x123456789"])
    first = upgrade(mobility, newer, version=1, by=ana, at=NOW)

    again = upgrade(mobility, newer, version=1, by=ana, at=NOW)

    assert again.version == first.version
    assert len(rows(mobility, "x123456789")) == 1


def test_what_is_done_stays_though_the_newer_version_does_not_have_it(ana, plan, mobility):
    (done,) = rows(mobility, "P03")
    close(mobility, ana, done)
    newer = next_version(plan, ana, drop=["P03", "R08"])

    go_on(mobility, newer, ana)

    (still,) = rows(mobility, "P03")
    assert (still.pk, still.is_done, still.needed, still.plan.blueprint) == (done.pk, True, True, plan)
    assert rows(mobility, "R08") == []
    assert {step.plan.blueprint for step in mobility.steps.open()} == {newer}
    mobility = Mobility.objects.get(pk=mobility.pk)
    assert mobility.steps_done == 1


def test_a_step_that_was_set_aside_comes_back_as_the_same_one(ana, plan, mobility):
    (step,) = rows(mobility, "R08")
    second = next_version(plan, ana, drop=["R08"])
    go_on(mobility, second, ana)
    draft = drafting.start_draft(second, by=ana, at=NOW)
    old = plan.steps.get(key="R08")
    drafting.add_step(draft, "R08", NEW | {"phase": "recruit", "days": old.days}, by=ana, at=NOW)

    go_on(mobility, make_published(draft, ana), ana)

    (back,) = rows(mobility, "R08")
    assert (back.pk, back.title) == (step.pk, "Ask the town hall")


def test_a_changed_rhythm_goes_on_from_the_last_one_that_is_done(ana, plan, mobility):
    diary = rows(mobility, "A03")
    assert len(diary) == 8
    close(mobility, ana, *diary[:3])
    newer = next_version(plan, ana, A03={"repeat_days": 14})

    go_on(mobility, newer, ana)

    series = rows(mobility, "A03")
    assert [step.pk for step in series[:3]] == [step.pk for step in diary[:3]]
    assert [(step.occurrence, step.is_done) for step in series] == [(n, n < 3) for n in range(5)]
    assert [after.planned_on - before.planned_on for before, after in zip(series[2:], series[3:], strict=False)] == [
        timedelta(days=14)
    ] * 2


def test_a_series_of_another_rhythm_follows_when_the_end_moves(ana, plan, mobility):
    close(mobility, ana, *rows(mobility, "A03")[:3])
    mobility = go_on(mobility, next_version(plan, ana, A03={"repeat_days": 14}), ana)
    longer = Dates(None, mobility.starts_on, mobility.ends_on + timedelta(days=28), None)

    change.set_dates(mobility, longer, version=mobility.version, by=ana, at=NOW)

    series = rows(mobility, "A03")
    assert [(step.occurrence, step.is_done) for step in series] == [(n, n < 3) for n in range(7)]
    shorter = Dates(None, mobility.starts_on, mobility.ends_on - timedelta(days=14), None)
    change.set_dates(mobility, shorter, version=None, by=ana, at=NOW)
    assert len(rows(mobility, "A03")) == 4


def test_a_quicker_rhythm_does_not_ask_for_weeks_that_are_past(ana, plan, mobility):
    calls = rows(mobility, "A04")
    close(mobility, ana, *calls[:2])
    newer = next_version(plan, ana, A04={"repeat_days": 7})

    go_on(mobility, newer, ana)

    after = rows(mobility, "A04")
    assert min(step.planned_on for step in after if not step.is_done) > calls[1].planned_on
    assert [step.occurrence for step in after] == list(range(len(after)))


def test_a_mobility_goes_over_from_a_shipped_plan_to_the_centres_copy_of_it(ana):
    mobility = make_mobility(by=ana)
    (shared,) = rows(mobility, "P01")
    close(mobility, ana, shared)
    draft = make_draft(ana.centre, ana)
    drafting.add_step(draft, "x123456789", NEW, by=ana, at=NOW)
    own = make_published(draft, ana)

    mobility = go_on(mobility, own, ana)

    assert mobility.blueprint == own
    second = drafting.copy(own, ana.centre, {"title_en": "Other", "title_es": "Otro"}, by=ana, at=NOW)
    second = make_published(second, ana)
    assert upgrades_of(mobility) == [second]
    assert upgrades_of(make_mobility(by=ana, starts_on=date(2028, 1, 10))) == [own, second]
    assert rows(mobility, "P01")[0].pk == shared.pk and rows(mobility, "P01")[0].is_done
    assert len(rows(mobility, "x123456789")) == 1


def test_plans_of_others_older_ones_and_mobilities_that_are_over_are_refused(ana, plan, mobility):
    newer = next_version(plan, ana, D10={"days": -12})
    jonas = make_coordinator()
    with pytest.raises(Refused, match="was not made from"):
        go_on(mobility, make_own_plan(jonas.centre, jonas), ana)
    with pytest.raises(Stale):
        upgrade(mobility, newer, version=99, by=ana, at=NOW)
    go_on(mobility, newer, ana)
    with pytest.raises(Refused, match="was not made from"):
        go_on(mobility, plan, ana)
    Mobility.objects.filter(pk=mobility.pk).update(decision="cancelled")
    with pytest.raises(Refused, match="is over"):
        go_on(mobility, next_version(newer, ana, D10={"days": -13}), ana)


@pytest.mark.parametrize("count", [1, 20])
def test_to_find_the_plans_takes_the_same_queries_however_many_there_are(ana, count, django_assert_num_queries):
    mobility = make_mobility(by=ana)
    for number in range(count):
        titles = {"title_en": f"Plan {number}", "title_es": f"Plan {number}"}
        make_published(drafting.copy(mobility.blueprint, ana.centre, titles, by=ana, at=NOW), ana)
    mobility = Mobility.objects.select_related("blueprint", "sending_centre").get()

    with django_assert_num_queries(2):
        found = upgrades_of(mobility)

    assert len(found) == count
