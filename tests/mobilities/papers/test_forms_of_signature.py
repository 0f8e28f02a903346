"""What a signature has to be: with a code, with a provider, on paper; as the centre set it."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from centres.models import Centre
from doallvet.core.refused import Refused
from doallvet.outbox.compose import compose
from doallvet.outbox.delivery import deliver
from doallvet.outbox.models import Mail, Notice
from doallvet.signing import codes, providers
from doallvet.signing.models import Signature
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities import signing
from tests.mobilities.agreements import make_stay
from tests.mobilities.signing import page_of, place

pytestmark = pytest.mark.django_db
SECRET = "shared with the provider"


@kept
def stay():
    return make_stay()


@pytest.fixture
def asked(stay, time_machine):
    """Issue the agreement with what the centre asks of its signatures, and give the apprentice's place."""
    time_machine.move_to(NOW, tick=False)
    cache.clear()

    def issue(**rule):
        mobility, ana = stay
        rules = {"LEARNING_AGREEMENT": {"form": "simple", "code": "none"} | rule}
        Centre.objects.filter(pk=mobility.sending_centre_id).update(signatures=rules)
        mobility.sending_centre.refresh_from_db()
        return place(signing.issue(mobility, ana), "apprentice")

    return issue


@pytest.fixture
def gateway():
    """A real HTTP server that takes what is posted, and answers what it is told."""
    taken, answers = [], {"status": 200, "body": {}}

    class Door(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.append((dict(self.headers), body))
            self.send_response(answers["status"])
            self.end_headers()
            self.wfile.write(json.dumps(answers["body"]).encode())

        def log_message(self, *_args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", taken, answers
    server.shutdown()
    server.server_close()
    thread.join(timeout=5)


def browser(row):
    client = Client()
    client.force_login(row.person)
    return client


def say(client, row, **typed):
    said = {
        "act": "sign",
        "typed_name": "Lucía García",
        "agreed": "on",
        "read_in": "en",
        "shown": row.version.content_hash,
    }
    return client.post(page_of(row), said | typed)


def mailed():
    """The code in the newest message."""
    return re.search(r"\b\d{6}\b", Mail.objects.filter(subject="Your code to sign").latest("pk").text)[0]


def signed(row):
    return Signature.objects.filter(signatory=row).values_list("form", "way", "code_checked").first()


def test_a_code_goes_to_the_address_on_file_and_signs_once(asked):
    row = asked(code="email")
    client = browser(row)

    client.post(page_of(row), {"act": "send-code"})
    compose(at=NOW)
    code = mailed()
    wrong = say(client, row, code=f"{(int(code) + 1) % 1000000:06}")
    right = say(client, row, code=f" {code[:3]} {code[3:]} ")

    assert (wrong.status_code, right.status_code, signed(row)) == (422, 302, ("simple", "signed_in", True))
    assert "This is not the code that was sent last" in wrong.text


def test_a_code_is_kept_nowhere_and_signs_once(asked, settings):
    settings.DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    row = asked(code="email")
    client = browser(row)
    client.post(page_of(row), {"act": "send-code"})
    compose(at=NOW)
    code = mailed()

    deliver(clock=lambda: NOW)

    assert code not in str(list(Mail.objects.values())) + str(list(Notice.objects.values()))
    (sent,) = [letter for letter in mail.outbox if code in letter.body]
    assert sent.subject == "Your code to sign"
    assert say(client, row, code=code).status_code == 302
    with pytest.raises(Refused, match="This is not the code"):
        codes.check(row, row.person, code)


def test_a_new_code_gives_no_new_tries_and_few_are_sent_in_a_day(asked):
    row = asked(code="email")

    for _number in range(codes.SENT):
        codes.send(row, row.person, at=NOW)
        cache.delete(codes._key(row, row.person, "sent"))  # a minute passed
    with pytest.raises(Refused, match="Many codes were sent today"):
        codes.send(row, row.person, at=NOW)
    for words in ["This is not the code"] * codes.TRIES + ["Many wrong codes were typed today"]:
        with pytest.raises(Refused, match=words):
            codes.check(row, row.person, "abc")


def test_no_code_is_sent_to_who_is_not_on_turn(asked):
    later = place(asked(code="email").version, "host_company")

    page = browser(later).post(page_of(later), {"act": "send-code"}, follow=True)

    assert "others sign first" in page.text
    assert not Notice.objects.filter(kind="sign-code").exists()


def test_without_the_code_nothing_is_signed_and_after_ten_tries_none_holds(asked):
    row = asked(code="email")
    client = browser(row)
    client.post(page_of(row), {"act": "send-code"})
    compose(at=NOW)
    code = mailed()

    for _try in range(codes.TRIES):
        say(client, row, code="abc")

    assert (say(client, row, code=code).status_code, say(client, row).status_code, signed(row)) == (422, 422, None)


def test_a_code_is_sent_once_a_minute(asked):
    row = asked(code="email")
    client = browser(row)

    for _click in range(2):
        answer = client.post(page_of(row), {"act": "send-code"}, follow=True)
    compose(at=NOW)

    assert "A code was sent a moment ago" in answer.text
    assert Mail.objects.filter(subject="Your code to sign").count() == 1


def test_a_code_goes_by_sms_through_the_gateway(asked, gateway, settings):
    address, taken, _answers = gateway
    settings.SMS_URL, settings.SMS_TOKEN = address, "token"
    row = asked(code="sms")
    client = browser(row)

    page = client.post(page_of(row), {"act": "send-code"}, follow=True)
    headers, body = taken[0]
    message = json.loads(body)
    answer = say(client, row, code=message["text"].split()[0])

    assert (message["to"], headers["Authorization"]) == (str(row.person.phone), "Bearer token")
    assert f"… {str(row.person.phone)[-3:]}" in page.text
    assert (answer.status_code, signed(row)) == (302, ("simple", "signed_in", True))


@pytest.mark.parametrize("status", [500, None])
def test_a_gateway_that_fails_is_said_and_can_be_asked_again_at_once(asked, gateway, settings, status):
    address, taken, answers = gateway
    settings.SMS_URL = address if status else ""
    answers["status"] = status or 200
    row = asked(code="sms")

    for _click in range(2):
        page = browser(row).post(page_of(row), {"act": "send-code"}, follow=True)

    assert "The SMS could not be sent" in page.text
    assert len(taken) == (2 if status else 0)


@pytest.fixture
def provider(gateway, settings):
    address, taken, answers = gateway
    settings.SIGNATURE_PROVIDER_URL, settings.SIGNATURE_PROVIDER_SECRET = address, SECRET
    answers["body"] = {"url": "https://provider.example/sign/1"}
    return taken, answers


def report(reference, status="signed", secret=None):
    body = json.dumps({"reference": reference, "status": status, "name": "Lucía García"}).encode()
    headers = {"X-Signature": secret or providers.mark(body)}
    return Client().post(reverse("sign-report"), body, content_type="application/json", headers=headers)


def test_a_provider_signs_what_asks_for_more_and_its_report_counts_once(asked, provider):
    taken, _answers = provider
    row = asked(form="advanced")
    client = browser(row)

    gone = client.post(page_of(row), {"act": "provider"})
    headers, body = taken[0]
    wanted = json.loads(body)
    answers = [report(wanted["reference"]).status_code for _twice in range(2)]

    assert gone.url == "https://provider.example/sign/1"
    assert headers["X-Signature"] == providers.mark(body)
    assert (wanted["level"], wanted["content_hash"]) == ("advanced", row.version.content_hash)
    assert (answers, signed(row)) == ([204, 204], ("advanced", "provider", False))


def test_a_typed_name_is_not_enough_where_more_is_asked(asked, provider):
    row = asked(form="qualified")

    answer = say(browser(row), row)

    assert (answer.status_code, signed(row)) == (422, None)


def test_a_report_without_our_secret_or_of_a_refusal_signs_nothing(asked, provider):
    taken, _answers = provider
    row = asked(form="advanced")
    browser(row).post(page_of(row), {"act": "provider"})
    reference = json.loads(taken[0][1])["reference"]

    answers = [report(reference, secret="0" * 64), report("made up"), report(reference, status="refused")]

    assert [answer.status_code for answer in answers] == [400, 400, 204]
    assert signed(row) is None


@pytest.mark.parametrize("body", [{}, {"url": "javascript:alert(1)"}, {"url": "http://elsewhere.example/"}])
def test_a_provider_that_answers_otherwise_is_said_and_nothing_is_lost(asked, provider, body):
    _taken, answers = provider
    answers["body"] = body
    row = asked(form="advanced")

    page = browser(row).post(page_of(row), {"act": "provider"}, follow=True)

    assert "The signature provider does not answer" in page.text


def test_without_a_provider_there_is_no_such_address(asked):
    assert report("anything").status_code == 404
    row = asked(form="advanced")
    assert browser(row).post(page_of(row), {"act": "provider"}).status_code == 404
    assert "The portal has no signature provider" in browser(row).get(page_of(row)).text


def test_what_is_signed_on_paper_only_takes_no_click(asked):
    row = asked(form="wet_scan")

    answer = say(browser(row), row)

    assert (answer.status_code, signed(row)) == (422, None)
    assert "signed by hand" in answer.text


def test_the_centre_says_how_each_paper_is_signed(asked, stay, client):
    mobility, ana = stay
    page = reverse("mobilities:signature-rules", args=[mobility.sending_centre_id])
    client.force_login(ana)
    shown = client.get(page).context["form"]
    typed = {name: field.initial for name, field in shown.fields.items()}

    client.post(page, typed | {"LEARNING_AGREEMENT-form": "wet_scan", "LEARNING_AGREEMENT-code": "sms"})

    rules = Centre.objects.get(pk=mobility.sending_centre_id).signatures
    assert rules == {"LEARNING_AGREEMENT": {"form": "wet_scan", "code": "sms"}}
