"""Who sleeps where: what does not fit, and what a change of dates does to a bed."""

from datetime import date, timedelta

import pytest

from mobilities.rules.rooms import Night, Place, Sleeper, findings, moved, runs

ARRIVES, LEAVES = date(2027, 9, 6), date(2027, 9, 10)
ROOMS = [Place(1, "Attic", 2), Place(2, "Garden", 1)]
BIRTHDAY = date(2027, 9, 8)


def person(name, **more):
    days = {"arrives_on": ARRIVES, "leaves_on": LEAVES}
    return Sleeper(**{"key": name, "name": name, "folded": name.lower()} | days | more)


def bed(room, who, arrives_on=ARRIVES, leaves_on=LEAVES):
    return Night(room, who, arrives_on, leaves_on)


def said(people, beds):
    found = findings(ROOMS, people, beds)
    return [*found.rooms[1], *found.rooms[2], *found.people]


def test_where_all_have_a_bed_nothing_is_said():
    assert said([person("Noa"), person("Iker")], [bed(1, "Noa"), bed(1, "Iker")]) == []


def test_more_people_than_places_are_said_for_the_nights_in_which_they_are():
    beds = [bed(2, "Noa"), bed(2, "Iker", date(2027, 9, 8)), bed(1, "Iker", leaves_on=date(2027, 9, 8))]

    assert said([person("Noa"), person("Iker")], beds) == [
        "2 people for 1 place: 2 nights, 8 Sep 2027 – 10 Sep 2027.",
    ]


def test_who_has_no_bed_is_named_together_and_who_lacks_one_in_some_nights_with_these():
    people = [person("Noa"), person("Iker"), person("Sara")]

    assert said(people, [bed(1, "Sara", date(2027, 9, 7), date(2027, 9, 9))]) == [
        "2 people have no bed: Noa and Iker.",
        "Sara has no bed in some nights: 2 nights, 6 Sep 2027 – 7 Sep 2027, 9 Sep 2027 – 10 Sep 2027.",
    ]


def test_who_is_in_two_rooms_in_a_night_is_named_with_both():
    assert said([person("Noa")], [bed(1, "Noa"), bed(2, "Noa", date(2027, 9, 9))]) == [
        "Noa is in two rooms in the same night (Attic and Garden): 1 night, 9 Sep 2027 – 10 Sep 2027.",
    ]


@pytest.mark.parametrize(
    ("minor", "adult", "nights"),
    [
        ({"adult_on": date(2028, 1, 1)}, {}, "4 nights, 6 Sep 2027 – 10 Sep 2027"),
        ({"adult_on": date(2028, 1, 1)}, {"adult_on": date(2020, 1, 1)}, "4 nights, 6 Sep 2027 – 10 Sep 2027"),
        ({"adult_on": BIRTHDAY}, {}, "2 nights, 6 Sep 2027 – 8 Sep 2027"),
        ({"adult_on": date(2028, 1, 1)}, {"adult_on": BIRTHDAY}, "2 nights, 8 Sep 2027 – 10 Sep 2027"),
        ({"adult_on": date(2028, 1, 1), "guardians": frozenset({"raul"})}, {}, ""),
        ({"adult_on": date(2028, 1, 1)}, {"adult_on": date(2028, 1, 1)}, ""),
        ({"adult_on": date(2027, 9, 6)}, {}, ""),
    ],
)
def test_a_minor_who_shares_with_an_adult_who_is_no_guardian_is_named(minor, adult, nights):
    found = said([person("Noa", **minor), person("Raul", **adult)], [bed(1, "Noa"), bed(1, "Raul")])

    words = f"Noa is under 18 and shares the room with an adult who is not a guardian (Raul): {nights}."
    assert found == ([words] if nights else [])


def test_a_bed_beyond_the_own_stay_is_no_fault():
    days = ARRIVES - timedelta(days=1), LEAVES + timedelta(days=1)

    assert said([person("Noa")], [bed(1, "Noa", *days)]) == []


def test_nights_in_a_row_are_put_together():
    days = [date(2027, 9, 9), date(2027, 9, 6), date(2027, 9, 7)]

    assert runs(days) == [(date(2027, 9, 6), date(2027, 9, 8)), (date(2027, 9, 9), date(2027, 9, 10))]


def day(number):
    return date(2027, 9, number)


@pytest.mark.parametrize(
    ("bed", "after", "expected"),
    [
        ((6, 26), (13, 30), (13, 30)),  # all of the stay stays all of it
        ((5, 27), (13, 30), (12, 31)),  # the days of travel too
        ((6, 12), (13, 30), (13, 19)),  # a change of rooms moves with the first day
        ((12, 26), (6, 30), (12, 30)),  # and lasts to the end
        ((6, 12), (6, 10), (6, 10)),
        ((12, 26), (6, 10), None),
    ],
)
def test_beds_move_with_the_dates_of_the_stay(bed, after, expected):
    found = moved(day(bed[0]), day(bed[1]), (day(6), day(26)), (day(after[0]), day(after[1])))

    first = date(2027, 9, 1) - timedelta(days=1)
    assert found == (expected and tuple(first + timedelta(days=number) for number in expected))
