"""The file of a version and what follows once it is there are one: both, or neither."""

import pytest
from django.core.files.storage import default_storage

from doallvet.signing import printing
from doallvet.signing.actions import file
from mobilities.actions import agreement as agreements
from tests.factories import NOW
from tests.mobilities.agreements import make_stay, write

pytestmark = pytest.mark.django_db


def files():
    return set(default_storage.listdir("documents")[1]) if default_storage.exists("documents") else set()


def test_a_worker_that_is_killed_leaves_neither_file_nor_row(time_machine):
    time_machine.move_to(NOW, tick=False)
    mobility, ana = make_stay()
    version = agreements.issue(write(mobility, ana), by=ana, at=NOW)
    before = files()

    def killed(_version, _at):
        raise SystemExit

    with pytest.raises(SystemExit):
        file.build(version.pk, then=killed, at=NOW)

    version.refresh_from_db()
    assert (version.file, files()) == ("", before)
    assert agreements.build_file(version.pk, at=NOW)
    assert len(files()) == len(before) + 1


def test_an_agreement_that_is_there_is_not_rendered_again(time_machine, monkeypatch):
    time_machine.move_to(NOW, tick=False)
    mobility, ana = make_stay()
    version = agreements.issue(write(mobility, ana), by=ana, at=NOW)
    assert agreements.build_file(version.pk, at=NOW)
    before, rendered = files(), []
    monkeypatch.setattr(printing, "render_apart", lambda *_args, **_more: rendered.append(1))

    agreements.build_file(version.pk, at=NOW)

    assert (files(), rendered) == (before, [])
