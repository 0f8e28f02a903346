"""A scan that is handed in as evidence counts for the version of which it is, and for no other."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from doallvet.core.refused import Refused, Stale
from doallvet.signing import mark, matching
from doallvet.signing.models import Signature
from mobilities import paperwork
from mobilities.actions import evidence as evidences
from mobilities.actions import paperwork as actions
from mobilities.actions import scans
from mobilities.models import Mobility
from mobilities.tasks import build_agreement
from tests.core.files import make_pdf
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities import signing
from tests.mobilities.agreements import make_stay
from tests.mobilities.papers.test_scans import scan_of
from tests.mobilities.papers.test_signing import signing_step
from tests.mobilities.sheets import issue, step_with
from tests.mobilities.signing import states

pytestmark = pytest.mark.django_db
KIND = "CATCHUP_PLAN"


@kept
def stay():
    return make_stay(minor=True)


@pytest.fixture
def version(stay, time_machine):
    time_machine.move_to(NOW, tick=False)
    return issue(stay[0], KIND, stay[1])


def hand_in(stay, file, **more):
    mobility, ana = stay
    said = {"document": KIND, "by": mobility.apprentice.person, "at": NOW, "signed_by": ["apprentice"]}
    return evidences.hand_in(step_with(mobility, KIND), file, **said | more)


def anew(stay):
    """Issue the plan with other words."""
    mobility, ana = stay
    draft = paperwork.draft_of(Mobility.objects.with_people().get(pk=mobility.pk), KIND).agreement
    words = draft.draft["fields"] | {"how_made_up": "Something quite different"}
    actions.save(draft, words, version=draft.draft_version, by=ana, at=NOW)
    draft.refresh_from_db()
    newer = actions.issue(draft, by=ana, at=NOW)
    build_agreement(version_id=newer.pk)
    newer.refresh_from_db()
    return newer


def accept(stay, paper, **more):
    return evidences.accept(paper, by=stay[1], at=NOW, **more)


def test_a_scan_of_the_version_of_now_counts(stay, version):
    accept(stay, hand_in(stay, scan_of(version)))

    assert states(version)["apprentice"] == "signed"


def test_a_scan_of_a_version_that_was_replaced_is_refused_when_it_is_handed_in(stay, version):
    scan = scan_of(version)
    anew(stay)

    with pytest.raises(Refused, match="This is a scan of version 1. Version 2 holds now"):
        hand_in(stay, scan)


def test_a_scan_that_waits_for_a_look_holds_no_more_when_the_paper_is_issued_anew(stay, version):
    paper = hand_in(stay, scan_of(version))

    newer = anew(stay)

    paper.refresh_from_db()
    assert (paper.state, set(states(newer).values())) == ("refused", {"waiting"})
    with pytest.raises(Refused):
        accept(stay, paper)
    assert not Signature.objects.exists()


def test_a_version_that_came_between_the_look_and_the_click_does_not_count_as_signed(stay, version):
    paper = hand_in(stay, scan_of(version))
    newer = anew(stay)

    with pytest.raises(Stale, match="There is a new version of this paper"):
        scans.count(stay[0], paper, version, by=stay[1], at=NOW)

    assert set(states(newer).values()) == {"waiting"}


def test_a_scan_that_tells_nothing_counts_when_the_coordinator_compared_it(stay, version):
    paper = hand_in(stay, SimpleUploadedFile("scan.pdf", make_pdf()))

    with pytest.raises(Refused, match="could not be read on this scan"):
        accept(stay, paper)
    accept(stay, paper, compared=True)

    assert states(version)["apprentice"] == "signed"


def test_the_page_asks_for_the_comparison_where_the_portal_issued_the_paper(client, time_machine):
    time_machine.move_to(NOW, tick=False)
    mobility, ana = make_stay()
    version = signing.issue(mobility, ana)
    step = signing_step(version)
    client.force_login(ana)
    page = reverse("mobilities:step-hand-in", args=[mobility.pk, step.pk])
    sent = {"document": "LEARNING_AGREEMENT", "signed_by": ["apprentice"]}

    unread = client.post(page, sent | {"file": SimpleUploadedFile("scan.pdf", make_pdf())})
    ticked = client.post(page, sent | {"file": SimpleUploadedFile("scan.pdf", make_pdf()), "compared": "on"})

    assert (unread.status_code, ticked.status_code, states(version)["apprentice"]) == (422, 302, "signed")
    assert "I have compared number and version" in unread.text


def test_a_code_with_number_and_version_of_this_paper_but_another_content_is_refused(version, monkeypatch):
    forged = f"{mark.address()}?n={version.document.number}&v={version.number}&h={'f' * 12}"
    monkeypatch.setattr(matching.qr, "read", lambda *_scan: [forged])

    with pytest.raises(Refused, match="is not the one of this paper"):
        matching.match(version, b"", "image/png")
