"""Who travels with a group, from the list of a class to the planned stays; who comes along; changes of all."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from mobilities.models import Candidate, Companion, Group, Mobility
from tests.factories import NOW, make_apprentice, make_mobility
from tests.kept import kept
from tests.mobilities.company import Company
from tests.mobilities.stay import said

pytestmark = pytest.mark.django_db


@kept
def listed():
    return Company(planned=False)


@kept
def planned():
    return Company()


@pytest.fixture
def waiting(listed, time_machine):
    time_machine.move_to(NOW, tick=False)
    return listed


@pytest.fixture
def company(planned, time_machine):
    time_machine.move_to(NOW, tick=False)
    return planned


def typed(company, **changes):
    return {
        "title": "Meissen",
        "project": company.project.pk,
        "blueprint": company.plans["dual-short"].pk,
        "starts_on": "2027-10-04",
        "ends_on": "2027-10-24",
        "host": f"{company.host.pk}-{company.site.pk}-{company.partner.pk}",
        "transport": "train",
        "apprentices": [row.pk for row in company.people],
        "token": str(uuid4()),
    } | changes


def texts(answer):
    return [str(message) for message in answer.context["messages"]]


def test_a_class_is_ticked_and_becomes_a_list_of_whom_to_plan(client, company):
    client.force_login(company.ana)
    make_apprentice(company.centre, class_name="1A")

    form = client.get(reverse("mobilities:group-new"), {"class": "2B"}).context["form"]
    data = typed(company)
    first, second = (client.post(reverse("mobilities:group-new"), data) for _ in range(2))

    group = Group.objects.get(title="Meissen")
    assert sorted(form.initial["apprentices"]) == sorted(row.pk for row in company.people)
    assert first.url == second.url == reverse("mobilities:group-plan", args=[group.pk])
    assert (group.candidates.count(), group.host_company, group.starts_on) == (3, company.host, date(2027, 10, 4))
    assert group.mobilities.count() == 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends_on": "2027-10-01"}, ["The stay ends before it begins."]),
        ({"title": "Dresden"}, ["This project already has a group with this name."]),
        ({"host": "0-0-0"}, ["Select a valid choice. 0-0-0 is not one of the available choices."]),
    ],
)
def test_a_plan_that_cannot_be_is_refused_in_words(client, company, changes, words):
    client.force_login(company.ana)

    answer = client.post(reverse("mobilities:group-new"), typed(company, **changes))

    assert (answer.status_code, said(answer)) == (422, words)


def test_looking_plans_nothing_and_the_button_plans_who_was_ticked(client, waiting):
    client.force_login(waiting.ana)
    address = waiting.address("group-plan")

    looked = client.get(address)
    assert (looked.context["able"], Mobility.objects.count()) == (3, 0)

    chosen = waiting.waiting()[:2]
    done = client.post(address, {"candidate": chosen}, follow=True)
    again = client.post(address, {"candidate": chosen}, follow=True)

    assert texts(done) == ["2 mobilities are planned."]
    assert texts(again) == ["There was nobody to plan: tick somebody, or they are planned already."]
    assert (Mobility.objects.count(), Candidate.objects.count()) == (2, 1)


def test_who_cannot_be_planned_is_named_with_why(client, waiting):
    make_mobility(
        by=waiting.ana,
        apprentice=waiting.people[0],
        starts_on=date(2027, 9, 20),
        host=waiting.host,
        hosting=waiting.partner,
    )
    client.force_login(waiting.ana)

    answer = client.post(waiting.address("group-plan"), {"candidate": waiting.waiting()}, follow=True)

    assert texts(answer)[0].startswith("Noa García: It overlaps another stay: ")
    assert texts(answer)[1] == "2 mobilities are planned."
    assert answer.redirect_chain[-1][0] == waiting.address("group-plan")


def test_an_exception_is_written_and_taken_off_the_list(client, waiting):
    client.force_login(waiting.ana)
    row = waiting.group.candidates.first()
    address = waiting.address("group-candidate", candidate_pk=row.pk)

    client.post(address, {"starts_on": "2027-09-08", "ends_on": "2027-09-24", "host": ""})
    half = client.post(address, {"starts_on": "2027-09-08", "ends_on": "", "host": ""})
    row.refresh_from_db()
    client.post(address, {"remove": "1"})

    assert (row.starts_on, row.ends_on) == (date(2027, 9, 8), date(2027, 9, 24))
    assert (half.status_code, said(half)) == (422, ["Give both days, or none."])
    assert not Candidate.objects.filter(pk=row.pk).exists()


def test_people_are_added_and_taken_out_later(client, company):
    client.force_login(company.ana)
    newcomer = make_apprentice(company.centre, first_name="Vera")
    alone = make_mobility(by=company.ana, project=company.project, host=company.host, hosting=company.partner)

    answer = client.post(company.address("group-add"), {"apprentices": newcomer.pk, "mobilities": alone.pk})
    out = company.stays()[0]
    client.post(company.address("group-out", mobility_pk=out.pk))

    assert answer.url == company.address("group-plan")
    assert [str(row) for row in company.group.candidates.all()] == ["Vera García"]
    alone.refresh_from_db()
    out.refresh_from_db()
    assert (alone.group, out.group) == (company.group, None)


def test_who_comes_along_has_nights_near_the_stay(client, company):
    client.force_login(company.ana)
    address, nights = (
        company.address("group-companion-new"),
        {"name": "Eva Sanz", "role": "Teacher", "centre": company.partner.pk},
    )

    far = client.post(address, nights | {"arrives_on": "2027-01-05", "leaves_on": "2027-01-07"})
    none = client.post(address, nights | {"arrives_on": "2027-09-05", "leaves_on": "2027-09-05"})
    client.post(address, nights | {"arrives_on": "2027-09-05", "leaves_on": "2027-09-08"})

    assert said(far) == ["These nights do not touch the stay of the group."]
    assert said(none) == ["Who comes along stays a night at least."]
    row = Companion.objects.get()
    assert (row.name, row.nights) == ("Eva Sanz", 3)
    people = client.get(reverse("mobilities:people", args=[company.stays()[0].pk]))
    assert "Eva Sanz" in people.content.decode()
    client.post(company.address("group-companion", companion_pk=row.pk), {"remove": "1"})
    assert Companion.objects.count() == 0


def test_new_dates_for_all_are_shown_before_and_leave_exceptions_alone(client, company):
    client.force_login(company.ana)
    own = company.stays()[0]
    Mobility.objects.filter(pk=own.pk).update(ends_on=date(2027, 9, 24))
    address = company.address("group-change")
    form = client.get(address).context["form"]
    data = {name: form.initial[name] for name in ("title", "version", "host", "mobilities")}
    data |= {"starts_on": "2027-09-13", "ends_on": "2027-10-03", "reason": ""}

    shown = client.post(address, data)
    before = {stay.starts_on for stay in company.stays()}
    client.post(address, data | {"confirm": "1"})
    late = client.post(address, data | {"confirm": "1", "title": "Later"})

    assert [row["who"] for row in shown.context["preview"]] == [stay.apprentice for stay in company.stays()[1:]]
    assert all("steps move" in row["words"] for row in shown.context["preview"])
    assert before == {date(2027, 9, 6)}
    assert [stay.starts_on.day for stay in company.stays()] == [6, 13, 13]
    assert late.status_code == 409
    assert company.fresh().title == "Dresden"


def test_stays_that_are_planned_become_a_group_with_the_plan_of_the_first(client, company):
    client.force_login(company.ana)
    stays = [
        make_mobility(by=company.ana, project=company.project, host=company.host, hosting=company.partner)
        for _ in range(2)
    ]
    listed = client.get(reverse("mobilities:list")).content.decode()

    form = client.get(reverse("mobilities:group-new"), {"mobility": [stay.pk for stay in stays]}).context["form"]
    data = typed(company, apprentices=[], mobilities=[stay.pk for stay in stays])
    answer = client.post(reverse("mobilities:group-new"), data)

    group = Group.objects.get(title="Meissen")
    assert f'name="mobility" value="{stays[0].pk}"' in listed
    assert (form.initial["host"], form.initial["project"]) == (data["host"], company.project)
    assert answer.url == reverse("mobilities:group", args=[group.pk])
    assert {stay.pk for stay in group.mobilities.all()} == {stay.pk for stay in stays}
