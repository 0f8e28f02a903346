"""The learning agreement from its draft to its PDF, on rows."""

import hashlib
import io
from datetime import timedelta
from threading import Barrier, Thread

import pypdfium2
import pytest
from django.core.files.storage import default_storage
from django.db import connection

from doallvet.core.refused import Refused, Stale
from doallvet.history.models import Event
from doallvet.signing.freezing import content_hash
from doallvet.signing.models import Document, Version
from mobilities import documents, filling
from mobilities.actions import agreement as agreements
from mobilities.actions import decision
from mobilities.choices import Decision, Kind
from mobilities.models import Mobility
from mobilities.tasks import build_agreement
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities.agreements import (
    BLOCKS,
    OUTCOMES,
    VIRTUAL,
    WEEKS,
    make_stay,
    save,
    write,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@kept
def stay():
    return make_stay()


def text_of(version):
    """The text of a version's PDF, page by page, its lines joined."""
    version.refresh_from_db()
    with default_storage.open(version.file) as file:
        pdf = pypdfium2.PdfDocument(io.BytesIO(file.read()))
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pdf]


def issued(mobility, by, languages=("en",), **changes):
    version = agreements.issue(write(mobility, by, **changes), by=by, at=NOW, languages=list(languages))
    build_agreement(version_id=version.pk)
    return version


def test_from_an_empty_draft_to_a_pdf_that_can_be_read_back(stay):
    mobility, ana = stay
    empty = filling.agreement_of(mobility)

    with pytest.raises(Refused) as refused:
        agreements.issue(empty, by=ana, at=NOW)
    version = issued(mobility, ana)

    text = " ".join(text_of(version))
    assert "Learning outcomes: there is nothing yet." in refused.value.reasons
    assert "The stay: “Working hours a week” is missing." in refused.value.reasons
    for word in (
        "Lucía García",
        "4 May 2007",
        "Werkstatt Sachsen",
        "Metal Bierzo",
        "BSZ Elbufer",
        "Timo Kraft",
        "6 Sep 2027",
        "26 Sep 2027",
        "Weeks 2 to 3",
        "13 Sep 2027 – 26 Sep 2027",
        "Replaces worn parts and tests the machine.",
        version.document.number,
        version.content_hash,
    ):
        assert word in text


def test_every_page_carries_number_and_hash(stay):
    version = issued(*stay)

    pages = text_of(version)

    assert len(pages) in (3, 4, 5)
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert version.document.number in page
        assert f"SHA-256 {version.content_hash}" in page


def test_the_hash_is_that_of_the_frozen_data_and_the_file_hash_that_of_the_file(stay):
    version = issued(*stay)

    version.refresh_from_db()
    with default_storage.open(version.file) as file:
        assert hashlib.sha256(file.read()).hexdigest() == version.file_hash
    assert content_hash(version.data, version.template_version) == version.content_hash


def test_issuing_closes_the_step_that_asks_for_a_draft_and_is_told_in_the_history(stay):
    mobility, ana = stay

    version = agreements.issue(write(mobility, ana), by=ana, at=NOW)

    steps = [step for step in mobility.steps.with_plan() if "LEARNING_AGREEMENT" in step.plan.evidence]
    closed = {step.plan.kind: step.done_at for step in steps}
    assert closed == {Kind.DOCUMENT: NOW, Kind.SIGNATURE: None}
    event = Event.objects.get(verb="agreement_issued")
    assert (event.after, event.by) == (f"{version.document.number} v1", ana)


def test_an_unchanged_draft_is_the_same_version_and_a_changed_one_the_next(stay):
    mobility, ana = stay
    agreement = write(mobility, ana)

    first = agreements.issue(agreement, by=ana, at=NOW)
    again = agreements.issue(agreement, by=ana, at=LATER)
    agreement = save(mobility, "monitoring", {"frequency": "Daily", "channel": "Phone"}, version=99, by=ana)
    second = agreements.issue(agreement, by=ana, at=LATER)
    spanish = agreements.issue(agreement, by=ana, at=LATER, languages=["es"])

    assert (again.pk, [row.number for row in (first, second, spanish)]) == (first.pk, [1, 2, 3])
    assert Document.objects.count() == 1


def test_the_file_of_a_version_is_made_once_from_its_frozen_data(stay):
    mobility, ana = stay
    version = issued(mobility, ana)
    version.refresh_from_db()
    before = (version.file, version.file_hash, version.built_at)

    mobility.apprentice.person.last_name = "Changed"
    mobility.apprentice.person.save()
    built = agreements.build_file(version.pk, at=LATER)

    version.refresh_from_db()
    assert not built
    assert before == (version.file, version.file_hash, version.built_at)
    assert "Changed" not in documents.html(version)


