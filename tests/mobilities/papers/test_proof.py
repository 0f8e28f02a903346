"""What is done behind the chain's back to the rows it speaks of is found."""

import pytest

from doallvet.signing.models import Signatory, Signature, Version
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities import signing
from tests.mobilities.agreements import make_stay
from tests.mobilities.papers.test_chain import behind_its_back, verify
from tests.mobilities.signing import sign_all

pytestmark = pytest.mark.django_db


@kept
def signed():
    mobility, ana = make_stay()
    version = signing.issue(mobility, ana)
    sign_all(version)
    return version


@pytest.fixture
def version(time_machine, signed):
    time_machine.move_to(NOW, tick=False)
    assert verify()[1]
    return signed


def test_a_signature_that_was_taken_out_is_found(version):
    row = Signature.objects.order_by("pk").first()
    behind_its_back("DELETE FROM signing_signature WHERE id = %s", row.pk)

    assert f"The signature of row {row.deed_id} of the chain is gone." in verify()[0]


def test_two_signatures_that_changed_their_places_are_found(version):
    first, second = Signature.objects.order_by("pk")[:2]
    aside = Signatory.objects.create(version=version, party="aside", rank=9)
    for row, place in ((first, aside.pk), (second, first.signatory_id), (first, second.signatory_id)):
        Signature.objects.filter(pk=row.pk).update(signatory=place)

    said = verify()[0]

    for row in (first, second):
        assert f"Signature {row.pk} (row {row.deed_id} of the chain) was given at another place." in said


@pytest.mark.parametrize(
    "changes",
    [
        {"data": {"x": 1}},
        {"data": {"x": 1.5}},
        {"data": {"x": 1}, "content_hash": "0" * 64},
        {"template_version": "0"},
    ],
)
def test_what_a_version_says_is_held_against_what_was_issued(version, changes):
    Version.objects.filter(pk=version.pk).update(**changes)

    assert f"What version {version.pk} says is not what was issued." in verify()[0]


def test_a_version_that_got_another_file_than_was_signed_is_found(version):
    Version.objects.filter(pk=version.pk).update(file_hash="0" * 64)

    assert verify()[0].count(f"is on another paper than version {version.pk}.") == 5


def test_a_version_that_was_taken_out_is_found(version):
    behind_its_back("UPDATE signing_version SET id = id + 1000 WHERE id = %s", version.pk)

    assert f"Version {version.pk} is gone." in verify()[0]
    behind_its_back("UPDATE signing_version SET id = id - 1000 WHERE id = %s", version.pk + 1000)
