"""Whatever stands in a file: it is read whole or refused, and nothing breaks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doallvet.core.refused import Refused
from mobilities.rules.blueprint import parse
from mobilities.rules.template import Template
from tests.mobilities.rules.plans import PLAN


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("abz:-{}[]#&*!|>'\"%@,? \n\t0195\x00\ufeff"), max_size=80))
def test_no_text_breaks_the_reader(text):
    with pytest.raises(Refused):
        parse(text, name="plan.yaml")


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.just("[]"), st.just("{}"), st.sampled_from(["P1", "start", "'", "x: y"])
)


@settings(max_examples=150, deadline=None)
@given(line=st.integers(0, 14), place=st.integers(0, 40), value=VALUES)
def test_a_plan_with_one_word_replaced_is_read_or_refused(line, place, value):
    rows = PLAN.splitlines()
    words = rows[line].split(" ")
    words[place % len(words)] = str(value)
    rows[line] = " ".join(words)

    try:
        template = parse("\n".join(rows), name="plan.yaml")
    except Refused as refused:
        assert all(reason.startswith("plan.yaml, line ") for reason in refused.reasons)
    else:
        assert isinstance(template, Template)
