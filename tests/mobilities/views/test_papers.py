"""Papers of a step: handed in by those who have them, looked at once, handed out to who works with them."""

import pytest
from django.core.files.storage import default_storage

from doallvet.history.models import Event
from mobilities.actions import evidence
from mobilities.choices import Outcome, Review
from mobilities.models import Evidence
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities.stay import Stay, huge, photo, said, zipped

pytestmark = pytest.mark.django_db


@kept
def planned():
    stay = Stay()
    stay.ready("D06", "G02", "R05")
    return stay


@pytest.fixture
def stay(client, settings, tmp_path, planned):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(planned.lucia)
    return planned


def send(client, stay, file, key="D06", document="EHIC", **fields):
    return client.post(stay.address("step-hand-in", key), {"file": file, "document": document} | fields)


def handed_in(stay, **fields):
    return evidence.hand_in(stay.step("D06"), photo(), document="EHIC", by=stay.lucia, at=NOW, **fields)


def review(client, stay, paper, key="D06", **fields):
    return client.post(stay.address("review", key, evidence_pk=paper.pk), fields)


def test_a_photo_of_a_paper_waits_for_the_coordinator(client, stay):
    answer = send(client, stay, photo(), note="Front side")

    paper = Evidence.objects.get()
    assert answer.url == stay.address("step", "D06")
    assert (paper.name, paper.mime, paper.note, paper.state, paper.uploaded_by) == (
        "card.jpg",
        "image/jpeg",
        "Front side",
        Review.WAITING,
        stay.lucia,
    )
    assert stay.step("D06").done_at is None


def test_a_paper_whose_file_is_gone_is_told(client, stay):
    paper = handed_in(stay)
    default_storage.delete(paper.file)

    answer = client.get(stay.address("paper", "D06", evidence_pk=paper.pk))

    assert answer.status_code == 404
    assert "We know of the file, but it is missing from the storage." in answer.content.decode()


def test_a_teacher_hands_in_a_paper_of_the_centres_step_and_looks_at_none(client, stay):
    stay.ready("G01")
    client.force_login(stay.raul)

    answer = send(client, stay, photo(), key="G01", document="CANDIDATE_DOSSIER")

    paper = Evidence.objects.get()
    assert (answer.status_code, paper.uploaded_by, paper.state) == (302, stay.raul, Review.WAITING)
    handed_out = client.get(stay.address("paper", "G01", evidence_pk=paper.pk))
    assert (handed_out.status_code, len(b"".join(handed_out.streaming_content)) > 0) == (200, True)
    assert review(client, stay, paper, key="G01", say="accept").status_code == 403


def test_the_same_photo_twice_is_one_paper(client, stay):
    for _ in range(2):
        answer = send(client, stay, photo())

    assert (answer.status_code, Evidence.objects.count()) == (302, 1)
    assert Event.objects.about(stay.mobility).filter(verb="evidence_handed_in").count() == 1


def test_the_very_file_that_was_refused_is_not_taken_again(client, stay):
    evidence.refuse(handed_in(stay), by=stay.ana, at=NOW, reason="The name cannot be read")

    answer = send(client, stay, photo())

    assert (answer.status_code, said(answer)) == (422, ["This very file was refused: The name cannot be read"])


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (zipped(), "This is an office document or an archive, not a PDF."),
        (huge(), "This picture has 50.0"),
        (None, "This field is required."),
    ],
)
def test_a_file_that_cannot_be_taken_is_said_beside_the_field(client, stay, file, sentence):
    answer = send(client, stay, file or "")

    assert answer.status_code == 422
    assert sentence in answer.context["hand_in"].errors["file"][0]
    assert Evidence.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("κάρτα ασφάλισης.jpg", "κάρτα ασφάλισης.jpg"),
        ("<script>alert(1)</script>.jpg", "script .jpg"),
        ("=1+1.jpg", "=1+1.jpg"),
        ("a" * 300 + ".jpg", "a" * 96 + ".jpg"),
    ],
)
def test_names_of_files_are_harmless(client, stay, name, kept):
    send(client, stay, photo(name=name))

    page = client.get(stay.address("step", "D06"))

    assert Evidence.objects.get().name == kept
    assert "<script>alert" not in page.text


def test_a_paper_the_step_does_not_ask_for_is_refused(client, stay):
    answer = send(client, stay, photo(), document="A1_CERT")

    assert (answer.status_code, Evidence.objects.count()) == (422, 0)


