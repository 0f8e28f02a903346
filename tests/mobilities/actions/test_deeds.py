"""Acts on many steps of a group at once: those to which it can be done, and no others; the last one taken back."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from doallvet.core.refused import Refused
from doallvet.history.models import Event
from doallvet.outbox.models import Notice
from mobilities.actions import decision, deeds, roadmap, schedule
from mobilities.choices import GroupDeed
from mobilities.models import Step
from mobilities.verdicts import Wish
from tests.factories import NOW, make_mobility
from tests.kept import kept
from tests.mobilities.company import Company

pytestmark = pytest.mark.django_db
DONE = Wish(kind=GroupDeed.COMPLETE, reason="Seen on paper")
WAIVED = Wish(kind=GroupDeed.WAIVE, reason="Not this year")
REMIND = Wish(kind=GroupDeed.REMIND)
DAY = date(2027, 3, 1)
LATER = NOW + timedelta(hours=1)


@kept
def company():
    return Company()


@kept
def two():
    return Company(2)


@kept
def twelve():
    return Company(12)


def do(company, chosen, wish, at=NOW, by=None, token=None):
    return deeds.do(company.group, chosen, wish, token=token or uuid4(), by=by or company.ana, at=at)


def preview(company, chosen, wish, at=NOW):
    return {verdict.step.pk: verdict.reasons for verdict in deeds.preview(company.group, chosen, wish, at=at)}


def outcomes(company, key):
    return [step.outcome for step in company.steps(key)]


def test_twelve_are_closed_two_exceptions_stay_untouched_and_all_is_taken_back(twelve):
    chosen = twelve.ids("R04")[:10]

    deed, left = do(twelve, chosen, WAIVED)
    assert (left, outcomes(twelve, "R04")) == ([], ["waived"] * 10 + [""] * 2)
    counted = [stay.steps_done for stay in twelve.stays()]

    assert deeds.take_back(twelve.group, deed, by=twelve.ana, at=LATER) == (10, 0)
    assert outcomes(twelve, "R04") == [""] * 12
    assert counted == [1] * 10 + [0] * 2
    assert [stay.steps_done for stay in twelve.stays()] == [0] * 12


def test_the_page_before_says_exactly_what_the_act_does(company):
    chosen = [step.pk for stay in company.stays() for step in stay.steps.open()]
    foreseen = preview(company, chosen, DONE)

    deed, left = do(company, chosen, DONE)

    kept = {row["step"] for rows in deed.steps.values() for row in rows}
    assert kept == {pk for pk, reasons in foreseen.items() if not reasons}
    assert {verdict.step.pk: verdict.reasons for verdict in left} == {pk: why for pk, why in foreseen.items() if why}
    assert set(Step.objects.filter(pk__in=chosen, done_at__isnull=False).values_list("pk", flat=True)) == kept
    assert 0 < len(kept) < len(chosen)


def test_a_preview_writes_nothing(company):
    preview(company, company.ids("R04"), WAIVED)

    assert outcomes(company, "R04") == ["", "", ""]
    assert Event.objects.filter(verb="step_waived").count() == 0


@pytest.mark.parametrize(
    ("key", "wish", "reason"),
    [
        ("G03", DONE, "The answer of the host company is missing"),
        ("G04", DONE, "First: “"),
        ("D06", WAIVED, "A second person has to agree"),
        ("G04", REMIND, "It cannot start yet"),
    ],
)
def test_what_cannot_be_done_to_many_says_why(company, key, wish, reason):
    found = preview(company, company.ids(key), wish)

    assert len(found) == 3
    assert all(any(reason in sentence for sentence in reasons) for reasons in found.values()), found


def test_another_s_step_is_closed_with_a_reason_only(company):
    found = preview(company, company.ids("D02"), Wish(kind=GroupDeed.COMPLETE))

    assert all("say why you close it for them" in reasons[-1] for reasons in found.values()), found


def test_steps_that_set_each_other_free_are_closed_in_one_go(company):
    chosen = [*company.ids("P03"), *company.ids("P02"), *company.ids("P01")]

    found = preview(company, chosen, Wish(kind=GroupDeed.COMPLETE))
    deed, left = do(company, chosen, Wish(kind=GroupDeed.COMPLETE))

    assert (set(found.values()), left) == ({()}, [])
    assert outcomes(company, "P03") == ["done"] * 3
    assert sum(map(len, deed.steps.values())) == 9


def test_a_step_done_once_for_all_is_closed_with_its_likes_and_the_page_says_so(company):
    other = make_mobility(by=company.ana, project=company.project, host=company.host, hosting=company.partner)
    shared = company.steps("P01")

    found = deeds.preview(company.group, [shared[0].pk], WAIVED, at=NOW)
    assert deeds.besides(company.group, found) == 3

    deed, _left = do(company, [step.pk for step in shared], WAIVED)

    assert outcomes(company, "P01") == ["waived"] * 3
    assert other.steps.get(plan__key="P01").outcome == "waived"
    assert sum(map(len, deed.steps.values())) == 3
    deeds.take_back(company.group, deed, by=company.ana, at=LATER)
    assert outcomes(company, "P01") == ["", "", ""]
    assert other.steps.get(plan__key="P01").outcome == ""


def test_a_second_click_does_nothing_twice(company):
    token = uuid4()

    first, _left = do(company, company.ids("R04"), WAIVED, token=token)
    second, left = do(company, company.ids("R04"), WAIVED, token=token, at=LATER)

    assert (first.pk, first.steps, left) == (second.pk, second.steps, [])
    assert Event.objects.filter(verb="step_waived").count() == 3


def test_an_act_that_was_cut_off_goes_on_with_the_same_token(company):
    token, chosen = uuid4(), company.ids("R04")
    deed, _left = do(company, chosen[:1], WAIVED, token=token)

    again, _left = do(company, chosen, WAIVED, token=token, at=LATER)

    assert (again.pk, sum(map(len, again.steps.values()))) == (deed.pk, 3)
    assert {step.done_at for step in company.steps("R04")} == {NOW}


def test_steps_of_other_groups_are_not_touched(company):
    stranger = make_mobility(by=company.ana, project=company.project, host=company.host, hosting=company.partner)
    step = stranger.steps.with_plan().get(plan__key="R04")

    deed, left = do(company, [step.pk], WAIVED)

    step.refresh_from_db()
    assert (deed.steps, left, step.outcome) == ({}, [], "")


def test_a_date_is_set_and_restored(company):
    before = [step.due_on for step in company.steps("R04")]

    deed, left = do(company, company.ids("R04"), Wish(kind=GroupDeed.DUE, due_on=DAY))
    assert (left, {(step.due_on, step.own_on) for step in company.steps("R04")}) == ([], {(DAY, DAY)})

    assert deeds.take_back(company.group, deed, by=company.ana, at=LATER) == (3, 0)
    assert [step.due_on for step in company.steps("R04")] == before
    assert {step.own_on for step in company.steps("R04")} == {None}


def test_a_date_in_the_past_is_refused(company):
    step = company.steps("R04")[0]

    with pytest.raises(Refused, match="today or a later day"):
        schedule.set_due(step.mobility, [step], date(2026, 11, 22), by=company.ana, at=NOW)
    assert all(preview(company, company.ids("R04"), Wish(kind=GroupDeed.DUE, due_on=date(2026, 11, 22))).values())


def test_setting_a_date_is_kept_in_the_history_and_counted(company):
    step = company.steps("R04")[0]
    day = date(2026, 11, 24)

    schedule.set_due(step.mobility, [step], day, by=company.ana, at=NOW)

    event = Event.objects.get(verb="step_due_set")
    assert (event.before, event.after) == (step.due_on.isoformat(), "2026-11-24")
    assert company.stays()[0].next_due_on == day


def test_a_reminder_reaches_who_is_named_once_in_three_days(company):
    for key in ("P01", "P02", "P03", "P04", "R01", "R02"):
        do(company, company.ids(key), WAIVED, at=NOW - timedelta(hours=1))
    chosen = company.ids("R03")

    _deed, left = do(company, chosen[:1], REMIND)
    again = preview(company, chosen[:2], REMIND, at=NOW + timedelta(days=1))
    after = preview(company, chosen[:2], REMIND, at=NOW + timedelta(days=3))

    assert left == []
    assert [notice.person for notice in Notice.objects.filter(kind="nudge")] == [company.people[0].person]
    assert [bool(reasons) for reasons in again.values()] == [True, False]
    assert again[chosen[0]][0].startswith("Reminded on 23 Nov 2026 already; again from 26 Nov 2026")
    assert set(after.values()) == {()}
    assert Event.objects.get(verb="step_nudged").after == "Noa García"


def test_what_others_changed_since_stays(company):
    deed, _left = do(company, company.ids("R04"), WAIVED)
    first = company.steps("R04")[0]
    roadmap.reopen(first, by=company.ines, at=LATER, reason="After all")
    roadmap.waive(first, by=company.ines, at=LATER, reason="No")

    assert deeds.take_back(company.group, deed, by=company.ana, at=LATER + timedelta(hours=1)) == (2, 1)
    assert outcomes(company, "R04") == ["waived", "", ""]


@pytest.mark.parametrize("case", ["somebody else", "tomorrow", "another act since", "a reminder"])
def test_only_ones_own_last_act_of_today_is_taken_back(company, case):
    wish = REMIND if case == "a reminder" else WAIVED
    if case == "a reminder":
        do(company, [pk for key in ("P01", "P02", "P03", "P04", "R01", "R02") for pk in company.ids(key)], WAIVED)
    deed, _left = do(company, company.ids("R03"), wish, at=LATER)
    by = company.ines if case == "somebody else" else company.ana
    at = NOW + timedelta(days=1) if case == "tomorrow" else LATER
    if case == "another act since":
        do(company, company.ids("R06"), WAIVED, at=LATER + timedelta(seconds=1))

    with pytest.raises(Refused, match="own last act of today"):
        deeds.take_back(company.group, deed, by=by, at=at + timedelta(minutes=1))


def test_taking_back_twice_does_no_harm(company):
    deed, _left = do(company, company.ids("R04"), WAIVED)
    deeds.take_back(company.group, deed, by=company.ana, at=LATER)
    deed.refresh_from_db()

    assert deeds.take_back(company.group, deed, by=company.ana, at=LATER) == (0, 0)
    assert Event.objects.filter(verb="step_reopened").count() == 3


def test_a_mobility_that_is_over_is_left_alone(company):
    stay = company.stays()[0]
    decision.move(stay, "cancelled", by=company.ana, at=NOW, reason="Ill")

    found = preview(company, company.ids("R04"), WAIVED)

    assert [bool(reasons) for reasons in found.values()] == [True, False, False]
    assert outcomes(company, "R04") == ["", "", ""]


@pytest.mark.parametrize("kind", GroupDeed.values)
def test_the_page_before_takes_the_same_statements_for_two_and_for_twelve(
    kind, twelve, two, django_assert_max_num_queries
):
    asked = []
    for company in (two, twelve):
        chosen = [step.pk for stay in company.stays() for step in stay.steps.open()]
        wish = Wish(kind=kind, reason="Seen", due_on=DAY)
        with django_assert_max_num_queries(20) as counted:
            deeds.preview(company.group, chosen, wish, at=NOW)
        asked.append(len(counted))

    assert asked[0] == asked[1]


def test_a_token_stands_for_one_act_whatever_is_sent_with_it_later(company):
    token = uuid4()
    do(company, company.ids("R04")[:1], WAIVED, token=token)

    deed, _left = do(company, company.ids("R04"), Wish(kind=GroupDeed.DUE, due_on=DAY), token=token)

    assert (deed.kind, outcomes(company, "R04")) == ("waive", ["waived"] * 3)
    with pytest.raises(Refused, match="out of date"):
        do(company, company.ids("R04"), WAIVED, token=token, by=company.ines)
