"""The foot of each page and the pages of evidence speak the first language of the paper."""

import re

import pytest

from tests.factories import NOW
from tests.kept import kept
from tests.mobilities import signing
from tests.mobilities.agreements import make_stay
from tests.mobilities.papers.test_sealing import content_of, sealed, words
from tests.mobilities.signing import sign_all
from tests.signing.seals import key_file

pytestmark = pytest.mark.django_db
GERMAN = ["Nachweis der Unterschriften", "einfache elektronische Signatur", "Aufnehmender Betrieb", "Prüfen: "]
FINNISH = ["Allekirjoitusten todisteet", "henkilökohtaisella linkillä", "Tarkista: "]
FRENCH = ["Preuve des signatures", "par un lien personnel", "À vérifier : "]
SPANISH = ["Prueba de las firmas", "firma electrónica simple", "código impreso"]
ENGLISH = ["Evidence", "printed code", "by a personal link", "electronic signature"]


@kept
def stay():
    return make_stay()


@pytest.mark.parametrize(
    ("languages", "page", "said"),
    [
        (["de", "fi"], r"Seite 1 von \d", GERMAN),
        (["fi", "de"], r"Sivu 1 / \d", FINNISH),
        (["fr"], r"Page 1 sur \d", FRENCH),
        (["es", "de"], r"Página 1 de \d", SPANISH),
    ],
)
def test_a_paper_speaks_its_first_language_to_the_last_page(stay, settings, time_machine, languages, page, said):
    time_machine.move_to(NOW, tick=False)
    settings.SEAL_KEY = str(key_file())
    version = signing.issue(*stay, languages=languages)
    sign_all(version)
    version.refresh_from_db()

    text = words(content_of(sealed(version)))

    assert re.search(page, text)
    assert [part for part in said if part not in text] == []
    assert [part for part in ENGLISH if part in text] == []
