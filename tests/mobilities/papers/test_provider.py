"""What a signature provider reports, and what it is asked."""

import json
import socket
import threading
from base64 import b64encode
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from centres.models import Centre
from doallvet.accounts import links
from doallvet.core import sms
from doallvet.outbox.models import Notice
from doallvet.signing import evidence, providers
from doallvet.signing.models import Signature
from mobilities.models import Mobility
from tests.core.files import make_pdf
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities import signing
from tests.mobilities.agreements import make_stay
from tests.mobilities.papers.test_chain import verify
from tests.mobilities.signing import page_of, place, states

pytestmark = pytest.mark.django_db


@kept
def stay():
    mobility, ana = make_stay()
    rules = {"LEARNING_AGREEMENT": {"form": "advanced", "code": "none"}}
    Centre.objects.filter(pk=mobility.sending_centre_id).update(signatures=rules)
    return mobility, ana, signing.issue(Mobility.objects.with_people().get(pk=mobility.pk), ana)


@pytest.fixture
def version(stay, settings, time_machine):
    time_machine.move_to(NOW, tick=False)
    settings.SIGNATURE_PROVIDER_URL, settings.SIGNATURE_PROVIDER_SECRET = "http://127.0.0.1:9/", "shared"
    return stay[2]


def reference(row):
    said = {"signatory": row.pk, "person": row.person_id, "content_hash": row.version.content_hash}
    return providers.signing.dumps(said, salt=providers.SALT)


def report(row, status="signed", mark=None, **said):
    body = json.dumps({"reference": reference(row), "status": status, "name": "Lucía García"} | said).encode()
    headers = {"X-Signature": mark or providers.mark(body)}
    return Client().post(reverse("sign-report"), body, content_type="application/json", headers=headers)


def test_number_and_evidence_of_the_provider_are_kept_with_the_signature(version):
    row, pdf = place(version, "apprentice"), make_pdf()
    said = {"transaction": "T-4711", "evidence": b64encode(pdf).decode()}

    answers = [report(row, **said).status_code for _twice in range(2)]

    signature = Signature.objects.get()
    with default_storage.open(signature.scan) as file:
        assert file.read() == pdf
    assert (answers, signature.transaction) == ([204, 204], "T-4711")
    assert signature.scan.startswith("signed/provider/")
    (told,) = evidence.of(version, at=NOW)["places"]
    assert (told["transaction"], told["scan_hash"]) == ("T-4711", signature.scan_hash)
    assert verify()[1]
    Signature.objects.update(transaction="T-4712")
    assert "was changed" in verify()[0]


def test_a_no_said_there_reaches_the_coordinator(version, stay):
    row = place(version, "apprentice")

    assert report(row, "refused", reason="Not my name").status_code == 204

    row = place(version, "apprentice")
    assert (row.state, row.text) == ("declined", "Not my name")
    assert Notice.objects.filter(kind="paper-answered", person=stay[1]).count() == 1


def test_what_failed_there_can_be_tried_again(version):
    row = place(version, "apprentice")

    assert report(row, "failed").status_code == 204
    assert states(version)["apprentice"] == "waiting"
    assert report(row).status_code == 204
    assert states(version)["apprentice"] == "signed"


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"mark": "\xe9"}, 400),
        ({"status": "perhaps"}, 400),
        ({"evidence": "%"}, 400),
        ({"transaction": "x" * 101}, 400),
        ({"name": "x" * 201}, 409),
        ({"evidence": b64encode(b"GIF89a").decode()}, 409),
    ],
)
def test_what_was_not_agreed_is_answered_and_nothing_is_kept(version, said, status):
    assert report(place(version, "apprentice"), **said).status_code == status

    assert not Signature.objects.exists()


def test_the_provider_is_not_asked_for_who_cannot_sign_now(version):
    for party, words in (("host_company", "others sign first"), ("apprentice", "does not answer")):
        row = place(version, party)
        client = Client()
        client.force_login(row.person)
        assert words in client.post(page_of(row), {"act": "provider"}, follow=True).text
    report(place(version, "apprentice"))

    again = client.post(page_of(row), {"act": "provider"}, follow=True)

    assert "Lucía García has signed here already." in again.text


def test_a_report_is_taken_as_long_as_the_link_lives_that_led_there(version, time_machine):
    row = place(version, "apprentice")
    body = json.dumps({"reference": reference(row), "status": "failed"}).encode()

    for days, status in ((links.DAYS - 1, 204), (links.DAYS + 1, 400)):
        time_machine.move_to(NOW + timedelta(days=days))
        headers = {"X-Signature": providers.mark(body)}
        answer = Client().post(reverse("sign-report"), body, content_type="application/json", headers=headers)
        assert answer.status_code == status


@pytest.fixture
def nonsense():
    """A server that answers what is not HTTP, once."""
    door = socket.create_server(("127.0.0.1", 0))

    def answer():
        caller, _address = door.accept()
        caller.recv(100_000)
        caller.sendall(b"nonsense\r\n\r\n")
        caller.close()

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{door.getsockname()[1]}/"
    thread.join(timeout=5)
    door.close()


def test_an_answer_that_is_no_http_is_one_that_did_not_come(version, nonsense, settings):
    settings.SIGNATURE_PROVIDER_URL = nonsense
    row = place(version, "apprentice")

    with pytest.raises(providers.ProviderUnavailable):
        providers.provider().start(row, row.person, back="")


def test_the_same_holds_for_the_gateway_of_short_messages(nonsense, settings):
    settings.SMS_URL, settings.SMS_TOKEN = nonsense, "token"

    with pytest.raises(sms.SmsUnavailable):
        sms.send("+34600000000", "123456")
