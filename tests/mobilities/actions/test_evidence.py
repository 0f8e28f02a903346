"""Papers: kept once, looked at once, close their step when nothing is missing any more."""

from datetime import date

import pytest
from django.core.files.storage import default_storage

from doallvet.core.refused import Refused
from doallvet.history.models import Event
from mobilities import standing
from mobilities.actions import evidence
from mobilities.choices import Decision, Outcome, Review, Side
from mobilities.models import Evidence, Mobility
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities.stay import Stay, photo, zipped

pytestmark = pytest.mark.django_db


@kept
def planned():
    stay = Stay()
    stay.ready("D06", "G02", "R03", "P04")
    return stay


@pytest.fixture
def stay(settings, tmp_path, planned):
    settings.MEDIA_ROOT = tmp_path
    return planned


def hand_in(stay, key="D06", document="EHIC", file=None, **fields):
    said = {"document": document, "by": stay.lucia, "at": NOW} | fields
    return evidence.hand_in(stay.step(key), file or photo(), **said)


def verbs(stay):
    found = Event.objects.about(stay.mobility).order_by("pk").exclude(verb__in=["planned", "stage"])
    return list(found.values_list("verb", flat=True))


def test_a_file_is_kept_with_what_is_known_about_it(stay):
    paper = hand_in(stay, note="Front")

    assert (paper.state, paper.mime, paper.note, paper.uploaded_by) == (
        Review.WAITING,
        "image/jpeg",
        "Front",
        stay.lucia,
    )
    assert default_storage.exists(paper.file)
    assert verbs(stay) == ["evidence_handed_in"]


def test_what_is_no_paper_keeps_neither_row_nor_file(stay, tmp_path):
    with pytest.raises(Refused, match="office document"):
        hand_in(stay, file=zipped())
    with pytest.raises(Refused, match="does not ask for that document"):
        hand_in(stay, document="A1_CERT")

    assert (Evidence.objects.count(), list(tmp_path.rglob("*.*"))) == (0, [])


def test_a_step_that_asks_for_two_papers_closes_with_the_second(stay):
    first, second = (
        hand_in(stay, "R03", code, photo(color=code_color))
        for code, code_color in (("APPLICATION_FORM", "white"), ("EUROPASS_CV", "grey"))
    )

    evidence.accept(first, by=stay.ana, at=NOW)
    assert stay.step("R03").done_at is None
    evidence.accept(second, by=stay.ana, at=NOW)

    assert (stay.step("R03").outcome, stay.step("R03").done_by) == (Outcome.DONE, stay.ana)
    assert Mobility.objects.get(pk=stay.mobility.pk).steps_done > 0


def test_a_scan_closes_a_signature_when_all_have_signed(stay):
    sides = [Side.SENDING_CENTRE, Side.HOSTING_CENTRE]
    paper = hand_in(stay, "P04", "MOU", by=stay.ana, signed_by=sides)

    evidence.accept(paper, by=stay.ana, at=NOW, signed_by=sides[:1])
    assert stay.step("P04").done_at is None
    both = hand_in(stay, "P04", "MOU", photo(color="black"), by=stay.ana)
    evidence.accept(both, by=stay.ana, at=NOW, signed_by=[*sides, "nobody"])

    assert sorted(both.signed_by) == sorted(sides)
    assert stay.step("P04").outcome == Outcome.DONE


def test_an_accepted_paper_stays_accepted(stay):
    paper = hand_in(stay)

    for _ in range(2):
        evidence.accept(paper, by=stay.ana, at=NOW)

    assert verbs(stay) == ["evidence_handed_in", "evidence_accepted", "step_done"]


def test_a_refused_paper_is_not_accepted_and_an_accepted_one_not_refused(stay):
    refused, accepted = hand_in(stay), hand_in(stay, "R03", "EUROPASS_CV")
    evidence.refuse(refused, by=stay.ines, at=NOW, reason="Too dark")
    evidence.accept(accepted, by=stay.ines, at=NOW)

    with pytest.raises(Refused, match=f"{stay.ines} was faster: card.jpg is refused"):
        evidence.accept(refused, by=stay.ana, at=NOW)
    with pytest.raises(Refused, match=f"{stay.ines} was faster: card.jpg is accepted"):
        evidence.refuse(accepted, by=stay.ana, at=NOW, reason="Too dark")


