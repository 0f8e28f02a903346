"""How a paper lies on its pages: between the margins, and each language as high as the other."""

import pypdfium2
import pytest

from doallvet.signing import printing
from mobilities.actions import paperwork
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities.agreements import make_stay
from tests.mobilities.sheets import fill

pytestmark = pytest.mark.django_db
MARGIN, HAIR = 20 / 25.4 * 72, 2  # points
INTROS = {"de": "Der aufnehmende Betrieb nimmt", "es": "La empresa de acogida recibe"}


@kept
def stay():
    return make_stay(minor=True)


@pytest.fixture
def printed(stay, time_machine):
    time_machine.move_to(NOW, tick=False)
    mobility, ana = stay

    def render(kind, languages):
        row = fill(mobility, kind, ana)
        return printing.issued(paperwork.issue(row, by=ana, at=NOW, languages=languages))

    return render


@pytest.mark.parametrize("languages", [["en"], ["de", "es"], ["fi", "fr"]])
def test_nothing_runs_past_the_margins(printed, languages):
    content = printed("HOST_ACCEPTANCE", languages)

    with pypdfium2.PdfDocument(content) as document:
        for page in document:
            bounds = [thing.get_bounds() for thing in page.get_objects()]
            assert min(left for left, _bottom, _right, _top in bounds) >= MARGIN - HAIR
            assert max(right for _left, _bottom, right, _top in bounds) <= page.get_width() - MARGIN + HAIR


def test_both_languages_begin_at_the_same_height(printed):
    content = printed("HOST_ACCEPTANCE", ["de", "es"])

    with pypdfium2.PdfDocument(content) as document:
        text = document[0].get_textpage()
        starts = [text.search(words).get_next()[0] for words in INTROS.values()]
        tops = {round(text.get_charbox(start, loose=True)[3], 1) for start in starts}

    assert len(tops) == 1
