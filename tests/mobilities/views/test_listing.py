"""The list of mobilities: whose they are, how they are found, sorted and paged."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils.html import escape

from centres.choices import MemberRole
from centres.models import CentreMember
from companies.models import CompanyContact
from mobilities.models import Mobility
from tests.factories import (
    NOW,
    TODAY,
    make_apprentice,
    make_centre,
    make_company,
    make_contact,
    make_coordinator,
    make_member,
    make_mobility,
    make_partnership,
    make_user,
)
from tests.kept import kept
from tests.mobilities.crowd import make_copies

pytestmark = pytest.mark.django_db
BROKEN = ["x", "%00", "é" * 300, "bnVsbA", "W10", "WyIyMDI3LTAxLTAxIl0", "W251bGwsIG51bGxd", "=", "9" * 5000]


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@kept
def ana():
    return make_coordinator(make_centre("CIFP Río Sil"))


@kept
def lucia(ana):
    return named(ana, "Lucía", "García")


def named(by, first_name, last_name, **fields):
    apprentice = make_apprentice(by.centre, first_name=first_name, last_name=last_name)
    return make_mobility(by=by, apprentice=apprentice, **fields)


def names(client, person=None, **query):
    """The apprentices in the rows of the list, in their order."""
    if person:
        client.force_login(person)
    response = client.get(reverse("mobilities:list"), query)
    assert response.status_code == 200
    return [row["name"] for row in response.context["rows"]]


def offered(client, name, **query):
    """The values that a filter proposes; nothing where the filter is not shown."""
    filters = client.get(reverse("mobilities:list"), query).context["filters"]
    return next((dict(f["choices"]) for f in filters if f["name"] == name), {})


def test_the_list_shows_what_the_centre_sent_and_beside_it_what_it_hosts(client, ana):
    elbe = make_coordinator(make_centre("BSZ Elbufer", country="DE", city="Dresden"))
    make_partnership(ana.centre, elbe.centre)
    named(ana, "Lucía", "García", hosting=elbe.centre)
    named(elbe, "Felix", "Brandt", host=make_company("Metal Bierzo", elbe.centre), starts_on=date(2027, 5, 3))

    assert names(client, ana) == ["Lucía García"]
    assert names(client, ana, side="hosted") == []
    assert names(client, elbe) == ["Felix Brandt"]
    assert names(client, elbe, side="hosted") == ["Lucía García"]


def test_search_and_filters_come_with_the_second_row(client, ana, lucia):
    client.force_login(ana)
    address = reverse("mobilities:list")

    alone, nothing_found = client.get(address).text, client.get(address, {"q": "nobody"}).text
    named(ana, "Mateo", "Soto", starts_on=date(2027, 5, 3))

    sought = ['role="search"' in text for text in (alone, nothing_found, client.get(address).text)]
    assert sought == [False, True, True]


def test_another_centres_mobility_appears_in_no_list_search_or_filter(client, ana):
    other = make_coordinator()
    named(other, "Secret", "Person", host=make_company("Hidden", other.centre, country="FI", city="Turku"))
    named(ana, "Lucía", "García")
    client.force_login(ana)

    pages = [client.get(reverse("mobilities:list"), query).content.decode() for query in ({}, {"q": "secret"})]
    pages += [client.get(reverse("mobilities:list"), {"country": "FI", "side": side}).content.decode() for side in "ab"]

    assert [word for word in ("Secret", "Hidden", "Turku", "Finland") for page in pages if word in page] == []
    assert names(client, q="turku") == []


def test_whoever_left_the_centre_sees_nothing_any_more(client, ana, lucia):
    assert names(client, ana) == ["Lucía García"]

    CentreMember.objects.filter(person=ana).update(ended_at=NOW)

    assert names(client, ana) == []
    assert names(client, ana, q="lucia") == []
    assert client.get(reverse("mobilities:detail", args=[lucia.pk])).status_code == 404


def test_a_contact_that_ended_sees_nothing_any_more_though_still_named_on_the_mobility(client, ana):
    host = make_company("Werkstatt", ana.centre, country="DE", city="Dresden")
    heike = make_contact(host, ana.centre).person
    named(ana, "Lucía", "García", host=host)
    assert names(client, heike) == ["Lucía García"]

    CompanyContact.objects.filter(person=heike).update(ended_at=NOW)

    assert names(client, heike) == []


def test_who_was_invited_and_has_not_accepted_sees_nothing(client, ana, lucia):
    member = make_member(ana.centre)
    CentreMember.objects.filter(pk=member.pk).update(accepted_at=None)

    assert names(client, member.person) == []


def test_with_two_centres_the_one_in_the_header_is_shown(client, ana):
    second = make_coordinator()
    make_member(second.centre, person=ana)
    named(ana, "Lucía", "García")
    named(second, "Mateo", "Soto")
    client.force_login(ana)

    client.post(reverse("centres:switch"), {"centre": second.centre.pk, "next": "/"})

    assert names(client) == ["Mateo Soto"]


def test_people_without_a_centre_see_all_that_is_theirs(client, ana):
    mine, other = named(ana, "Lucía", "García"), named(ana, "Mateo", "Soto")
    host = other.party("host_signatory").company
    contact = make_contact(host, ana.centre).person

    assert names(client, mine.apprentice.person) == ["Lucía García"]
    assert names(client, contact) == ["Mateo Soto"]
    assert names(client, make_user()) == []


@pytest.mark.parametrize("name", ["after", "before"])
@pytest.mark.parametrize("cursor", BROKEN)
def test_a_broken_cursor_gives_the_first_page(client, ana, lucia, name, cursor):
    assert names(client, ana, **{name: cursor}) == ["Lucía García"]
    assert names(client, ana, **{name: cursor, "sort": "due"}) == ["Lucía García"]


def test_coordinators_and_teachers_read_precise_states_and_others_the_public_words(client, ana, lucia):
    Mobility.objects.filter(pk=lucia.pk).update(stage="virtual_before")
    teacher, viewer = (make_member(ana.centre, role).person for role in (MemberRole.TEACHER, MemberRole.VIEWER))

    words = {}
    for person in (ana, teacher, viewer, lucia.apprentice.person):
        client.force_login(person)
        response = client.get(reverse("mobilities:list"))
        words[person.pk] = (response.context["rows"][0]["status"], "Next due" in response.content.decode())

    assert list(words.values()) == [
        ("Virtual phase before", True),
        ("Virtual phase before", True),
        ("Agreed", False),
        ("Agreed", False),
    ]


def test_the_list_is_sorted_by_name_first_day_and_what_is_due_next(client, ana):
    dates = {"Zoë": (date(2027, 3, 1), None), "Ángel": (date(2027, 5, 3), 9), "Mia": (date(2027, 4, 5), 2)}
    for name, (starts_on, days) in dates.items():
        mobility = named(ana, name, f"{name}son", starts_on=starts_on)
        due = TODAY + timedelta(days=days) if days else None
        Mobility.objects.filter(pk=mobility.pk).update(next_due_on=due)
    client.force_login(ana)

    def firsts(sort):
        return [name.split()[0] for name in names(client, sort=sort)]

    assert firsts("name") == ["Ángel", "Mia", "Zoë"] == firsts("-name")[::-1]
    assert firsts("start") == ["Zoë", "Mia", "Ángel"] == firsts("-start")[::-1] == firsts("")[::-1]
    assert firsts("due") == ["Mia", "Ángel", "Zoë"] == firsts("-due")[::-1]


def test_the_heading_that_sorts_says_so_and_leads_to_the_other_order(client, ana, lucia):
    client.force_login(ana)

    content = client.get(reverse("mobilities:list"), {"sort": "name", "q": "lucia"}).content.decode()

    assert re.findall(r'aria-sort="(\w+)"><a href="([^"]+)"', content) == [
        ("ascending", escape("?q=lucia&sort=-name")),
    ]


def test_pages_lead_through_the_whole_list_and_back(client, ana):
    make_copies(named(ana, "Lucía", "García"), 119)
    client.force_login(ana)
    seen, address = [], reverse("mobilities:list") + "?sort=name"

    while address:
        context = client.get(address).context
        seen.append([row["name"] for row in context["rows"]])
        back = context["previous"]
        address = context["next"] and reverse("mobilities:list") + context["next"]
    before = client.get(reverse("mobilities:list") + back).context["rows"]

    assert [len(page) for page in seen] == [50, 50, 20]
    assert len({name for page in seen for name in page}) == 120
    assert [row["name"] for row in before] == seen[1]


def test_the_page_says_how_many_there_are(client, ana):
    make_copies(named(ana, "Lucía", "García"), 60)
    client.force_login(ana)

    assert client.get(reverse("mobilities:list")).context["text"] == "50 of 61 mobilities"
    assert client.get(reverse("mobilities:list"), {"q": "lucia"}).context["text"] == "1 mobility"


def test_counting_stops_at_a_thousand(client, ana, lucia):
    lucia.steps.all().delete()
    make_copies(lucia, 1005)
    client.force_login(ana)

    assert client.get(reverse("mobilities:list")).context["text"] == "50 of 1000+ mobilities"


@pytest.mark.parametrize("count", [1, 50])
@pytest.mark.parametrize("query", ["", "?side=hosted", "?sort=due", "?q=nerea&mode=physical&overdue=on"])
def test_the_list_takes_the_same_queries_whatever_its_length(client, ana, django_assert_num_queries, count, query):
    elbe = make_coordinator(make_centre("BSZ Elbufer", country="DE", city="Dresden"))
    make_partnership(ana.centre, elbe.centre)
    make_copies(named(ana, "Lucía", "García", hosting=elbe.centre), count - 1)
    client.force_login(elbe if "hosted" in query else ana)

    # the user, the memberships, and of the list the offers of its filters, its rows, their number
    with django_assert_num_queries(5):
        client.get(reverse("mobilities:list") + query)
    with django_assert_num_queries(4):
        client.get(reverse("mobilities:list") + query)


@pytest.mark.parametrize("count", [1, 50])
def test_people_without_a_centre_take_the_same_queries_too(client, ana, django_assert_num_queries, count):
    host = make_company("Werkstatt", ana.centre, country="DE", city="Dresden")
    heike = make_contact(host, ana.centre).person
    make_copies(named(ana, "Lucía", "García", host=host), count - 1)
    client.force_login(heike)
    client.get(reverse("mobilities:list"))

    # besides, the navigation asks whether the person manages a network
    with django_assert_num_queries(5):
        client.get(reverse("mobilities:list"))
