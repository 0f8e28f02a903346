"""When a kind is silent for longer than it ever was; and what is made of it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from doallvet.outbox import actions, alarm, delivery, tasks, undeliverable, watch
from doallvet.outbox.choices import Source
from doallvet.outbox.models import Mail, Notice, Tally
from doallvet.outbox.silence import silent
from tests.factories import make_user
from tests.outbox import lines  # noqa: F401 (registers its writers)

DAY = timedelta(days=1)
TODAY = date(2027, 3, 12)
WORKDAYS = [day for n in range(170) if (day := TODAY - n * DAY).weekday() < 5]


def days(every, until=0, begin=170):
    """Every so many days, from `begin` days ago to `until` days ago."""
    return [TODAY - n * DAY for n in range(until, begin, every)]


def working(until=0):
    return [day for day in WORKDAYS if (TODAY - day).days >= until]


def long_ago(until=0):
    """Working days of two years."""
    return [day for n in range(until, 730) if (day := TODAY - n * DAY).weekday() < 5]


@pytest.mark.parametrize(
    ("kind", "others", "is_silent"),
    [
        (working(), working(), False),
        (working(until=44), working(), True),  # daily for months, then nothing for six weeks
        (working(until=40), working(), False),
        (days(7, until=50), working(), True),  # each week, then not for seven
        (days(7, until=40), working(), False),
        (working(until=70), working(), True),
        ([day for day in working(until=40) if (TODAY - day).days < 52], working(), False),  # eight days of one month
        ([day for day in working(until=60) if (TODAY - day).days < 140], working(), False),  # a season
        (days(30), working(), False),  # too few to learn anything
        (days(30, until=160), working(), False),
        (working(until=100), working(until=100), False),  # nobody is written to at all
        (working(until=25), [day for day in working() if not 1 <= (TODAY - day).days <= 20], False),  # Christmas
        (long_ago(until=100), long_ago(), True),  # what it did before it fell silent is its habit
        (long_ago(until=420), long_ago(), True),  # silent for fourteen months
        ([], working(), False),
        ([*working(until=120), *working()[:3]], working(), False),  # months between two seasons
        ([TODAY + DAY], working(), False),
    ],
)
def test_a_kind_is_silent_when_it_never_was_for_so_long(kind, others, is_silent):
    found = silent({"kind": kind, "other": others}, working=["kind", "other"], today=TODAY)

    assert ("kind" in found) == is_silent
    if is_silent:
        assert found["kind"] == max(kind)


def test_a_kind_that_goes_out_on_free_days_too_makes_no_day_a_day_of_sending():
    codes = [TODAY - n * DAY for n in range(170)]

    assert silent({"kind": working(until=60), "codes": codes}, working=["kind"], today=TODAY) == {}


def test_what_is_said_ends_when_the_kind_is_sent_again():
    sent = {"kind": working(until=44), "other": working()}

    assert silent(sent, working=["other"], today=TODAY)
    assert silent(sent | {"kind": [*sent["kind"], TODAY]}, working=["other"], today=TODAY) == {}


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "is_silent"), [(420, True), (740, False)])
def test_a_silence_of_fourteen_months_is_still_shown(now, days, is_silent):
    today = now.date()
    workdays = [day for n in range(1, 1000) if (day := today - n * DAY).weekday() < 5]
    rows = [Tally(day=day, kind="test-step", number=4) for day in workdays]
    rows += [Tally(day=day, kind="test-news", number=2) for day in workdays if (today - day).days > days]
    Tally.objects.bulk_create(rows)

    assert ("test-news" in watch.silent(watch.history(today=today), today=today)) == is_silent


@pytest.fixture
def admin(db):
    return make_user("admin@doallvet.example", is_staff=True, first_name="Olga")


@pytest.fixture
def past(now):
    """The test kinds went out on working days, one of them not for the last seven weeks."""
    today = now.date()
    workdays = [day for n in range(1, 170) if (day := today - n * DAY).weekday() < 5]
    rows = [Tally(day=day, kind="test-step", number=4) for day in workdays]
    rows += [Tally(day=day, kind="test-news", number=2) for day in workdays if (today - day).days > 49]
    Tally.objects.bulk_create([*rows, *(Tally(day=day, kind="", number=0) for day in workdays)])
    return today


def test_each_administrator_is_told_of_a_silence_once(post, admin, past, now):
    make_user(), make_user(is_staff=True, is_active=False)

    assert [alarm.warn(today=past + n * DAY, at=now + n * DAY) for n in range(3)] == [1, 0, 0]
    assert delivery.deliver(clock=lambda: now)["sent"] == 1

    [letter] = post.letters
    assert (letter["Subject"], letter.recipients) == ("Nothing is sent any more: News", ["admin@doallvet.example"])
    assert "http://testserver/instance/messages/" in letter.get_body(("plain",)).get_content()


def test_an_alarm_that_is_over_before_it_goes_out_does_not(post, admin, past, now):
    alarm.warn(today=past, at=now)
    Tally.objects.create(day=past - DAY, kind="test-news", number=1)

    assert delivery.deliver(clock=lambda: now)["sent"] == 0
    assert Notice.objects.get().dropped_at


def test_days_are_counted_once_and_caught_up_with(post, admin, now):
    day = now.date()
    for n in (40, 3, 1):
        actions.owe("test-code", person=admin, subject=admin, at=now - n * DAY, due=str(n))
        delivery.deliver(clock=lambda n=n: now - n * DAY)

    assert [alarm.gather(today=day, at=now) for _ in range(3)] == [30, 10, 0]
    assert alarm.gather(today=day + 3 * DAY, at=now) == 0  # a sweep of the day after tomorrow

    sent = Tally.objects.exclude(kind="").order_by("day").values_list("day", "kind", "number")
    assert list(sent) == [(day - n * DAY, "test-code", 1) for n in (40, 3, 1)]


def test_the_page_shows_each_kind_and_names_nobody(client, post, admin, past, now):
    person = make_user("lost@sil.example", first_name="Lost")
    undeliverable.mark(person.email, source=Source.BOUNCE, reason="gone", at=now)
    actions.owe("test-code", person=admin, subject=admin, at=now)
    client.force_login(admin)

    page = client.get(reverse("watched"))

    rows = {str(row["title"]): row for row in page.context["rows"]}
    assert rows["Codes"]["owed"] == 1
    html = page.content.decode()
    assert "1 address that mail does not reach" in html and "lost@sil" not in html and "Lost" not in html
    assert html.count("too long ago") == 3
    tasks.beat()
    assert client.get(reverse("watched")).content.decode().count("too long ago") == 2


@pytest.mark.parametrize("count", [1, 50])
def test_the_page_takes_the_same_queries(client, admin, past, now, django_assert_num_queries, count):
    for _ in range(count):
        person = make_user()
        actions.owe("test-code", person=person, subject=person, at=now)
        undeliverable.mark(make_user().email, source=Source.BOUNCE, reason="", at=now)
    client.force_login(admin)

    with django_assert_num_queries(11):
        assert client.get(reverse("watched")).status_code == 200


def test_a_picture_has_a_bar_for_each_day_of_sending(client, post, admin, now):
    today = watch.today_of(timezone.now())
    Tally.objects.bulk_create(Tally(day=today - n * DAY, kind="test-news", number=n) for n in (1, 4, 13, 20))
    client.force_login(admin)

    rows = {str(row["title"]): row for row in client.get(reverse("watched")).context["rows"]}

    assert [bar["height"] for bar in rows["News"]["bars"]] == [24, 7, 2]
    assert (rows["News"]["sent"], rows["Steps"]["bars"]) == (18, [])
    assert not Mail.objects.exists()
