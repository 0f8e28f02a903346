"""When all have signed, one paper with the evidence is made, sealed and kept."""

import hashlib
from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from django.core.files.storage import default_storage
from django.urls import reverse

from doallvet.core.apart import Runaway
from doallvet.signing import evidence, mark, printing, seal
from doallvet.signing.actions import chain
from doallvet.signing.actions import seal as seals
from doallvet.signing.choices import Way
from doallvet.signing.models import Deed, Version
from doallvet.signing.tasks import seal as seal_task
from mobilities.actions.sweep import sweep
from tests.core.accessible import faults
from tests.factories import NOW, TODAY, make_coordinator
from tests.kept import kept
from tests.mobilities import signing
from tests.mobilities.agreements import make_stay
from tests.mobilities.sheets import issue
from tests.mobilities.signing import ORDER, place, sign, sign_all
from tests.signing.seals import key_file

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
RHYTHM = {"frequency": "Twice a week", "channel": "Video call"}


@kept
def signed():
    mobility, ana = make_stay()
    version = signing.issue(mobility, ana, languages=["en", "de"])
    sign_all(version)
    version.refresh_from_db()
    return mobility, ana, version


@pytest.fixture(autouse=True)
def key(settings, time_machine):
    time_machine.move_to(NOW, tick=False)
    settings.SEAL_KEY = str(key_file())


@pytest.fixture
def asked(monkeypatch):
    """What workers are asked to do."""
    wishes = []
    monkeypatch.setattr("doallvet.core.jobs._send", lambda name, ids, **_when: wishes.append((name, ids)))
    return wishes


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


def sealed(version, at=NOW):
    seals.seal(version.pk, at=at)
    version.refresh_from_db()
    return version


def content_of(version):
    with default_storage.open(version.sealed_file) as file:
        return file.read()


def texts(content):
    with pypdfium2.PdfDocument(content) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def words(content):
    """All of a file's text in one line, words cut at the end of a line put together."""
    return " ".join("\n".join(texts(content)).replace("\ufffe\n", "").split())


def test_the_sealed_paper_is_made_once_and_stands_in_the_chain(signed):
    version = sealed(signed[2])
    content = content_of(version)

    again = seals.seal(version.pk, at=LATER)

    assert (version.sealed_at, version.sealed_hash) == (NOW, hashlib.sha256(content).hexdigest())
    assert seal.holds(content, [version.sealed_with.pem])
    assert (again, Version.objects.get(pk=version.pk).sealed_file) == (False, version.sealed_file)
    assert [deed.act for deed in Deed.objects.filter(version_id=version.pk)][-2:] == ["completed", "sealed"]
    assert chain.broken() == []


def test_nothing_is_sealed_before_all_have_signed(signed):
    mobility, ana, _version = signed
    newer = signing.issue(mobility, ana, languages=["en", "de"], at=LATER, monitoring=RHYTHM)

    assert seals.seal(newer.pk, at=LATER) is False
    assert not newer.sealed_file


def test_the_issued_file_stays_as_it_is(signed):
    version = signed[2]
    before = version.file, version.file_hash

    sealed(version)

    assert (version.file, version.file_hash) == before
    assert version.sealed_file != version.file


def test_the_evidence_tells_who_signed_what_when_and_how(signed):
    version = sealed(signed[2])
    found, (length, _newest) = words(content_of(version)), chain.head()
    sealing = Deed.objects.get(act="sealed")

    for signature in [row.signature for row in version.signatories.select_related("signature__deed")]:
        for told in (signature.typed_name, signature.consent, signature.deed.hash):
            assert told in found
    assert found.count("2026-11-23 10:00:00 UTC") >= 2 * len(ORDER)
    assert found.count("By a personal link; simple electronic signature") == len(ORDER)
    for told in ("Metal Bierzo", "Werkstatt Sachsen", version.content_hash, version.file_hash, sealing.previous):
        assert told in found
    assert f"{length - 1} so far, the newest" in found
    assert "qualified" not in found


def test_a_carried_signature_says_which_version_it_covers(signed):
    mobility, ana, first = signed
    newer = signing.issue(mobility, ana, languages=["en", "de"], at=LATER, monitoring=RHYTHM)
    for party in ("sending_centre", "hosting_centre"):
        sign(newer, party, at=LATER)

    found = words(content_of(sealed(newer, at=LATER)))

    assert found.count("Signed on version 1; nothing that binds this party changed since.") == 3
    assert found.count(f"Content of that version: {first.content_hash}") == 3
    assert found.count("2026-11-24 10:00:00 UTC on version 1") == 0
    assert found.count("2026-11-23 10:00:00 UTC on version 1") == 3


def test_a_deputy_and_a_signature_on_paper_are_shown_as_such():
    mobility, ana = make_stay()
    ines = make_coordinator(mobility.sending_centre, first_name="Inés", last_name="Quiroga")
    version = signing.issue(mobility, ana, languages=["en", "de"])
    sign_all(version, parties=ORDER[:2])
    sign(version, "sending_centre", person=ines)
    paper = {"way": Way.PAPER, "scan": "signed/x.pdf", "scan_hash": "5" * 64, "consent": ""}
    sign(version, "host_company", recorded_by=ana, **paper)
    sign(version, "hosting_centre", typed_name="J. Weber", address="jonas@elbe.example")

    found = words(content_of(sealed(version)))

    assert f"Signed in place of {ana}" in found
    assert f"On paper; on paper, as a scan Recorded by {ana}; scan (SHA-256) {'5' * 64}" in found
    assert f"Name in the portal {place(version, 'hosting_centre').person}" in found
    assert "(j•••@elbe.example)" in found
    assert "jonas@elbe.example" not in " ".join(texts(content_of(version))[-2:])


