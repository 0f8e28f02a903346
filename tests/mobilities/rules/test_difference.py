"""How one's own plan differs from its source."""

from dataclasses import replace

from mobilities.rules.difference import Changed, Part, difference, taken_over
from tests.mobilities.rules.plans import TEMPLATES

ITEMS = TEMPLATES["short"].items[:6]
KEYS = [item.id for item in ITEMS]
NEW = replace(ITEMS[0], id="x123")
OWN = replace(ITEMS[0], id="xown")


def test_what_changed_there_is_told_apart_from_what_changed_here():
    mine = [replace(ITEMS[0], duration=9), *ITEMS[1:], OWN]
    theirs = [replace(ITEMS[0], owner="apprentice"), replace(ITEMS[1], days=-150), *ITEMS[2:5], NEW]

    found = difference(mine, theirs, ITEMS)

    assert found.changed == [
        Changed(mine[0], theirs[0], [Part("owner", True), Part("duration", False)]),
        Changed(mine[1], theirs[1], [Part("due", True)]),
    ]
    assert (found.added, found.gone, found.own) == ([(NEW, True)], [(ITEMS[5], True)], [OWN])


def test_a_step_that_one_took_out_is_no_news():
    found = difference(ITEMS[1:], ITEMS, ITEMS)

    assert found.added == [(ITEMS[0], False)]


def test_a_step_that_is_gone_there_and_was_changed_here_is_told_apart():
    mine = [replace(ITEMS[0], duration=9), *ITEMS[1:]]

    found = difference(mine, ITEMS[2:], ITEMS)

    assert found.gone == [(mine[0], False), (ITEMS[1], True)]


def test_the_order_of_papers_and_needs_is_no_difference():
    mine = [replace(item, needs=item.needs[::-1], evidence=item.evidence[::-1]) for item in TEMPLATES["short"].items]

    assert difference(mine, TEMPLATES["short"].items, ()).is_empty


def test_only_what_is_ticked_is_taken_over_and_new_steps_stand_where_they_stand_there():
    theirs = [replace(ITEMS[0], owner="apprentice", duration=7), ITEMS[1], NEW, *ITEMS[2:]]

    found = taken_over(ITEMS, theirs, add=["x123"], drop=[KEYS[5]], take=[f"{KEYS[0]}:duration"])

    assert found == [replace(ITEMS[0], duration=7), ITEMS[1], NEW, *ITEMS[2:5]]
    assert taken_over(found, theirs, add=["x123"], drop=[KEYS[5]], take=[f"{KEYS[0]}:duration"]) == found
