"""The same content gives the same bytes and the same hash."""

import re

import pytest

from doallvet.accounts.models import User
from doallvet.signing.actions import document as signing
from doallvet.signing.freezing import canonical, content_hash, document_number
from doallvet.signing.models import Document, Version
from tests.factories import NOW, make_user

FROZEN = {"language": "el", "names": ["Αλεξάνδρα", "Łukasz"], "days": 21, "a1": True, "paid": None}
KIND = "LEARNING_AGREEMENT"


def freeze(document, data, by=None):
    return signing.freeze(document, data, language="en", template="x.html", template_version="1", by=by, at=NOW)


def make_document(by: User) -> Document:
    return signing.open_document(KIND, prefix="LA", title="Learning agreement", by=by, at=NOW)


def test_canonical_json_has_sorted_keys_no_blanks_and_plain_letters():
    assert canonical({"b": [1, True], "a": {"ñ": "Ω"}}, "3") == (
        '{"data":{"a":{"ñ":"Ω"},"b":[1,true]},"template_version":"3"}'.encode()
    )


def test_the_order_of_keys_does_not_matter_and_everything_else_does():
    same = content_hash(dict(reversed(FROZEN.items())), "1")

    assert same == content_hash(FROZEN, "1")
    assert len({same, content_hash(FROZEN, "2"), content_hash(FROZEN | {"days": 22}, "1")}) == 3


@pytest.mark.parametrize("value", [1.5, {1: "a"}, {"a": {1, 2}}, [b"bytes"], {"a": [NOW]}])
def test_what_a_database_may_change_is_not_frozen(value):
    with pytest.raises(TypeError):
        content_hash(value, "1")


def test_numbers_of_documents_are_not_to_be_guessed():
    numbers = {document_number("LA", 2026) for _ in range(500)}

    assert len(numbers) == 500
    assert all(re.fullmatch(r"LA-2026-[2-9A-HJ-KM-NP-Z]{7}", number) for number in numbers)


@pytest.mark.django_db
def test_a_version_read_from_the_database_still_has_its_hash():
    version, new = freeze(make_document(make_user()), FROZEN)

    kept = Version.objects.get()

    assert new
    assert (kept.number, kept.data) == (1, FROZEN)
    assert content_hash(kept.data, kept.template_version) == kept.content_hash == version.content_hash


@pytest.mark.django_db
def test_what_the_newest_version_says_is_that_version_again():
    document = make_document(make_user())
    first, _ = freeze(document, FROZEN)
    again, new = freeze(document, FROZEN)
    changed, _ = freeze(document, FROZEN | {"days": 22})
    back, _ = freeze(document, FROZEN)

    assert (again, new) == (first, False)
    assert [version.number for version in (first, changed, back)] == [1, 2, 3]


@pytest.mark.django_db
def test_a_file_is_kept_once():
    version, _ = freeze(make_document(make_user()), FROZEN)

    kept = [signing.keep_file(version, file=name, file_hash="h" + name, at=NOW) for name in ("one.pdf", "two.pdf")]

    assert kept == [True, False]
    assert Version.objects.values_list("file", "file_hash").get() == ("one.pdf", "hone.pdf")
