"""What one reads on the page on which one signs, in which language, and what is kept of it."""

import pytest
from django.utils.translation import override

from doallvet.papers import sheets as written
from doallvet.signing.models import Signature, Version
from doallvet.signing.papers import paper_of
from mobilities.models import Mobility
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities import sheets
from tests.mobilities.agreements import make_stay
from tests.mobilities.signing import issue, page_of, place, sign

pytestmark = pytest.mark.django_db
GERMAN = "Wir benennen eine betreuende Person, die sich Zeit nehmen kann."
ENGLISH = "We name a mentor who has time for the apprentice."
KEPT = "What I commit to was shown to me as a translation; what counts is what the paper says."


@kept
def stay():
    return make_stay(pay_kept=True)


@pytest.fixture
def host(stay, time_machine):
    """The host's place on an agreement in Spanish and German whose turn it is."""
    time_machine.move_to(NOW, tick=False)
    version = issue(*stay)
    for party in ("apprentice", "home_employer", "sending_centre"):
        sign(version, party)
    return place(version, "host_company")


def browser(client, row, language):
    row.person.language = language
    row.person.save()
    client.force_login(row.person)
    return client


def said(row, language):
    return {
        "act": "sign",
        "typed_name": "Heike Sommer",
        "agreed": "on",
        "read_in": language,
        "shown": row.version.content_hash,
    }


def test_who_reads_another_language_reads_a_translation_and_what_is_signed_beside_it(client, host):
    page = browser(client, host, "en").get(page_of(host))

    promise = page.context["terms"]["commitments"]
    assert promise["language"] == "en"
    assert ENGLISH in promise["sentences"]
    assert [language for language, _sentences in promise["signed"]] == ["es", "de"]
    assert promise["signed"] == [
        (code, host.version.data["commitments"]["host_company"][code]) for code in ("es", "de")
    ]
    assert KEPT in page.text
    assert GERMAN in page.text


def test_who_reads_a_language_of_the_paper_reads_what_is_signed(client, host):
    page = browser(client, host, "es").get(page_of(host))

    promise = page.context["terms"]["commitments"]
    frozen = host.version.data["commitments"]["host_company"]["es"]
    assert promise == {"language": "es", "sentences": frozen, "signed": []}
    assert "traducción" not in page.text


@pytest.mark.parametrize("language", ["de", "es"])
def test_a_sentence_that_is_no_longer_the_one_that_was_frozen_is_read_as_it_was_frozen(client, host, language):
    data = host.version.data
    data["commitments"]["host_company"][language][0] = "Wir versprechen etwas anderes."
    Version.objects.filter(pk=host.version_id).update(data=data)

    promise = browser(client, host, "en").get(page_of(host)).context["terms"]["commitments"]

    assert promise == {"language": "de", "sentences": data["commitments"]["host_company"]["de"], "signed": []}


def test_an_agreement_that_does_not_speak_the_readers_language_is_called_in_it_all_the_same(stay, time_machine):
    time_machine.move_to(NOW, tick=False)
    version = issue(*stay, languages=["de", "fi"])

    with override("es"):
        assert written.title(version) == "Acuerdo de aprendizaje"


@pytest.mark.parametrize(("language", "translated"), [("en", True), ("es", False)])
def test_the_evidence_keeps_the_words_that_were_shown(client, host, language, translated):
    browser(client, host, language)
    page = client.get(page_of(host))

    client.post(page_of(host), said(host, language))

    kept = Signature.objects.get(signatory=host)
    assert kept.language == language
    assert kept.consent in page.text.replace("&quot;", '"')
    assert kept.consent.endswith(KEPT) is translated


def test_who_changed_the_language_in_between_reads_again_before_signing(client, host):
    browser(client, host, "es")

    answer = client.post(page_of(host), said(host, "en"), follow=True)

    assert not Signature.objects.filter(signatory=host).exists()
    assert "El idioma ha cambiado" in answer.text


def test_other_papers_are_read_so_too_with_their_title(client, stay, time_machine):
    time_machine.move_to(NOW, tick=False)
    mobility, ana = stay
    row = place(sheets.issue(mobility, "HOST_ACCEPTANCE", ana, languages=["es", "de"]), "host_company")

    terms = browser(client, row, "en").get(page_of(row)).context["terms"]

    assert terms["title"] == "Acceptance of the placement by the host company"
    assert ENGLISH in terms["commitments"]["sentences"]
    assert len(terms["commitments"]["signed"]) == 2


def test_what_changed_is_told_once_in_a_language_of_the_paper(stay, time_machine):
    time_machine.move_to(NOW, tick=False)
    mobility, ana = stay
    for party in ("apprentice", "home_employer"):
        sign(issue(mobility, ana), party)
    Mobility.objects.filter(pk=mobility.pk).update(pay_kept=False)
    version = issue(Mobility.objects.with_people().get(pk=mobility.pk), ana)

    told = paper_of(version.document).changes(place(version, "home_employer"))

    assert [name for name, _before, _after in told] == ["What the home employer commits to"]
    assert "Seguimos pagando a la persona aprendiz durante la estancia." in told[0][1]
    assert "Wir zahlen" not in told[0][1]


def test_the_paper_on_the_page_speaks_both_languages(client, host):
    html = paper_of(host.version.document).html(host.version, party="host_company")

    page = browser(client, host, "en").get(page_of(host))

    assert html in page.text
    assert 'lang="de">Staatsangehörigkeit' in html
