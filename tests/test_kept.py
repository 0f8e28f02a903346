"""What is made once for many tests looks to each as if it had been made for it."""

import pytest
from django.db import connection

from centres.models import Centre, CentreMember
from tests import kept as keeping
from tests.factories import make_centre, make_member
from tests.kept import kept

pytestmark = pytest.mark.django_db


@kept
def centre():
    return make_centre("CIFP Río Sil")


@kept
def member(centre):
    return make_member(centre)


@pytest.mark.parametrize("time", ["first", "second", "third"])
def test_a_test_finds_the_rows_as_they_were_made(centre, time):
    assert (centre.name, list(Centre.objects.values_list("name"))) == ("CIFP Río Sil", [("CIFP Río Sil",)])

    centre.name = "BSZ Elbufer"
    centre.save()
    make_centre()


@pytest.mark.parametrize("time", ["first", "second"])
def test_rows_that_hang_on_others_come_with_them(centre, member, time):
    assert (member.centre, CentreMember.objects.get(), Centre.objects.get()) == (centre, member, centre)

    centre.delete()


@pytest.mark.parametrize("time", ["first", "second"])
def test_rows_are_there_again_after_a_lost_connection(centre, time):
    assert Centre.objects.get() == centre

    connection.close()


def test_a_test_that_asks_for_none_finds_none():
    assert (Centre.objects.count(), keeping.shelf) == (0, [])


def test_what_others_build_on_is_made_first(request, member, centre):
    assert [make.__name__ for make in keeping.wanted(request)] == ["centre", "member"]
