"""Who signs an agreement, in which order, and what follows."""

from datetime import timedelta

import pytest
from django.conf import settings

from doallvet.accounts import links
from doallvet.core.refused import Refused, Stale
from doallvet.history.models import Event
from doallvet.outbox import actions as outbox
from doallvet.outbox.compose import compose
from doallvet.outbox.models import Mail, Notice
from doallvet.outbox.writers import lines
from doallvet.signing.actions import chain, circuit
from doallvet.signing.actions import signature as signatures
from doallvet.signing.choices import State
from doallvet.signing.models import Deed, Signature
from mobilities.choices import Kind
from tests.factories import NOW, make_coordinator
from tests.kept import kept
from tests.mobilities import signing
from tests.mobilities.agreements import make_stay
from tests.mobilities.signing import ORDER, place, sign, sign_all, states
from tests.outbox.morning import morning

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@kept
def issued():
    mobility, ana = make_stay()
    return mobility, ana, signing.issue(mobility, ana)


@pytest.fixture
def version(time_machine, issued):
    time_machine.move_to(NOW, tick=False)
    return issued[2]


def asked(version):
    return sorted(
        Notice.objects.filter(kind="sign", subject_id__in=version.signatories.values("pk")).values_list(
            "person__first_name", flat=True
        )
    )


def signing_step(version):
    steps = version.document.agreement.mobility.steps.with_plan()
    return next(
        step for step in steps if step.plan.kind == Kind.SIGNATURE and "LEARNING_AGREEMENT" in step.plan.evidence
    )


def test_each_party_has_a_place_and_who_is_first_is_asked(version):
    rows = list(version.signatories.all())

    assert [row.party for row in rows] == ORDER
    assert [row.rank for row in rows] == [0, 1, 2, 3, 3]
    assert [bool(row.turn_at) for row in rows] == [True, False, False, False, False]
    assert asked(version) == ["Lucía"]


def test_who_has_signed_gives_the_turn_to_the_next_and_the_last_ones_sign_in_any_order(version):
    for party in ORDER[:3]:
        sign(version, party)

    assert asked(version) == ["Ana", "Heike", "Jonas", "Lucía", "Rosa"]
    sign(version, "hosting_centre")
    sign(version, "host_company")
    version.refresh_from_db()
    assert version.completed_at == NOW


def test_a_signature_keeps_what_was_signed_by_whom_and_how(version):
    signature = sign(version, "apprentice", typed_name="  Lucía   García ")

    lucia = place(version, "apprentice").person
    kept = Signature.objects.values().get(pk=signature.pk)
    assert {
        name: kept[name] for name in ("content_hash", "file_hash", "person_id", "typed_name", "way", "consent")
    } == {
        "content_hash": version.content_hash,
        "file_hash": version.file_hash,
        "person_id": lucia.pk,
        "typed_name": "Lucía García",
        "way": "link",
        "consent": "I sign.",
    }
    assert [deed.act for deed in Deed.objects.filter(version_id=version.pk)] == ["issued", "signed"]
    assert chain.broken() == []


def test_when_all_have_signed_the_step_is_done_and_the_agreement_concluded(version):
    for step in version.document.agreement.mobility.steps.all():
        type(step).objects.filter(pk=step.pk).exclude(pk=signing_step(version).pk).update(
            done_at=NOW, done_by=version.issued_by, outcome="done"
        )

    sign_all(version)

    step = signing_step(version)
    paper = step.evidence.get()
    assert (step.done_at, paper.signed_by, paper.sha256) == (NOW, sorted(ORDER), version.file_hash)
    told = Event.objects.filter(verb="paper_signed").count()
    assert told == 5


def test_nobody_signs_before_their_turn(version):
    with pytest.raises(Refused, match="others sign first"):
        sign(version, "sending_centre")

    assert not Signature.objects.exists()


def test_nobody_signs_who_is_not_asked_for_the_party(version):
    heike = place(version, "host_company").person

    with pytest.raises(Refused, match="You do not sign here any more"):
        sign(version, "apprentice", person=heike)


def test_a_second_click_is_the_same_signature(version):
    first, second = sign(version, "apprentice"), sign(version, "apprentice", at=LATER)

    assert (first.pk, second.signed_at) == (second.pk, NOW)
    assert Deed.objects.filter(version_id=version.pk, act="signed").count() == 1


def test_what_changed_since_the_page_was_opened_is_not_signed(version, issued):
    mobility, ana, _version = issued
    newer = signing.issue(mobility, ana, at=LATER, monitoring={"frequency": "Twice a week", "channel": "Video call"})

    with pytest.raises(Stale, match="The paper changed"):
        sign(version, "apprentice")
    with pytest.raises(Stale, match="The paper changed"):
        sign(newer, "apprentice", shown=version.content_hash)


def test_a_colleague_signs_for_the_centre_and_is_shown_as_such(version, issued):
    ines = make_coordinator(issued[0].sending_centre, first_name="Inés")
    sign_all(version, parties=ORDER[:2])

    signature = sign(version, "sending_centre", person=ines)

    assert (signature.person, signature.deputises_for) == (ines, issued[1])


