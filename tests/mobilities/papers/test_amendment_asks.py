"""An amendment asks those whom it binds to sign, and tells the others what was before and what is now."""

from datetime import timedelta

import pytest
from django.urls import reverse

from doallvet.core.refused import Refused
from doallvet.outbox.compose import compose
from doallvet.outbox.models import Mail, Notice
from doallvet.signing.actions import chain
from doallvet.signing.actions import seal as seals
from mobilities import sheets, standing
from mobilities.choices import Side
from mobilities.models import Evidence, Mobility
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities import signing
from tests.mobilities.agreements import make_stay
from tests.mobilities.sheets import fill, issue, step_with
from tests.mobilities.signing import ORDER, sign_all, states
from tests.outbox.morning import morning
from tests.signing.seals import key_file

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
KIND = "LA_AMENDMENT"
HOLDS = {"effective_from": "2027-09-20"}
ELSEWHERE = HOLDS | {"reason": "workplace", "workplace": "Hafenstraße 2, 01067 Dresden"}


@kept
def signed():
    mobility, ana = make_stay()
    version = signing.issue(mobility, ana)
    sign_all(version)
    return mobility, ana, version


@pytest.fixture
def stay(time_machine, settings, signed):
    time_machine.move_to(NOW, tick=False)
    settings.SEAL_KEY = str(key_file())
    return signed


def fresh(mobility):
    return Mobility.objects.with_people().get(pk=mobility.pk)


def another_phone(agreement):
    mentor = agreement.data["blocks"]["hosting"]["mentor"]
    return HOLDS | {"reason": "mentor", "mentor": mentor | {"phone": "+49 351 7654321"}}


def told(version):
    """Who is owed the news, by the party for which they act."""
    people = Notice.objects.filter(kind="amended", subject_id=version.pk).values_list("person", flat=True)
    parties = version.document.agreement.mobility.parties.all()
    return sorted({party.acts_as for party in parties if party.person_id in set(people)})


def test_another_address_asks_host_and_apprentice_and_says_what_it_was(stay):
    mobility, ana, agreement = stay

    version = issue(fresh(mobility), KIND, ana, at=LATER, **ELSEWHERE)

    assert sorted(states(version)) == ["apprentice", "host_company"]
    assert [signer["side"] for signer in version.data["signers"]] == ["apprentice", "host_company"]
    assert version.data["before"] == {"workplace": agreement.data["blocks"]["mobility"]["workplace_address"]}
    assert told(version) == []


def test_once_they_signed_it_holds_and_the_others_read_before_and_after(stay):
    mobility, ana, agreement = stay
    version = issue(fresh(mobility), KIND, ana, at=LATER, **ELSEWHERE)

    sign_all(version, at=LATER, parties=["apprentice", "host_company"])
    compose(at=morning(LATER))

    version.refresh_from_db()
    assert version.completed_at == LATER
    assert told(version) == ["home_employer", "hosting_coordinator", "sending_coordinator"]
    mail = Mail.objects.filter(subject__startswith="The learning agreement was amended").first()
    before = agreement.data["blocks"]["mobility"]["workplace_address"]
    assert f"Place of work: {before} → Hafenstraße 2, 01067 Dresden" in mail.text


def test_their_signatures_prove_the_step_that_asks_for_an_amendment(stay):
    mobility, ana, _agreement = stay
    version = issue(fresh(mobility), KIND, ana, at=LATER, **ELSEWHERE)

    sign_all(version, at=LATER, parties=["apprentice", "host_company"])

    step, proofs = step_with(mobility, KIND), list(Evidence.objects.filter(document=KIND))
    assert [proof.signed_by for proof in proofs] == [sorted(ORDER)]
    assert standing.missing_signatures(fresh(mobility), step, proofs) == []


def test_another_telephone_asks_nobody_holds_at_once_and_tells_everybody_else(stay):
    mobility, ana, agreement = stay

    version = issue(fresh(mobility), KIND, ana, at=LATER, **another_phone(agreement))
    sealed = seals.seal(version.pk, at=LATER)

    version.refresh_from_db()
    assert (states(version), version.completed_at, sealed) == ({}, LATER, True)
    assert told(version) == ["apprentice", "home_employer", "host_company", "hosting_coordinator"]
    proof = Evidence.objects.get(document=KIND)
    assert (proof.sha256, proof.signed_by) == (version.file_hash, sorted(ORDER))
    assert chain.broken() == []


