"""The pages on which a centre writes the clauses of its papers."""

import pytest
from django.urls import reverse

from mobilities.actions import clauses
from mobilities.models import ClauseBook
from tests.factories import NOW, make_coordinator

pytestmark = pytest.mark.django_db
LA = "LEARNING_AGREEMENT"
COMMON = {"party": "", "text": {"en": "{{ apprentice }} is on time."}}
EMPLOYER = {"party": "home_employer", "text": {"en": "{% if minor %}Young.{% else %}Grown.{% endif %}", "es": "Hola."}}


@pytest.fixture
def ana(client):
    ana = make_coordinator(first_name="Ana")
    client.force_login(ana)
    return ana


def address(ana, kind=LA, book=None):
    ids = [ana.centre.pk, kind] + ([book.pk] if book else [])
    return reverse(f"mobilities:clause-{'version' if book else 'book'}", args=ids)


def publish(ana, *rows, note="New", seen=0):
    return clauses.publish(ana.centre, LA, list(rows), note, seen=seen, by=ana, at=NOW)


def typed(answer, **changes):
    """What a browser would send from this page, with some fields changed."""
    fields = {field.name: field.value() for field in answer.context["form"]}
    return {name: value for name, value in (fields | changes).items() if value is not None}


def texts(answer):
    """The clauses as the page holds them: party, then each text."""
    rows = answer.context["form"].rows
    return [[row["party"].value(), *(text.value() for text in row["texts"])] for row in rows]


def kept(ana):
    return list(ClauseBook.objects.of(ana.centre, LA).values_list("number", "clauses"))


def test_the_first_clauses_are_written_in_the_languages_of_the_centre_and_published(client, ana):
    page = client.get(address(ana))
    said = {"party-0": "home_employer", "text-0-es": "La *paga* sigue.", "text-0-en": "", "note": "Pay"}

    answer = client.post(address(ana), typed(page, **said, then="publish"))

    assert texts(page) == [["", "", ""]]
    assert (answer.status_code, answer.url) == (302, address(ana))
    assert kept(ana) == [(1, [{"party": "home_employer", "text": {"es": "La *paga* sigue."}}])]


def test_a_double_click_publishes_once(client, ana):
    page = client.get(address(ana))
    data = typed(page, **{"text-0-en": "x", "note": "n", "then": "publish"})

    assert [client.post(address(ana), data).status_code for _click in range(2)] == [302, 302]
    assert [number for number, _clauses in kept(ana)] == [1]


@pytest.mark.parametrize(
    ("act", "rows"),
    [
        ("add", [["", "A", ""], ["", "B", ""], ["", "", ""]]),
        ("up-1", [["", "B", ""], ["", "A", ""]]),
        ("down-0", [["", "B", ""], ["", "A", ""]]),
        ("up-0", [["", "A", ""], ["", "B", ""]]),
        ("down-1", [["", "A", ""], ["", "B", ""]]),
        ("remove-0", [["", "B", ""]]),
        ("remove-7", [["", "A", ""], ["", "B", ""]]),
        ("up-x", [["", "A", ""], ["", "B", ""]]),
        ("nonsense", [["", "A", ""], ["", "B", ""]]),
    ],
)
def test_buttons_rearrange_what_was_typed_and_keep_nothing(client, ana, act, rows):
    book = publish(ana, *({"party": "", "text": {"en": letter}} for letter in "xy"))
    data = typed(client.get(address(ana)), **{"text-0-en": "A", "text-1-en": "B", "note": "why", "then": act})

    answer = client.post(address(ana), data)

    assert (answer.status_code, texts(answer)) == (200, rows)
    assert (answer.context["form"]["note"].value(), kept(ana)) == ("why", [(1, book.clauses)])


