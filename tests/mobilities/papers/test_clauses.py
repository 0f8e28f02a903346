"""The clauses of a centre on its papers: published in versions, frozen with a paper, read by whom they bind."""

import io
from datetime import timedelta

import pikepdf
import pypdfium2
import pytest
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils.translation import override

from doallvet.core.pdf import render_pdf
from doallvet.core.refused import Refused, Stale
from doallvet.history.models import Event
from doallvet.signing.papers import paper_of
from mobilities import clauses as read
from mobilities.actions import clauses
from mobilities.facts import facts_of
from mobilities.models import ClauseBook, Mobility
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities import sheets, signing
from tests.mobilities.agreements import make_stay
from tests.mobilities.signing import ORDER, place, sign_all, states

pytestmark = pytest.mark.django_db
LA, CONSENT = "LEARNING_AGREEMENT", "EMPLOYER_CONSENT"
LATER = NOW + timedelta(days=1)
COMMON = {"party": "", "text": {"en": "**{{ apprentice }}** works {{ hours }} hours at {{ host }}."}}
EMPLOYER = {"party": "home_employer", "text": {"en": "{% if pay_kept %}Pay goes on.{% else %}Pay rests.{% endif %}"}}
HOST = {"party": "host_company", "text": {"en": "The mentor calls {{ coordinator }} once a week."}}
GUARDIAN = {"party": "guardian", "text": {"en": "Somebody is reached at night."}}


@kept
def adult_stay():
    return make_stay(pay_kept=True)


@pytest.fixture
def stay(time_machine, adult_stay):
    time_machine.move_to(NOW, tick=False)
    return adult_stay


def publish(stay, *rows, kind=LA, note="New", at=NOW):
    mobility, ana = stay
    seen = ClauseBook.objects.filter(centre=mobility.sending_centre, kind=kind).count()
    return clauses.publish(mobility.sending_centre, kind, list(rows), note, seen=seen, by=ana, at=at)


def text_of(version):
    with default_storage.open(version.file) as file, pypdfium2.PdfDocument(file.read()) as document:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def test_a_paper_without_clauses_is_frozen_as_it_always_was(stay):
    before = signing.issue(*stay)
    publish(stay, COMMON)
    publish(stay)

    again = signing.issue(*stay, at=LATER)

    assert "clauses" not in before.data
    assert (again.pk, "Further agreements" in text_of(before)) == (before.pk, False)


def test_clauses_are_filled_in_and_frozen_for_those_who_sign(stay):
    publish(stay, HOST, COMMON, EMPLOYER, GUARDIAN)

    assert signing.issue(*stay).data["clauses"] == {
        "all": [{"en": r"**Lucía García** works 38\.5 hours at Werkstatt Sachsen."}],
        "home_employer": [{"en": "Pay goes on."}],
        "host_company": [{"en": "The mentor calls Ana Reyes once a week."}],
    }


def test_an_issued_paper_keeps_its_clauses_when_there_are_others(stay):
    publish(stay, COMMON)
    version = signing.issue(*stay)
    publish(stay, EMPLOYER)

    version.refresh_from_db()
    assert (list(version.data["clauses"]), "works 38.5 hours" in text_of(version)) == (["all"], True)


@pytest.mark.parametrize(
    ("first", "then", "asked"),
    [
        ([COMMON, EMPLOYER], [COMMON, EMPLOYER | {"text": {"en": "Pay rests."}}], ["home_employer"]),
        ([COMMON], [COMMON, EMPLOYER], ["home_employer"]),
        ([], [HOST], ["host_company"]),
        ([HOST], [], ["host_company"]),
        ([COMMON], [COMMON | {"text": {"en": "Other"}}], ORDER),
        ([], [COMMON], ORDER),
        ([COMMON, EMPLOYER], [EMPLOYER, COMMON], []),
    ],
)
def test_a_clause_of_one_party_binds_that_party_and_a_common_one_all(stay, first, then, asked):
    publish(stay, *first)
    sign_all(signing.issue(*stay))
    publish(stay, *then, note="Other")

    version = signing.issue(*stay, at=LATER)

    assert [party for party in ORDER if states(version)[party] not in ("carried", "signed")] == asked


