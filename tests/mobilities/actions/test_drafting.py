"""Plans of one's own: copied, drafted, changed step by step."""

import pytest

from doallvet.core.refused import Refused, Stale
from doallvet.history.models import Event
from mobilities.actions import drafting
from mobilities.models import Blueprint, BlueprintStep
from tests.factories import NOW, make_blueprints, make_coordinator, make_draft, make_own_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return make_coordinator(first_name="Ana")


@pytest.fixture
def draft(ana):
    return make_draft(ana.centre, ana)


def items(plan):
    return [step.item for step in plan.steps.all()]


def step(draft, key):
    return draft.steps.get(key=key)


def order(draft, phase):
    rows = draft.steps.filter(phase=phase)
    return [f"{row.under}>{row.key}" if row.under else row.key for row in rows]


FIELDS = {
    "title_en": "Ask the town hall",
    "phase": "agree",
    "owner": "apprentice",
    "level": "mobility",
    "kind": "task",
    "condition": "always",
    "anchor": "start",
    "days": -60,
    "duration": 2,
}


def test_a_copy_has_all_steps_under_the_same_keys_and_knows_its_source(ana, draft):
    shipped = make_blueprints()["dual-short"]

    assert items(draft) == items(shipped)
    assert (draft.centre, draft.key, draft.based_on, draft.version) == (ana.centre, "dual-short", shipped, None)
    assert shipped.steps.count() == 53


def test_a_second_click_makes_no_second_copy_and_another_name_another_plan(ana, draft):
    again = make_draft(ana.centre, ana)
    other = make_draft(ana.centre, ana, title="Another plan")

    assert again == draft
    assert (other.key, Blueprint.objects.drafts().count()) == ("dual-short-2", 2)


def test_two_owners_may_use_the_same_key(ana, draft):
    jonas = make_coordinator()

    assert make_draft(jonas.centre, jonas).key == draft.key


def test_a_published_version_is_never_written_again(ana):
    plan = make_own_plan(ana.centre, ana)
    first, before = plan.steps.first(), items(plan)
    stamp = {"by": ana, "at": NOW}
    acts = [
        lambda: drafting.add_step(plan, "x123456789", FIELDS, **stamp),
        lambda: drafting.change_step(first, {"duration": 9}, seen=drafting.step_seen(first), **stamp),
        lambda: drafting.remove_step(first, **stamp),
        lambda: drafting.place_beside(plan, first, "P02", after=True, **stamp),
        lambda: drafting.place_under(plan, first, "P02", **stamp),
        lambda: drafting.change_head(plan, {"lead_days": 5}, seen=drafting.head_seen(plan), **stamp),
        lambda: drafting.discard(plan, **stamp),
    ]

    for act in acts:
        with pytest.raises(Refused, match="published and does not change any more"):
            act()

    assert items(plan) == before


def test_editing_a_published_version_makes_one_draft_of_it(ana):
    plan = make_own_plan(ana.centre, ana)

    draft = drafting.start_draft(plan, by=ana, at=NOW)

    assert drafting.start_draft(plan, by=ana, at=NOW) == draft
    assert (draft.version, draft.key, items(draft)) == (None, plan.key, items(plan))


def test_a_step_is_added_behind_another_one_once(ana, draft):
    for _click in range(2):
        drafting.add_step(draft, "x123456789", FIELDS, behind="G02", by=ana, at=NOW)

    keys = order(draft, "agree")
    assert keys[keys.index("G02") + 1] == "x123456789"
    assert draft.steps.count() == 54
    assert [row.position for row in draft.steps.all()] == list(range(54))


def test_the_three_hundred_and_first_step_is_refused(ana, draft):
    like = draft.steps.first()
    BlueprintStep.objects.bulk_create(
        BlueprintStep(blueprint=draft, position=n, key=f"y{n}", **{**FIELDS, "title_es": like.title_es})
        for n in range(53, 300)
    )

    with pytest.raises(Refused, match="at most 300 steps"):
        drafting.add_step(draft, "x123456789", FIELDS, by=ana, at=NOW)


def test_a_step_is_changed_and_kept_in_history(ana, draft):
    row = step(draft, "D04")

    drafting.change_step(
        row, {"duration": 8, "condition": "fewer_opportunities"}, seen=drafting.step_seen(row), by=ana, at=NOW
    )

    now = step(draft, "D04")
    assert (now.duration, now.condition, now.private) == (8, "fewer_opportunities", True)
    event = Event.objects.filter(verb="step_changed").get()
    assert (event.before, event.after) == (
        {"duration": 5, "condition": "always"},
        {"duration": 8, "condition": "fewer_opportunities"},
    )


def test_who_is_slower_is_told_and_writes_nothing_but_a_second_click_does_no_harm(ana, draft):
    row = step(draft, "D04")
    seen = drafting.step_seen(row)
    drafting.change_step(row, {"duration": 8}, seen=seen, by=ana, at=NOW)

    drafting.change_step(row, {"duration": 8}, seen=seen, by=ana, at=NOW)
    with pytest.raises(Stale):
        drafting.change_step(row, {"duration": 7}, seen=seen, by=ana, at=NOW)

    assert step(draft, "D04").duration == 8
    assert Event.objects.filter(verb="step_changed").count() == 1


def test_moving_another_step_meanwhile_makes_nobody_slower(ana, draft):
    row = step(draft, "D04")
    seen = drafting.step_seen(row)
    drafting.place_beside(draft, step(draft, "D02"), "D03", after=True, by=ana, at=NOW)

    assert drafting.change_step(step(draft, "D04"), {"duration": 8}, seen=seen, by=ana, at=NOW).duration == 8


def test_a_step_of_another_phase_stands_there_and_leaves_those_below_it(ana, draft):
    drafting.place_under(draft, step(draft, "P03"), "P02", by=ana, at=NOW)
    row = step(draft, "P02")

    drafting.change_step(row, {"phase": "recruit"}, seen=drafting.step_seen(row), by=ana, at=NOW)

    assert order(draft, "prepare") == ["P01", "P03", "P04"]
    assert "P02" in order(draft, "recruit")


def test_steps_change_places_and_go_under_others(ana, draft):
    for _click in range(2):
        drafting.place_beside(draft, step(draft, "P03"), "P02", after=False, by=ana, at=NOW)
    drafting.place_under(draft, step(draft, "P02"), "P03", by=ana, at=NOW)

    assert order(draft, "prepare") == ["P01", "P03", "P03>P02", "P04"]
    assert Event.objects.filter(verb="step_moved").count() == 2


def test_who_waited_for_a_step_waits_for_what_it_waited_for(ana, draft):
    gone = step(draft, "P03")
    assert (gone.needs, step(draft, "P04").needs) == (["P01"], ["P03"])

    for _click in range(2):
        drafting.remove_step(gone, by=ana, at=NOW)

    assert step(draft, "P04").needs == ["P01"]
    assert order(draft, "prepare") == ["P01", "P02", "P04"]
