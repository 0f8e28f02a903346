"""The history is read in the reader's language, whoever acted in which."""

import pytest
from django.utils import translation

from mobilities import terms
from mobilities.actions import approval, change, exchange
from mobilities.choices import Answer, Channel, Owner, Role
from mobilities.hosts import Host
from tests.factories import NOW, make_company
from tests.kept import kept
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db


@kept
def planned():
    return Stay()


@pytest.fixture
def stay(client, planned):
    client.force_login(planned.ana)
    return planned


def put(stay, person, deputy=None, reason=""):
    stamp = {"by": stay.ana, "at": NOW, "reason": reason}
    change.set_person(stay.party(Role.HOST_SIGNATORY), person, deputy=deputy, **stamp)


def told(client, stay):
    return [(row["text"], row["note"]) for row in client.get(stay.address("history")).context["events"]]


def answer(stay, answer, **fields):
    mobility = stay.fresh()
    step = terms.questions(mobility, Owner.HOST_COMPANY)[0]
    shown = terms.fingerprint(terms.terms(mobility, Owner.HOST_COMPANY))
    said = {"person": stay.heike, "shown": shown, "channel": Channel.SIGNED_IN, "at": NOW} | fields
    approval.give(step, answer=answer, **said)


def test_who_takes_leaves_and_gets_a_place_is_told(client, stay):
    with translation.override("es"):
        put(stay, None, reason="Left")
        put(stay, stay.timo, deputy=stay.heike)

    assert told(client, stay)[:3] == [
        ("Heike Sommer stands in", "Signatory of the host company"),
        ("Timo Prueba is named", "Signatory of the host company"),
        ("Heike Sommer leaves; nobody is named yet", "Signatory of the host company · Left"),
    ]


def test_a_person_who_stays_takes_over_from_nobody_when_the_deputy_changes(client, stay):
    put(stay, stay.heike, deputy=stay.timo)
    put(stay, stay.heike)

    assert [text for text, _note in told(client, stay)][:2] == [
        "Timo Prueba no longer stands in",
        "Timo Prueba stands in",
    ]


def test_why_a_step_opened_again_is_told_in_the_readers_language(client, stay):
    with translation.override("es"):
        answer(stay, Answer.APPROVE)
        answer(stay, Answer.DECLINE, reason="safety")
        answer(stay, Answer.APPROVE)
        company = make_company("Neue Werkstatt", stay.hosting, country="DE")
        host = Host(company, None, stay.hosting)
        exchange.set_company(stay.fresh(), Role.HOST_SIGNATORY, host, by=stay.ana, at=NOW, reason="Full")

    notes = [note for text, note in told(client, stay) if text.startswith("Opened again")]
    assert notes == ["Now it is Neue Werkstatt.", "Decline"]
