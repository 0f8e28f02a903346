"""What everybody reads on every page: from when to when, in which language, closed by whom; at no query."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from doallvet.history.models import Event
from doallvet.outbox import announcements, tasks
from doallvet.outbox.models import Announcement
from tests.factories import make_user

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def admin(client):
    return make_user("admin@doallvet.example", is_staff=True)


def announce(text="Away on Sunday.", begins=-HOUR, ends=HOUR, **fields):
    now = timezone.now()
    fields = {"level": "info", "text_es": ""} | fields | {"text_en": text}
    by = make_user(is_staff=True)
    row = Announcement()
    announcements.write(row, fields | {"begins_at": now + begins, "ends_at": now + ends}, by=by, at=now)
    announcements.refill(at=now)  # a test never commits
    return row


def shown(client, page="/"):
    return [row["text"] for row in client.get(page).context["announcements"]()]


def mark(client, text):
    """What the page has for the button that closes it."""
    return next(row["mark"] for row in client.get("/").context["announcements"]() if row["text"] == text)


@pytest.mark.parametrize("page", ["/", "/accounts/login/", "/letter/", "/verify/", "/link-closed/"])
def test_it_is_on_every_page_also_for_who_is_not_signed_in(client, page):
    announce("Away on Sunday. See https://status.example/", level="danger")

    html = client.get(page).content.decode()

    assert '<div class="notice notice-danger">' in html
    assert '<a href="https://status.example/" rel="nofollow">https://status.example/</a>' in html


def test_it_is_plain_text(client):
    announce('<script>x()</script> <a href="javascript:x()">here</a>')

    html = client.get("/").content.decode()

    assert "<script>x()" not in html and "javascript:x()&quot;" in html


@pytest.mark.parametrize(
    ("begins", "ends", "there"), [(-HOUR, HOUR, True), (HOUR, 2 * HOUR, False), (-2 * HOUR, -HOUR, False)]
)
def test_it_is_there_from_one_instant_to_another(client, begins, ends, there):
    announce(begins=begins, ends=ends)

    assert bool(shown(client)) == there


def test_it_is_in_the_readers_language_or_in_english(client):
    announce("Away.", text_es="No disponible.")
    announce("News.")

    client.force_login(make_user(language="es"))

    assert sorted(shown(client)) == ["News.", "No disponible."]
    assert '<div lang="en"><p>News.</p></div>' in client.get("/").content.decode()


def test_each_browser_closes_it_for_itself(client):
    announce("One."), announce("Two.")

    answer = client.post(reverse("announcement-close"), {"announcement": mark(client, "One."), "next": "/verify/"})

    assert (answer.status_code, answer.url) == (302, "/verify/")
    assert shown(client) == ["Two."]
    client.post(reverse("announcement-close"), {"announcement": mark(client, "Two."), "next": "https://evil.example/"})
    assert shown(client) == []
    client.cookies.clear()
    assert sorted(shown(client)) == ["One.", "Two."]


def test_what_has_changed_since_it_was_closed_is_shown_again(client):
    row, olga = announce("Away on Sunday."), make_user(is_staff=True)
    client.post(reverse("announcement-close"), {"announcement": mark(client, "Away on Sunday."), "next": "/"})
    assert shown(client) == []
    fields = announcements._plain(row)

    announcements.write(row, fields | {"ends_at": row.ends_at + HOUR}, by=olga, at=timezone.now())
    announcements.refill(at=timezone.now())
    assert shown(client) == []  # it says the same, for longer
    announcements.write(row, fields | {"text_en": "Away on Saturday."}, by=olga, at=timezone.now())
    announcements.refill(at=timezone.now())

    assert shown(client) == ["Away on Saturday."]


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example", "javascript:x()", ""])
def test_closing_leads_nowhere_else(client, next_page):
    assert client.post(reverse("announcement-close"), {"announcement": "x", "next": next_page}).url == "/"
    assert client.get(reverse("announcement-close")).status_code == 405


def test_pages_ask_no_row_for_it(client, django_assert_num_queries):
    client.get("/")
    with django_assert_num_queries(0):
        client.get("/")
    announce()
    with django_assert_num_queries(0):
        assert shown(client) == ["Away on Sunday."]


def test_an_emptied_cache_is_filled_again_by_the_beat(client):
    announce()
    cache.clear()
    assert shown(client) == []

    tasks.beat()

    assert shown(client) == ["Away on Sunday."]


AWAY = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}


def test_while_the_cache_is_away_there_are_none_and_all_else_goes_on(
    client, admin, settings, django_capture_on_commit_callbacks
):
    settings.CACHES = {"default": AWAY}
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"

    assert shown(client, "/verify/") == []
    client.force_login(admin)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("announcement-new"), typed())
    tasks.beat()

    assert (answer.status_code, Announcement.objects.count()) == (302, 1)


def test_the_history_says_what_was_changed(client, admin):
    client.force_login(admin)
    client.post(reverse("announcement-new"), typed())
    row = Announcement.objects.get()

    client.post(reverse("announcement", args=[row.pk]), typed(text_en="Back.", level="info"))

    changed, made = Event.objects.about(row)
    assert made.before is None
    assert (changed.before["text_en"], changed.after["text_en"]) == ("Away.", "Back.")
    assert (changed.before["level"], changed.after["level"]) == ("warning", "info")


def test_closing_it_on_a_page_that_came_back_leads_to_a_page_that_can_be_opened(client, admin):
    announce()
    client.force_login(admin)

    came_back = client.post(reverse("announcement-new"), typed(level="loud")).content.decode()

    assert '<input type="hidden" name="next" value="">' in came_back
    assert '<input type="hidden" name="next" value="/verify/?x=1">' in client.get("/verify/?x=1").content.decode()


def typed(**fields):
    said = {"level": "warning", "begins_at": "2027-03-12T08:00", "ends_at": "2027-03-12T12:00", "text_en": "Away."}
    return said | fields


def test_an_administrator_writes_changes_and_ends_one(client, admin, django_capture_on_commit_callbacks):
    client.force_login(admin)

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("announcement-new"), typed(text_es="Cerrado."))
    row = Announcement.objects.get()
    page = client.get(reverse("announcement", args=[row.pk])).content.decode()

    assert (answer.status_code, row.text_en, row.text_es, row.level) == (302, "Away.", "Cerrado.", "warning")
    assert row.begins_at.isoformat() == "2027-03-12T07:00:00+00:00"
    assert 'value="2027-03-12T08:00"' in page
    with django_capture_on_commit_callbacks(execute=True):
        now = timezone.now()
        begun = typed(begins_at=f"{now - HOUR:%Y-%m-%dT%H:%M}", text_en="Now.")
        client.post(reverse("announcement", args=[row.pk]), begun)
    assert shown(client) == ["Now."]
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            client.post(reverse("announcement-end", args=[row.pk]))
    assert shown(client) == []
    assert "Now." in client.get(reverse("announcements")).content.decode()
    assert [event.verb for event in Event.objects.about(row)] == ["announcement_ended", "announced", "announced"]


@pytest.mark.parametrize(
    ("fields", "faulty"),
    [
        ({"text_en": " "}, "text_en"),
        ({"text_en": "x" * 501}, "text_en"),
        ({"ends_at": "2027-03-11T08:00"}, "__all__"),
        ({"ends_at": "soon"}, "ends_at"),
        ({"level": "loud"}, "level"),
    ],
)
def test_what_is_faulty_comes_back(client, admin, fields, faulty):
    client.force_login(admin)

    answer = client.post(reverse("announcement-new"), typed(**fields))

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [faulty])
    assert not Announcement.objects.exists()