def test_a_language_is_added(client, ana):
    publish(ana, COMMON)
    data = typed(client.get(address(ana)), then="language", language="fi")

    answer = client.post(address(ana), data)

    assert texts(answer) == [["", "{{ apprentice }} is on time.", "", ""]]
    assert [text.label for text in answer.context["form"].rows[0]["texts"]] == [
        f"{name} (clause 1)" for name in ("English", "Español", "Suomi")
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{{ ''.__class__ }}", "Line 1: Only {{ field }}"),
        ("{{ config }}", "Line 1: “config” is no field."),
        ("{% for a in host %}{% endfor %}", "Line 1: Only {{ field }}"),
        ("fine\n<svg onload=alert(1)>", "Line 2: HTML is not taken"),
        ("![x](http://127.0.0.1/)", "Line 1: Pictures are not taken."),
        ("[x](javascript:alert(1))", "Line 1: A link leads to"),
        ("[x](file:///etc/passwd)", "Line 1: A link leads to"),
    ],
)
def test_what_is_refused_is_said_at_its_field_while_one_types_and_when_one_publishes(client, ana, text, fault):
    page = client.get(address(ana))
    data = typed(page, **{"text-0-en": text, "note": "n"})

    looked = client.post(address(ana), data | {"check": "1"})
    answer = client.post(address(ana), data | {"then": "publish"})

    assert (looked.status_code, answer.status_code, kept(ana)) == (200, 422, [])
    assert looked.context["wrong"][0].startswith(f"Clause 1, English. {fault}")
    assert answer.context["form"]["text-0-en"].errors[0].startswith(fault)
    assert answer.context["form"]["text-0-en"].value() == text
    assert "<svg onload" not in looked.text + answer.text


@pytest.mark.parametrize(("example", "said"), [("all", "Young."), ("none", "Grown.")])
def test_the_preview_fills_in_an_invented_stay_with_and_without_conditions(client, ana, example, said):
    publish(ana, COMMON, EMPLOYER)
    data = typed(client.get(address(ana)), example=example, check="1")

    answer = client.post(address(ana), data)

    assert answer.context["wrong"] == []
    assert [(part["label"], part["clauses"]) for part in answer.context["parts"]] == [
        ("For all parties", [(1, [("en", "English", "<p>Lucía García is on time.</p>\n")])]),
        ("Home employer", [(2, [("en", "English", f"<p>{said}</p>\n"), ("es", "Español", "<p>Hola.</p>\n")])]),
    ]


def test_whoever_was_slower_sees_both_and_loses_nothing(client, ana):
    page = client.get(address(ana))
    publish(ana, EMPLOYER)
    data = typed(page, **{"text-0-en": "Mine", "note": "n", "then": "publish"})

    answer = client.post(address(ana), data)

    assert (answer.status_code, texts(answer), len(kept(ana))) == (409, [["", "Mine", ""]], 1)
    assert "Somebody published other clauses" in answer.text
    again = client.post(address(ana), typed(answer, then="publish"))
    assert (again.status_code, [number for number, _clauses in kept(ana)]) == (302, [2, 1])


def test_earlier_versions_are_read_with_what_changed_and_written_on_from(client, ana):
    first = publish(ana, COMMON)
    second = publish(ana, EMPLOYER, note="Other", seen=1)

    old, new = (client.get(address(ana, book=book)) for book in (first, second))
    editor = client.get(address(ana), {"from": first.pk})

    assert ([row["party"] for row in old.context["rows"]], old.context["changes"]) == (["All parties"], [])
    assert [(was["party"], now["party"]) for was, now in new.context["changes"]] == [("All parties", "Home employer")]
    assert texts(editor) == [["", COMMON["text"]["en"], ""]]
    assert client.post(address(ana), typed(editor, note="Back", then="publish")).status_code == 302
    assert kept(ana)[0] == (3, [COMMON])


def test_the_list_says_how_many_clauses_each_paper_has(client, ana, django_assert_max_num_queries):
    publish(ana, COMMON, EMPLOYER)
    make_coordinator(ana.centre)

    with django_assert_max_num_queries(8):
        answer = client.get(reverse("mobilities:clauses", args=[ana.centre.pk]))

    rows = answer.context["tasks"]
    assert (len(rows), rows[0]["status"], {row["status"] for row in rows[1:]}) == (14, "2 clauses", {"No clauses"})
    assert reverse("mobilities:clauses", args=[ana.centre.pk]) in client.get(
        reverse("centres:detail", args=[ana.centre.pk])
    ).text  # fmt: skip


def test_papers_that_are_none_are_not_found(client, ana):
    book = publish(ana, COMMON)

    assert client.get(address(ana, "NOTHING")).status_code == 404
    assert client.get(address(ana, "GRANT_AGREEMENT", book)).status_code == 404


def test_senseless_numbers_do_no_harm(client, ana):
    data = typed(client.get(address(ana)), count="9" * 12, languages="en xx", then="add")

    answer = client.post(address(ana), data)

    assert (answer.status_code, len(answer.context["form"].rows)) == (200, 31)