def test_each_party_reads_its_own_clauses_and_the_common_ones(stay):
    publish(stay, COMMON, EMPLOYER, HOST)
    version = signing.issue(*stay, languages=["en"])
    paper = paper_of(version.document)

    seen = {
        party: [word for word in ("works", "Pay goes on", "once a week") if word in paper.html(version, party=party)]
        for party in ("apprentice", "home_employer", "host_company")
    }
    assert seen == {
        "apprentice": ["works"],
        "home_employer": ["works", "Pay goes on"],
        "host_company": ["works", "once a week"],
    }
    terms = paper.terms(place(version, "home_employer"))["further"]
    assert [(part["labels"], [row["number"] for row in part["clauses"]]) for part in terms] == [
        ([("en", "For all parties")], [1]),
        ([("en", "Home employer")], [2]),
    ]


def test_what_changed_is_told_to_whom_it_concerns_without_marks(stay):
    publish(stay, COMMON, HOST)
    sign_all(signing.issue(*stay))
    publish(
        stay, COMMON | {"text": {"en": "*{{ apprentice }}* rests."}}, EMPLOYER, HOST | {"text": {"en": "No calls."}}
    )
    version = signing.issue(*stay, at=LATER)
    paper = paper_of(version.document)

    with override("en"):
        told = {party: paper.changes(place(version, party)) for party in ("apprentice", "home_employer")}

    both = ("Further agreements", "Lucía García works 38.5 hours at Werkstatt Sachsen.", "Lucía García rests.")
    assert told == {
        "apprentice": [both],
        "home_employer": [both, ("Further agreements with you", "", "Pay goes on.")],
    }


def test_all_clauses_stand_in_the_pdf_numbered_and_tagged(stay):
    publish(
        stay, COMMON, EMPLOYER, {"party": "", "text": {"en": "# Rest\n\n- Sundays\n- [rules](https://x.example/r)"}}
    )

    version = signing.issue(*stay, languages=["en"])

    text = text_of(version)
    said = text[text.index("Further agreements") :]
    assert said.startswith(
        "Further agreements For all parties Lucía García works 38.5 hours at Werkstatt Sachsen. "
        "Rest Sundays rules (https://x.example/r) Home employer Pay goes on. "
    )
    with default_storage.open(version.file) as file, pikepdf.open(io.BytesIO(file.read())) as document:
        tags = [str(row.S) for row in document.objects if isinstance(row, pikepdf.Dictionary) and "/S" in row]
        assert ("/H4" in tags, len(document.attachments)) == (True, 0)


@pytest.mark.parametrize("lines", range(24, 38, 2))
@pytest.mark.parametrize("length", [1, 30])
def test_a_heading_stays_with_the_clause_below_it(lines, length):
    data = {
        "languages": ["en", "es"],
        "signers": [{"side": "home_employer"}],
        "clauses": {
            "all": [{"en": "Saturdays are free.", "es": "Los sábados son libres."}],
            "home_employer": [{"en": "Pay goes on as before. " * length, "es": "La paga sigue igual. " * length}],
        },
    }
    shown = {"further": read.parts(data), "further_titles": read.titles(data)}
    html = "<h1>-</h1>" + "<p>Line</p>" * lines + render_to_string("documents/_clauses.html", shown)

    with pypdfium2.PdfDocument(render_pdf(html, title="-", language="en")) as document:
        pages = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    assert [
        ("Further agreements" in page, "For all parties" in page) == ("Saturdays" in page, "Saturdays" in page)
        and ("Home employer" in page) <= ("Home employer · Empresa de origen Pay goes" in page)
        for page in pages
    ] == [True] * len(pages)


@pytest.mark.parametrize(
    ("first_name", "last_name", "shown"),
    [
        ("*Ana* <b>", "[x](javascript:alert(1))", "*Ana* <b> [x](javascript:alert(1))"),
        ("<script>alert(1)</script>", "{{ config }}", "<script>alert(1)</script> {{ config }}"),
        ("Ελένη", "Παπαδοπούλου", "Ελένη Παπαδοπούλου"),
        ("Wolfeschlegelsteinhausen" * 6, "Bergerdorff" * 13, ""),
    ],
)
def test_a_name_is_printed_as_it_is(stay, first_name, last_name, shown):
    mobility, ana = stay
    person = mobility.apprentice.person
    person.first_name, person.last_name = first_name, last_name
    person.save()
    publish(stay, {"party": "", "text": {"en": "Name: {{ apprentice }}."}})

    version = signing.issue(Mobility.objects.with_people().get(pk=mobility.pk), ana)

    name = shown or f"{first_name} {last_name}"
    html = "".join(text for part in read.parts(version.data) for row in part["clauses"] for _code, text in row["texts"])
    assert ("<b>" in html, "<script" in html, "<a " in html) == (False, False, False)
    said = text_of(version).replace("-", "").replace(" ", "").replace("\ufffe", "").replace("\u2010", "")
    assert f"Name:{name}.".replace(" ", "") in said