def test_a_task_for_a_version_that_is_gone_does_nothing():
    build_agreement(version_id=0)

    assert not Version.objects.exists()


@pytest.mark.parametrize(
    ("facts", "there", "absent"),
    [
        ({"minor": True, "employer": False}, ["Parent or guardian", "Pilar Soto"], ["Home employer", "Metal Bierzo"]),
        ({"employer": False}, [], ["Parent or guardian", "Home employer", "Contact at the home employer"]),
        ({"hosting": False}, ["Home employer"], ["Hosting centre", "Virtual phase", "Accompanying people"]),
        ({"key": "dual-blended"}, ["Virtual phase", "Video calls, shared board"], ["All of it is learned on site."]),
        ({"accompanying": [{"name": "Eva Sanz"}]}, ["Accompanying people", "Eva Sanz"], []),
    ],
)
def test_the_paper_has_the_blocks_that_are_needed_and_no_others(facts, there, absent):
    mobility, ana = make_stay(**facts)
    people = [{"name": {"name": "Eva Sanz"}, "role": "teacher", "from": "2027-09-05", "to": "2027-09-08"}]
    changes = {"accompanying_persons": people} if "accompanying" in facts else {}
    agreement = write(mobility, ana, **changes)

    html = documents.html(agreements.issue(agreement, by=ana, at=NOW, languages=["en"]))

    assert [word for word in there if word not in html] == []
    assert [word for word in absent if word in html] == []


def test_a_minors_agreement_has_a_place_to_sign_for_the_guardian():
    mobility, ana = make_stay(minor=True, employer=False)

    version = agreements.issue(write(mobility, ana), by=ana, at=NOW)

    assert [(row["side"], row["organisation"], row["person"]) for row in version.data["signers"]] == [
        ("apprentice", "", "Lucía García"),
        ("guardian", "", "Pilar Soto"),
        ("sending_centre", mobility.sending_centre.name, "Ana Reyes"),
        ("host_company", "Werkstatt Sachsen", "Heike Sommer"),
        ("hosting_centre", "BSZ Elbufer", "Jonas Weber"),
    ]


def test_hostile_text_is_printed_as_text(stay):
    mobility, ana = stay
    hostile = "<script>alert(1)</script> {{ number }} {% include 'x' %} =1+1 & <b>bold</b>"
    values = BLOCKS["monitoring"] | {"channel": hostile}

    version = issued(mobility, ana, monitoring=values)

    assert hostile in " ".join(text_of(version))


def test_long_texts_greek_names_and_twelve_outcomes_do_not_break_it():
    mobility, ana = make_stay(key="dual-blended", minor=True)
    person = mobility.apprentice.person
    person.first_name, person.last_name = "Αλεξάνδρα", "Παπαδημητρίου-Κωνσταντοπούλου"
    person.save()
    mobility = Mobility.objects.with_people().get(pk=mobility.pk)
    outcomes = [
        OUTCOMES[0] | {"code": f"LO{number}", "text": "Plans the work with the mentor. " * 20, "part": "both"}
        for number in range(1, 13)
    ]
    weeks = [row | {"tasks": "W" * 900, "outcomes": [row["code"] for row in outcomes]} for row in WEEKS]

    version = issued(mobility, ana, learning_outcomes=outcomes, learning_programme=weeks, virtual_component=VIRTUAL)

    text = " ".join(text_of(version))
    assert "Αλεξάνδρα Παπαδημητρίου-Κωνσταντοπούλου" in text
    assert "LO12" in text


def test_a_draft_that_moved_on_since_it_was_checked_is_not_issued(stay):
    mobility, ana = stay
    agreement = write(mobility, ana)
    checked = agreement.draft_version
    save(mobility, "prior_learning", {"text": "First year done"}, version=checked, by=ana)

    with pytest.raises(Stale):
        agreements.issue(agreement, by=ana, at=NOW, version=checked)

    assert not Version.objects.exists()


def test_the_agreement_of_a_cancelled_mobility_stays_as_it_is(stay):
    mobility, ana = stay
    agreement = write(mobility, ana)
    decision.move(mobility, Decision.CANCELLED, by=ana, at=NOW, reason="Ill")

    with pytest.raises(Refused, match="is over"):
        agreements.issue(agreement, by=ana, at=NOW)
    with pytest.raises(Refused, match="is over"):
        save(mobility, "monitoring", {"frequency": "Daily"}, version=99, by=ana)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_two_who_issue_at_once_make_one_version():
    mobility, ana = make_stay()
    agreement = write(mobility, ana)
    barrier, versions = Barrier(2), []

    def work():
        barrier.wait()
        try:
            versions.append(agreements.issue(agreement, by=ana, at=NOW).pk)
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert versions == [Version.objects.get().pk] * 2
    assert Event.objects.filter(verb="agreement_issued").count() == 1
