"""The papers of a stay: what they say, who signs them, and what a signature closes."""

from datetime import UTC, datetime, timedelta

import pytest

from doallvet.core.refused import Refused, Stale
from doallvet.outbox.models import Notice
from doallvet.signing.actions import signature as signatures
from doallvet.signing.choices import State
from doallvet.signing.models import Signatory
from doallvet.signing.papers import paper_of
from mobilities import paperwork
from mobilities.actions import paperwork as actions
from mobilities.models import Evidence, Mobility
from mobilities.rules.papers import PREFIXES
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities.agreements import make_stay
from tests.mobilities.sheets import fill, issue, only_open
from tests.mobilities.signing import place, sign, states

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
RETURNED = datetime(2027, 10, 25, 10, tzinfo=UTC)
AFTER_THE_STAY = ("LA_COMPLEMENT", "EUROPASS_MOBILITY")
SIGNERS = {
    "DATA_CONSENT": ["apprentice", "guardian"],
    "MEDIA_CONSENT": ["apprentice"],
    "EMPLOYER_CONSENT": ["home_employer", "apprentice", "guardian", "sending_centre"],
    "HOST_ACCEPTANCE": ["host_company"],
    "CATCHUP_PLAN": ["apprentice", "guardian", "sending_centre"],
    "GUARDIAN_CONSENT_STAY": ["guardian"],
    "GUARDIAN_CONSENT_TRAVEL": ["guardian"],
    "GUARDIAN_CONSENT_MEDICAL": ["guardian"],
    "GUARDIAN_CONSENT_IMAGE": ["guardian"],
    "GRANT_AGREEMENT": ["apprentice", "guardian", "sending_centre"],
    "LA_COMPLEMENT": ["host_company", "hosting_centre"],
    "EUROPASS_MOBILITY": ["host_company", "hosting_centre", "sending_centre"],
}


@kept
def minor_stay():
    return make_stay(minor=True, pay_kept=True)


@pytest.fixture
def stay(time_machine, minor_stay):
    time_machine.move_to(NOW, tick=False)
    return minor_stay


def gates_open(mobility):
    return Mobility.objects.get(pk=mobility.pk).gates_open


@pytest.mark.parametrize("kind", SIGNERS)
def test_every_paper_is_filled_in_and_issued_and_signed_by_whom_the_rules_name(stay, kind, time_machine):
    mobility, ana = stay
    if kind in AFTER_THE_STAY:
        time_machine.move_to(RETURNED, tick=False)

    version = issue(mobility, kind, ana)

    assert [row.party for row in version.signatories.all()] == SIGNERS[kind]
    assert version.document.number.startswith(PREFIXES[kind])
    assert version.file


def test_a_paper_says_what_the_portal_knows_already(stay):
    mobility, _ana = stay

    paper = paperwork.draft_of(mobility, "EMPLOYER_CONSENT")

    known = {key: paper.values[key] for key in ("start", "end", "workplace", "part", "pay", "contract")}
    assert known == {
        "start": mobility.starts_on.isoformat(),
        "end": mobility.ends_on.isoformat(),
        "workplace": "Elbstraße 7, 01067 Dresden",
        "part": ["onsite"],
        "pay": "kept",
        "contract": None,
    }


@pytest.mark.parametrize(("call", "days"), [(2026, 30), (2014, None)])
def test_the_days_for_the_report_are_those_of_the_call_and_asked_for_where_none_are_on_file(stay, call, days):
    mobility, _ana = stay
    mobility.project.call_year = call

    paper = paperwork.draft_of(mobility, "GRANT_AGREEMENT")

    assert paper.values["report_days"] == days
    assert ("report_days" in [gap.field for gap in paper.missing]) == (days is None)


def test_a_paper_is_not_issued_as_long_as_something_is_missing(stay):
    mobility, ana = stay
    draft = fill(mobility, "GRANT_AGREEMENT", ana, iban="", first_payment_share=None)

    with pytest.raises(Refused) as refused:
        actions.issue(draft, by=ana, at=NOW)

    assert refused.value.reasons == ["“First payment, per cent” is missing.", "“IBAN” is missing."]


