"""What is said to somebody about another's signature, wish or no; and to who comes too late."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from centres.models import Centre
from doallvet.core.refused import Refused
from doallvet.signing import verdict
from doallvet.signing.actions import circuit
from doallvet.signing.actions import signature as signatures
from doallvet.signing.choices import State
from doallvet.signing.models import Signature
from doallvet.signing.standing import places
from mobilities.choices import Decision
from mobilities.models import Mobility
from tests.core.files import make_pdf
from tests.factories import NOW, make_coordinator
from tests.kept import kept
from tests.mobilities import signing
from tests.mobilities.agreements import make_stay
from tests.mobilities.sheets import issue
from tests.mobilities.signing import ORDER, page_of, place, sign, sign_all, states

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
OFTEN = {"frequency": "Twice a week", "channel": "Video call"}


@kept
def issued():
    mobility, ana = make_stay()
    return mobility, ana, signing.issue(mobility, ana)


@pytest.fixture
def version(time_machine, issued):
    time_machine.move_to(NOW, tick=False)
    return issued[2]


@pytest.fixture
def ines(issued):
    return make_coordinator(issued[0].sending_centre, first_name="Inés", last_name="Vidal")


def browser(person):
    client = Client()
    client.force_login(person)
    return client


def said(version):
    return {"act": "sign", "typed_name": "Inés", "agreed": "on", "read_in": "en", "shown": version.content_hash}


def anew(issued, **changes):
    mobility, ana, _version = issued
    return signing.issue(Mobility.objects.with_people().get(pk=mobility.pk), ana, at=LATER, **changes)


def test_who_sends_a_page_of_a_version_that_was_replaced_is_told(version, issued):
    row = place(version, "apprentice")
    newer = anew(issued, monitoring=OFTEN)
    client = browser(row.person)

    answer = client.post(page_of(row), said(version), follow=True)

    assert answer.redirect_chain == [(page_of(place(newer, "apprentice")), 302)]
    assert "The paper changed since you opened the page." in answer.text
    assert client.get(page_of(row)).url == page_of(place(newer, "apprentice"))


def test_a_colleague_who_comes_second_is_told_who_has_signed(version, ines):
    sign_all(version, parties=ORDER[:3])
    row = place(version, "sending_centre")

    page = browser(ines).post(page_of(row), said(version))

    assert (page.status_code, "Ana Reyes has signed here already." in page.text) == (422, True)
    assert "Signed by Ana Reyes" in page.text and "You have signed" not in page.text
    with pytest.raises(Refused, match="Ana Reyes has signed here already"):
        sign(version, "sending_centre", person=ines)


@pytest.mark.parametrize(
    ("state", "own", "other"),
    [
        (State.CHANGE, "You asked for a change on", "Ana Reyes asked for a change on"),
        (State.DECLINED, "You declined on", "Ana Reyes declined on"),
    ],
)
def test_what_one_said_is_not_put_into_the_mouth_of_a_colleague(version, issued, ines, state, own, other):
    sign_all(version, parties=ORDER[:2])
    row = place(version, "sending_centre")
    signatures.answer(row, state, person=issued[1], shown=version.content_hash, text="Not yet", reason="other", at=NOW)

    pages = [browser(person).get(page_of(row)).text for person in (issued[1], ines)]

    assert [(own in page, other in page) for page in pages] == [(True, False), (False, True)]


def test_who_stood_in_is_shown_as_such_also_where_the_signature_is_carried(version, issued, ines):
    sign_all(version, parties=ORDER[:2])
    sign(version, "sending_centre", person=ines)
    sign_all(version, parties=ORDER[3:])

    newer = anew(issued, hosting={"oid": "E10000003"})

    for shown in (version, newer):
        who = {row["code"]: row["who"] for row in places(shown)}
        assert who["sending_centre"] == "Inés Vidal in place of Ana Reyes"
    assert states(newer)["sending_centre"] == "carried"


@pytest.mark.parametrize(
    ("form", "code", "carried"),
    [
        ("simple", "none", True),
        ("simple", "email", False),
        ("advanced", "none", False),
        ("wet_scan", "none", False),
    ],
)
def test_what_was_signed_is_carried_where_it_is_as_the_centre_asks_now(version, issued, form, code, carried):
    sign_all(version)
    rules = {"LEARNING_AGREEMENT": {"form": form, "code": code}}
    Centre.objects.filter(pk=issued[0].sending_centre_id).update(signatures=rules)

    newer = anew(issued, monitoring=OFTEN)

    assert ("carried" in states(newer).values()) == carried


def test_a_place_to_which_a_signature_was_carried_takes_no_other(version, issued, client):
    sign_all(version)
    row = place(anew(issued, monitoring=OFTEN), "apprentice")
    client.force_login(issued[1])
    typed = {"typed_name": "Lucía", "shown": row.version.content_hash, "compared": "on"}
    typed |= {"file": SimpleUploadedFile("scan.pdf", make_pdf())}

    answer = client.post(reverse("mobilities:sign-paper", args=[issued[0].pk, row.pk]), typed)

    assert (answer.status_code, "Lucía García has signed here already." in answer.text) == (422, True)
    assert sign(row.version, "apprentice") == row.carried
    assert Signature.objects.count() == len(ORDER)


def test_nobody_is_asked_again_on_a_mobility_that_is_over(version, issued):
    row = place(version, "apprentice")
    words = {"shown": version.content_hash, "text": "No", "reason": "other", "at": NOW}
    signatures.answer(row, State.DECLINED, person=row.person, **words)
    Mobility.objects.filter(pk=issued[0].pk).update(decision=Decision.CANCELLED)

    with pytest.raises(Refused, match="This mobility is over"):
        circuit.ask_again(place(version, "apprentice"), by=issued[1], at=LATER)

    assert states(version)["apprentice"] == "declined"


def test_a_consent_that_was_taken_back_is_called_so_by_page_and_check(time_machine):
    time_machine.move_to(NOW, tick=False)
    mobility, ana = make_stay(minor=True)
    version = issue(mobility, "GUARDIAN_CONSENT_IMAGE", ana)
    sign(version, "guardian")
    row = place(version, "guardian")
    signatures.withdraw(row, person=row.person, shown=version.content_hash, text="", at=LATER)

    found = verdict.by_hash(version.file_hash)
    page = browser(row.person).get(page_of(row)).text

    day = date_format(LATER)
    assert (found.tone, found.title) == ("warning", "Authentic, but a signature was taken back")
    assert dict(found.facts)["Signed by all"] == f"no longer: taken back on {day}"
    assert "Taken back on" in page and "Your signature, please" not in page
