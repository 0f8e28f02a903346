"""The learning agreement in two languages side by side, or in one; and what stays of those of before."""

import io
import re

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.utils.translation import override

from doallvet.signing import mark, printing
from doallvet.signing.actions import document as signing
from doallvet.signing.freezing import content_hash
from doallvet.signing.papers import paper_of
from mobilities import documents, filling
from mobilities.actions import agreement as agreements
from mobilities.models import Mobility
from tests.core.test_pdf import texts
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities import signing as papers
from tests.mobilities.agreements import BLOCKS, OUTCOMES, WEEKS, make_stay, write

pytestmark = pytest.mark.django_db
CELL = re.compile(r'<t[hd][^>]*? lang="(\w\w)"[^>]*>([^<]*)</t[hd]>')


@kept
def stay():
    return make_stay()


@pytest.fixture
def issue(stay):
    mobility, ana = stay

    def make(*languages, **changes):
        return agreements.issue(write(mobility, ana, **changes), by=ana, at=NOW, languages=list(languages) or None)

    return make


def cells(html):
    """What stands in the cells of a language, in the order of the paper."""
    return [(language, text) for language, text in CELL.findall(html) if text]


def frozen_as_before(version):
    """The same agreement as it was frozen before there were two languages: its sentences in one, without a title."""
    data = {key: value for key, value in version.data.items() if key not in ("languages", "text")}
    data |= {"language": "en", "commitments": {side: said["en"] for side, said in data["commitments"].items()}}
    how = {"language": "en", "template": documents.TEMPLATE, "template_version": "1"}
    return signing.freeze(version.document, data, **how, by=version.issued_by, at=NOW)[0]


def test_it_is_written_in_the_languages_of_sender_and_host(issue):
    version = issue()

    assert (version.data["languages"], version.language) == (["es", "de"], "es")
    assert {language: text["title"] for language, text in version.data["text"].items()} == {
        "es": "Acuerdo de aprendizaje",
        "de": "Lernvereinbarung",
    }
    assert set(version.data["commitments"]["host_company"]) == {"es", "de"}


def test_each_name_and_each_choice_stands_in_both_languages_and_what_was_typed_once(issue):
    html = documents.html(issue("es", "de"))

    found = cells(html)
    at = found.index(("es", "Nacionalidad"))
    assert found[at : at + 4] == [
        ("es", "Nacionalidad"),
        ("de", "Staatsangehörigkeit"),
        ("es", "España"),
        ("de", "Spanien"),
    ]
    assert '<td colspan="2">Video call</td>' in html
    assert html.count("Video call") == 1
    assert '<span lang="es">VET' not in html
    assert '<span lang="es">Centro de formación profesional</span> / <span lang="de">Berufsschule</span>' in html


def test_several_choices_stand_side_by_side(issue):
    values = BLOCKS["recognition"] | {"goes_into": ["module", "hours"]}

    found = cells(documents.html(issue("fi", "fr", recognition=values)))

    assert ("fi", "Tutkinnon osa-alue, koulutustunnit") in found
    assert ("fr", "Un module du cursus, des heures de formation") in found


def test_where_both_share_a_language_there_is_one_column(stay):
    mobility, ana = stay
    Mobility.objects.filter(pk=mobility.pk).update(host_country="ES")
    mobility = Mobility.objects.with_people().get(pk=mobility.pk)

    version = agreements.issue(write(mobility, ana), by=ana, at=NOW)

    html = documents.html(version)
    assert version.data["languages"] == ["es"]
    assert {language for language, _text in cells(html)} == {"es"}
    assert "colspan" not in html[: html.index('class="outcomes"')].replace('<td colspan="1">', "")


def test_the_weeks_say_their_days_in_both_languages(issue):
    html = documents.html(issue("es", "de"))

    assert re.findall(r'<div lang="(\w\w)">(.*?)<br>', html) == [
        ("es", "Semana 1"),
        ("de", "Woche 1"),
        ("es", "Semanas 2 a 3"),
        ("de", "Wochen 2 bis 3"),
    ]
    assert "13. September 2027 – 26. September 2027" in html


def test_a_screen_reader_is_told_the_language_of_each_cell(issue):
    version = issue("es", "de")

    with pikepdf.open(io.BytesIO(printing.issued(version))) as pdf:
        tags = [value for value in pdf.objects if isinstance(value, pikepdf.Dictionary) and "/S" in value]
        told = {(str(tag.S), str(tag.Lang)) for tag in tags if "/Lang" in tag}
        assert str(pdf.Root.Lang) == "es"
    assert {(kind, language) for kind in ("/TH", "/TD", "/P", "/L", "/Span") for language in ("es", "de")} <= told


@pytest.mark.parametrize("languages", [("en",), ("es", "de"), ("fi", "fr"), ("en", "es")], ids="-".join)
def test_long_texts_and_many_outcomes_stay_on_the_pages(issue, languages):
    outcomes = [OUTCOMES[0] | {"code": f"LO{n}", "text": "Plans the work with the mentor. " * 15} for n in range(1, 15)]
    weeks = [
        row | {"tasks": "Repairs and tests.\n" * 9, "outcomes": [row["code"] for row in outcomes]} for row in WEEKS
    ]

    version = issue(*languages, learning_outcomes=outcomes, learning_programme=weeks)
    pages = texts(printing.issued(version))

    whole = " ".join(" ".join(pages).split())
    assert [code for code in (row["code"] for row in outcomes) if code not in whole] == []
    assert all(version.document.number in page and version.content_hash in page for page in pages)


def test_an_agreement_of_before_reads_in_its_one_language_and_is_still_what_was_signed(issue):
    old = frozen_as_before(issue("en"))

    html = documents.html(old, party="host_company")

    assert content_hash(old.data, old.template_version) == old.content_hash
    assert documents.heading(old) == f"Learning agreement {old.document.number}"
    assert {language for language, _text in cells(html)} == {"en"}
    assert "All of it is learned on site." in html
    assert "We name a mentor who has time for the apprentice." in html
    assert "We go on paying" not in html
    assert paper_of(old.document).terms(papers.place(issue("en"), "host_company"))["commitments"]["language"] == "en"


def test_an_agreement_of_before_is_sealed_from_what_was_frozen(issue):
    old = frozen_as_before(issue("en"))
    evidence = {"language": "en", "places": [], "made_at": "", "length": 0, "head": ""}

    html = printing.signed_html(old, evidence)

    assert old.content_hash in html
    assert mark.printed_code(old.content_hash) in html


def test_the_file_that_was_issued_is_not_made_again_by_a_new_template(issue, monkeypatch):
    version = issue("en")
    agreements.build_file(version.pk, at=NOW)
    version.refresh_from_db()
    with default_storage.open(version.file) as file:
        before = file.read()
    monkeypatch.setattr(documents, "TEMPLATE_VERSION", "3")

    agreements.build_file(version.pk, at=NOW)

    version.refresh_from_db()
    with default_storage.open(version.file) as file:
        assert file.read() == before


def test_a_draft_tells_the_reader_its_labels_in_the_portals_language(stay):
    mobility, _ana = stay

    with override("es"):
        spanish = [block.title for block in filling.draft_of(mobility).blocks][:2]
    with override("en"):
        english = [block.title for block in filling.draft_of(mobility).blocks][:2]

    assert (spanish, english) == (["Proyecto y movilidad", "Participante"], ["Project and mobility", "Participant"])