def test_days_that_lie_the_wrong_way_round_and_a_wrong_account_are_named(stay):
    mobility, ana = stay
    travel = fill(mobility, "GUARDIAN_CONSENT_TRAVEL", ana, outward="2027-09-30", homeward="2027-09-05")
    grant = fill(mobility, "GRANT_AGREEMENT", ana, iban="ES9121000418450200051331")

    wrong = [paperwork.draft_of(mobility, row.kind).missing[-1].sentence for row in (travel, grant)]

    assert wrong == [
        "“Journey home” lies before “Journey out”.",
        "This IBAN is not right: one of its characters was mistyped.",
    ]


def test_a_paper_that_was_issued_as_it_is_is_that_version_again(stay):
    mobility, ana = stay
    first = issue(mobility, "CATCHUP_PLAN", ana)

    assert issue(mobility, "CATCHUP_PLAN", ana, at=LATER) == first


def test_two_who_write_one_paper_do_not_overwrite_each_other(stay):
    mobility, ana = stay
    draft = fill(mobility, "CATCHUP_PLAN", ana)

    with pytest.raises(Stale, match="Somebody else changed this paper"):
        actions.save(draft, {"how_made_up": "In the holidays"}, version=1, by=ana, at=LATER)
    draft.refresh_from_db()
    assert draft.draft["fields"]["how_made_up"] == "Lessons on two Saturdays"


@pytest.mark.parametrize(
    ("profile", "title", "signing"),
    [
        ("DE-DUAL", "Supplement to the training contract for a stay abroad", []),
        ("AT-LEHRE", "Written placement agreement for a stay abroad", []),
        ("FR-APP", "Mobility convention", ["sending_centre", "host_company", "hosting_centre"]),
        ("DK-UDST", "Supplement to the training agreement, sent to the school", ["sending_centre"]),
        ("IT-APP", "Letter of secondment for a stay abroad", []),
        ("ES-INT", "Release of the apprentice by the employer", ["sending_centre"]),
    ],
)
def test_the_release_of_each_country_is_made_in_its_kind_and_signed_by_whom_it_names(stay, profile, title, signing):
    mobility, ana = stay
    Mobility.objects.filter(pk=mobility.pk).update(profile=profile)
    mobility = Mobility.objects.with_people().get(pk=mobility.pk)

    version = issue(mobility, "EMPLOYER_CONSENT", ana, languages=["en"])

    assert version.data["text"]["en"]["title"] == title
    assert [row.party for row in version.signatories.all()] == ["home_employer", "apprentice", "guardian", *signing]


def test_without_pay_kept_the_employer_does_not_commit_to_pay(stay):
    mobility, ana = stay
    kept = issue(mobility, "EMPLOYER_CONSENT", ana, languages=["en"])
    Mobility.objects.filter(pk=mobility.pk).update(pay_kept=False)
    mobility = Mobility.objects.with_people().get(pk=mobility.pk)
    not_paid = issue(mobility, "EMPLOYER_CONSENT", ana, languages=["en"], pay_by="nobody")

    promised = [set(version.data["commitments"]["home_employer"]["en"]) for version in (kept, not_paid)]

    assert promised[0] - promised[1] == {"We go on paying the apprentice during the stay."}


def test_each_party_reads_its_own_commitments_and_the_paper_holds_all(stay):
    mobility, ana = stay
    version = issue(mobility, "EMPLOYER_CONSENT", ana, languages=["en", "de"])
    paper = paper_of(version.document)
    employers = version.data["commitments"]["home_employer"]["en"]
    apprentices = version.data["commitments"]["apprentice"]["de"]

    whole, own = paper.html(version), paper.html(version, party="apprentice")

    assert all(sentence in whole for sentence in employers + apprentices)
    assert all(sentence in own for sentence in apprentices)
    assert not any(sentence in own for sentence in employers)


def test_a_paper_is_written_in_the_languages_of_sender_and_host(stay):
    mobility, ana = stay
    version = issue(mobility, "CATCHUP_PLAN", ana)
    text = paper_of(version.document).html(version)

    assert version.data["languages"] == ["es", "de"]
    assert 'lang="es">Cómo se recupera' in text
    assert 'lang="de">Wie es nachgeholt wird' in text


