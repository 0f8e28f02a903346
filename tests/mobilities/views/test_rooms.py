"""The rooms of a group: who fills them, what the list says, what follows when stays change."""

from datetime import date

import pytest

from mobilities.actions import change, companion, decision, group
from mobilities.choices import Decision
from mobilities.models import Bed, Room
from mobilities.rules.dates import Dates
from tests.factories import NOW, make_guardian, make_user
from tests.mobilities.company import Company
from tests.mobilities.crowd import make_copies

pytestmark = pytest.mark.django_db
WHOLE = (date(2027, 9, 6), date(2027, 9, 26))


@pytest.fixture
def company(client, time_machine):
    time_machine.move_to(NOW, tick=False)
    company = Company()
    client.force_login(company.ana)
    return company


def room(company, name="12", people=(), nights=WHOLE, places=2):
    made = Room.objects.create(group=company.group, name=name, places=places)
    for stay in people:
        Bed.objects.create(room=made, mobility=stay, arrives_on=nights[0], leaves_on=nights[1])
    return made


def along(company, name="Raúl Merayo"):
    fields = {"name": name, "role": "teacher", "centre": company.centre, "arrives_on": WHOLE[0], "leaves_on": WHOLE[1]}
    return companion.add(company.group, fields, by=company.ana, at=NOW)


def listed(client, company):
    return client.get(company.address("group-rooms"))


def save(client, company, row=None, **fields):
    said = {"name": "12", "places": "2", "note": "First floor"} | ({"version": row.version} if row else {}) | fields
    address = company.address("group-room", room_pk=row.pk) if row else company.address("group-room-new")
    return client.post(address, said)


def beds(company):
    return list(
        Bed.objects.order_by("room__name", "pk").values_list("room__name", "mobility", "arrives_on", "leaves_on")
    )


def keys(*stays):
    return [f"m{stay.pk}" for stay in stays]


def test_whoever_is_ticked_has_a_bed_for_the_own_stay(client, company):
    one, two, three = company.stays()

    answer = save(client, company, people=keys(one, two))

    assert answer.url == f"{company.address('group-rooms')}#room-{Room.objects.get().pk}"
    assert beds(company) == [("12", one.pk, *WHOLE), ("12", two.pk, *WHOLE)]
    assert listed(client, company).context["problems"] == [f"{three.apprentice} has no bed."]


def test_a_second_click_makes_one_room(client, company):
    answers = [save(client, company, people=keys(*company.stays()[:2])).status_code for _ in range(2)]

    assert (answers, Room.objects.count(), Bed.objects.count()) == ([302, 302], 1, 2)


def test_a_name_that_is_taken_is_said_at_its_field(client, company):
    room(company)

    answer = save(client, company, places="4")

    assert answer.status_code == 422
    assert answer.context["form"].errors["name"] == ["This group already has a room with this name."]


@pytest.mark.parametrize(("field", "value"), [("places", "0"), ("places", "two"), ("name", " "), ("people", ["m999"])])
def test_what_cannot_be_is_said_at_its_field(client, company, field, value):
    answer = save(client, company, **{field: value})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not Room.objects.exists()


def test_ticks_that_are_taken_away_free_the_bed_and_others_keep_their_nights(client, company):
    one, two, three = company.stays()
    row = room(company, people=[one, two], nights=(WHOLE[0], date(2027, 9, 20)))

    save(client, company, row, people=keys(one, three))

    assert beds(company) == [("12", one.pk, WHOLE[0], date(2027, 9, 20)), ("12", three.pk, *WHOLE)]


def test_who_changes_rooms_gets_the_nights_that_are_left(client, company):
    one, two, three = company.stays()
    first, second = room(company, people=[one, two, three], places=3), room(company, "13")
    bed = first.beds.get(mobility=one)

    client.post(
        company.address("group-bed", bed_pk=bed.pk),
        {"arrives_on": "2027-09-06", "leaves_on": "2027-09-15", "version": 1},
    )
    save(client, company, second, name="13", people=keys(one))

    assert beds(company)[0] == ("12", one.pk, WHOLE[0], date(2027, 9, 15))
    assert beds(company)[-1] == ("13", one.pk, date(2027, 9, 15), WHOLE[1])
    assert listed(client, company).context["problems"] == []


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"arrives_on": "2027-09-20", "leaves_on": "2027-09-20"}, "leaves_on"),
        ({"arrives_on": "2028-09-20", "leaves_on": "2028-09-21"}, "arrives_on"),
        ({"arrives_on": "tomorrow", "leaves_on": "2028-09-21"}, "arrives_on"),
    ],
)
def test_nights_that_cannot_be_are_said(client, company, days, field):
    bed = room(company, people=company.stays()[:1]).beds.get()

    answer = client.post(company.address("group-bed", bed_pk=bed.pk), days | {"version": 1})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


