"""The cockpit of a group: what it shows to whom, and how one acts on many steps from it."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from mobilities.actions import deeds
from mobilities.choices import GroupDeed
from mobilities.models import Deed, Party, Step
from mobilities.verdicts import Wish
from tests.factories import NOW, make_coordinator
from tests.kept import kept
from tests.mobilities.company import Company
from tests.mobilities.crowd import make_copies

pytestmark = pytest.mark.django_db


@kept
def planned():
    return Company()


@pytest.fixture
def company(planned, time_machine):
    time_machine.move_to(NOW, tick=False)
    return planned


def page(client, company, person=None, query=""):
    client.force_login(person or company.ana)
    return client.get(company.address() + query)


def lines(answer):
    """The rows of the matrix, as text."""
    return answer.context["rows"].split("</tr>")[:-1]


def waive(key, company, at=NOW):
    wish = Wish(kind=GroupDeed.WAIVE, reason="Not this year")
    return deeds.do(company.group, company.ids(key), wish, token=uuid4(), by=company.ana, at=at)[0]


def post(client, company, name="group-act", ids=(), **data):
    client.force_login(company.ana)
    return client.post(company.address(name, **dict(ids)), data)


def test_every_cell_says_in_words_how_its_step_stands(client, company):
    waive("R04", company)

    answer = page(client, company)

    shown = lines(answer)
    step = company.steps("R04")[0]
    assert len(shown) == 3
    assert f'<td class="m-off"><a href="/mobilities/{step.mobility_id}/steps/{step.pk}/">Waived</a></td>' in next(
        row for row in shown if f'id="r{step.mobility_id}"' in row
    )
    first = company.steps("P01")[0]
    assert any(f'value="{first.pk}" aria-labelledby="r{first.mobility_id} k0"' in row for row in shown)
    assert "To do, by " in shown[0]


def test_the_columns_stand_under_their_phases(client, company):
    answer = page(client, company)

    assert sum(band["span"] for band in answer.context["bands"]) == len(answer.context["columns"])
    assert [band["key"] for band in answer.context["bands"]] == [
        "prepare",
        "recruit",
        "agree",
        "ready",
        "abroad",
        "return",
    ]


def test_one_phase_or_what_is_open_can_be_shown_alone(client, company):
    waive("R04", company)
    title = company.steps("R04")[0].title

    recruiting = [column["title"] for column in page(client, company, query="?phase=recruit").context["columns"]]
    still_open = [column["title"] for column in page(client, company, query="?phase=recruit&open=1").context["columns"]]

    assert title in recruiting
    assert still_open == [name for name in recruiting if name != title]


def test_exceptions_are_marked(client, company):
    stay = company.stays()[0]
    type(stay).objects.filter(pk=stay.pk).update(ends_on=stay.ends_on + timedelta(days=7))
    Party.objects.filter(mobility=company.stays()[1], role="hosting_coordinator").update(centre=company.centre)

    rows = lines(page(client, company))

    found = [
        re.findall(r'm-own">(.*?)<', next(row for row in rows if f'id="r{stay.pk}"' in row)) for stay in company.stays()
    ]
    assert found == [["6 Sep 2027 – 3 Oct 2027"], ["own host"], []]


def test_names_and_titles_are_text_and_never_markup(client, company):
    type(company.ana).objects.filter(pk=company.people[0].person_id).update(
        first_name='<b id="x">', last_name="O'Neill & Co"
    )
    step = company.steps("R04")[0]
    type(step.plan).objects.filter(pk=step.plan_id).update(title='Choose "<i>"')

    shown = page(client, company).content.decode()

    assert ">&lt;b id=&quot;x&quot;&gt; O&#x27;Neill &amp; Co</a>" in shown
    assert shown.count("Choose &quot;&lt;i&gt;&quot;") == 2
    assert '<b id="x">' not in shown and 'Choose "' not in shown


@pytest.mark.parametrize("phase", ["", "agree"])
def test_the_cockpit_takes_the_same_statements_for_two_and_for_sixty(client, phase, django_assert_max_num_queries):
    asked = []
    for size in (2, 60):
        company = Company(2)
        make_copies(company.stays()[0], size - 2)
        client.force_login(company.ana)
        client.get(company.address())
        with django_assert_max_num_queries(14) as counted:
            answer = client.get(company.address(), {"phase": phase})
        assert len(lines(answer)) == size
        asked.append(len(counted))

    assert asked[0] == asked[1]


def test_private_steps_and_payments_are_not_shown_to_the_hosting_centre(client, company):
    private = company.steps("R04")[0]
    type(private.plan).objects.filter(pk=private.plan_id).update(private=True, takes_part=[])

    ours = page(client, company)
    theirs = page(client, company, company.jonas)

    hidden = {column["title"] for column in ours.context["columns"]} - {
        column["title"] for column in theirs.context["columns"]
    }
    assert theirs.status_code == 200
    assert private.title in hidden
    assert company.steps("D12")[0].title in hidden
    assert b"checkbox" not in theirs.content.split(b"data-matrix")[1]


def test_a_hosting_centre_of_some_members_only_does_not_see_the_group(client, company):
    Party.objects.filter(mobility=company.stays()[0], role="hosting_coordinator").delete()

    assert page(client, company, company.jonas).status_code == 404


def test_strangers_do_not_see_it_and_colleagues_who_only_look_may_not(client, company):
    assert page(client, company, make_coordinator()).status_code == 404
    company.centre.members.filter(person=company.ines).update(role="viewer")
    assert page(client, company, company.ines).status_code == 403


@pytest.mark.parametrize("way", ["cell", "row", "column", "cells"])
def test_cells_rows_and_columns_are_chosen_with_and_without_script(client, company, way):
    step = company.steps("R04")[0]
    value = {
        "cell": step.pk,
        "row": step.mobility_id,
        "column": "dual-short.R04:0",
        "cells": ",".join(map(str, company.ids("R04")[:2])),
    }[way]

    answer = post(client, company, kind="waive", reason="Not this year", phase="recruit", **{way: value})

    listed = [*answer.context["able"], *answer.context["unable"]]
    chosen = sum(len(person["steps"]) for person in listed)
    recruiting = Step.objects.open().filter(mobility=step.mobility_id, plan__phase="recruit").count()
    assert chosen == {"cell": 1, "row": recruiting, "column": 3, "cells": 2}[way]
    assert Deed.objects.count() == 0


def test_what_the_page_showed_is_done_and_can_be_undone(client, company):
    shown = post(client, company, kind="waive", reason="Not this year", column="dual-short.R04:0")
    data = {"confirm": "1", "kind": "waive", "reason": "Not this year", "token": str(shown.context["token"])}
    chosen = [step["pk"] for person in shown.context["able"] for step in person["steps"]][:2]

    done = client.post(company.address("group-act"), data | {"cell": chosen}, follow=True)
    again = client.post(company.address("group-act"), data | {"cell": chosen}, follow=True)

    deed = Deed.objects.get()
    assert [str(message) for message in done.context["messages"]] == ["2 steps are waived."]
    assert [str(message) for message in again.context["messages"]] == ["2 steps are waived."]
    assert sorted(step.outcome for step in company.steps("R04")) == ["", "waived", "waived"]
    assert done.context["last"] == deed
    undone = client.post(company.address("group-undo", deed_pk=deed.pk), follow=True)
    assert [str(message) for message in undone.context["messages"]] == ["Taken back: 2 steps are as they were."]
    assert {step.outcome for step in company.steps("R04")} == {""}


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({"kind": "waive"}, "reason", "Say why this step is not needed."),
        ({"kind": "due"}, "due_on", "Choose a day."),
        ({"kind": "due", "due_on": "2026-11-22"}, "due_on", "Choose today or a later day."),
        ({"kind": "dance"}, "kind", "Select a valid choice. dance is not one of the available choices."),
    ],
)
def test_what_is_missing_is_said_above_the_matrix(client, company, data, field, words):
    answer = post(client, company, column="dual-short.R04:0", **data)

    assert (answer.status_code, answer.context["form"].errors[field]) == (422, [words])
    assert len(lines(answer)) == 3


def test_the_page_before_names_people_in_the_order_of_the_matrix(client, company):
    order = [re.search(r'id="r.*?>(.*?)<', row)[1] for row in lines(page(client, company))]

    shown = post(client, company, kind="waive", reason="Not this year", cells=",".join(map(str, company.ids("R04"))))

    assert [person["who"] for person in shown.context["able"]] == order != [str(row) for row in company.people]


def test_what_is_confirmed_too_late_is_said(client, company, time_machine):
    said = {"kind": "due", "due_on": "2026-11-23", "cells": ",".join(map(str, company.ids("R04"))), "confirm": "1"}
    time_machine.move_to(NOW + timedelta(days=1), tick=False)

    answer = post(client, company, **said)

    assert b"Choose today or a later day." in client.get(answer.url).content
    assert not Deed.objects.exists()


def test_the_last_act_says_how_much_it_did(client, company):
    waive("R04", company)

    assert ": Waive, 3 steps." in page(client, company).content.decode()


def test_nothing_chosen_is_said(client, company):
    answer = post(client, company, kind="complete", cell="999999")

    assert answer.context["form"].non_field_errors() == ["Choose at least one open step: a cell, a row or a column."]


def test_the_hosting_centre_may_not_act(client, company):
    client.force_login(company.jonas)

    assert client.post(company.address("group-act"), {"kind": "complete"}).status_code == 403


def test_the_list_names_the_groups_of_the_centre(client, company):
    client.force_login(company.ana)

    rows = client.get(reverse("mobilities:groups")).context["rows"]

    assert [(row["title"], row["used"]) for row in rows] == [("Dresden", 3)]


@pytest.mark.parametrize(
    ("person", "reads"), [("ana", True), ("jonas", True), ("teacher", True), ("apprentice", False)]
)
def test_the_way_to_the_group_stands_on_the_pages_of_its_stays(client, company, person, reads):
    stay = company.stays()[0]
    company.centre.members.filter(person=company.ines).update(role="teacher")
    people = {"apprentice": stay.apprentice.person, "teacher": company.ines, "ana": company.ana, "jonas": company.jonas}
    client.force_login(people[person])

    people = client.get(reverse("mobilities:people", args=[stay.pk])).content.decode()

    assert (f'href="{company.address()}"' in people) == reads
