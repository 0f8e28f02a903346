"""In which order parties sign, and whom a change of the agreement asks again."""

import pytest

from doallvet.papers.order import promises
from doallvet.signing.changes import Change, bound
from mobilities.choices import Side
from mobilities.rules import signing
from mobilities.rules.documents import documents

EVERYBODY = set(Side.values)


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("blocks.hosting.mentor.phone", set()),
        ("blocks.sending.emergency_contact.email", set()),
        ("blocks.hosting.mentor.name", {"host_company"}),
        ("blocks.mobility.start_date", EVERYBODY),
        ("blocks.mobility.workplace_address", {"host_company", "apprentice", "guardian"}),
        ("blocks.hosting.address", {"host_company", "apprentice", "guardian"}),
        ("blocks.insurance_and_work.paid_by_host", {"host_company", "apprentice", "guardian"}),
        ("blocks.learning_outcomes.text", {"apprentice", "guardian", "sending_centre", "host_company"}),
        ("blocks.learning_outcomes.hours", {"sending_centre", "host_company"}),
        ("blocks.legal_guardian.relation", {"guardian"}),
        ("commitments.home_employer", {"home_employer"}),
        ("signers", set()),  # who takes another's place has a place of their own
        ("language", EVERYBODY),
    ],
)
def test_a_change_asks_only_whom_it_binds(name, asked):
    commits = signing.agreement_commits() | promises(Side.values)

    assert bound([Change(name, 1, 2)], commits, Side.values) == asked


@pytest.mark.parametrize("name", ["pay", "pay_amount", "pay_by"])
def test_pay_asks_who_pays_and_who_is_paid(name):
    found = bound([Change(f"fields.{name}", 1, 2)], signing.paper_commits("EMPLOYER_CONSENT"), Side.values)

    assert found == {"home_employer", "apprentice", "guardian"}


def test_every_party_that_signs_a_document_has_its_turn():
    for code, document in documents().items():
        last = signing.rank(code, "somebody who does not sign")
        late = [row.party for row in document.sign if signing.rank(code, row.party) >= last]
        assert [party for party in late if party in Side.values] == [], code
    assert signing.rank("LEARNING_AGREEMENT", "apprentice") < signing.rank("LEARNING_AGREEMENT", "host_company")
    assert signing.rank("EUROPASS_MOBILITY", "host_company") < signing.rank("EUROPASS_MOBILITY", "sending_centre")