def test_what_says_only_what_is_agreed_is_not_issued(stay):
    mobility, ana, _agreement = stay

    with pytest.raises(Refused, match="What it says is agreed already: nothing would change."):
        issue(fresh(mobility), KIND, ana, at=LATER, **HOLDS, reason="dates", end=mobility.ends_on.isoformat())


def test_the_next_one_is_held_against_what_the_one_before_said(stay):
    mobility, ana, _agreement = stay
    sign_all(issue(fresh(mobility), KIND, ana, at=LATER, **ELSEWHERE), at=LATER, parties=["apprentice", "host_company"])

    again = issue(
        fresh(mobility),
        KIND,
        ana,
        at=LATER + timedelta(days=1),
        **HOLDS | {"reason": "workplace", "workplace": "Werk 3"},
    )

    assert again.data["before"] == {"workplace": "Hafenstraße 2, 01067 Dresden"}


def test_days_that_moved_meanwhile_are_held_against_what_was_signed(stay):
    mobility, ana, agreement = stay
    end = mobility.ends_on + timedelta(days=7)
    Mobility.objects.filter(pk=mobility.pk).update(ends_on=end)

    version = issue(fresh(mobility), KIND, ana, at=LATER, **HOLDS, reason="extension", end=end.isoformat())

    assert version.data["before"] == {"end": agreement.data["blocks"]["mobility"]["end_date"]}
    assert sorted(states(version)) == sorted(ORDER)


@pytest.mark.parametrize("phone", [True, False], ids=["nobody", "two"])
def test_the_check_page_says_who_signs_and_who_is_told(stay, client, phone):
    mobility, ana, agreement = stay
    fill(fresh(mobility), KIND, ana, at=LATER, **(another_phone(agreement) if phone else ELSEWHERE))
    client.force_login(ana)

    page = client.get(reverse("mobilities:sheet-check", args=[mobility.pk, KIND])).text

    others = ", ".join(str(Side(side).label) for side in ("home_employer", "sending_centre", "hosting_centre"))
    assert ("Nobody has to sign this" in page) == phone
    assert (f"when all have signed: {others}." in page) == (not phone)


def test_the_page_of_one_that_nobody_had_to_sign_says_so(stay, client):
    mobility, ana, agreement = stay
    issue(fresh(mobility), KIND, ana, at=LATER, **another_phone(agreement))
    client.force_login(ana)

    page = client.get(reverse("mobilities:sheet", args=[mobility.pk, KIND])).text
    overview = client.get(reverse("mobilities:papers", args=[mobility.pk])).text

    assert "Nobody had to sign it" in page
    assert "In effect" in overview


def test_the_printed_paper_shows_what_was_before(stay):
    mobility, ana, agreement = stay
    version = issue(fresh(mobility), KIND, ana, at=LATER, languages=["en", "de"], **ELSEWHERE)

    html = sheets.html(version)

    assert "until now" in html and "bisher" in html
    assert agreement.data["blocks"]["mobility"]["workplace_address"] in html


def test_what_is_agreed_already_is_left_out_of_the_paper_and_of_the_page_before(stay, client):
    mobility, ana, agreement = stay
    mentor = agreement.data["blocks"]["hosting"]["mentor"]
    client.force_login(ana)

    version = issue(fresh(mobility), KIND, ana, at=LATER, **ELSEWHERE, mentor=mentor)
    page = client.get(reverse("mobilities:sheet-check", args=[mobility.pk, KIND])).text

    assert "mentor" not in version.data["fields"]
    assert sorted(states(version)) == ["apprentice", "host_company"]
    assert (mentor["name"] in page, "until now: Elbstraße 7, 01067 Dresden" in page) == (False, True)


def test_one_that_nobody_signs_has_no_room_for_signatures(stay):
    mobility, ana, agreement = stay

    html = sheets.html(issue(fresh(mobility), KIND, ana, at=LATER, languages=["en"], **another_phone(agreement)))

    assert "Nobody has to sign this paper" in html
    assert "Place and date" not in html
