"""A group that travels together: planned in one go, changed at once, left and joined by single people."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from doallvet.core.refused import Refused, Stale
from doallvet.history.models import Event
from mobilities.actions import candidate, change, companion
from mobilities.actions import group as groups
from mobilities.facts import companions_of
from mobilities.hosts import Host
from mobilities.models import Candidate, Group, Mobility
from mobilities.rules.dates import Dates
from tests.factories import NOW, TODAY, make_apprentice, make_company, make_mobility, make_project, make_site
from tests.kept import kept
from tests.mobilities.company import Company

pytestmark = pytest.mark.django_db
LATER = Dates(None, date(2027, 9, 13), date(2027, 10, 3), None)


@kept
def company():
    return Company()


def test_all_of_a_list_are_planned_on_one_plan_with_rules_of_their_own(company):
    stays = company.stays()

    assert [str(stay.apprentice) for stay in stays] == ["Noa García", "Iker García", "Sara García"]
    assert {(stay.starts_on, stay.ends_on, stay.profile, stay.blueprint.key) for stay in stays} == {
        (date(2027, 9, 6), date(2027, 9, 26), "ES-INT", "dual-short")
    }
    assert Candidate.objects.count() == 0


def test_a_group_is_made_once_however_often_the_button_is_pressed(company):
    token = uuid4()
    plan = company.plan(title="Meissen")

    first, second = (
        groups.create(company.project, plan, company.people, token=token, by=company.ana, at=NOW) for _ in range(2)
    )

    assert first == second
    assert first.candidates.count() == 3


def test_a_name_that_is_taken_is_refused(company):
    with pytest.raises(Refused, match="already has a group"):
        groups.create(company.project, company.plan(), [], token=uuid4(), by=company.ana, at=NOW)


def test_who_cannot_be_planned_is_told_before_and_stays_on_the_list():
    company = Company(planned=False)
    noa, iker, sara = company.people
    make_mobility(
        by=company.ana, apprentice=noa, starts_on=date(2027, 9, 20), host=company.host, hosting=company.partner
    )
    iker.contracts.all().delete()
    type(sara).objects.filter(pk=sara.pk).update(born_on=date(2010, 5, 4))

    told = {str(row.candidate): row for row in candidate.outlooks(company.fresh(), by=company.ana, today=TODAY)}
    planned, left = candidate.plan_all(company.fresh(), company.waiting(), by=company.ana, at=NOW)

    overlap = ["It overlaps another stay: 20 Sep 2027 – 10 Oct 2027."]
    assert {name: row.obstacles for name, row in told.items()} == {
        "Noa García": overlap,
        "Iker García": [],
        "Sara García": [],
    }
    assert any("no home employer on file" in gap for gap in told["Iker García"].gaps)
    assert any("a minor and has no guardian" in gap for gap in told["Sara García"].gaps)
    assert sorted(str(row.apprentice) for row in planned) == ["Iker García", "Sara García"]
    assert [(str(row.candidate), row.obstacles) for row in left] == [("Noa García", overlap)]
    assert [str(row) for row in company.group.candidates.all()] == ["Noa García"]


def test_planning_twice_plans_once():
    company = Company(planned=False)
    waiting = company.waiting()

    first, _left = candidate.plan_all(company.fresh(), waiting, by=company.ana, at=NOW)
    second = candidate.plan_all(company.fresh(), waiting, by=company.ana, at=NOW)

    assert (len(first), second, Mobility.objects.count()) == (3, ([], []), 3)


def test_an_exception_is_planned_with_its_own_dates_and_host():
    company = Company(planned=False)
    elsewhere = make_company("Elbe Präzision", company.partner, country="DE", city="Meissen")
    site = make_site(elsewhere, country="DE")
    row = company.group.candidates.order_by("pk").first()
    fields = {"starts_on": date(2027, 9, 8), "ends_on": date(2027, 9, 24), "host_company": elsewhere}
    fields |= {"host_site": site, "hosting_centre": company.partner}

    candidate.set_exception(row, fields, by=company.ana, at=NOW)
    candidate.plan_all(company.fresh(), company.waiting(), by=company.ana, at=NOW)

    group = company.fresh()
    exceptions = [(groups.has_own_dates(group, stay), groups.has_own_host(group, stay)) for stay in company.stays()]
    assert exceptions == [(True, True), (False, False), (False, False)]


def test_an_apprentice_of_another_centre_does_not_come_on_the_list(company):
    assert candidate.invite(company.group, [make_apprentice()], by=company.ana, at=NOW) == 0


def test_who_travels_already_does_not_come_on_the_list_again(company):
    assert candidate.invite(company.group, company.people, by=company.ana, at=NOW) == 0


def test_who_is_taken_out_keeps_the_mobility(company):
    stay = company.stays()[0]

    groups.leave(company.group, stay, by=company.ana, at=NOW)

    stay.refresh_from_db()
    assert (stay.group, stay.decision, stay.starts_on) == (None, "accepted", date(2027, 9, 6))
    assert len(company.stays()) == 2


def test_a_stay_of_another_project_does_not_join(company):
    stay = make_mobility(
        by=company.ana, project=make_project(company.centre), host=company.host, hosting=company.partner
    )

    with pytest.raises(Refused, match="another project"):
        groups.join(company.group, stay, by=company.ana, at=NOW)


def test_a_change_of_all_leaves_exceptions_untouched(company):
    first, *others = company.stays()
    own = Dates(None, date(2027, 9, 8), date(2027, 9, 24), None)
    change.set_dates(first, own, version=first.version, by=company.ana, at=NOW)
    group = company.fresh()

    rows = [stay for stay in company.stays() if not groups.is_exception(group, stay)]
    moved = groups.move_all(group, rows, LATER, None, version=group.version, by=company.ana, at=NOW)

    assert moved == (2, [])
    assert [stay.starts_on for stay in company.stays()] == [own.start, LATER.start, LATER.start]
    assert company.fresh().dates == LATER


def test_who_cannot_move_keeps_dates_and_host_and_is_named(company):
    first = company.stays()[0]
    make_mobility(
        by=company.ana,
        apprentice=first.apprentice,
        starts_on=date(2027, 10, 1),
        host=company.host,
        hosting=company.partner,
    )
    group = company.fresh()

    moved, left = groups.move_all(group, company.stays(), LATER, None, version=group.version, by=company.ana, at=NOW)

    assert moved == 2
    assert [(stay.pk, reasons[0][:26]) for stay, reasons in left] == [(first.pk, "It overlaps another stay: ")]
    assert company.stays()[0].starts_on == date(2027, 9, 6)


def test_another_host_for_all_takes_a_reason(company):
    elsewhere = make_company("Elbe Präzision", company.partner, country="DE", city="Meissen")
    host, group = Host(elsewhere, make_site(elsewhere, country="DE"), company.partner), company.fresh()

    moved, left = groups.move_all(group, company.stays()[:1], None, host, version=group.version, by=company.ana, at=NOW)
    assert (moved, left[0][1]) == (0, ["Say why this changes; it is kept in the history."])

    group = company.fresh()
    stamp = {"version": group.version, "by": company.ana, "at": NOW, "reason": "Closed down"}
    assert groups.move_all(group, company.stays(), None, host, **stamp) == (3, [])
    assert {stay.party("host_signatory").company for stay in company.stays()} == {elsewhere}


def test_a_group_that_changed_meanwhile_is_not_changed(company):
    group = company.fresh()
    groups.rename(group, "Dresden 2027", version=group.version, by=company.ana, at=NOW)

    with pytest.raises(Stale):
        groups.move_all(group, company.stays(), LATER, None, version=group.version, by=company.ines, at=NOW)
    assert {stay.starts_on for stay in company.stays()} == {date(2027, 9, 6)}


def test_steps_of_accompanied_stays_follow_who_comes_along(company):
    nights = {"name": "Eva Sanz", "role": "Teacher", "centre": company.partner, "arrives_on": date(2027, 9, 5)}
    nights["leaves_on"] = date(2027, 9, 9)

    def accompanied():
        return [stay.steps.needed().filter(plan__condition="accompanied").count() for stay in company.stays()]

    before = accompanied()
    row = companion.add(company.fresh(), nights, by=company.ana, at=NOW)
    with_her = accompanied()
    stay = company.stays()[0]
    assert [(along.name, along.begins_on, along.ends_on) for along in companions_of(stay)] == [
        ("Eva Sanz", date(2027, 9, 5), date(2027, 9, 9))
    ]
    companion.remove(row, by=company.ana, at=NOW + timedelta(hours=1))

    assert before == accompanied() == [0, 0, 0]
    assert min(with_her) > 0


def test_the_group_says_in_the_history_of_its_project_what_was_done(company):
    verbs = Event.objects.about(company.project).values_list("verb", flat=True)

    assert list(verbs) == ["group_invited", "group_added"]
    assert Group.objects.get().token is not None
