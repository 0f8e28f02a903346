import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import NoReverseMatch, reverse

from doallvet.accounts import links
from doallvet.outbox import actions, compose, delivery
from doallvet.outbox.models import Mail
from tests.factories import make_user
from tests.outbox import lines  # noqa: F401 (registers its writers)

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.outbox.demo_urls")]


@pytest.fixture
def demo(settings):
    settings.DEMO, settings.DELIVERY_BACKEND = True, "django.core.mail.backends.dummy.EmailBackend"


def send(person, at, **data):
    actions.owe("test-news", person=person, subject=person, at=at, due=str(at), data=data)
    delivery.deliver(clock=lambda: at)


def page(client, address="/demo/inbox/", **query):
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def subjects(html):
    return [unescape(found) for found in re.findall(r'<a href="/demo/inbox/\d+/">([^<]*)</a>', html)]


@pytest.mark.urls("doallvet.urls")
def test_outside_the_demo_there_is_no_inbox(client):
    assert client.get("/demo/inbox/").status_code in (302, 404)
    with pytest.raises(NoReverseMatch):
        reverse("demo-inbox")


def test_the_newest_message_stands_first_and_one_recipient_can_be_chosen(client, demo, now):
    ana, jonas = make_user(first_name="Ana"), make_user(first_name="Jonas")
    send(ana, now, subject="First <b>")
    send(jonas, now + timedelta(hours=1), subject="Second")

    assert subjects(page(client)) == ["Second", "First <b>"]
    assert subjects(page(client, to=ana.pk)) == ["First <b>"]
    assert subjects(page(client, to="")) == ["Second", "First <b>"]


@pytest.mark.parametrize(
    "query", [{"to": "x"}, {"to": "9" * 30}, {"to": "0"}, {"page": "-1"}, {"page": "x"}, {"to": "²"}]
)
def test_nonsense_in_the_address_shows_all(client, demo, now, query):
    send(make_user(), now, subject="One")

    assert subjects(page(client, **query)) == ["One"]


def test_an_empty_inbox_says_so(client, demo):
    assert "No messages yet" in page(client)


def test_a_long_inbox_has_pages_and_keeps_the_recipient(client, demo, now):
    ana = make_user()
    for number in range(31):
        send(ana, now + timedelta(minutes=number), subject=f"Number {number}")

    assert len(subjects(page(client, to=ana.pk))) == 30
    assert f'href="?to={ana.pk}&amp;page=2"' in page(client, to=ana.pk)
    assert subjects(page(client, to=ana.pk, page=2)) == ["Number 0"]


def test_a_message_opens_with_its_text_and_a_link_that_leads_here(client, demo, now):
    person = make_user("rosa@metalbierzo.example", first_name="Rosa", language="es")
    link = links.make("unknown", person=person, subject=person, by=None, at=now)
    send(person, now, link=link, text="<script>alert(1)</script>")

    html = page(client, f"/demo/inbox/{Mail.objects.get().pk}/")

    assert f'href="{link.removeprefix("http://testserver")}"' in html
    assert "<script>alert" not in html
    assert "rosa@metalbierzo.example" in html
    assert "Rosa reads español" in html


def test_links_made_for_another_port_lead_here(client, demo, now):
    person = make_user()
    send(person, now, link="http://127.0.0.1:8123/l/token/")
    mail = Mail.objects.get()

    assert 'href="/l/token/"' in page(client, f"/demo/inbox/{mail.pk}/")
    assert 'href="/l/token/"' in page(client, f"/demo/inbox/{mail.pk}/mail.html")


def test_the_html_is_shown_with_inline_styles_and_without_scripts(client, demo, now):
    send(make_user(), now, text="<script>alert(1)</script>")

    response = client.get(f"/demo/inbox/{Mail.objects.get().pk}/mail.html")

    assert "style-src 'self' 'unsafe-inline'" in response["Content-Security-Policy"]
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert b"<script" not in response.content


def test_an_unknown_message_is_not_found(client, demo):
    assert client.get("/demo/inbox/7/").status_code == client.get("/demo/inbox/7/mail.html").status_code == 404


@pytest.mark.parametrize("count", [1, 25])
def test_the_list_takes_the_same_queries_whatever_its_length(client, demo, now, count, django_assert_num_queries):
    people = [make_user() for _ in range(count)]
    actions.owe_many([actions.notice("test-news", person=person, subject=person, at=now) for person in people])
    compose.compose(at=now)

    with django_assert_num_queries(3):
        page(client)


def test_the_demo_waits_for_no_hour_and_says_until_when_others_would(client, demo, now):
    person = make_user(time_zone="Europe/Helsinki")
    for hours in (20, 21):
        send(person, now + timedelta(hours=hours), subject=f"After {hours} hours")
    first, second = Mail.objects.order_by("pk").values_list("pk", flat=True)

    assert "It would have waited until 25 Nov 2026, 08:00 (Europe/Helsinki)" in page(client, f"/demo/inbox/{first}/")
    assert "It would have waited" in page(client, f"/demo/inbox/{second}/")


def test_what_the_demo_sends_in_its_time_says_nothing_of_waiting(client, demo, now):
    send(make_user(), now, subject="In time")

    assert "It would have waited" not in page(client, f"/demo/inbox/{Mail.objects.get().pk}/")
