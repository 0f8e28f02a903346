"""Many sign at once: nothing is lost, nothing doubled, the chain holds."""

from collections import Counter
from threading import Barrier, Thread

import pytest
from django.db import connection

from doallvet.core.refused import Stale
from doallvet.signing.actions import chain
from doallvet.signing.actions import document as documents
from doallvet.signing.actions import signature as signatures
from doallvet.signing.models import Deed, Signatory, Signature, Version
from tests.factories import NOW, make_user
from tests.signing.paper import hand, make_version, registered

pytestmark = [
    pytest.mark.faults,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]
PEOPLE, DOCUMENTS = 40, 5


@pytest.fixture
def papers():
    with registered():
        yield


def at_once(work, times):
    """Let threads begin together, and give what went wrong in them."""
    barrier, wrong = Barrier(times), []

    def run(number):
        barrier.wait()
        try:
            work(number)
        except Exception as error:  # noqa: BLE001  told to the test
            wrong.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[number]) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def test_forty_people_sign_five_papers_each_at_once(papers):
    people = [make_user(first_name=f"P{number}") for number in range(PEOPLE)]
    rows = [make_version(people, says=str(number)) for number in range(DOCUMENTS)]

    def sign_all(number):
        for document in range(DOCUMENTS):
            row = rows[(document + number) % DOCUMENTS][number]
            version = row.version
            signatures.sign(row, person=people[number], shown=version.content_hash, hand=hand(people[number]), at=NOW)

    assert at_once(sign_all, PEOPLE) == []
    assert Counter(Signature.objects.values_list("person", flat=True)) == {person.pk: DOCUMENTS for person in people}
    assert Signatory.objects.missing().count() == 0
    assert Version.objects.filter(completed_at=NOW).count() == DOCUMENTS
    acts = Counter(Deed.objects.values_list("act", flat=True))
    assert acts == {"issued": DOCUMENTS, "signed": PEOPLE * DOCUMENTS, "completed": DOCUMENTS}
    assert chain.broken() == []


def test_twenty_clicks_at_once_are_one_signature(papers):
    person = make_user()
    row = make_version([person])[0]
    found = []

    def sign(_number):
        shown = row.version.content_hash
        found.append(signatures.sign(row, person=person, shown=shown, hand=hand(person), at=NOW).pk)

    assert at_once(sign, 20) == []
    assert found == [Signature.objects.get().pk] * 20
    assert Deed.objects.filter(act="signed").count() == 1


def test_a_new_version_and_a_signature_at_once_are_decided(papers):
    """Either the signature came first and stands on the old version, or it is refused as it was overtaken."""
    person = make_user()
    row = make_version([person])[0]

    def act(number):
        if number:
            frozen = {"language": "en", "template": "-", "template_version": "1", "by": person, "at": NOW}
            documents.freeze(row.version.document, {"says": "two"}, **frozen)
        else:
            signatures.sign(row, person=person, shown=row.version.content_hash, hand=hand(person), at=NOW)

    wrong = at_once(act, 2)

    assert [type(error) for error in wrong] in ([], [Stale])
    assert Signature.objects.count() == (0 if wrong else 1)
    assert chain.broken() == []
