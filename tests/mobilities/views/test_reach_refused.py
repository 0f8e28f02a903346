"""What is not done about somebody whom mail does not reach after all: no personal link leaves on paper or by SMS."""

import pytest
import time_machine
from django.urls import reverse

from doallvet.accounts import actions as accounts
from doallvet.accounts.models import PersonalLink
from doallvet.core.refused import Refused
from doallvet.history.models import Event
from doallvet.outbox import undeliverable
from doallvet.outbox.choices import Source
from mobilities.actions import reach
from tests.factories import NOW, make_user
from tests.kept import kept
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db
OFFICE = "office@metal.example"


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@kept
def stay():
    return Stay()


def kill(address):
    undeliverable.mark(address, source=Source.SMTP, reason="550 no such user", at=NOW)


def address(stay, act=""):
    return reverse(f"mobilities:reach{act}", args=[stay.mobility.pk, stay.rosa.pk])


def works_by(stay, way):
    if way == "second":
        kill(stay.rosa.email)
        stay.rosa.second_email = OFFICE
    if way == "again":
        kill(stay.rosa.email)
        undeliverable.try_again(stay.rosa.email, by=stay.ana, at=NOW)
    if way == "none":
        stay.rosa.email = None
    stay.rosa.phone = "+34600111222"
    stay.rosa.save()


@pytest.mark.parametrize("act", ["letter", "sms"])
@pytest.mark.parametrize("way", ["first", "second", "again", "none"])
def test_no_link_is_made_for_who_is_not_written_to_in_vain(client, stay, settings, way, act):
    settings.SMS_URL, settings.SMS_TOKEN = "http://127.0.0.1:9/", "token"
    works_by(stay, way)
    client.force_login(stay.ana)

    answer = client.post(address(stay, f"-{act}"))

    assert (answer.status_code, answer.url) == (302, address(stay))
    assert not PersonalLink.objects.exists()
    assert "_to_unreached" not in "".join(event.verb for event in Event.objects.about(stay.mobility))


def test_the_actions_hold_to_it_by_themselves(stay, settings):
    settings.SMS_URL, settings.SMS_TOKEN = "http://127.0.0.1:9/", "token"
    said = {"by": stay.ana, "at": NOW}

    with pytest.raises(Refused, match="in vain"):
        reach.write_letter(stay.mobility, stay.rosa, **said)
    with pytest.raises(Refused, match="in vain"):
        reach.send_sms(stay.mobility, stay.rosa, "+34600111222", **said)


def test_who_prints_a_letter_has_shown_lately_who_they_are(client, stay, settings):
    kill(stay.rosa.email)
    client.force_login(stay.ana)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0

    answer = client.post(address(stay, "-letter"))

    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not PersonalLink.objects.exists()


def test_a_second_address_is_noted_while_the_first_is_dead_and_named_in_the_history(client, stay):
    client.force_login(stay.ana)
    early = client.post(address(stay, "-second"), {"email": OFFICE})
    assert (early.status_code, list(early.context["form"].errors)) == (422, ["email"])
    kill(stay.rosa.email)

    for _ in range(2):
        assert client.post(address(stay, "-second"), {"email": OFFICE.upper()}).status_code == 302

    [event] = [event for event in Event.objects.about(stay.mobility) if event.verb == "second_address"]
    assert (event.after, event.note) == ("Rosa Vidal", OFFICE)
    for reader, reads in ((stay.ana, True), (stay.jonas, True), (stay.lucia, False)):
        client.force_login(reader)
        page = client.get(reverse("mobilities:history", args=[stay.mobility.pk])).content.decode()
        assert ("second e-mail address of Rosa Vidal" in page, OFFICE in page) == (True, reads)
    client.force_login(stay.ana)
    undeliverable.try_again(stay.rosa.email, by=stay.ana, at=NOW)
    assert client.post(address(stay, "-second"), {"email": ""}).status_code == 302
    stay.rosa.refresh_from_db()
    assert stay.rosa.second_email == ""


def test_the_second_address_moves_up_when_the_first_is_cleared(stay):
    kill(stay.rosa.email)
    accounts.keep_second_address(stay.rosa, OFFICE, at=NOW)

    accounts.change_address(stay.rosa, "", at=NOW)

    stay.rosa.refresh_from_db()
    assert (stay.rosa.email, stay.rosa.second_email) == (OFFICE, "")


def test_a_second_address_that_is_the_first_of_somebody_else_does_not_move_up(stay):
    make_user(OFFICE)
    accounts.keep_second_address(stay.rosa, OFFICE, at=NOW)

    with pytest.raises(Refused, match=OFFICE):
        accounts.change_address(stay.rosa, "", at=NOW)


def test_who_has_no_address_is_not_said_to_be_reached(client, stay):
    works_by(stay, "none")
    client.force_login(stay.ana)

    page = client.get(address(stay), follow=True).content.decode()

    assert "Rosa Vidal has no e-mail address." in page and "mail reaches" not in page
