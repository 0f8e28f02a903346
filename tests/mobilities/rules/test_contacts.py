"""Whom an agreement names for each side."""

from dataclasses import replace

import pytest

from mobilities.rules.contacts import Contact, Contacts, alone, incomplete, on_both_sides

ANA = Contact("Ana Ruiz", "ana@sil.example")
LUIS = Contact("Luis Gil", "luis@sil.example")
TIMO = Contact("Timo Weiß", "timo@werkstatt.example")
HEIKE = Contact("Heike Braun", "heike@werkstatt.example")
SENDER = Contacts("CIFP Río Sil", mentor=ANA, administrative=LUIS, emergency=ANA)
HOST = Contacts("Werkstatt Sachsen", mentor=TIMO, administrative=HEIKE, emergency=TIMO)


def wrong(sender, host):
    sides = (sender, host)
    return [*(text for side in sides for text in (*incomplete(side), *alone(side))), *on_both_sides(*sides)]


def test_two_people_on_each_side_are_enough():
    assert wrong(SENDER, HOST) == []


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"mentor": None}, ["CIFP Río Sil has not named a mentor."]),
        ({"administrative": Contact(" ")}, ["CIFP Río Sil has not named an administrative contact."]),
        ({"emergency": None}, ["CIFP Río Sil has not named an emergency contact."]),
        (
            {"mentor": None, "administrative": None, "emergency": None},
            [
                "CIFP Río Sil has not named a mentor.",
                "CIFP Río Sil has not named an administrative contact.",
                "CIFP Río Sil has not named an emergency contact.",
            ],
        ),
        ({"administrative": ANA}, ["CIFP Río Sil names only one person; it takes at least two."]),
        (
            {"administrative": Contact("ana  RUIZ", "office@sil.example")},
            ["CIFP Río Sil names only one person; it takes at least two."],
        ),
        (
            {"administrative": Contact("Office", "ANA@sil.example ")},
            ["CIFP Río Sil names only one person; it takes at least two."],
        ),
        ({"emergency": Contact("Eva Sanz")}, []),
        (
            {"emergency": TIMO},
            ["Timo Weiß is named for both CIFP Río Sil and Werkstatt Sachsen; each side names its own people."],
        ),
        (
            {"emergency": Contact("timo weiss")},
            ["timo weiss is named for both CIFP Río Sil and Werkstatt Sachsen; each side names its own people."],
        ),
        ({"emergency": Contact("Timo Weiß", "timo@sil.example")}, []),  # a namesake
        (
            {"emergency": Contact("T. Weiß", "TIMO@werkstatt.example")},
            ["T. Weiß is named for both CIFP Río Sil and Werkstatt Sachsen; each side names its own people."],
        ),
    ],
)
def test_what_is_wrong_with_the_people_of_a_side_is_said(changes, reasons):
    assert wrong(replace(SENDER, **changes), HOST) == reasons


def test_both_sides_are_asked():
    assert wrong(SENDER, Contacts("Werkstatt Sachsen", mentor=TIMO, administrative=TIMO)) == [
        "Werkstatt Sachsen has not named an emergency contact."
    ]
