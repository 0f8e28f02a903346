"""What anybody learns of a paper that they have in their hands, and what they do not."""

import hashlib
import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from doallvet.signing import keys, mark, verify
from doallvet.signing.actions import seal as seals
from doallvet.signing.models import Certificate, Version
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities import signing
from tests.mobilities.agreements import make_stay
from tests.mobilities.signing import ORDER, place, sign_all
from tests.signing.seals import key_file

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
ADDRESS = "/verify/"
NAMES = ["Lucía", "García", "Rosa Prada", "Ana Reyes", "Heike", "Jonas", "Metal Bierzo", "Werkstatt"]


@kept
def issued():
    mobility, ana = make_stay()
    return mobility, ana, signing.issue(mobility, ana)


@kept
def signed(issued):
    version = issued[2]
    sign_all(version)
    version.refresh_from_db()
    return version


@pytest.fixture
def sealed(signed, settings, time_machine):
    time_machine.move_to(NOW, tick=False)
    settings.SEAL_KEY = str(key_file())
    seals.seal(signed.pk, at=NOW)
    signed.refresh_from_db()
    return signed


def bytes_of(path):
    with default_storage.open(path) as file:
        return file.read()


def drop(client, content):
    return client.post(ADDRESS, {"file": SimpleUploadedFile("paper.pdf", content, "application/pdf")})


def by_hash(client, content):
    return client.post(ADDRESS, {"sha256": hashlib.sha256(content).hexdigest()})


def by_code(client, version, code=None):
    asked = {"number": version.document.number, "code": code or mark.printed_code(version.content_hash)}
    return client.post(ADDRESS, asked)


def by_qr(client, version, **changes):
    asked = {"n": version.document.number, "v": version.number, "h": version.content_hash[:12]}
    return client.get(ADDRESS, asked | changes)


def said(answer):
    """Title of the verdict, and the facts by name."""
    page = unescape(answer.content.decode())
    title = re.search(r'id="verdict">([^<]*)<', page)
    return (title[1] if title else None), dict(re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", page))


def names_in(answer):
    return [name for name in NAMES if name in answer.content.decode()]


@pytest.mark.parametrize("ask", [drop, by_hash])
def test_the_sealed_file_is_authentic_and_tells_no_name(client, sealed, ask):
    answer = ask(client, bytes_of(sealed.sealed_file))

    assert (answer.status_code, said(answer), names_in(answer)) == (
        200,
        (
            "Authentic and signed by all",
            {
                "Document": sealed.document.number,
                "Version": "1, issued on 23 Nov 2026",
                "Signed by all": "yes, on 23 Nov 2026",
                "Replaced by a newer version": "no",
                "Seal": "sealed on 23 Nov 2026",
                "Content (SHA-256)": sealed.content_hash,
            },
        ),
        [],
    )


@pytest.mark.parametrize("ask", [drop, by_hash])
def test_one_flipped_byte_is_altered_wherever_it_is(client, sealed, ask, monkeypatch):
    monkeypatch.setattr(verify, "TRIES", 1000)
    content = bytes_of(sealed.sealed_file)
    placeholder = content.index(b"/Contents <")  # where the seal alone sees nothing
    places = [*range(0, len(content), len(content) // 40), *range(placeholder, content.index(b">", placeholder), 100)]

    titles = set()
    for number in places:
        changed = bytearray(content)
        changed[number] ^= 1
        titles.add(said(ask(client, bytes(changed)))[0])

    assert titles == {"Altered, or not a paper of this portal"}
    assert len(places) > 50


def test_the_file_that_was_given_out_to_sign_is_told_from_the_signed_one(client, sealed):
    answer = by_hash(client, bytes_of(sealed.file))

    assert said(answer)[0] == "Authentic and signed by all"
    assert "it holds no signatures" in answer.content.decode()


def test_the_qr_code_tells_no_name_and_the_printed_code_does(client, sealed):
    qr, code = by_qr(client, sealed), by_code(client, sealed)

    assert (said(qr)[0], said(code)[0]) == ("Authentic and signed by all", "Authentic and signed by all")
    assert names_in(qr) == []
    assert {"Rosa Prada", "Ana Reyes", "Metal Bierzo"} <= set(names_in(code))


def test_the_code_is_taken_as_people_type_it(client, sealed):
    code = mark.printed_code(sealed.content_hash)

    for typed in (code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} "):
        assert said(by_code(client, sealed, typed))[0] == "Authentic and signed by all"


def test_what_is_not_complete_and_what_was_replaced_says_so(client, issued, settings):
    mobility, ana, version = issued
    waiting = said(by_code(client, version))
    newer = signing.issue(mobility, ana, at=LATER, monitoring={"frequency": "Twice a week", "channel": "Video call"})
    version.refresh_from_db()

    assert waiting[0] == "Authentic, but not signed by all"
    assert (waiting[1]["Signed by all"], waiting[1]["Seal"]) == ("not yet", "not sealed")
    title, facts = said(by_code(client, version))
    assert title == "Authentic, but a newer version took its place"
    assert facts["Replaced by a newer version"] == "yes, on 24 Nov 2026"
    assert said(by_code(client, newer))[1]["Version"] == "2, issued on 24 Nov 2026"


def wrong(version):
    number, code = version.document.number, mark.printed_code(version.content_hash)
    return [
        {"number": number, "code": "2222-2222"},
        {"number": "LA-2026-2222222", "code": code},
        {"number": "LA-2026-2222222", "code": "2222-2222"},
        {"number": number, "code": "-"},
        {"number": "' OR 1=1 --", "code": code},
    ]


def test_a_wrong_code_and_a_number_that_never_was_are_answered_alike(client, sealed):
    pages = {re.sub(r'value="[^"]*"', "", client.post(ADDRESS, asked).content.decode()) for asked in wrong(sealed)}

    assert len(pages) == 1
    assert "No paper of this portal has this number and code" in pages.pop()


@pytest.mark.parametrize(
    "changes", [{"h": "0" * 12}, {"v": 2}, {"v": "x"}, {"n": "LA-2026-2222222"}, {"n": "a\x00b"}, {"h": ""}]
)
def test_a_qr_code_that_is_not_ours_finds_nothing(client, sealed, changes):
    answer = by_qr(client, sealed, **changes)

    assert (answer.status_code, said(answer)[0]) == (200, "No paper of this portal has this number and code")


def test_a_kept_file_that_was_altered_is_said_to_be(client, sealed):
    default_storage.delete(sealed.sealed_file)
    default_storage.save(sealed.sealed_file, ContentFile(b"%PDF-1.7 something else"))

    assert said(by_code(client, sealed))[0] == "The portal's own copy does not hold"


def test_a_file_put_in_its_place_with_its_hash_lacks_the_seal(client, sealed):
    """Who may write into database and storage still has no key."""
    forged = bytes_of(sealed.file)
    path = default_storage.save("sealed/forged.pdf", ContentFile(forged))
    Version.objects.filter(pk=sealed.pk).update(sealed_file=path, sealed_hash=hashlib.sha256(forged).hexdigest())

    answer = by_hash(client, forged)

    assert said(answer)[0] == "The portal's own copy does not hold"
    assert "The seal on its file is not one of this portal." in answer.content.decode()


def test_a_file_that_is_gone_is_said_to_be(client, sealed):
    default_storage.delete(sealed.sealed_file)

    assert "cannot be compared" in by_code(client, sealed).content.decode()


def test_a_paper_sealed_before_the_key_was_renewed_stays_authentic(client, sealed, settings, tmp_path):
    settings.SEAL_KEY = str(tmp_path / "renewed.p12")
    keys.make_key(tmp_path / "renewed.p12", name="Renewed", at=LATER)

    assert said(by_hash(client, bytes_of(sealed.sealed_file)))[0] == "Authentic and signed by all"
    assert Certificate.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"number": "", "code": "x"}, "Document number: This field is required."),
        ({}, "Choose the file that is to be checked."),
        ({"sha256": "xyz"}, "Enter a valid value."),
        ({"file": SimpleUploadedFile("a.pdf", b"")}, "The submitted file is empty."),
    ],
)
def test_bad_input_is_named(client, db, sent, sentence):
    answer = client.post(ADDRESS, sent)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_file_that_is_too_large_is_not_read(client, db, monkeypatch):
    monkeypatch.setattr("doallvet.signing.forms.MAX_BYTES", 100)

    answer = drop(client, b"x" * 101)

    assert (answer.status_code, "are smaller than 100" in answer.content.decode()) == (422, True)


