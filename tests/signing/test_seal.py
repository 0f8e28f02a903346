"""A seal holds as long as not one byte changes, and two readers that know nothing of each other agree."""

import io
import shutil

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from doallvet.core.pdf import render_pdf
from doallvet.signing import keys, seal
from tests.core.accessible import faults
from tests.factories import NOW
from tests.signing.seals import Authority, key_file, second_opinion

KINDS = ["ecdsa", "rsa"]
PLACES = 150


@pytest.fixture(scope="module")
def paper():
    return render_pdf("<h1>Agreement</h1><p>What is agreed.</p>", title="Agreement", language="en")


@pytest.fixture(scope="module")
def sealed(paper):
    """The paper sealed with a key of each kind."""
    with pytest.MonkeyPatch.context() as patch:
        found = {}
        for kind in KINDS:
            patch.setattr("django.conf.settings.SEAL_KEY", str(key_file(kind)))
            found[kind] = seal.seal(paper, name="Seal", reason="It is agreed", at=NOW)
    return found


@pytest.fixture
def authority():
    server = Authority()
    yield server
    server.close()


@pytest.mark.parametrize("kind", KINDS)
def test_two_readers_find_the_seal_valid_and_over_the_whole_file(sealed, kind, tmp_path):
    made = sealed[kind]
    (tmp_path / "sealed.pdf").write_bytes(made.content)

    assert seal.holds(made.content, [made.certificate])
    assert second_opinion(tmp_path / "sealed.pdf") == ("Total document signed", "Signature is Valid.")


@pytest.mark.parametrize("kind", KINDS)
def test_a_flipped_byte_anywhere_breaks_it_but_in_its_own_place(sealed, kind):
    """Where the signature itself stands, it cannot cover all: there the hash of the file speaks (test_verify.py)."""
    made = sealed[kind]
    start = made.content.index(b"/Contents <")
    own = range(start, made.content.index(b">", start))
    places = range(0, len(made.content), len(made.content) // PLACES)

    missed = [place for place in places if seal.holds(flipped(made.content, place), [made.certificate])]

    assert [place for place in missed if place not in own] == []
    assert len([place for place in places if place not in own]) > PLACES / 2


def flipped(content, place):
    changed = bytearray(content)
    changed[place] ^= 1
    return bytes(changed)


def test_the_other_reader_sees_a_changed_word(sealed, tmp_path):
    content = sealed["ecdsa"].content
    (tmp_path / "changed.pdf").write_bytes(flipped(content, content.index(b"/Title") + 9))

    assert second_opinion(tmp_path / "changed.pdf")[1] == "Digest Mismatch."


def test_what_is_added_behind_the_seal_breaks_it(sealed, tmp_path):
    made = sealed["ecdsa"]
    (tmp_path / "longer.pdf").write_bytes(made.content + b"\n% more\n")

    assert not seal.holds(made.content + b"\n% more\n", [made.certificate])
    assert second_opinion(tmp_path / "longer.pdf")[0] == "Not total document signed"


def test_a_seal_with_a_key_of_somebody_else_is_none_of_ours(sealed, paper):
    assert not seal.holds(sealed["ecdsa"].content, [sealed["rsa"].certificate])
    assert not seal.holds(sealed["ecdsa"].content, [])
    assert not seal.holds(paper, [sealed["ecdsa"].certificate])
    assert not seal.holds(b"no PDF at all", [sealed["ecdsa"].certificate])


def test_a_sealed_file_is_as_accessible_as_before(sealed, paper):
    assert (faults(paper), faults(sealed["ecdsa"].content)) == ([], [])


def test_an_authority_puts_its_time_stamp_in(settings, paper, authority):
    settings.SEAL_KEY, settings.SEAL_TIMESTAMPS = str(key_file()), authority.url

    made = seal.seal(paper, name="Seal", reason="It is agreed", at=NOW)

    (found,) = PdfFileReader(io.BytesIO(made.content)).embedded_signatures
    stamp = validate_pdf_signature(found, ValidationContext(trust_roots=[found.signer_cert])).timestamp_validity
    assert (stamp.timestamp, stamp.intact, stamp.valid, authority.asked > 0) == (NOW, True, True, True)
    assert seal.holds(made.content, [made.certificate])


def test_an_authority_that_does_not_answer_is_named(settings, paper, authority):
    settings.SEAL_KEY, settings.SEAL_TIMESTAMPS = str(key_file()), authority.url
    authority.broken = True

    with pytest.raises(seal.SealUnavailable, match=f"The time stamp authority {authority.url} does not answer"):
        seal.seal(paper, name="Seal", reason="It is agreed", at=NOW)


def no_key(path):
    return "is not there: SEAL_KEY says where it is"


def locked_key(path):
    keys.make_key(path, name="Seal", at=NOW, password="another")
    return "is not a PKCS#12 file that SEAL_PASSWORD opens"


def picture(path):
    path.write_bytes(b"\x89PNG")
    return "is not a PKCS#12 file that SEAL_PASSWORD opens"


def other_key(path):
    key, lock = ed25519.Ed25519PrivateKey.generate(), BestAvailableEncryption(b"mine")
    content = pkcs12.serialize_key_and_certificates(b"x", key, None, None, lock)
    path.write_bytes(content)
    return "holds no RSA or elliptic curve key with its certificate"


@pytest.mark.parametrize("make", [no_key, locked_key, picture, other_key])
def test_a_key_that_does_not_seal_is_named_with_what_is_wrong(settings, tmp_path, paper, make):
    path = tmp_path / "seal.p12"
    settings.SEAL_KEY, settings.SEAL_PASSWORD, sentence = str(path), "mine", make(path)

    with pytest.raises(seal.SealUnavailable, match=sentence):
        seal.seal(paper, name="Seal", reason="It is agreed", at=NOW)


def test_a_locked_key_is_opened_with_its_password(settings, tmp_path, paper):
    path = tmp_path / "seal.p12"
    keys.make_key(path, name="Seal", at=NOW, password="mine")
    settings.SEAL_KEY, settings.SEAL_PASSWORD = str(path), "mine"

    made = seal.seal(paper, name="Seal", reason="It is agreed", at=NOW)

    assert seal.holds(made.content, [made.certificate])
    assert path.stat().st_mode & 0o077 == 0


def test_a_key_that_is_there_is_never_written_over(tmp_path):
    path = tmp_path / "seal.p12"
    keys.make_key(path, name="Seal", at=NOW)
    before = path.read_bytes()

    keys.make_key(path, name="Another", at=NOW)

    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["seal.p12"]


def test_the_second_opinion_is_at_hand():
    assert shutil.which("pdfsig"), "Install poppler-utils: sh .ci/packages tests"