def test_a_no_leaves_what_others_signed_and_tells_the_coordinator(version, issued):
    sign(version, "apprentice")
    row = place(version, "home_employer")

    said = {"person": row.person, "shown": version.content_hash, "text": "Not in March", "reason": "work_peak"}
    signatures.answer(row, State.DECLINED, at=NOW, **said)

    assert states(version) | {"sending_centre": "waiting"} == states(version)
    assert (states(version)["apprentice"], states(version)["home_employer"]) == ("signed", "declined")
    assert list(Notice.objects.filter(kind="paper-answered").values_list("person", flat=True)) == [issued[1].pk]
    sign(version, "home_employer")  # thinks again
    assert states(version)["home_employer"] == "signed"


def test_a_new_version_asks_only_whom_the_change_binds(version, issued):
    mobility, ana, _version = issued
    sign_all(version)
    first = {row.party: row.signature for row in version.signatories.select_related("signature")}

    newer = signing.issue(mobility, ana, at=LATER, monitoring={"frequency": "Twice a week", "channel": "Video call"})

    bound = {"sending_centre", "hosting_centre"}
    assert {party for party, state in states(newer).items() if state == "waiting"} == bound
    carried = {row.party: row.carried for row in newer.signatories.filter(state="carried").select_related("carried")}
    assert carried == {party: first[party] for party in set(ORDER) - bound}
    assert chain.broken() == []


MENTOR = {"name": "Timo Kraft", "email": "timo@werkstatt.example", "phone": "+49351111111"}


def test_a_change_that_binds_nobody_asks_nobody_and_the_step_stays_done(version, issued):
    mobility, ana, _version = issued
    hosting = {"oid": "E10000002"}
    signed = signing.issue(mobility, ana, at=LATER, hosting=hosting | {"mentor": MENTOR})
    mobility.steps.exclude(pk=signing_step(signed).pk).update(done_at=NOW, done_by=ana, outcome="done")
    sign_all(signed)

    newer = signing.issue(mobility, ana, at=LATER, hosting=hosting | {"mentor": MENTOR | {"phone": "+49351222222"}})

    newer.refresh_from_db()
    assert (newer.number, set(states(newer).values()), newer.completed_at) == (3, {"carried"}, LATER)
    assert signing_step(newer).is_done


def test_who_need_not_sign_again_is_told_what_changed(version, issued):
    mobility, ana, _version = issued
    sign_all(version)

    signing.issue(mobility, ana, at=LATER, monitoring={"frequency": "Twice a week", "channel": "Video call"})
    compose(at=morning(LATER))

    told = Mail.objects.get(person=place(version, "apprentice").person, subject__startswith="Changed, your signature")
    assert "Monitoring: How often: Once a week → Twice a week" in told.text
    assert "you need not sign again" in told.text


def test_a_change_is_told_to_those_alone_who_may_open_the_paper(version, issued):
    mobility, ana, _version = issued
    hosting = {"oid": "E10000002"}
    sign_all(signing.issue(mobility, ana, at=LATER, hosting=hosting | {"mentor": MENTOR}))
    colleague, stranger = make_coordinator(mobility.sending_centre), make_coordinator()
    apprentice = place(version, "apprentice").person
    newer = signing.issue(mobility, ana, at=LATER, hosting=hosting | {"mentor": MENTOR | {"phone": "+49351222222"}})
    row = place(newer, "sending_centre")
    rows = {
        person: outbox.notice("sign-carried", person=person, subject=row, at=LATER)
        for person in (row.person, colleague, stranger, apprentice)
    }
    Notice.objects.all().delete()
    outbox.owe_many(list(rows.values()))

    said = lines(Notice.objects.filter(subject_id=row.pk, subject_label="signing.signatory"))

    told = {Notice.objects.get(pk=pk).person: line and line.why for pk, line in said.items()}
    assert told == {
        row.person: "You get this because you signed the paper.",
        colleague: "You get this because you may sign such papers for your side.",
        stranger: None,
        apprentice: None,
    }


def test_the_oldest_link_leads_to_the_newest_version(client, version, issued):
    mobility, ana, _version = issued
    row = place(version, "apprentice")
    address = links.make("sign", person=row.person, subject=row, by=None, at=NOW).removeprefix(settings.SITE_URL)
    newer = signing.issue(mobility, ana, monitoring={"frequency": "Twice a week", "channel": "Video call"})

    page = client.get(address, follow=True)

    assert page.context["version"] == newer


def test_who_does_not_answer_is_written_to_again_after_three_days_once(version):
    days = [NOW + timedelta(days=number) for number in (1, 3, 3, 4, 7)]

    new = [circuit.remind(today=day.date(), at=day) for day in days]

    assert new == [0, 1, 0, 0, 1]
    assert set(asked(version)) == {"Lucía"}