@pytest.mark.parametrize(("note", "status"), [("Ω" * 300, 302), ("Ω" * 501, 422)])
def test_a_long_note_is_kept_or_said(client, stay, note, status):
    assert send(client, stay, photo(), note=note).status_code == status


def test_what_the_coordinator_hands_in_counts_as_looked_at(client, stay):
    client.force_login(stay.ana)

    send(client, stay, photo())

    assert Evidence.objects.get().state == Review.ACCEPTED
    assert stay.step("D06").outcome == Outcome.DONE


def test_one_click_accepts_and_closes_the_step(client, stay):
    paper = handed_in(stay)
    client.force_login(stay.ana)

    answer = review(client, stay, paper, say="accept")

    paper.refresh_from_db()
    assert answer.url == stay.address("step", "D06")
    assert (paper.state, paper.reviewed_by, stay.step("D06").outcome) == (Review.ACCEPTED, stay.ana, Outcome.DONE)


def test_a_double_click_accepts_once(client, stay):
    paper = handed_in(stay)
    client.force_login(stay.ana)

    answers = [review(client, stay, paper, say="accept") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Event.objects.about(stay.mobility).filter(verb="evidence_accepted").count() == 1


def test_who_looks_second_reads_what_the_first_one_said(client, stay):
    paper = handed_in(stay)
    evidence.refuse(paper, by=stay.ines, at=NOW, reason="Too dark")
    client.force_login(stay.ana)

    answer = review(client, stay, paper, say="accept")

    assert (answer.status_code, said(answer)) == (422, [f"{stay.ines} was faster: card.jpg is refused."])
    assert stay.step("D06").done_at is None


def test_a_refusal_needs_a_reason_that_its_sender_reads(client, stay):
    paper = handed_in(stay)
    client.force_login(stay.ana)

    without = review(client, stay, paper, say="refuse", reason=" ")
    review(client, stay, paper, say="refuse", reason="The name cannot be read")
    client.force_login(stay.lucia)

    assert without.status_code == 422
    assert "The name cannot be read" in client.get(stay.address("step", "D06")).text


def test_a_scan_counts_for_the_signatures_that_the_coordinator_sees(client, stay):
    client.force_login(stay.rosa)
    for code, color in (("EMPLOYER_CONSENT", "white"), ("PAY_ARRANGEMENT", "grey")):
        send(client, stay, photo(color=color), "G02", code, signed_by=["home_employer", "apprentice"])
    client.force_login(stay.ana)

    missing = []
    for paper in Evidence.objects.order_by("pk"):
        review(client, stay, paper, "G02", say="accept", signed_by=["home_employer", "sending_centre"])
        missing.append(client.get(stay.address("step", "G02")).context["obstacles"])

    assert [sorted(paper.signed_by) for paper in Evidence.objects.all()] == [["home_employer", "sending_centre"]] * 2
    assert missing[-1] == ["Signatures are missing: apprentice."]


@pytest.mark.parametrize(
    ("who", "status"), [("raul", 403), ("jonas", 403), ("lucia", 403), ("heike", 404), ("marta", 404)]
)
def test_only_those_look_at_papers_who_may(client, stay, who, status):
    paper = handed_in(stay)
    client.force_login(getattr(stay, who))

    assert review(client, stay, paper, say="accept").status_code == status


def test_a_paper_of_another_step_is_not_there_under_this_one(client, stay):
    other = Stay()
    other.ready("D06")
    foreign = evidence.hand_in(other.step("D06"), photo(), document="EHIC", by=other.lucia, at=NOW)
    client.force_login(stay.ana)

    assert review(client, stay, foreign, say="accept").status_code == 404
    assert client.get(stay.address("paper", "D06", evidence_pk=foreign.pk)).status_code == 404


def test_a_paper_is_handed_out_as_a_file_that_is_saved(client, stay):
    paper = handed_in(stay)

    answer = client.get(stay.address("paper", "D06", evidence_pk=paper.pk))

    assert (answer["Content-Disposition"], answer["X-Content-Type-Options"]) == (
        'attachment; filename="card.jpg"',
        "nosniff",
    )
    assert b"".join(answer.streaming_content)[:3] == b"\xff\xd8\xff"


@pytest.mark.parametrize(("who", "status"), [("raul", 403), ("jonas", 403), ("heike", 404), ("ana", 200)])
def test_a_paper_is_for_those_who_work_with_it(client, stay, who, status):
    paper = handed_in(stay)
    client.force_login(getattr(stay, who))

    answer = client.get(stay.address("paper", "D06", evidence_pk=paper.pk))

    assert answer.status_code == status
    if status == 200:
        answer.close()