@pytest.mark.parametrize("what", ["room", "remove", "bed"])
def test_a_stale_page_writes_nothing_and_says_so(client, company, what):
    row = room(company, people=company.stays()[:1])
    bed = row.beds.get()
    Room.objects.update(version=2)
    days = {"arrives_on": "2027-09-06", "leaves_on": "2027-09-15", "version": "1"}

    if what == "bed":
        answer = client.post(company.address("group-bed", bed_pk=bed.pk), days, follow=True)
    else:
        answer = client.post(
            company.address("group-room", room_pk=row.pk),
            {"name": "14", "places": "1", "version": "1"} | ({"remove": "1"} if what == "remove" else {}),
            follow=True,
        )

    assert b"Somebody changed this room while you had the page open" in answer.content
    assert (Room.objects.get().name, Bed.objects.get().leaves_on) == ("12", WHOLE[1])


def test_a_room_is_given_up_with_its_beds(client, company):
    row = room(company, people=company.stays())

    save(client, company, row, remove="1")

    assert (Room.objects.count(), Bed.objects.count()) == (0, 0)


def test_a_minor_with_an_adult_is_named_beside_the_room_but_not_with_the_own_guardian(client, company):
    stay = company.stays()[0]
    type(stay.apprentice).objects.filter(pk=stay.apprentice_id).update(born_on=date(2010, 1, 1))
    row = room(company, people=[stay])
    Bed.objects.create(room=row, companion=along(company), arrives_on=WHOLE[0], leaves_on=WHOLE[1])
    alone = listed(client, company).context["rooms"][0]["problems"]

    make_guardian(stay.apprentice, person=make_user(first_name="Raul", last_name="Merayo"))

    assert len(alone) == 1 and "is under 18 and shares the room" in alone[0] and "Raúl Merayo" in alone[0]
    assert listed(client, company).context["rooms"][0]["problems"] == []


def test_beds_follow_the_dates_of_a_stay_and_of_who_comes_along(client, company):
    one, two, _three = company.stays()
    row, teacher = room(company, people=[one, two], places=4), along(company)
    Bed.objects.create(room=row, companion=teacher, arrives_on=WHOLE[0], leaves_on=WHOLE[1])
    later = Dates(None, date(2027, 9, 13), date(2027, 10, 3), None)

    change.set_dates(one, later, version=one.version, by=company.ana, at=NOW)
    companion.alter(teacher, {"leaves_on": date(2027, 9, 9)}, by=company.ana, at=NOW)

    assert beds(company) == [
        ("12", one.pk, later.start, later.end),
        ("12", two.pk, *WHOLE),
        ("12", None, WHOLE[0], date(2027, 9, 9)),
    ]


@pytest.mark.parametrize("way", ["cancelled", "out"])
def test_who_does_not_travel_any_more_frees_the_bed(client, company, way):
    one, two, three = company.stays()
    room(company, people=[one, two, three], places=2)
    before = listed(client, company).context["rooms"][0]

    if way == "cancelled":
        decision.move(one, Decision.CANCELLED, by=company.ana, at=NOW, reason="Found a job")
    else:
        group.leave(company.group, one, by=company.ana, at=NOW)

    after = listed(client, company).context["rooms"][0]
    assert len(before["problems"]) == 1
    assert (after["problems"], [row["who"] for row in after["beds"]]) == (
        [],
        [str(two.apprentice), str(three.apprentice)],
    )


def test_teachers_and_the_hosting_centre_read_the_rooms_and_change_none(client, company):
    row = room(company, people=company.stays())
    company.centre.members.filter(person=company.ines).update(role="teacher")

    for person in (company.ines, company.jonas):
        client.force_login(person)
        shown = listed(client, company)
        assert [found["name"] for found in shown.context["rooms"]] == ["12"]
        assert b"/rooms/new/" not in shown.content
        assert client.get(company.address("group-room", room_pk=row.pk)).status_code == 403
        assert save(client, company, row, name="99").status_code == 403
    assert Room.objects.get().name == "12"


def test_rooms_of_other_groups_are_not_there(client, company):
    other = Company(1)
    row = room(other, people=other.stays())

    assert client.get(company.address("group-room", room_pk=row.pk)).status_code == 404
    assert client.get(company.address("group-bed", bed_pk=row.beds.get().pk)).status_code == 404


def test_the_own_room_stands_with_the_people_of_a_stay(client, company):
    stay = company.stays()[0]
    room(company, people=[stay])
    client.force_login(stay.apprentice.person)

    shown = client.get(f"/mobilities/{stay.pk}/people/").context["sleeps"]

    assert [(row["room"].name, row["dates"]) for row in shown] == [("12", "6 Sep 2027 – 26 Sep 2027")]


def test_the_list_takes_the_same_statements_for_two_and_for_sixty(client, django_assert_max_num_queries):
    asked = []
    for size in (2, 60):
        company = Company(2)
        make_copies(company.stays()[0], size - 2)
        for number, stay in enumerate(company.stays()):
            room(company, f"R{number}", people=[stay])
        client.force_login(company.ana)
        with django_assert_max_num_queries(14) as counted:
            answer = listed(client, company)
        assert len(answer.context["rooms"]) == size
        asked.append(len(counted))

    assert asked[0] == asked[1]