def test_nothing_is_kept_of_a_file_that_is_checked(client, sealed):
    def kept_files():
        return sorted(name for folder in default_storage.listdir("")[0] for name in default_storage.listdir(folder)[1])

    before, rows = kept_files(), Version.objects.count()

    drop(client, b"%PDF-1.7 a secret of somebody")

    assert (kept_files(), Version.objects.count()) == (before, rows)


def test_who_asks_too_often_waits(client, sealed):
    for _time in range(verify.TRIES):
        assert by_qr(client, sealed).status_code == 200

    busy = [by_qr(client, sealed), by_code(client, sealed), by_hash(client, b"x")]

    assert [answer.status_code for answer in busy] == [429] * 3
    assert [said(answer)[0] for answer in busy] == [None] * 3
    assert client.get(ADDRESS).status_code == 200
    assert by_qr(client, sealed, h="x").status_code == 429
    assert client.get(ADDRESS, {"h": "x"}, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_the_page_is_never_cached_and_leads_from_every_foot(client, db):
    page = client.get(reverse("verify"))

    assert "no-store" in page["Cache-Control"]
    assert f'href="{ADDRESS}"' in client.get("/").content.decode()


@pytest.mark.parametrize("versions", [1, 6])
def test_a_check_takes_the_same_queries_however_many_versions_there_are(
    client, issued, versions, django_assert_num_queries
):
    mobility, ana, version = issued
    for n in range(versions - 1):
        version = signing.issue(mobility, ana, at=LATER, monitoring={"frequency": f"{n} a week", "channel": "Call"})

    with django_assert_num_queries(3):
        by_code(client, version)


def test_places_without_a_signature_are_shown_as_such_to_who_types_the_code(client, issued):
    version = issued[2]

    page = by_code(client, version).content.decode()

    assert str(place(version, "apprentice").person) in page
    assert (page.count("Not signed yet"), page.count("Comes later")) == (1, len(ORDER) - 1)