def test_two_languages_stand_side_by_side_and_one_alone_over_the_whole_width(stay):
    both = {
        "party": "",
        "text": {"es": "Hasta el {{ ends }}, en {{ country }}.", "de": "Bis {{ ends }}, in {{ country }}."},
    }
    publish(stay, both, {"party": "home_employer", "text": {"es": "La paga sigue."}}, kind=CONSENT)

    version = sheets.issue(*stay[:1], CONSENT, stay[1])

    assert version.data["clauses"] == {
        "all": [
            {
                "es": "Hasta el 26 sep 2027, en Alemania.",
                "de": "Bis 26\\. September 2027, in Deutschland.",
            }
        ],
        "home_employer": [{"es": "La paga sigue."}],
    }
    text = text_of(version)
    said = text[text.index("Otros acuerdos") : text.index("Firmas")]
    assert said.count("La paga sigue.") == said.count("Weitere Vereinbarungen") == 1
    with override("de"):
        terms = paper_of(version.document).terms(place(version, "home_employer"))["further"]
    assert [row["texts"][0][0] for part in terms for row in part["clauses"]] == ["de", "es"]


def test_a_clause_that_is_not_written_in_a_language_of_the_paper_is_noted(stay):
    mobility, _ana = stay
    publish(stay, {"party": "", "text": {"es": "Hola."}}, kind=CONSENT)

    facts = facts_of(mobility, list(mobility.parties.all()))

    found = read.filled(mobility, CONSENT, facts, {}, ["es", "de"])

    assert (found.frozen, found.gaps) == ({"all": [{"es": "Hola."}]}, [])
    assert found.notes == ["Clause 1 is not written in this language of the paper: German."]


def test_nothing_goes_out_with_a_hole_in_it(stay):
    publish(stay, {"party": "", "text": {"en": "Online until {{ virtual_ends }}."}})

    with pytest.raises(Refused, match="Clause 1: “last day of the virtual phase” is not known here."):
        signing.issue(*stay)
    publish(stay, {"party": "", "text": {"en": "{% if virtual_ends %}Online until {{ virtual_ends }}.{% endif %} So."}})
    assert signing.issue(*stay).data["clauses"] == {"all": [{"en": "So."}]}


def test_a_version_is_published_once_and_never_overwritten(stay):
    mobility, ana = stay
    first = publish(stay, COMMON)
    say = {"by": ana, "at": LATER}

    again = clauses.publish(mobility.sending_centre, LA, [COMMON], "New", seen=0, **say)
    with pytest.raises(Stale, match="Somebody published other clauses"):
        clauses.publish(mobility.sending_centre, LA, [HOST], "Mine", seen=0, **say)
    second = clauses.publish(mobility.sending_centre, LA, [HOST], "Mine", seen=1, **say)

    assert (again.pk, first.number, second.number) == (first.pk, 1, 2)
    assert list(ClauseBook.objects.of(mobility.sending_centre, LA).values_list("number", "clauses", "note")) == [
        (2, [HOST], "Mine"),
        (1, [COMMON], "New"),
    ]
    told = Event.objects.filter(verb="clauses_published").order_by("pk").values_list("before", "after", "note")
    assert list(told) == [(0, 1, "New"), (1, 2, "Mine")]


@pytest.mark.parametrize(
    ("rows", "note", "reason"),
    [
        ([{"party": "", "text": {"en": "{{ config }}"}}], "x", "Clause 1: Line 1: “config” is no field."),
        ([{"party": "x", "text": {"en": "a"}}], "x", "Clause 1: The party does not sign this paper."),
        ([COMMON], " ", "Say what is new"),
    ],
)
def test_what_is_no_clause_is_not_published(stay, rows, note, reason):
    with pytest.raises(Refused, match=reason):
        publish(stay, *rows, note=note)
    assert not ClauseBook.objects.exists()
