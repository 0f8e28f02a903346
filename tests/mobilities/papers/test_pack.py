"""The audit pack: what goes in, what is missing, and that it can be checked."""

import csv
import hashlib
import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from mobilities.actions import pack as packs
from mobilities.models import AuditPack, Evidence, Step
from mobilities.reports import audit
from mobilities.tasks import build_pack
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db


@kept
def planned():
    return Stay()


@pytest.fixture
def stay(time_machine, planned):
    time_machine.move_to(NOW, tick=False)
    return planned


def hand_in(stay, key, document, content=b"%PDF paper", name="=paper.pdf"):
    """An accepted paper, as the coordinator's look leaves it."""
    path = default_storage.save("evidence/paper.pdf", ContentFile(content))
    sha256 = hashlib.sha256(content).hexdigest()
    fields = {"file": path, "name": name, "mime": "application/pdf", "size": len(content), "sha256": sha256}
    looked = {"uploaded_at": NOW, "uploaded_by": stay.ana, "reviewed_at": NOW, "reviewed_by": stay.ana}
    return Evidence.objects.create(step=stay.step(key), document=document, state="accepted", **fields, **looked)


def opened(answer):
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def rows(archive, name):
    return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))


def fetch(client, stay):
    client.force_login(stay.ana)
    return opened(client.get(reverse("mobilities:pack", args=[stay.mobility.pk])))


def test_papers_lie_in_the_order_of_the_roadmap_and_the_manifest_verifies(client, stay):
    hand_in(stay, "G03", "HOST_ACCEPTANCE", b"%PDF host")
    hand_in(stay, "P01", "GRANT_AGREEMENT_NA", b"%PDF grant")

    archive = fetch(client, stay)

    names = archive.namelist()
    lines = [line.split("  ") for line in archive.read(audit.MANIFEST).decode().splitlines()]
    assert names[:4] == [audit.READ_ME, audit.MANIFEST, audit.MISSING, audit.STEPS]
    assert [hashlib.sha256(archive.read(path)).hexdigest() for _sha, path in lines] == [sha for sha, _path in lines]
    assert [path for _sha, path in lines] == names[4:]
    assert [archive.read(name) for name in names[4:]] == [b"%PDF grant", b"%PDF host"]


def test_what_is_missing_is_listed_first_with_why(client, stay):
    Step.objects.filter(pk=stay.step("D05").pk).update(
        done_at=NOW, done_by=stay.ana, outcome="waived", reason="=Paid in kind"
    )

    archive = fetch(client, stay)

    missing = {row["Document"]: row["Why"] for row in rows(archive, audit.MISSING)}
    assert missing["Grant agreement with the participant"] == "The step was waived: =Paid in kind"
    assert missing["Travel proof and return notice"] == "The step is open."
    assert "Grant agreement with the participant" in archive.read(audit.READ_ME).decode()


def test_what_is_kept_only_for_its_purpose_and_what_is_sensitive_stays_out(client, stay):
    hand_in(stay, "D06", "EHIC", b"%PDF card")

    archive = fetch(client, stay)

    assert len(archive.namelist()) == 4
    said = archive.read(audit.MISSING).decode() + archive.read(audit.READ_ME).decode()
    assert [word for word in ("European Health Insurance Card", "support plan") if word in said] == []


def test_a_file_that_is_gone_is_said_and_the_rest_goes_out(client, stay):
    paper = hand_in(stay, "G03", "HOST_ACCEPTANCE")
    default_storage.delete(paper.file)

    archive = fetch(client, stay)

    lost = [row for row in rows(archive, audit.MISSING) if "storage" in row["Why"]]
    assert [row["Document"] for row in lost] == ["Acceptance of the placement by the host company"]


def test_the_pack_of_a_project_is_made_once_in_the_background(client, stay):
    hand_in(stay, "G03", "HOST_ACCEPTANCE")
    page = reverse("mobilities:project-packs", args=[stay.mobility.project_id])
    client.force_login(stay.ana)

    client.post(page)
    client.post(page)
    row = AuditPack.objects.get()
    assert "Being made" in client.get(page).text
    build_pack(pack_id=row.pk)
    build_pack(pack_id=row.pk)

    row.refresh_from_db()
    file = client.get(reverse("mobilities:project-pack-file", args=[row.project_id, row.pk]))
    assert (row.done, row.total, row.missing > 0) == (1, 1, True)
    assert len(opened(file).namelist()) == 5


def test_old_packs_go(stay):
    row = packs.ask(stay.mobility.project, by=stay.ana, at=NOW - timedelta(days=8), language="en")
    build_pack(pack_id=row.pk)
    row.refresh_from_db()

    assert packs.tidy(at=NOW) == 1
    assert (AuditPack.objects.count(), default_storage.exists(row.file)) == (0, False)


@pytest.mark.parametrize("count", [1, 5])
def test_the_pack_takes_the_same_queries_however_many_papers(stay, count, django_assert_num_queries):
    for number in range(count):
        hand_in(stay, "G03", "HOST_ACCEPTANCE", b"%PDF " + str(number).encode())

    mobilities = [stay.fresh()]

    with django_assert_num_queries(4):
        audit.gather(mobilities)
