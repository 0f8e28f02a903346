"""Pages neither lose nor repeat a row, whatever the order, and a broken cursor is no error."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import TextField, Value
from django.db.models.functions import Coalesce, Lower

from doallvet.core.paging import Page, capped_count, page

START = datetime(2027, 3, 12, 8, 0, 0, 123456, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def make_sessions(count: int, *, alike: int = 4) -> None:
    """Sessions of which `alike` at a time expire at the same instant."""
    Session.objects.bulk_create(
        Session(session_key=f"{(number * 7919) % count:05}", expire_date=START + timedelta(hours=number // alike))
        for number in range(count)
    )


def make_cursor(*values) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


def walk(queryset, **options) -> list[Page]:
    pages = [page(queryset, **options)]
    while pages[-1].next:
        pages.append(page(queryset, after=pages[-1].next, **options))
    return pages


ORDERS = [
    ("expire_date", "pk"),
    ("-expire_date", "-pk"),
    ("-expire_date", "session_key"),
    ("expire_date", "-pk"),
    ("session_key",),
    ("-pk",),
    ("session_data", "expire_date", "pk"),
]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 3, 7, 22, 23, 50])
def test_walking_forth_and_back_shows_every_row_once_and_in_order(order, size):
    make_sessions(23)

    pages = walk(Session.objects.all(), order=order, size=size)
    back = [pages[-1]]
    while back[-1].previous:
        back.append(page(Session.objects.all(), order=order, before=back[-1].previous, size=size))

    everyone = list(Session.objects.order_by(*order))
    assert [row for one in pages for row in one.rows] == everyone
    assert (pages[0].previous, pages[-1].next) == (None, None)
    assert back[-1].rows == everyone[:size]
    assert len(back) == len(pages)


def test_pages_are_sorted_by_related_columns_too():
    permissions = Permission.objects.select_related("content_type")
    order = ("content_type__app_label", "-content_type__model", "codename", "id")

    pages = walk(permissions, order=order, size=10)

    assert [row for one in pages for row in one.rows] == list(permissions.order_by(*order))
    assert len(pages) > 2


def test_pages_are_made_of_dicts_and_sorted_by_annotations_too():
    Group.objects.bulk_create(Group(name=name) for name in ["b", "A", "a2", "C", "B2"])
    groups = Group.objects.annotate(lower=Lower("name"))

    dicts = walk(groups.values("lower", "id"), order=("lower", "id"), size=2)

    assert [[row["lower"] for row in one.rows] for one in dicts] == [["a", "a2"], ["b", "b2"], ["c"]]


def test_a_row_that_came_meanwhile_moves_no_other():
    make_sessions(10, alike=1)
    first = page(Session.objects.all(), order=("expire_date", "pk"), size=5)
    Session.objects.create(session_key="early", expire_date=START - timedelta(days=1))

    second = page(Session.objects.all(), order=("expire_date", "pk"), size=5, after=first.next)

    assert second.rows == list(Session.objects.order_by("expire_date")[6:])


def test_a_cursor_to_rows_that_are_gone_leads_to_the_first_page():
    make_sessions(6, alike=1)
    first = page(Session.objects.all(), order=("pk",), size=5)
    Session.objects.filter(pk__gt="00004").delete()

    assert page(Session.objects.all(), order=("pk",), size=5, after=first.next) == Page(first.rows, None, None)


def test_going_back_to_a_short_first_page_fills_it():
    make_sessions(9, alike=1)
    third = walk(Session.objects.all(), order=("pk",), size=3)[2]
    Session.objects.filter(pk__in=["00000", "00003"]).delete()

    back = page(Session.objects.all(), order=("pk",), size=5, before=third.previous)

    assert [row.pk for row in back.rows] == ["00001", "00002", "00004", "00005", "00006"]
    assert back.previous is None


def test_an_empty_list_has_one_empty_page():
    assert page(Session.objects.all(), order=("pk",)) == Page([], None, None)


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "%%%",
        "ñ",
        "a" * 5000,
        base64.urlsafe_b64encode(b"not json").decode(),
        base64.urlsafe_b64encode(b"\xff\xff").decode(),
        base64.urlsafe_b64encode(b"[" * 1400).decode(),
        base64.urlsafe_b64encode(b'[NaN, "x"]').decode(),
        base64.urlsafe_b64encode(b'["2027-03-12T08:00:00Z", "\\ud800"]').decode(),
        make_cursor(),
        make_cursor("2027-03-12T08:00:00Z"),
        make_cursor("2027-03-12T08:00:00Z", "a", "b"),
        make_cursor("2027-13-45", "a"),
        make_cursor("' OR 1=1 --", "a"),
        make_cursor(None, "a"),
        make_cursor("", "a"),
        make_cursor(["2027-03-12T08:00:00Z"], "a"),
        make_cursor({"a": 1}, "a"),
        make_cursor(10**30, "a"),
        make_cursor("2027-03-12T08:00:00Z", "a\x00b"),
        json.dumps({"a": 1}),
    ],
)
@pytest.mark.parametrize("side", ["after", "before"])
def test_a_broken_cursor_gives_the_first_page(cursor, side):
    make_sessions(6)
    order = ("expire_date", "pk")

    assert page(Session.objects.all(), order=order, size=4, **{side: cursor}) == page(
        Session.objects.all(), order=order, size=4
    )


@pytest.mark.parametrize("value", [10**30, -(10**30), 1.5, "12", True])
def test_a_number_that_no_column_takes_is_no_error(value):
    Group.objects.create(name="a")

    assert len(page(Group.objects.all(), order=("id",), after=make_cursor(value)).rows) == 1


@pytest.mark.parametrize(
    ("rows", "order", "sentence"),
    [
        (LogEntry.objects.all(), ("object_id", "id"), "cannot be sorted by object_id: rows without it would get lost"),
        (LogEntry.objects.all(), ("content_type__model", "id"), "cannot be sorted by content_type__model"),
        (Session.objects.all(), ("expire_date",), "must be the primary key"),
    ],
)
def test_an_order_that_loses_rows_is_refused(rows, order, sentence):
    with pytest.raises(ValueError, match=sentence):
        page(rows, order=order)


def test_a_column_that_may_be_null_can_be_filled():
    entries = LogEntry.objects.annotate(subject=Coalesce("object_id", Value("-", output_field=TextField())))

    assert page(entries, order=("subject", "id")) == Page([], None, None)


def test_two_pages_take_one_query_each(django_assert_num_queries):
    make_sessions(20)
    order = ("expire_date", "pk")
    with django_assert_num_queries(1):
        first = page(Session.objects.all(), order=order, size=5)

    with django_assert_num_queries(1):
        second = page(Session.objects.all(), order=order, size=5, after=first.next)

    with django_assert_num_queries(1):
        page(Session.objects.all(), order=order, size=5, before=second.previous)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's planner")
def test_postgresql_enters_its_index_at_the_cursor():
    make_sessions(20_000)
    late = Session.objects.order_by("expire_date", "pk")[15_000]
    cursor = page(Session.objects.filter(expire_date__gte=late.expire_date), order=("expire_date", "pk"), size=1).next
    with connection.cursor() as database:
        database.execute("ANALYZE django_session")

    with connection.execute_wrapper(explain := Explain()):
        page(Session.objects.all(), order=("expire_date", "pk"), after=cursor)

    assert "Index Cond: (expire_date >= " in explain.plan
    assert "Seq Scan" not in explain.plan


class Explain:
    """Asks PostgreSQL how it would answer the queries that pass by."""

    def __init__(self):
        self.plan = ""

    def __call__(self, execute, sql, params, many, context):
        with connection.connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {sql}", params)
            self.plan += "\n".join(line for (line,) in cursor.fetchall())
        return execute(sql, params, many, context)


@pytest.mark.parametrize(("rows", "count"), [(0, (0, False)), (9, (9, False)), (10, (10, False)), (11, (10, True))])
def test_counting_stops_at_the_cap(rows, count, django_assert_num_queries):
    make_sessions(rows)

    with django_assert_num_queries(1):
        assert capped_count(Session.objects.order_by("expire_date"), cap=10) == count
