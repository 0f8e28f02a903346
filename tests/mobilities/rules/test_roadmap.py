"""From plan to roadmap."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mobilities.choices import Owner
from mobilities.rules import roadmap
from mobilities.rules.dates import Dates
from mobilities.rules.roadmap import Moved, Planned, Redated, Standing, plan
from tests.mobilities.rules.facts import BLENDED, STAY, make_facts, make_profile
from tests.mobilities.rules.plans import TEMPLATES, due, redate, standing

SHORT = TEMPLATES["short"].items
TODAY = date(2026, 11, 23)


def item(template, key):
    return next(item for item in TEMPLATES[template].items if item.id == key)


# -- which steps, when, whose


@pytest.mark.parametrize(
    ("template", "days", "count"), [("erasmuspro", 90, 38), ("short", 21, 37), ("blended", 21, 46)]
)
def test_a_simple_case_has_as_many_steps_as_the_domain_says(template, days, count):
    dates = replace(BLENDED, end=BLENDED.start + timedelta(days=days - 1))
    facts = make_facts("FI-KOUL", blended=template == "blended")

    assert len({step.key for step in plan(TEMPLATES[template].items, facts, dates)}) == count


def test_due_dates_are_counted_from_the_four_anchors():
    steps = due(plan(TEMPLATES["blended"].items, make_facts("DE-DUAL", blended=True), BLENDED))

    assert {key: steps[key, 0] for key in ("P01", "D02", "B01", "W02")} == {
        "P01": BLENDED.vstart - timedelta(days=225),
        "D02": BLENDED.start - timedelta(days=40),
        "B01": BLENDED.end + timedelta(days=5),
        "W02": BLENDED.vend,
    }


def test_a_virtual_phase_that_is_missing_counts_from_the_edge_of_the_stay():
    assert [STAY.of(anchor) for anchor in ("vstart", "start", "end", "vend")] == [
        STAY.start, STAY.start, STAY.end, STAY.end,
    ]  # fmt: skip


def test_a_series_goes_on_until_the_last_day_abroad():
    steps = [step for step in plan(SHORT, make_facts(), STAY) if step.key == "A03"]

    assert steps == [
        Planned("A03", 0, "apprentice", date(2027, 3, 8), "abroad"),
        Planned("A03", 1, "apprentice", date(2027, 3, 15), "abroad"),
    ]


@pytest.mark.parametrize(
    ("days", "expected"),
    [(7, [date(2027, 3, 7)]), (8, [date(2027, 3, 8)]), (15, [date(2027, 3, 8), date(2027, 3, 15)])],
)
def test_a_series_has_its_first_occurrence_even_in_the_shortest_stay(days, expected):
    dates = replace(STAY, end=STAY.start + timedelta(days=days - 1))

    assert [step.due_on for step in plan([item("short", "A03")], make_facts(), dates)] == expected


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ("DE-DUAL", {"G07": ("home_employer", -50)}),
        ("ES-GEN", {"G07": ("sending_coordinator", -50)}),
        ("AT-LEHRE", {"B04": ("home_employer", 48), "B05": ("home_employer", 112)}),
        ("DK-PIU", {"G07": ("sending_coordinator", -50), "B04": ("apprentice", 140)}),
    ],
)
def test_notices_belong_to_whom_the_profile_names_and_are_due_when_it_says(profile, expected):
    steps = plan([item("short", key) for key in ("G07", "B04", "B05")], make_facts(profile), STAY)

    assert {step.key: (step.owner, (step.due_on - STAY.start).days) for step in steps} == expected


def test_the_smallest_of_several_deadlines_counts():
    profile = make_profile("AT-LEHRE", "refund", as_key="refund-9", says={"within_days": 60, "within_months": None})
    facts = replace(make_facts("AT-LEHRE"), profile=profile)

    assert plan([item("short", "B05")], facts, STAY)[0].due_on == STAY.end + timedelta(days=60)


def test_conditions_are_asked_about_the_dates_that_are_planned():
    consent = item("short", "G08")
    facts = make_facts(birth_date=date(2009, 1, 1), dates=STAY)

    assert plan([consent], facts, STAY) == []
    assert len(plan([consent], facts, replace(STAY, start=date(2026, 12, 31)))) == 1


@pytest.mark.parametrize(
    ("owner", "holders", "expected"),
    [
        (Owner.HOST_COMPANY, {Owner.HOST_COMPANY}, (Owner.HOST_COMPANY, False)),
        (Owner.HOSTING_COORDINATOR, {Owner.HOST_COMPANY}, (Owner.SENDING_COORDINATOR, True)),
        (Owner.GUARDIAN, set(), (Owner.GUARDIAN, False)),
        (Owner.SENDING_COORDINATOR, set(), (Owner.SENDING_COORDINATOR, False)),
    ],
)
def test_a_step_whose_owner_is_missing_goes_to_the_sending_coordinator(owner, holders, expected):
    assert roadmap.resolve_owner(owner, holders) == expected


# -- what waits for what


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([("G02", 0, False), ("G04", 0, False), ("G08", 0, False)], ["G02", "G04", "G08"]),
        ([("G02", 0, True), ("G04", 0, False)], ["G04"]),  # G08 does not apply
        ([("G02", 0, True), ("G04", 0, True), ("G08", 0, True)], []),
        ([("G02", 0, True), ("G02", 0, False)], ["G02"]),  # of two members of a group, one is not ready
        ([("G04", 0, True), ("G04", 1, False)], []),  # a series is met by its first occurrence
        ([("G11", 0, False)], []),  # a step does not wait for itself
        ([], []),
    ],
)
def test_a_step_waits_for_its_open_predecessors(steps, expected):
    assert roadmap.blocked("G11", ["G02", "G04", "G08", "G11"], steps) == expected


# -- new dates


def test_new_dates_move_open_steps_only():
    facts = make_facts("FI-KOUL")
    items = [item("short", key) for key in ("G01", "D04", "B01")]
    steps = standing(plan(items, facts, STAY), closed={"G01"})
    later = Dates(None, date(2027, 3, 8), date(2027, 3, 28), None)

    assert redate(items, facts, later, steps, TODAY) == Redated(
        moved=[
            Moved("D04", 0, date(2027, 1, 29), date(2027, 1, 29)),
            Moved("B01", 0, date(2027, 4, 2), date(2027, 4, 2)),
        ],
        added=[],
        dropped=[],
    )


def test_a_longer_stay_adds_to_a_series_and_a_shorter_one_drops_what_is_open():
    facts = make_facts("FI-KOUL")
    diary = [item("short", "A03")]
    steps = standing(plan(diary, facts, STAY))

    longer = redate(diary, facts, replace(STAY, end=date(2027, 3, 22)), steps, TODAY)
    shorter = redate(diary, facts, replace(STAY, end=date(2027, 3, 14)), steps, TODAY)

    assert longer == Redated([], [Planned("A03", 2, "apprentice", date(2027, 3, 22), "abroad")], [])
    assert shorter == Redated([], [], [("A03", 1)])


def test_a_closed_step_is_never_dropped():
    facts = make_facts("FI-KOUL")
    diary = [item("short", "A03")]
    steps = standing(plan(diary, facts, STAY), closed={"A03"})

    assert redate(diary, facts, replace(STAY, end=date(2027, 3, 14)), steps, TODAY) == Redated([], [], [])


def test_no_step_moves_into_the_past():
    facts = make_facts("FI-KOUL")
    booking = [item("short", "D04")]  # 38 days before the start
    sooner = replace(STAY, start=date(2026, 12, 1), end=date(2026, 12, 21))

    late = [Standing("D04", 0, date(2026, 11, 2), date(2026, 11, 2), False)]

    planned = redate(booking, facts, sooner, standing(plan(booking, facts, STAY)), TODAY)
    overdue = redate(booking, facts, sooner, late, TODAY)

    assert planned.moved == [Moved("D04", 0, date(2026, 10, 24), TODAY)]
    assert overdue.moved == [Moved("D04", 0, date(2026, 10, 24), date(2026, 11, 2))]


def test_a_day_set_by_hand_moves_with_the_plan_by_as_many_days():
    facts = make_facts("FI-KOUL")
    items = [item("short", key) for key in ("D04", "B01")]
    planned = {step.key: step.due_on for step in plan(items, facts, STAY)}
    steps = [
        Standing("D04", 0, date(2027, 1, 4), planned["D04"], False, date(2027, 1, 4)),
        Standing("B01", 0, date(2027, 4, 6), planned["B01"], False, date(2027, 4, 6)),
    ]

    moved = redate(items, facts, replace(STAY, end=date(2027, 3, 22)), steps, TODAY).moved

    assert moved == [Moved("B01", 0, date(2027, 3, 27), date(2027, 4, 7), date(2027, 4, 7))]


def test_a_day_set_by_hand_moves_to_a_working_day_and_back_to_the_day_that_was_set():
    facts, booking, friday = make_facts("FI-KOUL"), [item("short", "D04")], date(2027, 1, 8)
    planned = plan(booking, facts, STAY)[0].due_on
    later = replace(STAY, start=STAY.start + timedelta(days=2))

    there = redate(booking, facts, later, [Standing("D04", 0, friday, planned, False, friday)], TODAY).moved[0]
    step = Standing("D04", 0, there.due_on, there.planned_on, False, there.own_on)
    back = redate(booking, facts, STAY, [step], TODAY).moved[0]

    assert (there.own_on, there.due_on) == (date(2027, 1, 10), friday)
    assert (back.own_on, back.due_on) == (friday, friday)


def test_what_was_planned_late_follows_the_plan_once_it_lies_ahead():
    facts = make_facts("FI-KOUL")
    booking = [item("short", "D04")]
    late = [Standing("D04", 0, TODAY, date(2026, 11, 1), False)]

    moved = redate(booking, facts, STAY, late, TODAY).moved

    assert moved == [Moved("D04", 0, date(2027, 1, 22), date(2027, 1, 22))]


def test_steps_come_and_go_with_the_conditions_of_the_new_dates():
    facts = make_facts(birth_date=date(2009, 1, 1))
    consent = [item("short", "G08")]
    sooner = replace(STAY, start=date(2026, 12, 31))

    added = redate(consent, facts, sooner, [], TODAY)
    dropped = redate(consent, facts, STAY, standing(added.added), TODAY)

    assert added == Redated([], plan(consent, facts, sooner), [])
    assert dropped == Redated([], [], [("G08", 0)])


def test_a_step_of_another_plan_is_left_alone():
    steps = [Standing("OWN1", 0, date(2027, 1, 1), date(2027, 1, 1), False)]

    assert redate([], make_facts(), replace(STAY, end=date(2027, 4, 1)), steps, TODAY) == Redated([], [], [])


# -- planned late


def test_what_lies_before_today_is_listed_by_phase():
    items = [item("short", key) for key in ("P01", "P02", "R02", "D04")]
    planned = plan(items, make_facts("FI-KOUL"), STAY)

    assert roadmap.late(planned, date(2026, 10, 3)) == [
        ("prepare", [planned[0], planned[1]]),
        ("recruit", [planned[2]]),
    ]
    assert roadmap.late(planned, date(2026, 10, 2)) == [("prepare", [planned[0], planned[1]])]
    assert roadmap.late(planned, date(2026, 1, 1)) == []


def test_what_is_planned_late_is_quiet_for_a_week():
    assert roadmap.first_reminder_on(TODAY) == date(2026, 11, 30)
