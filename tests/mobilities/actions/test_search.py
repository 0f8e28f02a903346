"""A mobility is found by the names that hold now."""

from dataclasses import replace

import pytest

from centres.actions import apprentice as apprentices
from centres.actions import centre as centres
from centres.models import Apprentice
from centres.particulars import particulars
from companies.actions import company as companies
from mobilities import tasks
from mobilities.actions import search
from mobilities.choices import Role
from mobilities.models import Mobility
from tests.factories import NOW, make_mobility
from tests.kept import kept
from tests.mobilities.actions.test_sweep import queued

pytestmark = pytest.mark.django_db

JOBS = {"mobilities.follow_name": tasks.follow_name}


@kept
def mobility():
    return make_mobility()


@pytest.fixture
def worked(django_capture_on_commit_callbacks):
    """Do a change and what it asks of the worker."""

    def worked(change):
        queued("default")
        with django_capture_on_commit_callbacks(execute=True):
            change()
        for name, ids in queued("default"):
            JOBS[name](**ids)

    return worked


def found(words):
    return list(Mobility.objects.matching(words))


def rename(apprentice, by, **names):
    apprentice = Apprentice.objects.with_details().get(pk=apprentice.pk)
    known = replace(particulars(apprentice), **names)
    return apprentices.change(apprentice, known, version=apprentice.version, by=by, at=NOW)


def test_a_mobility_follows_the_new_name_of_its_apprentice(mobility, worked):
    other = make_mobility()

    worked(lambda: rename(mobility.apprentice, mobility.planned_by, last_name="Ωμέγα"))

    assert found("ωμεγα") == [mobility]
    assert other in found(other.apprentice.person.last_name)


def test_a_mobility_follows_the_new_name_of_its_centre(mobility, worked):
    centre = mobility.sending_centre

    worked(lambda: centres.update(centre, name="Escuela del Bierzo Alto", by=mobility.planned_by, at=NOW))

    assert found("bierzo alto") == [mobility]


def test_a_mobility_follows_the_new_name_of_its_host(mobility, worked):
    host = mobility.party(Role.HOST_SIGNATORY).company
    fields = {name: getattr(host, name) for name in companies.SHARED} | {"name": "Neue Werft"}

    worked(lambda: companies.change(host, fields, version=host.version, by=mobility.planned_by, at=NOW))

    assert found("neue werft") == [mobility]


def test_the_sweep_finds_who_was_renamed_while_the_broker_was_away(mobility):
    make_mobility()
    rename(mobility.apprentice, mobility.planned_by, last_name="Ωμέγα")
    lost = found("ωμεγα")

    counts = [search.catch_up(), search.catch_up()]

    assert (lost, found("ωμεγα"), counts) == ([], [mobility], [1, 0])
