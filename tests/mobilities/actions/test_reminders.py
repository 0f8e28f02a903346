"""Everybody is reminded of what is theirs, in each stage once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from companies.choices import Function
from mobilities.actions import change, roadmap
from mobilities.actions.reminders import remind
from mobilities.choices import Decision, Owner, Role
from mobilities.models import BlueprintStep, Mobility, Step
from tests.factories import (
    NOW,
    make_apprentice,
    make_company,
    make_contact,
    make_coordinator,
    make_member,
    make_mobility,
)
from tests.mobilities.roadmaps import FAR, lay, make_full_mobility, make_many, owed, reminders, step

pytestmark = pytest.mark.django_db
DUE = date(2027, 5, 20)


def day(days):
    return DUE + timedelta(days=days)


def person(mobility, role):
    return mobility.parties.get(role=role).person_id


def test_a_step_is_reminded_of_in_its_stages_and_a_missed_day_loses_nothing():
    mobility = make_mobility()
    lay(mobility, R03=DUE)
    apprentice = mobility.apprentice.person_id

    counts = [remind(today=day(days), at=NOW) for days in (-15, -14, -13, -5, 0, 3, 9)]

    assert counts == [(0, 0), (1, 1), (1, 0), (1, 1), (1, 1), (1, 1), (1, 1)]
    stages = ["before:14", "before:7", "before:1", "overdue:1", "overdue:8"]
    assert owed() == {("step-reminder", "R03", apprentice, stage) for stage in stages}


def test_a_reminder_is_worth_sending_until_its_next_stage():
    mobility = make_mobility()
    lay(mobility, R03=DUE)

    remind(today=day(-14), at=NOW)

    notice, row = reminders().get(), step(mobility, "R03")
    assert notice.key == f"step-reminder:mobilities.step.{row.pk}:{mobility.apprentice.person_id}:{DUE}:before:14"
    assert notice.data == {"stage": "before:14", "due_on": "2027-05-20"}
    assert notice.not_after == datetime(2027, 5, 12, 22, tzinfo=UTC)


def test_for_a_monday_the_last_reminder_before_is_owed_from_the_last_working_day_of_its_person():
    mobility = make_mobility()
    lay(mobility, P01=date(2027, 5, 17), R03=date(2027, 5, 17))
    mobility.sending_centre.closures.create(name="Bridge", begins_on=date(2027, 5, 14), ends_on=date(2027, 5, 14))
    ana, lucia = mobility.planned_by.pk, mobility.apprentice.person_id

    stages = {}
    for number in range(12, 18):
        remind(today=date(2027, 5, number), at=NOW)
        stages[number] = {(key, stage) for _kind, key, _person, stage in owed()}

    assert ("P01", "before:1") not in stages[12]
    assert stages[13] - stages[12] == {("P01", "before:1")}  # she does not work on the Friday
    assert stages[14] - stages[13] == {("R03", "before:1")}
    assert stages[17] == stages[14]
    assert {person for _kind, _key, person, _stage in owed()} == {ana, lucia}


def test_a_step_that_moves_is_reminded_of_anew():
    mobility = make_mobility()
    lay(mobility, R03=DUE)

    first = remind(today=day(-14), at=NOW)
    lay(mobility, R03=day(1))
    second = remind(today=day(-13), at=NOW)

    assert (first, second) == ((1, 1), (1, 1))
    assert reminders().count() == 2


def test_each_party_is_reminded_of_its_own_and_of_signatures_those_who_may_sign():
    mobility = make_full_mobility()
    lay(mobility, P01=DUE, R03=DUE, D02=DUE, D09=DUE, G02=DUE, G03=DUE, A06=DUE)

    remind(today=day(-1), at=NOW)

    who = {role: person(mobility, role) for role in Role if role != Role.GUARDIAN}
    assert owed() == {
        ("step-reminder", key, who[role], "before:1")
        for key, role in [
            ("P01", Role.SENDING_COORDINATOR),
            ("R03", Role.APPRENTICE),
            ("D02", Role.HOSTING_COORDINATOR),
            ("D09", Role.EMPLOYER_SIGNATORY),
            ("D09", Role.EMPLOYER_MENTOR),
            ("G02", Role.EMPLOYER_SIGNATORY),
            ("G03", Role.HOST_SIGNATORY),
            ("A06", Role.HOST_SIGNATORY),
            ("A06", Role.HOST_MENTOR),
        ]
    }


def test_what_is_over_closed_not_needed_or_still_quiet_is_not_reminded_of():
    mobility, over = make_mobility(), make_mobility()
    lay(mobility, P01=DUE, R03=DUE, R07=DUE, R08=DUE)
    lay(over, R03=DUE)
    Mobility.objects.filter(pk=over.pk).update(decision=Decision.CANCELLED)
    roadmap.complete(step(mobility, "P01"), by=mobility.planned_by, at=NOW)
    lay(mobility, P01=DUE, R03=DUE, R07=DUE, R08=DUE)
    Step.objects.filter(pk=step(mobility, "R03").pk).update(needed=False)
    Step.objects.filter(pk=step(mobility, "R07").pk).update(quiet_until=day(1))
    Step.objects.filter(pk=step(mobility, "R08").pk).update(quiet_until=DUE)

    remind(today=DUE, at=NOW)

    assert owed() == {("step-reminder", "R08", mobility.apprentice.person_id, "before:1")}


def test_a_blocked_step_reminds_those_who_hold_it_up():
    mobility = make_full_mobility()
    lay(mobility, D04=(DUE, 1), G11=(FAR, 2), G02=FAR, G04=(FAR, 1), G03=FAR)

    counts = [remind(today=day(days), at=NOW) for days in (-14, -7, -7)]

    assert counts == [(2, 2), (2, 2), (2, 0)]
    assert owed() == {
        ("blocks-reminder", key, person(mobility, role), stage)
        for key, role in [("G02", Role.EMPLOYER_SIGNATORY), ("G03", Role.HOST_SIGNATORY)]
        for stage in ("before:14", "before:7")
    }
    blocked = step(mobility, "D04")
    assert [notice.data for notice in reminders().order_by("pk")[:1]] == [
        {"stage": "before:14", "due_on": "2027-05-20", "blocked": blocked.pk}
    ]


def test_a_step_that_holds_up_many_is_told_of_the_first_that_is_due():
    mobility = make_mobility()
    lay(mobility, R03=FAR, R04=(day(5), 1), R06=(DUE, 1), R07=(day(9), 1))

    remind(today=day(-1), at=NOW)

    assert owed() == {("blocks-reminder", "R03", mobility.apprentice.person_id, "before:1")}
    assert reminders().get().data["blocked"] == step(mobility, "R06").pk


def test_a_step_that_may_not_be_reminded_of_yet_is_not_said_to_hold_up_others_either():
    mobility = make_mobility()
    lay(mobility, R03=DUE, R04=(DUE, 1))
    Step.objects.filter(pk=step(mobility, "R03").pk).update(quiet_until=day(3))

    assert [remind(today=day(days), at=NOW)[0] for days in (0, 2, 3)] == [0, 0, 2]


def test_a_private_step_is_hidden_from_those_who_hold_it_up_but_may_not_see_it():
    mobility = make_full_mobility()
    lay(mobility, D08=(DUE, 1), D09=(DUE, 1), G11=FAR, G02=FAR)
    BlueprintStep.objects.filter(key__in=["D09", "D08"]).update(private=True)
    BlueprintStep.objects.filter(key="D08").update(needs=["G02"], takes_part=["home_employer"])
    BlueprintStep.objects.filter(key="D09").update(needs=["G03"], takes_part=[])

    remind(today=DUE, at=NOW)

    assert owed() == {("blocks-reminder", "G02", person(mobility, Role.EMPLOYER_SIGNATORY), "before:1")}


def test_a_step_of_a_party_without_people_goes_to_the_sending_coordinator_and_says_so():
    mobility = make_mobility()
    lay(mobility, G03=DUE)

    remind(today=DUE, at=NOW)

    assert owed() == {("step-reminder", "G03", mobility.planned_by.pk, "before:1")}
    assert reminders().get().data["instead"]


def test_who_left_is_not_written_to_and_colleagues_stand_in():
    mobility = make_full_mobility()
    colleague = make_member(mobility.sending_centre).person
    mobility.sending_centre.members.filter(person=mobility.planned_by).update(ended_at=NOW)
    mobility.apprentice.centre.company_contacts.filter(function=Function.MENTOR).update(ended_at=NOW)
    signatory = person(mobility, Role.EMPLOYER_SIGNATORY)
    lay(mobility, P01=DUE, D09=DUE)

    remind(today=DUE, at=NOW)

    assert owed() == {
        ("step-reminder", "P01", colleague.pk, "before:1"),
        ("step-reminder", "D09", signatory, "before:1"),
    }


def test_a_deputy_is_reminded_where_there_is_no_person():
    mobility = make_full_mobility()
    deputy = make_contact(make_company(), mobility.sending_centre).person
    employer = mobility.parties.get(role=Role.EMPLOYER_SIGNATORY).company
    make_contact(employer, mobility.sending_centre, function=Function.DEPUTY, person=deputy)
    mobility.parties.filter(acts_as=Owner.HOME_EMPLOYER).update(person=None, deputy=deputy)
    lay(mobility, D09=DUE)

    remind(today=DUE, at=NOW)

    assert owed() == {("step-reminder", "D09", deputy.pk, "before:1")}


def test_where_nobody_is_left_at_the_centre_the_others_are_reminded_all_the_same():
    mobility = make_mobility()
    mobility.sending_centre.members.update(ended_at=NOW)
    lay(mobility, P01=DUE, R03=DUE)

    assert remind(today=DUE, at=NOW) == (1, 1)


def test_a_step_that_is_done_once_for_many_is_reminded_of_once():
    by = make_coordinator()
    first, second = (make_mobility(by=by, apprentice=make_apprentice(by.centre)) for _ in range(2))
    lay(first, P01=day(1), P02=(day(1), 1))
    lay(second, P01=DUE, P02=(day(2), 1))

    remind(today=DUE, at=NOW)

    assert set(reminders().values_list("kind", "subject_id", "person_id")) == {
        ("step-reminder", step(second, "P01").pk, by.pk),
        ("blocks-reminder", step(first, "P01").pk, by.pk),
    }


def test_the_same_sweep_three_times_owes_nothing_twice():
    mobility = make_full_mobility()
    lay(mobility, P01=DUE, R03=DUE, D09=DUE, D04=(DUE, 1), G02=FAR)

    counts = [remind(today=DUE, at=NOW + timedelta(hours=hour)) for hour in range(3)]

    assert counts[1:] == [(counts[0][0], 0)] * 2
    assert counts[0][0] == counts[0][1] == reminders().count()


def test_changed_people_are_reminded_in_the_stage_that_runs():
    mobility = make_full_mobility()
    lay(mobility, D02=DUE)
    remind(today=DUE, at=NOW)
    party = mobility.parties.get(role=Role.HOSTING_COORDINATOR)
    other = make_member(party.centre).person

    change.set_person(party, other, by=mobility.planned_by, at=NOW, reason="Left")
    remind(today=DUE, at=NOW)

    assert owed() == {("step-reminder", "D02", person_id, "before:1") for person_id in (party.person_id, other.pk)}


@pytest.mark.parametrize("count", [1, 50])
def test_a_sweep_takes_the_same_statements_whatever_it_finds(count, django_assert_num_queries):
    make_many(count, P01=DUE, R03=DUE, D09=DUE, D04=(DUE, 1), G11=FAR)

    # SQLite takes 999 values a statement, so it keeps fifty mobilities' notices in two.
    with django_assert_num_queries((28 if count == 50 else 27) if connection.vendor == "sqlite" else 25):
        due, queued = remind(today=DUE, at=NOW)

    assert due == queued == 1 + 3 * count + count