def test_a_refusal_needs_a_reason(stay):
    paper = hand_in(stay)

    with pytest.raises(Refused, match="Say what is wrong"):
        evidence.refuse(paper, by=stay.ana, at=NOW, reason=" \n")
    assert Evidence.objects.get().state == Review.WAITING


def test_what_a_coordinator_hands_in_is_looked_at_already(stay):
    paper = hand_in(stay, by=stay.ana, accepted=True)

    assert (paper.state, paper.reviewed_by, stay.step("D06").outcome) == (Review.ACCEPTED, stay.ana, Outcome.DONE)
    assert verbs(stay) == ["evidence_handed_in", "evidence_accepted", "step_done"]


def test_what_the_apprentice_handed_in_and_a_coordinator_once_more_is_looked_at(stay):
    paper = hand_in(stay)

    again = hand_in(stay, by=stay.ana, accepted=True)

    assert (again.pk, again.state, again.uploaded_by) == (paper.pk, Review.ACCEPTED, stay.lucia)
    assert stay.step("D06").outcome == Outcome.DONE


def test_the_signatures_count_that_the_coordinator_saw_when_handing_in_once_more(stay):
    sides = {Side.SENDING_CENTRE, Side.HOSTING_CENTRE}
    hand_in(stay, "P04", "MOU", by=stay.jonas, signed_by={Side.HOSTING_CENTRE})

    hand_in(stay, "P04", "MOU", by=stay.ana, signed_by=sides, accepted=True)

    assert stay.step("P04").outcome == Outcome.DONE


def test_nothing_is_accepted_any_more_when_the_mobility_is_over(stay):
    paper = hand_in(stay)
    Mobility.objects.filter(pk=stay.mobility.pk).update(decision=Decision.CLOSED)

    with pytest.raises(Refused, match="is over"):
        evidence.accept(paper, by=stay.ana, at=NOW)
    assert Evidence.objects.get().state == Review.WAITING


def test_the_file_that_was_refused_is_refused_again(stay):
    evidence.refuse(hand_in(stay), by=stay.ana, at=NOW, reason="Too dark")

    with pytest.raises(Refused, match="This very file was refused: Too dark"):
        hand_in(stay)


def test_the_same_file_for_another_document_is_another_paper(stay):
    papers = {hand_in(stay, "R03", code).pk for code in ("APPLICATION_FORM", "EUROPASS_CV", "EUROPASS_CV")}

    assert len(papers) == 2


def test_nothing_is_handed_in_any_more_when_the_mobility_is_over(stay, tmp_path):
    Mobility.objects.filter(pk=stay.mobility.pk).update(decision=Decision.CLOSED)

    with pytest.raises(Refused, match="is over"):
        hand_in(stay)
    assert (Evidence.objects.count(), list(tmp_path.rglob("*.jpg"))) == (0, [])


def test_papers_of_a_private_step_leave_private_events(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    stay = Stay(born_on=date(2010, 5, 1))
    stay.ready("G09")

    hand_in(stay, "G09", stay.step("G09").plan.evidence[0], by=stay.pilar)

    assert Event.objects.get(verb="evidence_handed_in").private


def test_each_week_of_a_diary_asks_for_a_paper_of_its_own(stay):
    stay.ready("A03")
    first, second = stay.step("A03", 0), stay.step("A03", 1)
    paper = evidence.hand_in(first, photo(), document="LOGBOOK", by=stay.lucia, at=NOW)

    evidence.accept(paper, by=stay.ana, at=NOW)

    assert stay.step("A03", 0).outcome == Outcome.DONE
    assert standing.obstacles_to_complete(stay.fresh(), second) == [
        "“Learning diary / report book entries” has not been accepted yet."
    ]
