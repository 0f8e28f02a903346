from datetime import timedelta

import pytest
from django.core.mail import EmailMessage, send_mail
from django.urls import reverse

from doallvet.outbox import delivery
from doallvet.outbox.models import Mail
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbox_backend(settings):
    settings.EMAIL_BACKEND = "doallvet.outbox.backend.OutboxBackend"


def test_the_setting_is_the_one_of_production():
    from doallvet import settings as production  # noqa: PLC0415

    assert production.EMAIL_BACKEND == "doallvet.outbox.backend.OutboxBackend"


def test_a_mail_of_django_is_kept_first_and_sent_by_the_worker(post):
    ana = make_user("ana@sil.example", language="es")

    sent = send_mail("Your code", "Code: 123456", None, ["Ana <Ana@sil.example>"], html_message="<p>123456</p>")

    mail = Mail.objects.get()
    assert (sent, mail.person, mail.address, mail.language) == (1, ana, "ana@sil.example", "es")
    assert (mail.subject, mail.text, mail.html, mail.state) == ("Your code", "Code: 123456", "<p>123456</p>", "waiting")
    assert post.letters == []
    assert delivery.deliver() == {"sent": 1, "failed": 0, "left": 0}
    assert post.letters[0]["Subject"] == "Your code"


def test_once_sent_a_code_does_not_stay_readable(post):
    make_user("ana@sil.example")
    send_mail("Your code", "Code: 123456", None, ["ana@sil.example"])

    delivery.deliver()

    assert list(Mail.objects.values_list("state", "text", "html")) == [("sent", "", "")]


def test_each_recipient_gets_a_mail_of_their_own():
    for name in ("ana", "jonas"):
        make_user(f"{name}@sil.example")

    send_mail("Hello", "Text", None, ["ana@sil.example", "jonas@sil.example"])

    assert sorted(Mail.objects.values_list("address", flat=True)) == ["ana@sil.example", "jonas@sil.example"]


def test_somebody_unknown_and_files_go_straight_on(post):
    make_user("ana@sil.example")

    sent = send_mail("Hello", "Text", None, ["nobody@else.example"])
    sent += EmailMessage("File", "Text", None, ["ana@sil.example"], attachments=[("a.txt", "x", "text/plain")]).send()

    assert sent == 2
    assert [letter["Subject"] for letter in post.letters] == ["Hello", "File"]
    assert not Mail.objects.exists()


@pytest.mark.parametrize(("minutes", "state"), [(9, "sent"), (11, "dropped")])
def test_a_code_that_has_run_out_is_not_sent_any_more(post, client, minutes, state):
    ana = make_user("ana@sil.example")
    client.post(reverse("account_request_login_code"), {"email": ana.email})
    at = Mail.objects.get().made_at + timedelta(minutes=minutes)

    delivery.deliver(clock=lambda: at)

    assert (Mail.objects.get().state, len(post.letters)) == (state, int(state == "sent"))
