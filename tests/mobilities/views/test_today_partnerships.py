"""Partnerships that run out, on the first page of who coordinates one of the two centres."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from centres.actions import partnership
from centres.choices import MemberRole
from tests.centres.memoranda import between, issue, place, sign
from tests.factories import (
    NOW,
    TODAY,
    make_centre,
    make_coordinator,
    make_member,
    make_partnership,
)
from tests.mobilities.views.test_today import page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ana():
    return make_coordinator(make_centre("CIFP Río Sil"))


def test_a_partnership_that_runs_out_stands_there_with_the_way_to_renew_it(client, ana):
    soon, later, expired = (make_centre(name) for name in ("Soon", "Later", "Expired"))
    days = {soon: 60, later: 61, expired: -1}
    rows = [make_partnership(ana.centre, to, valid_until=TODAY + timedelta(days=days[to])) for to in days]
    make_partnership(make_centre(), make_centre(), valid_until=TODAY)
    make_partnership(ana.centre, make_centre("Asked"), accepted=False, valid_until=TODAY)

    found = page(client, ana)["partnerships"]

    url = reverse("centres:partnership-terms", args=[rows[0].pk])
    assert [(row["title"], row["status"], row["url"], row["about"]) for row in found] == [
        ("Soon", "ends on 22 Jan 2027", url, "")
    ]
    assert client.get(url).status_code == 200


def test_both_sides_see_that_a_partnership_runs_out_and_who_coordinates_two_centres_sees_of_which(client, ana):
    second = make_centre("IES Duero")
    make_member(second, person=ana)
    jonas = make_coordinator(make_centre("BSZ Elbufer"))
    make_partnership(jonas.centre, second, valid_until=TODAY + timedelta(days=3))
    make_partnership(ana.centre, jonas.centre, valid_until=TODAY)

    assert [(row["title"], row["about"]) for row in page(client, ana)["partnerships"]] == [
        ("BSZ Elbufer", "CIFP Río Sil"),
        ("BSZ Elbufer", "IES Duero"),
    ]
    assert [row["title"] for row in page(client, jonas)["partnerships"]] == ["CIFP Río Sil", "IES Duero"]


def test_teachers_and_viewers_renew_no_partnership_and_are_not_asked_to(client, ana):
    make_partnership(ana.centre, make_centre(), valid_until=TODAY)

    for role in (MemberRole.TEACHER, MemberRole.VIEWER):
        assert page(client, make_member(ana.centre, role).person)["partnerships"] == []


def test_a_renewed_partnership_is_gone_from_the_first_page(client, ana):
    row = make_partnership(ana.centre, make_centre(), valid_until=TODAY)

    partnership.renew(row, valid_until=TODAY + timedelta(days=400), by=ana, at=NOW)

    assert page(client, ana)["partnerships"] == []


@pytest.mark.parametrize("name", ["today", "mobilities:waiting"])
def test_a_memorandum_to_sign_stands_there_until_it_is_signed(client, ana, name):
    jonas = make_coordinator(make_centre("BSZ Elbufer", country="DE"))
    make_partnership(ana.centre, jonas.centre)
    version = issue(between(ana, jonas), ana)
    rows = "memoranda" if name == "today" else "sign"

    (row,) = page(client, ana, name)[rows]
    sign(version, "sending_centre")

    assert (row["title"], row["about"]) == ("Memorandum of understanding", "CIFP Río Sil – BSZ Elbufer")
    assert row["url"] == reverse("sign", args=[place(version, "sending_centre").pk])
    assert (page(client, ana, name)[rows], len(page(client, jonas, name)[rows])) == ([], 1)
