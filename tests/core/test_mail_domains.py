"""Whether a domain takes mail, asked of a real name server on this machine."""

import socket
import threading

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest
from django.core.cache import cache

from doallvet.core import mail_domains

ZONE = {
    ("mail.example.", "MX"): "10 mx.mail.example.",
    ("null.example.", "MX"): "0 .",
    ("plain.example.", "A"): "192.0.2.1",
    ("empty.example.", "TXT"): '"nothing that takes mail"',
}


@pytest.fixture
def server(settings):
    """A name server that knows four domains; gives the questions it was asked."""
    asked, door = [], socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    door.bind(("127.0.0.1", 0))

    def serve():
        while True:
            packet, sender = door.recvfrom(4096)
            question = dns.message.from_wire(packet)
            if question.question[0].name.to_text() == "stop.":
                return
            door.sendto(_answer(question, asked).to_wire(), sender)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    settings.MAIL_DOMAIN_CHECK, settings.DNS_SERVERS = True, [f"127.0.0.1:{door.getsockname()[1]}"]
    cache.clear()
    yield asked
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
        last.sendto(dns.message.make_query("stop.", "A").to_wire(), door.getsockname())
    thread.join(timeout=5)
    door.close()


def _answer(question, asked):
    row = question.question[0]
    name, kind = row.name.to_text(), dns.rdatatype.to_text(row.rdtype)
    asked.append((name, kind))
    answer = dns.message.make_response(question)
    answer.flags |= dns.flags.RA
    if text := ZONE.get((name, kind)):
        answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind, text))
    elif not any(known == name for known, _kind in ZONE):
        answer.set_rcode(dns.rcode.NXDOMAIN)
    return answer


@pytest.mark.parametrize(
    ("domain", "takes"),
    [
        ("mail.example", True),
        ("plain.example", True),  # without a mail exchange its address takes the mail
        ("null.example", False),
        ("empty.example", False),
        ("nowhere.example", False),
    ],
)
def test_a_domain_takes_mail_or_does_not(server, domain, takes):
    assert mail_domains.takes_mail([domain]) == {domain: takes}


def test_what_was_learned_is_not_asked_again(server):
    mail_domains.takes_mail(["mail.example"])
    mail_domains.takes_mail(["mail.example"])

    assert server == [("mail.example.", "MX")]


def test_without_a_name_server_nothing_is_known_and_nothing_is_kept(settings):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    settings.MAIL_DOMAIN_CHECK, settings.DNS_SERVERS = True, [f"127.0.0.1:{port}"]
    cache.clear()

    assert mail_domains.takes_mail(["mail.example"]) == {"mail.example": None}
    assert cache.get("mail-domain:mail.example") is None


def test_nothing_is_asked_where_it_is_switched_off(server, settings):
    settings.MAIL_DOMAIN_CHECK = False

    assert (mail_domains.takes_mail(["mail.example"]), server) == ({}, [])
