"""What a killed worker leaves is taken away a day later; nothing else is."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from doallvet.signing.actions import document as signing
from mobilities.actions import leftovers, sweep
from mobilities.models import AuditPack
from tests.factories import NOW, make_centre, make_coordinator, make_partnership, make_project

pytestmark = pytest.mark.django_db
OLD, YOUNG = NOW - timedelta(hours=25), NOW - timedelta(hours=23)
STEM = "0123456789abcdef" * 2


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def lay(media, name, at=OLD):
    path = media / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF half")
    os.utime(path, (at.timestamp(), at.timestamp()))


def there(media):
    return sorted(str(path.relative_to(media)) for path in media.rglob("*") if path.is_file())


LEFT = [
    ".part-_x3k2m9a",
    f"documents/{STEM}.pdf",
    f"evidence/17/{STEM}.jpg",
    f"memoranda/17/{STEM}.jpg",
    f"memoranda/{STEM}.pdf",
    "packs/12.zip",
    "packs/12_aB3xY9z.zip",
    f"sealed/{STEM}.pdf",
    f"signed/17/{STEM}.png",
    f"signed/provider/{STEM}.pdf",
]


def test_what_is_old_and_named_by_no_row_goes(media):
    for name in LEFT:
        lay(media, name)

    assert (leftovers.clear(at=NOW), there(media), leftovers.clear(at=NOW)) == (len(LEFT), [], 0)


def test_what_is_young_may_be_about_to_be_named_and_stays(media):
    for name in LEFT:
        lay(media, name, at=YOUNG)

    assert (leftovers.clear(at=NOW), there(media)) == (0, sorted(LEFT))


@pytest.mark.parametrize(
    "name",
    [
        "read-me.txt",
        "part-1",
        "evidence/demo.pdf",
        f"evidence/{STEM}.pdf",
        f"backup/{STEM}.pdf",
        f"documents/{STEM[:-1]}.pdf",
        f"documents/old/{STEM}.pdf",
        f"evidence/provider/{STEM}.pdf",
        "packs/mine.zip",
    ],
)
def test_what_is_not_called_as_we_call_files_is_nobody_elses_to_take(media, name):
    lay(media, name)

    assert (leftovers.clear(at=NOW), there(media)) == (0, [name])


def test_what_a_row_names_stays_however_old(media):
    names = [f"documents/{STEM}.pdf", f"memoranda/{STEM}.pdf", "packs/1.zip", f"sealed/{STEM}.pdf"]
    for name in names:
        lay(media, name)
    ana = make_coordinator()
    document = signing.open_document("LEARNING_AGREEMENT", prefix="LA", title="Agreement", by=None, at=NOW)
    version, _new = signing.freeze(
        document, {"says": "one"}, language="en", template="-", template_version="1", by=None, at=NOW
    )
    signing.keep_file(version, file=names[0], file_hash="0" * 64, at=NOW)
    type(version).objects.update(sealed_file=names[3], sealed_hash="1" * 64, sealed_at=NOW)
    make_partnership(ana.centre, make_centre(), memorandum=names[1], memorandum_name="memorandum.pdf")
    project = make_project(ana.centre)
    AuditPack.objects.create(project=project, asked_at=NOW, asked_by=ana, language="en", file=names[2], built_at=NOW)

    assert (leftovers.clear(at=NOW), there(media)) == (0, names)


def test_where_nothing_was_stored_yet_nothing_goes(media):
    assert (leftovers.clear(at=NOW), Path(media).exists()) == (0, False)


def test_each_sweep_looks(media):
    lay(media, ".part-_x3k2m9a")

    sweep.sweep(today=NOW.date(), at=NOW)

    assert there(media) == []
