"""A CSV that the database writes is the one that Python would write."""

import csv
import io

import pytest
from django.db.models import Value
from django.utils.translation import gettext_lazy

from centres.models import Apprentice
from doallvet.core.copied import stream_found
from doallvet.core.spreadsheets import stream_csv
from tests.factories import make_apprentice, make_centre

pytestmark = pytest.mark.django_db

COLUMNS = [
    ("class", gettext_lazy("Class"), "text"),
    ("born_on", "=Born", "date"),
    ("year", "Year", "int"),
    ("minus", "Minus", "int"),
]
NASTY = ["=1+1", "+34 600", "-x", "@x", "\tx", "\rx", "\nx", 'Ana, “B” "C"', "José", "\\.", "\\N", "%s", "{0}", "'", ""]


def written(pieces):
    content = b"".join(pieces)
    assert content.splitlines()[0] == b"\xef\xbb\xbfClass,'=Born,Year,Minus"
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def nasty_rows():
    centre = make_centre()
    for number, name in enumerate(NASTY):
        make_apprentice(centre, class_name=name, year_of_training=number or None)
    return Apprentice.objects.order_by("pk").values_list("class_name", "born_on", "year_of_training", Value(-5))


def test_both_ways_write_the_same():
    found = nasty_rows()

    assert written(stream_found(COLUMNS, found)) == written(stream_csv(COLUMNS, found))


def test_what_a_spreadsheet_would_run_is_prefixed_and_numbers_are_not():
    rows = written(stream_found(COLUMNS, nasty_rows()))[1:]

    assert [row[0] for row in rows] == [*(f"'{name}" for name in NASTY[:7]), *NASTY[7:]]
    assert rows[0] == ["'=1+1", "2007-05-04", "", "-5"]


def test_a_list_of_nobody_has_its_headings():
    assert written(stream_found(COLUMNS, nasty_rows().none())) == [["Class", "'=Born", "Year", "Minus"]]


def test_nothing_is_lost_between_two_pieces():
    make_apprentice()
    columns = [(str(number), "Class", "text") for number in range(1000)]

    pieces = stream_found(columns, Apprentice.objects.values_list(*[Value("x" * 150)] * 1000))

    assert b"".join(pieces).count(b"x") == 150_000
