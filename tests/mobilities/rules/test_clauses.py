"""Clauses: named fields and conditions, and nothing else."""

import pytest

from mobilities.rules import clauses
from mobilities.rules.conditions import CONDITIONS

ONLY = "Line 1: Only {{ field }} and {% if condition %} … {% else %} … {% endif %} are understood here."
FIELDS = {"apprentice": "Lucía García", "host": "Werkstatt Sachsen", "town": ""}
YES, NO = dict.fromkeys(clauses.TRUTHS, True), dict.fromkeys(clauses.TRUTHS, False)
PARTIES = ["apprentice", "home_employer"]

REFUSED = [
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ apprentice.person.email }}",
    "{{ apprentice['email'] }}",
    "{{ apprentice|upper }}",
    "{{ apprentice() }}",
    "{{ 7 * 7 }}",
    "{{ 'x' }}",
    "{{ [host] }}",
    "{{ host, town }}",
    "{{ not host }}",
    "{{ host town }}",
    "{{ true }}",
    "{{ host",
    "{{ }}",
    "{% for x in host %}{% endfor %}",
    "{% include host %}",
    "{% include '/etc/passwd' %}",
    "{% extends host %}",
    "{% import host as town %}",
    "{% set host = town %}",
    "{% set host %}x{% endset %}",
    "{% macro host() %}{% endmacro %}",
    "{% block host %}{% endblock %}",
    "{% raw %}x{% endraw %}",
    "{# a comment #}",
    "{% load host %}",
    "{% if minor and blended %}x{% endif %}",
    "{% if host == 'x' %}x{% endif %}",
    "{% if minor is defined %}x{% endif %}",
    "{% if not not minor %}x{% endif %}",
    "{% if minor %}x{% elif blended %}y{% endif %}",
    "{% if true %}x{% endif %}",
    "{% endif %}",
    "{% else %}",
    "{% if %}x{% endif %}",
    "{{ " + "(" * 1900 + "host" + ")" * 1900 + " }}",
]


@pytest.mark.parametrize("text", REFUSED)
def test_everything_but_names_is_refused(text):
    assert clauses.faults(text) == [ONLY]
    with pytest.raises(ValueError, match="No clause"):
        clauses.fill(text, FIELDS, YES)


@pytest.mark.parametrize(
    "name", ["config", "self", "request", "lipsum", "range", "cycler", "settings", "minor", "__builtins__"]
)
def test_names_that_are_no_fields_are_refused(name):
    assert clauses.faults(f"Fine.\n\n{{{{ {name} }}}}") == [f"Line 3: “{name}” is no field."]


@pytest.mark.parametrize("name", ["always", "fewer_opportunities", "anything"])
def test_what_is_private_is_no_condition(name):
    text = f"{{% if {name} %}}x{{% endif %}}"

    assert clauses.faults(text) == [f"Line 1: “{name}” is neither a condition nor a field."]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("a\n{% if minor %}b", ["Line 2: An {% if … %} is open: {% endif %} is missing."]),
        ("x" * 4001, ["A clause has at most 4000 characters; this one has 4001."]),
        ("{{host}}" * 61, ["Line 1: There can be 60 tags in braces; here are 61."]),
        ("a\nb\u202ec", ["Line 2: There is a character that cannot be seen (RIGHT-TO-LEFT OVERRIDE)."]),
        ("<script>", ["Line 1: HTML is not taken; write “<” with a space behind it."]),
        ("{{ nobody }}\n{{ nothing }}", ["Line 1: “nobody” is no field.", "Line 2: “nothing” is no field."]),
    ],
)
def test_faults_are_said_with_their_line(text, faults):
    assert clauses.faults(text) == faults


@pytest.mark.parametrize("name", clauses.FIELDS)
def test_every_field_is_taken_in_a_text_and_as_a_condition(name):
    assert clauses.faults(f"{{{{ {name} }}}} {{% if not {name} %}}x{{% endif %}}") == []


def test_conditions_are_those_of_the_plans_but_the_private_ones():
    assert set(clauses.TRUTHS) == {*CONDITIONS, "pay_kept"} - {"always", "fewer_opportunities"}


IF = "{% if minor %}\nUnder 18, at {{ host }}.\n{% else %}\nOf age, in {{ town }}.\n{% endif %}\nEnd."


@pytest.mark.parametrize(
    ("text", "truth", "filled"),
    [
        ("{{ apprentice }} at {{host}}", NO, ("Lucía García at Werkstatt Sachsen", [])),
        (IF, YES, ("Under 18, at Werkstatt Sachsen.\nEnd.", [])),
        (IF, NO, ("Of age, in .\nEnd.", ["town"])),
        ("{% if not minor %}of age{% endif %}", YES, ("", [])),
        ("{% if town %}in {{ town }}{% endif %}", YES, ("", [])),
        ("{% if minor %}{% if blended %}both{% endif %}{% endif %}", YES, ("both", [])),
        ("{{ hours }} {{ hours }}", YES, ("", ["hours"])),
        ("100 % { of } {it}", YES, ("100 % { of } {it}", [])),
    ],
)
def test_fields_and_conditions_are_filled_in(text, truth, filled):
    assert clauses.fill(text, FIELDS, truth) == filled


def test_a_value_is_never_read_as_a_tag_or_as_markdown():
    said = {"host": "{{ config }} *{% if minor %}* <b>", "apprentice": "Α" * 300}

    assert clauses.fill("{{ host }}", said, YES) == (
        r"\{\{ config \}\} \*\{\% if minor \%\}\* \<b\>",
        [],
    )
    assert clauses.fill("{{ apprentice }}", said, YES) == ("Α" * 300, [])


@pytest.mark.parametrize(
    ("rows", "obstacles"),
    [
        ([], []),
        ([{"party": "", "text": {"en": "x"}}, {"party": "apprentice", "text": {"es": "y"}}], []),
        ([{"party": "host_company", "text": {"en": "x"}}], ["Clause 1: The party does not sign this paper."]),
        ([{"party": "", "text": {"en": " "}}], ["Clause 1: It says nothing in a language of the papers."]),
        ([{"party": "", "text": {"tlh": "x"}}], ["Clause 1: It says nothing in a language of the papers."]),
        ([{"party": "", "text": {"en": "{{ x }}"}}], ["Clause 1: Line 1: “x” is no field."]),
        (
            [{"party": "", "text": {"en": "x"}}] * 31,
            ["A paper has at most 30 clauses; these are 31."],
        ),
    ],
)
def test_what_keeps_clauses_from_being_published(rows, obstacles):
    assert clauses.obstacles(rows, PARTIES) == obstacles


A, B, C = ({"party": "", "text": {"en": text}} for text in "abc")


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ([A, B], [A, B], []),
        ([A, B], [C, A, B], [(None, C)]),
        ([A, B], [B], [(A, None)]),
        ([A, B], [A, C], [(B, C)]),
        ([], [A], [(None, A)]),
    ],
)
def test_versions_are_held_against_each_other_clause_by_clause(before, after, found):
    assert clauses.differences(before, after) == found
