"""A signature that was passed on: who took it on is asked, and nobody else's way in stays open."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from doallvet.accounts import links
from doallvet.accounts.models import PersonalLink
from doallvet.outbox.models import Notice
from doallvet.signing import evidence, letters
from doallvet.signing.actions import chain, circuit
from doallvet.signing.actions import signature as signatures
from doallvet.signing.choices import State
from doallvet.signing.models import Deed
from mobilities.models import Mobility
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities import signing
from tests.mobilities.agreements import make_stay
from tests.mobilities.signing import ORDER, place, sign, sign_all, states

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=30)
CLOSED = "/link-closed/"
MENTOR = {"name": "Timo Kraft", "email": "timo@werkstatt.example", "phone": "+49351111111"}
HOSTING = {"oid": "E10000002", "mentor": MENTOR}
OTHER_MENTOR = {"oid": "E10000002", "mentor": MENTOR | {"phone": "+49351222222"}}


@kept
def issued():
    mobility, ana = make_stay()
    version = signing.issue(mobility, ana, hosting=HOSTING)
    sign_all(version, parties=ORDER[:3])
    return mobility, ana, version


@pytest.fixture
def version(time_machine, issued):
    time_machine.move_to(NOW, tick=False)
    return issued[2]


def pass_on(version, at=NOW, email="greta@host.example"):
    row = place(version, "host_company")
    named = {"first_name": "Greta", "last_name": "Ohm", "email": email}
    return signatures.pass_on(row, by=row.person, shown=version.content_hash, at=at, **named)


def link_to(version, at=NOW):
    row = place(version, "host_company")
    return links.make("sign", person=row.person, subject=row, by=None, at=at).removeprefix(settings.SITE_URL)


def anew(issued, **changes):
    mobility, ana, _version = issued
    return signing.issue(Mobility.objects.with_people().get(pk=mobility.pk), ana, at=LATER, **changes)


def test_who_took_it_on_keeps_the_place_and_the_signature_on_a_new_version(version, issued):
    heike, heir = place(version, "host_company").person, pass_on(version)
    sign(version, "host_company")
    sign(version, "hosting_centre")

    newer = anew(issued, hosting=OTHER_MENTOR)

    row = place(newer, "host_company")
    assert (row.person, row.instead_of, set(states(newer).values())) == (heir, heike, {"carried"})


def test_who_took_it_on_is_asked_again_where_the_change_binds_the_company(version, issued):
    heir = pass_on(version)
    sign(version, "host_company")

    newer = anew(issued, hosting=HOSTING | {"oid": "E10000003"})

    assert (place(newer, "host_company").person, states(newer)["host_company"]) == (heir, "waiting")


def test_who_left_the_company_is_not_kept(version, issued):
    heike, heir = place(version, "host_company").person, pass_on(version)
    sign(version, "host_company")
    heir.company_contacts.all().delete()

    newer = anew(issued, hosting=OTHER_MENTOR)

    assert (place(newer, "host_company").person, states(newer)["host_company"]) == (heike, "waiting")


def test_no_way_in_of_before_stays_open(version, issued):
    old = link_to(version)
    newer = anew(issued, hosting=HOSTING, monitoring={"frequency": "Twice a week", "channel": "Video call"})
    sign_all(newer, parties=["sending_centre"])
    ran_out = link_to(newer, at=NOW - timedelta(days=20))
    heike = place(newer, "host_company").person
    heike.email = None
    heike.save()
    letter = letters.draft(place(newer, "host_company"))
    letters.keep(place(newer, "host_company"), letter, by=issued[1], at=NOW)

    pass_on(newer)

    assert Client().get(old).url == Client().get(ran_out).url == CLOSED
    assert [links.renew(link, at=NOW) for link in PersonalLink.objects.filter(person=heike, purpose="sign")] == [
        None
    ] * 2
    assert letters.open_with(letter.code, at=NOW) is None


def test_what_another_said_goes_with_them_and_the_new_one_is_reminded_from_then_on(version):
    row = place(version, "host_company")
    said = {"text": "Ask my boss", "reason": "other", "at": NOW}
    signatures.answer(row, State.DECLINED, person=row.person, shown=version.content_hash, **said)

    heir = pass_on(version, at=LATER)

    row = place(version, "host_company")
    assert (row.state, row.text, row.reason, row.said_by, row.turn_at) == ("waiting", "", "", None, LATER)
    days = [LATER + timedelta(days=number) for number in (1, 3)]
    assert [circuit.remind(today=day.date(), at=day) for day in days] == [1, 1]  # the hosting centre; then the new one
    assert Notice.objects.filter(kind="sign", person=heir).count() == 2


def test_who_gets_it_back_the_same_day_is_asked_again(version):
    heike, heir = place(version, "host_company").person, pass_on(version)

    signatures.pass_on(
        place(version, "host_company"),
        by=heir,
        shown=version.content_hash,
        first_name=heike.first_name,
        last_name=heike.last_name,
        email=heike.email,
        at=NOW + timedelta(minutes=5),
    )

    row = place(version, "host_company")
    assert (row.person, row.instead_of) == (heike, None)
    assert Notice.objects.filter(kind="sign", person=heike).count() == 2


def test_the_chain_and_the_evidence_tell_that_it_was_passed_on(version):
    heike = place(version, "host_company").person
    pass_on(version)
    sign(version, "host_company")
    sign(version, "hosting_centre")

    told = {row["code"]: row["passed_on_from"] for row in evidence.of(version, at=NOW)["places"]}

    assert Deed.objects.filter(act="passed_on", signatory_id=place(version, "host_company").pk).count() == 1
    assert told == dict.fromkeys(ORDER, "") | {"host_company": str(heike)}
    assert chain.broken() == []
