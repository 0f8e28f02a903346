"""What holds for every plan, whatever the facts and the dates."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from companies.profiles import shipped_book
from doallvet.core.calendars import Calendar
from mobilities.choices import Owner, Phase
from mobilities.rules.calendars import AFTER_DEPARTURE, Calendars
from mobilities.rules.dates import Dates
from mobilities.rules.roadmap import Redated, plan
from tests.mobilities.rules.facts import make_facts
from tests.mobilities.rules.plans import TEMPLATES, due, redate, standing

TODAY = date(2026, 11, 23)
STAYS = st.builds(
    lambda start, days, before, after: Dates(
        start - timedelta(days=before),
        start,
        start + timedelta(days=days - 1),
        start + timedelta(days=days - 1 + after),
    ),
    st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    st.integers(10, 365),
    st.integers(14, 105),
    st.integers(14, 84),
)
FACTS = st.builds(
    make_facts,
    st.sampled_from([*shipped_book().profiles(), None]),
    birth_date=st.dates(date(2000, 1, 1), date(2012, 1, 1)),
    entry_formalities=st.booleans(),
    fewer_opportunities=st.booleans(),
    first_time_partner=st.booleans(),
    green_travel=st.booleans(),
    programme_changed=st.booleans(),
    accompanied=st.booleans(),
    host_country=st.sampled_from(["ES", "TR"]),
    option=st.sampled_from(["", "secondment", "interrupted"]),
)
PLANS = st.sampled_from(sorted(TEMPLATES))
AUGUST = tuple((date(year, 8, 1), date(year, 8, 31)) for year in range(2022, 2034))
CALENDARS = st.builds(
    lambda sending, employer, host: Calendars(
        {Owner.SENDING_COORDINATOR: sending, Owner.HOME_EMPLOYER: employer, Owner.HOST_COMPANY: host}, host
    ),
    *[
        st.sampled_from([Calendar("ES", "Castilla y León", AUGUST), Calendar("DE", "Sachsen"), Calendar("FI")])
        for _ in range(3)
    ],
)


@settings(max_examples=150, deadline=None)
@given(name=PLANS, facts=FACTS, dates=STAYS)
def test_no_step_is_ever_due_before_what_it_needs(name, facts, dates):
    template = TEMPLATES[name]
    if template.key == "dual-erasmuspro" and dates.stay_days < 90:
        dates = replace(dates, end=dates.start + timedelta(days=89), vend=dates.start + timedelta(days=120))

    steps = due(plan(template.items, facts, dates))

    for step in template.items:
        for need in step.needs:
            if (step.id, 0) in steps and (need, 0) in steps:
                assert steps[need, 0] < steps[step.id, 0]


@settings(max_examples=150, deadline=None)
@given(name=PLANS, facts=FACTS, dates=STAYS)
def test_gates_lie_before_the_start_and_steps_abroad_inside_the_stay(name, facts, dates):
    template = TEMPLATES[name]
    gates = {step.id for step in template.items if step.gate}

    planned = plan(template.items, facts, dates)

    assert all(step.due_on < dates.start for step in planned if step.key in gates)
    assert all(dates.start <= step.due_on <= dates.end for step in planned if step.phase == Phase.ABROAD)
    assert Owner.NOTIFIER not in {step.owner for step in planned}
    assert len(due(planned)) == len(planned)


@settings(max_examples=150, deadline=None)
@given(name=PLANS, facts=FACTS, dates=STAYS, today=st.dates(date(2024, 1, 1), date(2031, 1, 1)), data=st.data())
def test_changing_the_dates_gives_the_steps_of_the_new_dates(name, facts, dates, today, data):
    template = TEMPLATES[name]
    new = data.draw(STAYS)
    steps = standing(plan(template.items, facts, dates), closed={"P01", "A03"})
    days = {(step.key, step.occurrence): step.due_on for step in steps}

    change = redate(template.items, facts, new, steps, today)

    closed = {(step.key, step.occurrence) for step in steps if step.closed}
    left = {(step.key, step.occurrence) for step in steps} - set(change.dropped)
    assert (
        left | {(step.key, step.occurrence) for step in change.added}
        == set(due(plan(template.items, facts, new))) | closed
    )
    assert not closed & ({(move.key, move.occurrence) for move in change.moved} | set(change.dropped))
    assert all(move.due_on >= min(today, days[move.key, move.occurrence]) for move in change.moved)
    assert all(move.planned_on != days[move.key, move.occurrence] for move in change.moved)


@settings(max_examples=50, deadline=None)
@given(name=PLANS, facts=FACTS, dates=STAYS)
def test_the_same_dates_change_nothing(name, facts, dates):
    template = TEMPLATES[name]
    steps = standing(plan(template.items, facts, dates))

    assert redate(template.items, facts, dates, steps, TODAY) == Redated([], [], [])


@settings(max_examples=150, deadline=None)
@given(name=PLANS, facts=FACTS, dates=STAYS, calendars=CALENDARS)
def test_every_step_is_due_on_a_working_day_of_its_owner(name, facts, dates, calendars):
    template = TEMPLATES[name]
    items = {step.id: step for step in template.items}

    planned = plan(template.items, facts, dates, calendars)

    steps = due(planned)
    working = [step for step in planned if step.phase != Phase.ABROAD]
    assert all(calendars.of(step.owner, step.phase).is_working(step.due_on) for step in working)
    assert all(step.due_on < dates.start for step in planned if items[step.key].gate)
    assert all(dates.start <= step.due_on <= dates.end for step in planned if step.phase == Phase.ABROAD)
    for step in planned:
        for need in items[step.key].needs if step.phase not in AFTER_DEPARTURE else ():
            assert steps.get((need, 0), step.due_on) <= step.due_on
    assert list(steps) == list(due(plan(template.items, facts, dates)))
