"""An SMS with a personal link, to whom mail does not reach, through a real gateway."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
import time_machine
from django.core import mail

from doallvet.core.refused import Refused
from mobilities.actions import reach
from tests.factories import NOW, make_mobility
from tests.kept import kept
from tests.mobilities.reaching import address, kill, verbs
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@kept
def stay():
    return Stay()


class Gateway(BaseHTTPRequestHandler):
    took, status = [], 200

    def do_POST(self):
        self.took.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def gateway(settings):
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS_URL, settings.SMS_TOKEN = f"http://127.0.0.1:{server.server_port}/", "token"
    Gateway.took, Gateway.status = [], 200
    yield Gateway
    server.shutdown()
    server.server_close()


def test_an_sms_carries_the_link_once_a_day(client, stay, gateway):
    kill(stay.rosa)
    stay.rosa.phone = "+34600111222"
    stay.rosa.save()
    client.force_login(stay.ana)
    assert address(stay, stay.rosa, "-sms") in client.get(address(stay, stay.rosa)).content.decode()

    for _ in range(2):
        client.post(address(stay, stay.rosa, "-sms"))

    [sent] = gateway.took
    assert sent["to"] == "+34600111222"
    assert "CIFP Río Sil" in sent["text"] and "http://testserver/l/" in sent["text"]
    assert verbs(stay).count("sms_to_unreached") == 1
    assert mail.outbox == []
    with pytest.raises(Refused, match="today already"):  # nor for another stay
        reach.send_sms(make_mobility(by=stay.ana), stay.rosa, sent["to"], by=stay.ana, at=NOW)


def test_an_sms_that_was_not_taken_may_be_sent_again(client, stay, gateway):
    kill(stay.rosa)
    stay.rosa.phone = "+34600111222"
    stay.rosa.save()
    client.force_login(stay.ana)
    gateway.status = 500

    client.post(address(stay, stay.rosa, "-sms"))
    assert "sms_to_unreached" not in verbs(stay)
    gateway.status = 200
    client.post(address(stay, stay.rosa, "-sms"))

    assert verbs(stay)[0] == "sms_to_unreached"


def test_without_a_number_there_is_no_sms(client, stay, gateway):
    kill(stay.rosa)
    client.force_login(stay.ana)

    assert client.post(address(stay, stay.rosa, "-sms")).status_code == 302
    assert gateway.took == []
