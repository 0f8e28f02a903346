"""A group as those read it who do not plan it: teachers of the sending centre, coordinators of the hosting one."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from mobilities import access
from mobilities.choices import Owner
from mobilities.models import Deed, Step
from tests.factories import NOW, make_apprentice
from tests.mobilities.company import Company

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(time_machine):
    time_machine.move_to(NOW, tick=False)
    return Company()


def page(client, company, person=None, name="group"):
    client.force_login(person or company.ana)
    return client.get(company.address(name))


@pytest.fixture
def teacher(company):
    company.centre.members.filter(person=company.ines).update(role="teacher")
    return company.ines


def test_a_teacher_reads_what_is_not_private_and_ticks_what_the_centre_need_not_sign(client, company, teacher):
    private = company.steps("R04")[0]
    type(private.plan).objects.filter(pk=private.plan_id).update(private=True, takes_part=[])

    ours, theirs = page(client, company), page(client, company, teacher)

    hidden = {column["title"] for column in ours.context["columns"]} - {
        column["title"] for column in theirs.context["columns"]
    }
    ticks = set(map(int, re.findall(r'name="cell" value="(\d+)"', theirs.context["rows"])))
    may = access.teacher_of(Owner.SENDING_COORDINATOR)
    seen = [row for row in Step.objects.open().needed().with_plan() if access.may_see(may, row)]
    everything = [row for row in seen if access.may_complete(may, row)]
    assert {private.title, company.steps("D12")[0].title} <= hidden
    assert ticks == {row.pk for row in everything} != set()
    titles = {column["title"] for column in theirs.context["columns"] if column["box"]}
    assert titles >= {row.title for row in everything if not row.occurrence}


def test_a_teacher_closes_many_steps_of_the_centre_and_takes_it_back(client, company, teacher):
    client.force_login(teacher)
    chosen = {"kind": "complete", "cells": ",".join(map(str, company.ids("P01")))}

    shown = client.post(company.address("group-act"), chosen)
    client.post(company.address("group-act"), chosen | {"confirm": "1", "token": shown.context["token"]})
    closed = [step.is_done for step in company.steps("P01")]
    client.post(company.address("group-undo", deed_pk=Deed.objects.get().pk))

    assert (shown.context["total"], closed) == (3, [True] * 3)
    assert [step.is_done for step in company.steps("P01")] == [False] * 3


@pytest.mark.parametrize(("kind", "key"), [("waive", "P01"), ("due", "P01"), ("remind", "G03"), ("complete", "G03")])
@pytest.mark.parametrize("confirm", [{}, {"confirm": "1"}])
def test_a_teacher_does_nothing_else_to_many(client, company, teacher, kind, key, confirm):
    client.force_login(teacher)
    ids = ",".join(map(str, company.ids(key)))
    said = {"kind": kind, "cells": ids, "reason": "Please", "due_on": "2027-01-11", "token": uuid4()}
    before = [(step.is_done, step.due_on) for step in company.steps(key)]

    answer = client.post(company.address("group-act"), said | confirm)

    assert answer.status_code == (302 if confirm else 422)
    assert [(step.is_done, step.due_on) for step in company.steps(key)] == before
    assert not any(any(deed.steps.values()) for deed in Deed.objects.all())


def test_a_teacher_finds_the_groups_and_changes_none(client, company, teacher):
    client.force_login(teacher)

    shown = client.get(reverse("mobilities:groups"))
    people = client.get(company.address("group-people"))

    assert [row["title"] for row in shown.context["rows"]] == ["Dresden"]
    assert reverse("mobilities:group-new") not in shown.content.decode()
    assert (people.status_code, b'<form method="post" action="/groups' in people.content) == (200, False)
    assert client.get(company.address("group-change")).status_code == 403


def test_a_teacher_of_a_centre_without_groups_is_told_so(client, company, teacher):
    company.group.mobilities.update(group=None)
    empty = page(client, company, teacher)
    company.group.delete()

    answer = client.get(reverse("mobilities:groups"))

    assert b"Nobody travels with this group yet" in empty.content
    assert b"No groups yet" in answer.content
    assert [b"Add people" in empty.content, b"Plan a group" in answer.content] == [False, False]


def test_the_hosting_centre_reads_who_travels_but_not_who_is_only_thought_of(client, company):
    waiting = make_apprentice(company.centre, first_name="Ximena")
    company.group.candidates.create(apprentice=waiting)

    ours, theirs = page(client, company, name="group-people"), page(client, company, company.jonas, name="group-people")

    assert ("Ximena" in ours.content.decode(), "Ximena" in theirs.content.decode()) == (True, False)
    assert len(theirs.context["members"]) == 3