def test_each_page_leads_to_the_check(signed):
    version = sealed(signed[2])
    content = content_of(version)
    asked = f"?n={version.document.number}&v=1&h={version.content_hash[:12]}"

    with pypdfium2.PdfDocument(content) as document:
        codes = [[code.text for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil())] for page in document]
    assert [set(found) for found in codes] == [{f"http://testserver/verify/{asked}"}] * len(codes)
    assert [len(found) for found in codes] == [1] * (len(codes) - 1) + [2]
    for number, page in enumerate(texts(content), start=1):
        assert f"Page {number} of {len(codes)}" in page
        assert all(told in page for told in (version.document.number, version.content_hash))
        assert mark.printed_code(version.content_hash) in page


def test_issued_and_sealed_file_are_accessible(signed):
    version = sealed(signed[2])

    with default_storage.open(version.file) as file:
        assert faults(file.read()) == []
    assert faults(content_of(version)) == []


def test_names_are_text_and_never_markup():
    mobility, ana = make_stay()
    version = signing.issue(mobility, ana, languages=["en", "de"])
    for party in ORDER:
        sign(version, party, typed_name='<img src="file:///etc/passwd"><b>X</b>', consent="<script>x</script>")

    html = printing.signed_html(version, evidence.of(version, at=NOW))

    assert "&lt;img src=" in html and '<img src="file' not in html and "<script" not in html
    assert '<img src="file:///etc/passwd"><b>X</b>' in words(content_of(sealed(version)))


def test_a_paper_that_cannot_be_made_stays_issued_and_the_sweep_asks_again(signed, asked, monkeypatch, committed):
    version = signed[2]
    monkeypatch.setattr(printing, "render_apart", runs_away)
    with pytest.raises(Runaway):
        seal_task(version_id=version.pk)
    with committed(execute=True):
        sweep(today=TODAY, at=NOW)

    version.refresh_from_db()
    assert (version.sealed_file, version.completed_at, chain.broken()) == ("", NOW, [])
    assert asked.count(("signing.seal", {"version_id": version.pk})) == 1


def runs_away(*_args, **_more):
    raise Runaway("The child ended.")


def test_a_seal_that_fails_leaves_no_file_behind(signed, monkeypatch):
    version = signed[2]
    before = set(default_storage.listdir("sealed")[1]) if default_storage.exists("sealed") else set()
    monkeypatch.setattr(seals.chain, "add", fails)

    with pytest.raises(RuntimeError):
        seals.seal(version.pk, at=NOW)

    assert set(default_storage.listdir("sealed")[1]) == before


def fails(*_args, **_more):
    raise RuntimeError("The database is away.")


def test_signatures_that_change_while_the_paper_is_made_are_not_sealed(signed, monkeypatch):
    version = signed[2]
    rendered = printing.signed

    def meanwhile(version, found):
        Version.objects.filter(pk=version.pk).update(completed_at=LATER)
        return rendered(version, found)

    monkeypatch.setattr(printing, "signed", meanwhile)

    assert seals.seal(version.pk, at=NOW) is False
    assert Version.objects.get(pk=version.pk).sealed_file == ""


def test_where_all_signatures_are_carried_the_file_is_all_that_is_waited_for(signed, asked, committed):
    mobility, ana, _version = signed
    mentor = {"name": "Timo Kraft", "email": "timo@werkstatt.example", "phone": "+49351111111"}
    second = signing.issue(
        mobility, ana, languages=["en", "de"], at=LATER, hosting={"oid": "E10000002", "mentor": mentor}
    )
    sign_all(second, at=LATER, parties=[party for party in ORDER if place(second, party).state == "waiting"])

    with committed(execute=True):
        third = signing.issue(
            mobility,
            ana,
            languages=["en", "de"],
            hosting={"oid": "E10000002", "mentor": mentor | {"phone": "+49351222222"}},
        )

    assert {row.state for row in third.signatories.all()} == {"carried"}
    assert (
        asked.count(("signing.seal", {"version_id": third.pk})) == 2
    )  # when it was complete, and when it had its file
    assert seals.seal(third.pk, at=LATER)


def test_without_a_key_the_signed_paper_is_made_and_says_so(signed, settings, client):
    mobility, ana, version = signed
    settings.SEAL_KEY = "off"

    version = sealed(version)

    assert (bool(version.sealed_file), version.sealed_with) == (True, None)
    assert "This portal has no key for a seal" in words(content_of(version))
    client.force_login(ana)
    page = client.get(reverse("mobilities:agreement", args=[mobility.pk])).content.decode()
    assert "Signed, without a seal (PDF)" in page


@pytest.mark.parametrize(
    ("languages", "title", "language"),
    [(("es", "de"), "Prueba de las firmas", "es"), (("de", "es"), "Nachweis der Unterschriften", "de")],
)
def test_other_papers_are_sealed_too_with_their_evidence_in_their_first_language(languages, title, language):
    mobility, ana = make_stay(minor=True, pay_kept=True)
    version = issue(mobility, "EMPLOYER_CONSENT", ana, languages=list(languages))
    for party in ("home_employer", "apprentice", "guardian", "sending_centre"):
        sign(version, party)
    version.refresh_from_db()

    content = content_of(sealed(version))

    assert title in words(content)
    assert faults(content) == []
    assert f'<section class="evidence dense" lang="{language}">' in printing.signed_html(
        version, evidence.of(version, at=NOW)
    )
