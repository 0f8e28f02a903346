"""A kind of paper for tests of signing: of nothing, signed by whoever is named."""

from contextlib import contextmanager

from doallvet.signing.actions import document as documents
from doallvet.signing.actions.circuit import lay_out
from doallvet.signing.actions.signature import Hand
from doallvet.signing.choices import Way
from doallvet.signing.papers import PAPERS, Place
from tests.factories import NOW

KIND = "TEST"


class TestPaper:
    """Signed by whoever is named; nothing follows."""

    __test__ = False

    def lock(self, document):
        pass

    def obstacles(self, signatory):
        return []

    def signers(self, signatory):
        return [signatory.person]

    def after(self, signatory, *, by, at):
        pass


@contextmanager
def registered():
    PAPERS[KIND] = TestPaper()
    try:
        yield
    finally:
        del PAPERS[KIND]


def make_version(people, *, says="one"):
    """A version with a place for each person, all of whom may sign at once, and a file."""
    document = documents.open_document(KIND, prefix="TT", title="Test", by=people[0], at=NOW)
    version, _new = documents.freeze(
        document, {"says": says}, language="en", template="-", template_version="1", by=people[0], at=NOW
    )
    documents.keep_file(version, file="documents/test.pdf", file_hash="0" * 64, at=NOW)
    places = [Place(f"p{number}", 0, person=person) for number, person in enumerate(people)]
    return lay_out(version, places, commits={}, at=NOW)


def hand(person):
    return Hand(typed_name=str(person), consent="I sign.", language="en", way=Way.SIGNED_IN)
