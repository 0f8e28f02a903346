"""What is looked at before a paper goes out to be signed."""

from datetime import date

import pytest

from centres.rules.preflight import Signer
from mobilities.rules.preflight import findings

STAY = (date(2027, 3, 1), date(2027, 3, 28))
PROJECT = (date(2026, 9, 1), date(2028, 8, 31))
ANA = Signer("sending_centre", "Ana", "ana@sil.example", True)
LUCIA = Signer("apprentice", "Lucía", "lucia@sil.example", True)


def codes(signers=(ANA, LUCIA), **facts):
    return [finding.code for finding in findings(signers, **{"stay": STAY, "project": PROJECT} | facts)]


def test_a_paper_in_order_has_no_findings():
    assert codes(contract=(date(2025, 9, 1), date(2028, 2, 28)), takes_mail={"sil.example": True}) == []


@pytest.mark.parametrize(
    ("signer", "code"),
    [
        (Signer("guardian"), "nobody"),
        (Signer("guardian", "Pilar"), "no_address"),
        (Signer("guardian", "Pilar", "pilar@home.example", phone=False), "phone"),
        (Signer("guardian", "Pilar", "LUCIA@sil.example"), "same_contact"),
        (Signer("host_company", "Timo", "timo@host.example", only_mentor=True), "mentor_signs"),
    ],
)
def test_each_thing_about_a_person_is_found(signer, code):
    assert codes([ANA, LUCIA, signer]) == [code]


def test_two_guardians_may_share_an_address():
    parents = [Signer("guardian", name, "home@home.example") for name in ("Pilar", "Juan")]

    assert codes(parents) == []


@pytest.mark.parametrize(("takes", "said"), [(True, []), (False, ["takes no mail"]), (None, ["could not be asked"])])
def test_a_domain_that_takes_no_mail_is_said_once_and_one_that_was_not_asked_too(takes, said):
    found = findings([ANA, LUCIA], stay=STAY, project=PROJECT, takes_mail={"sil.example": takes})

    assert [any(words in finding.text for words in said) for finding in found] == [True] * len(said)


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"project": (STAY[0], STAY[1])}, []),
        ({"project": (date(2027, 3, 2), STAY[1])}, ["outside_project"]),
        ({"project": (STAY[0], date(2027, 3, 27))}, ["outside_project"]),
        ({"contract": (STAY[0], STAY[1])}, []),
        ({"contract": (date(2027, 3, 2), date(2028, 1, 1))}, ["outside_contract"]),
        ({"contract": (date(2026, 3, 2), date(2027, 3, 27))}, ["outside_contract"]),
    ],
)
def test_the_stay_is_held_against_project_and_contract_to_the_day(facts, found):
    assert codes(**facts) == found
