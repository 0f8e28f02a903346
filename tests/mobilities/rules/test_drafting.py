"""What keeps a draft from being published, in the user's words."""

from dataclasses import replace
from datetime import date
from time import process_time

import pytest

from mobilities.rules.calendars import Calendars
from mobilities.rules.drafting import WHOLE, faults, inherited
from mobilities.rules.example import dates_for, late, start_for, tried
from mobilities.rules.soundness import CODES
from tests.mobilities.rules.plans import TEMPLATES

SHORT = TEMPLATES["short"]
MONDAY = date(2027, 9, 6)


def draft(plan=SHORT, **changes):
    """The plan with some steps changed; lines are places, as in a draft."""
    items = [replace(item, line=place, **changes.get(item.id, {})) for place, item in enumerate(plan.items)]
    return replace(plan, items=tuple(items))


def wrong(plan):
    titles = {item.id: item.title["en"] or item.title["es"] for item in plan.items}
    return [(plan.items[place].id if place != WHOLE else "", reason) for place, reason in faults(plan, titles, MONDAY)]


@pytest.mark.parametrize("plan", TEMPLATES.values(), ids=TEMPLATES)
def test_the_plans_that_come_with_the_project_can_be_published(plan):
    assert wrong(draft(plan)) == []


def test_faults_name_steps_by_their_titles_and_stand_at_them():
    found = wrong(draft(P03={"needs": ("P01", "gone")}, D04={"duration": 30}))

    assert ("P03", "“Choose the hosting centre and host companies” needs “gone”, which is not in this plan.") in found
    assert any(
        key == "D04" and "“Book travel” is due 12 days after “Sign the learning agr" in said for key, said in found
    )


def test_a_ring_is_named_and_nothing_is_dated_before_it_is_gone():
    found = wrong(draft(P01={"needs": ("P02",)}))

    assert any("These steps wait for each other: " in said and " → " in said for _key, said in found)
    assert not any("at the latest" in said for _key, said in found)


def test_a_step_due_after_its_latest_day_is_told_with_both_days():
    (said,) = [
        said for key, said in wrong(draft(D12={"days": -1, "duration": 5}, D05={"days": -3})) if "latest" in said
    ]

    assert said == (
        "“Sign the grant agreement with the apprentice” is due on 1 Sep 2027, but must be over on 27 Aug 2027 at the "
        "latest, or what waits for it is not done before departure. (Example: first day abroad on 6 Sep 2027.)"
    )


def test_a_gate_after_departure_is_said_in_words():
    found = wrong(draft(A01={"gate": True}))

    assert (
        "A01",
        "“Meet on arrival and report safe arrival” must be closed before departure, but stands in a phase after it.",
    ) in found


def test_a_condition_that_cannot_be_is_said_by_its_words():
    (said,) = [said for key, said in wrong(draft(R01={"when": "always"})) if key == "R01"]

    assert "belongs to “home employer”, which not everybody has" in said
    assert "“there is a home employer”" in said and "has_employer" not in said


def test_a_language_that_is_missing_is_named():
    plan = draft(P01={"title": {"en": "Confirm", "es": ""}, "help": {"en": "", "es": "Ayuda"}})

    assert wrong(replace(plan, title={"en": "", "es": "Plan"})) == [
        ("", "The name of the plan is missing in English."),
        ("P01", "“Confirm” has no title in Spanish."),
        ("P01", "“Confirm” has a help text, but none in English."),
    ]


def test_a_plan_without_steps_is_none():
    assert wrong(replace(SHORT, items=())) == [("", "A plan has at least one step.")]


def test_who_waited_for_a_step_that_is_taken_out_waits_for_what_it_waited_for():
    assert inherited(["A", "B", "C"], "B", ["C", "D"]) == ["A", "C", "D"]


@pytest.mark.parametrize("plan", TEMPLATES.values(), ids=TEMPLATES)
def test_an_example_begins_after_today_on_a_monday_and_nothing_is_due_before(plan):
    today = date(2026, 11, 23)
    start = start_for(plan, today)

    days = tried(plan, dates_for(plan, start), Calendars())

    assert start.weekday() == 0
    assert min(step.due_on for step in days) > today
    assert list(late(plan, start, CODES)) == []


def test_three_hundred_steps_are_checked_while_one_waits():
    copies = [
        replace(item, id=f"{item.id}{n}", needs=tuple(f"{need}{n}" for need in item.needs))
        for item in SHORT.items
        for n in range(6)
    ]
    plan = draft(replace(SHORT, items=tuple(copies[:300])))
    before = process_time()

    assert wrong(plan) == []
    assert process_time() - before < 1.5  # about 0.15 s where nothing else runs


def test_series_that_come_too_often_are_told_in_words_and_soon():
    plan = draft(**{item.id: {"repeat_days": 1} for item in SHORT.items})
    plan = replace(plan, stay_days={"min": 10, "typical": 3650, "max": 3650})
    begun = process_time()

    found = wrong(plan)

    assert process_time() - begun < 1
    assert [said for key, said in found if key == ""] == [
        "In a stay of 3650 days this plan makes 148884 steps, as its series come so often; at most 1000 can be planned."
    ]


def test_a_daily_diary_of_a_year_can_be_published():
    assert wrong(draft(TEMPLATES["erasmuspro"], A03={"repeat_days": 1})) == []