def test_the_release_that_says_the_pay_closes_its_step_without_another_paper(stay):
    mobility, ana = stay
    version = issue(mobility, "EMPLOYER_CONSENT", ana)
    step = only_open(mobility, "EMPLOYER_CONSENT")

    for party in SIGNERS["EMPLOYER_CONSENT"]:
        sign(version, party)

    step.refresh_from_db()
    assert step.done_at == NOW
    assert sorted(step.evidence.values_list("document", flat=True)) == ["EMPLOYER_CONSENT", "PAY_ARRANGEMENT"]


def test_who_signs_the_acceptance_has_said_yes(stay):
    mobility, ana = stay
    version = issue(mobility, "HOST_ACCEPTANCE", ana)
    step = only_open(mobility, "HOST_ACCEPTANCE")

    sign(version, "host_company")

    step.refresh_from_db()
    answer = step.approvals.get()
    heike = place(version, "host_company").person
    assert (step.done_at, answer.answer, answer.person) == (NOW, "approve", heike)


def test_a_consent_that_is_taken_back_opens_its_step_again_and_the_coordinator_is_told(stay):
    mobility, ana = stay
    stays, travel = (issue(mobility, f"GUARDIAN_CONSENT_{kind}", ana) for kind in ("STAY", "TRAVEL"))
    step = only_open(mobility, "GUARDIAN_CONSENT_STAY")
    sign(stays, "guardian")
    step.refresh_from_db()
    assert step.done_at is None
    sign(travel, "guardian")
    step.refresh_from_db()
    assert (step.done_at, gates_open(mobility)) == (NOW, 0)

    row = place(stays, "guardian")
    signatures.withdraw(row, shown=row.version.content_hash, person=row.person, text="Grandmother is ill", at=LATER)

    step.refresh_from_db()
    proofs = dict(step.evidence.values_list("document", "state"))
    assert step.done_at is None
    assert proofs == {"GUARDIAN_CONSENT_STAY": "refused", "GUARDIAN_CONSENT_TRAVEL": "accepted"}
    assert Notice.objects.filter(kind="paper-answered", person=ana, subject_id=row.pk).exists()
    assert gates_open(mobility) == 1


def test_what_was_taken_back_is_given_again_on_a_new_paper(stay):
    mobility, ana = stay
    first = issue(mobility, "GUARDIAN_CONSENT_IMAGE", ana)
    sign(first, "guardian")
    row = place(first, "guardian")
    signatures.withdraw(row, shown=row.version.content_hash, person=row.person, text="", at=NOW)

    with pytest.raises(Refused, match="You took this back"):
        sign(first, "guardian", at=LATER)
    second = issue(mobility, "GUARDIAN_CONSENT_IMAGE", ana, at=LATER)
    sign(second, "guardian", at=LATER)

    assert (second.number, states(first), states(second)) == (
        2,
        {"guardian": State.WITHDRAWN},
        {"guardian": State.SIGNED},
    )


def test_nobody_else_takes_a_consent_back(stay):
    mobility, ana = stay
    version = issue(mobility, "GUARDIAN_CONSENT_IMAGE", ana)
    sign(version, "guardian")

    with pytest.raises(Refused, match="You do not sign here"):
        signatures.withdraw(place(version, "guardian"), shown=version.content_hash, person=ana, text="", at=LATER)

    assert Signatory.objects.get(version=version).state == State.SIGNED


def test_a_no_to_pictures_is_a_full_answer(stay):
    mobility, ana = stay
    version = issue(mobility, "GUARDIAN_CONSENT_IMAGE", ana)
    step = only_open(mobility, "GUARDIAN_CONSENT_IMAGE")
    row = place(version, "guardian")

    signatures.answer(row, State.DECLINED, person=row.person, shown=version.content_hash, text="No", at=NOW)

    step.refresh_from_db()
    assert (step.done_at, Evidence.objects.filter(step=step).count()) == (NOW, 0)


def test_a_change_asks_only_those_whom_it_binds(stay):
    mobility, ana = stay
    first = issue(mobility, "CATCHUP_PLAN", ana)
    for party in SIGNERS["CATCHUP_PLAN"]:
        sign(first, party)

    second = issue(mobility, "CATCHUP_PLAN", ana, at=LATER, report_book="Goes on abroad")

    assert states(second) == {
        "apprentice": State.WAITING,
        "guardian": State.CARRIED,
        "sending_centre": State.CARRIED,
    }
