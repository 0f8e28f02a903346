"""The list of apprentices: search, filters, pages, what it costs."""

from datetime import date

import pytest
from django.urls import reverse

from centres.choices import MemberRole
from centres.views.apprentice_list import SIZE
from tests.factories import NOW, make_apprentice, make_guardian, make_member, make_programme

pytestmark = pytest.mark.django_db

LIST = "centres:apprentices"


@pytest.fixture(autouse=True)
def on_that_day(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def people(coordinator):
    centre = coordinator.centre
    mateo = make_apprentice(centre, first_name="Mateo", last_name="Íñiguez", born_on=date(2009, 3, 1), class_name="1 A")
    make_guardian(mateo)
    make_apprentice(centre, first_name="Ana", last_name="Muñoz", born_on=date(2009, 3, 1), class_name="1 A")
    make_apprentice(centre, first_name="Lucía", last_name="Fernández", programme=make_programme(centre, "Electricidad"))
    make_apprentice(centre, first_name="Óscar", last_name="Ruiz", left_on=date(2026, 6, 30), class_name="2 B")
    make_apprentice(first_name="Felix", last_name="Fernández")


def names(client, query=""):
    return [row["name"] for row in client.get(reverse(LIST) + query).context["rows"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Fernández, Lucía", "Íñiguez, Mateo", "Muñoz, Ana"]),
        ("?q=munoz+ANA", ["Muñoz, Ana"]),
        ("?q=fernandez", ["Fernández, Lucía"]),
        ("?q=nobody", []),
        ("?class=1+A", ["Íñiguez, Mateo", "Muñoz, Ana"]),
        ("?class=1", []),
        ("?age=minor", ["Íñiguez, Mateo", "Muñoz, Ana"]),
        ("?age=no-guardian", ["Muñoz, Ana"]),
        ("?status=left", ["Ruiz, Óscar"]),
        ("?status=all&q=u", ["Fernández, Lucía", "Íñiguez, Mateo", "Muñoz, Ana", "Ruiz, Óscar"]),
        ("?programme=x", []),
        ("?programme=99999999999999999999", []),
        ("?q=%00%FF&after=%00&before=x", None),
        ("?after=" + "A" * 5000, None),
    ],
)
def test_the_list_shows_what_was_asked_for(client, coordinator, people, query, found):
    client.force_login(coordinator)

    assert found is None or names(client, query) == found
    assert client.get(reverse(LIST) + query).status_code == 200


def test_the_list_is_filtered_by_programme(client, coordinator, people):
    client.force_login(coordinator)
    programme = coordinator.centre.programmes.get()

    assert names(client, f"?programme={programme.pk}") == ["Fernández, Lucía"]


def test_minors_without_guardian_stand_out(client, coordinator, people):
    client.force_login(coordinator)

    rows = client.get(reverse(LIST) + "?status=all").context["rows"]

    assert [(row["name"], row["status"], row["tone"]) for row in rows] == [
        ("Fernández, Lucía", "enrolled", "success"),
        ("Íñiguez, Mateo", "under 18", "info"),
        ("Muñoz, Ana", "guardian missing", "warning"),
        ("Ruiz, Óscar", "left", "quiet"),
    ]


def test_pages_lead_forwards_and_back_and_keep_the_filters(client, coordinator):
    for number in range(SIZE + 20):
        make_apprentice(coordinator.centre, first_name=f"A{number:03}", last_name="Gil", class_name="1 A")
    client.force_login(coordinator)

    first = client.get(reverse(LIST) + "?class=1+A&q=gil")
    second = client.get(reverse(LIST) + first.context["next"])
    back = client.get(reverse(LIST) + second.context["previous"])

    assert (first.context["previous"], second.context["next"]) == ("", "")
    assert "class=1+A" in first.context["next"]
    shown = [row["name"] for answer in (first, second) for row in answer.context["rows"]]
    assert shown == [f"Gil, A{number:03}" for number in range(SIZE + 20)]
    assert [row["name"] for row in back.context["rows"]] == shown[:SIZE]


def test_an_empty_centre_is_told_what_to_do(client, coordinator):
    client.force_login(coordinator)

    assert "A whole class comes in from a list" in client.get(reverse(LIST)).content.decode()


@pytest.mark.parametrize("role", [MemberRole.COORDINATOR, MemberRole.VIEWER])
@pytest.mark.parametrize("count", [1, 50])
def test_the_list_takes_the_same_queries_whatever_its_length(
    client, coordinator, role, count, django_assert_num_queries
):
    programme = make_programme(coordinator.centre)
    for number in range(count):
        make_guardian(
            make_apprentice(coordinator.centre, born_on=date(2009, 3, 1), class_name=str(number), programme=programme)
        )
    client.force_login(make_member(coordinator.centre, role).person)
    client.get(reverse(LIST))

    with django_assert_num_queries(6):
        client.get(reverse(LIST))


@pytest.mark.parametrize("count", [1, 8])
def test_one_page_takes_the_same_queries_whatever_its_rows(client, coordinator, count, django_assert_num_queries):
    apprentice = make_apprentice(coordinator.centre)
    for number in range(count):
        apprentice.languages.create(language=f"l{number}", level="A1")
        apprentice.emergency_contacts.create(name="Rosa", phone="+34600111222")
    client.force_login(coordinator)
    address = reverse("centres:apprentice", args=[apprentice.pk])
    client.get(address)

    with django_assert_num_queries(10):
        client.get(address)
