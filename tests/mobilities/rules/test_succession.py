"""What was done under one plan counts under another."""

from dataclasses import replace

import pytest

from mobilities.rules.succession import successors
from tests.mobilities.rules.plans import TEMPLATES

SHORT, BLENDED, LONG = (TEMPLATES[name].items for name in ("short", "blended", "erasmuspro"))


@pytest.mark.parametrize("items", [SHORT, BLENDED, LONG], ids=["short", "blended", "erasmuspro"])
def test_a_plan_takes_over_itself(items):
    assert successors(items, items) == {item.id: item.id for item in items}


def test_from_a_stay_to_a_blended_one():
    found = successors(SHORT, BLENDED)

    assert {key: found.get(key) for key in ("R04", "R08", "G03", "G11", "D10", "D12", "A03", "P04")} == {
        "R04": "R03",  # apply
        "R08": "R07",  # accept the place
        "G03": "G03",
        "G11": "G11",  # sign the learning agreement, not draft it
        "D10": "D12",  # the first instalment
        "D12": "D13",  # go or no-go
        "A03": "A03",
        "P04": "P04",
    }
    assert not {"V01", "V04", "W01", "G12"} & set(found)  # only blended stays have these


def test_nothing_is_taken_over_twice_and_only_from_the_same_hands():
    for old, new in ((SHORT, BLENDED), (BLENDED, SHORT), (SHORT, LONG), (LONG, BLENDED)):
        found = successors(old, new)
        former = {item.id: item for item in old}
        assert len(set(found.values())) == len(found)
        assert all(
            (item.owner, item.kind) == (former[found[item.id]].owner, former[found[item.id]].kind)
            for item in new
            if item.id in found
        )


def test_steps_without_papers_are_told_by_their_title():
    step = replace(SHORT[0], evidence=())

    assert successors([step], [replace(step, id="X1")]) == {"X1": step.id}
    assert successors([step], [replace(step, id="X1", title={"en": "Other", "es": "Otro"})]) == {}
