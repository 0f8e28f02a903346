"""Papers of an apprentice who comes of age while they go round."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from doallvet.core.refused import Refused
from doallvet.history.models import Event
from doallvet.signing.actions import signature as signatures
from mobilities.actions import guardians
from mobilities.actions.sweep import come_of_age
from mobilities.models import Mobility
from mobilities.tasks import look_ahead
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities import signing
from tests.mobilities.agreements import make_stay
from tests.mobilities.sheets import issue
from tests.mobilities.signing import place, sign, states

pytestmark = pytest.mark.django_db
BIRTHDAY = date(2027, 9, 10)  # four days after the first day abroad
THEN = datetime(2027, 9, 12, 9, 0, tzinfo=UTC)
GROWN = datetime(2027, 6, 1, 9, 0, tzinfo=UTC)  # the birthday of who comes of age before the stay
DAILY = {"frequency": "Daily", "channel": "Video call"}


@kept
def young():
    mobility, ana = make_stay(minor=True, pay_kept=True)
    mobility.apprentice.born_on = BIRTHDAY.replace(year=BIRTHDAY.year - 18)
    mobility.apprentice.save()
    return mobility, ana


@pytest.fixture
def stay(time_machine, young):
    time_machine.move_to(NOW, tick=False)
    return fresh(young[0]), young[1]


def fresh(mobility):
    return Mobility.objects.with_people().get(pk=mobility.pk)


def test_what_is_issued_after_the_birthday_is_signed_without_a_guardian(stay, time_machine):
    mobility, ana = stay
    first = issue(mobility, "CATCHUP_PLAN", ana)
    time_machine.move_to(THEN, tick=False)

    second = issue(fresh(mobility), "CATCHUP_PLAN", ana, at=THEN, report_book="Goes on abroad")

    assert list(states(first)) == ["apprentice", "guardian", "sending_centre"]
    assert list(states(second)) == ["apprentice", "sending_centre"]


def test_who_comes_of_age_signs_alone_what_was_issued_before(stay, time_machine):
    mobility, ana = stay
    version = issue(mobility, "CATCHUP_PLAN", ana)
    time_machine.move_to(THEN, tick=False)

    sign(version, "apprentice", at=THEN)
    sign(version, "sending_centre", at=THEN)

    version.refresh_from_db()
    assert (version.completed_at, states(version)) == (THEN, {"apprentice": "signed", "sending_centre": "signed"})
    assert Event.objects.filter(verb="paper_of_age", after=str(version)).count() == 1


def test_on_the_birthday_nobody_waits_for_the_guardian_any_more(stay, time_machine):
    mobility, ana = stay
    plan, consent = issue(mobility, "CATCHUP_PLAN", ana), issue(mobility, "GUARDIAN_CONSENT_STAY", ana)
    sign(plan, "apprentice")
    eve = BIRTHDAY - timedelta(days=1)
    time_machine.move_to(datetime(eve.year, eve.month, eve.day, 9, tzinfo=UTC), tick=False)
    assert come_of_age(today=eve, at=NOW) == 0
    time_machine.move_to(THEN, tick=False)

    found = [come_of_age(today=BIRTHDAY, at=THEN) for _sweep in range(2)]

    assert found == [1, 0]
    assert place(plan, "sending_centre").turn_at == THEN
    assert states(consent) == {"guardian": "waiting"}  # nobody else gives it
    sign(plan, "sending_centre", at=THEN)


def test_a_guardian_who_was_kept_goes_on_signing(stay, time_machine):
    mobility, ana = stay
    mobility.apprentice.guardians.update(kept_by_apprentice=True)
    version = issue(mobility, "CATCHUP_PLAN", ana)
    time_machine.move_to(THEN, tick=False)

    for party in ("apprentice", "guardian", "sending_centre"):
        sign(version, party, at=THEN)

    assert set(states(version).values()) == {"signed"}


def test_who_has_come_of_age_takes_back_what_was_consented_for_them(client, stay, time_machine):
    mobility, ana = stay
    version = issue(mobility, "GUARDIAN_CONSENT_IMAGE", ana)
    sign(version, "guardian")
    row, lucia = place(version, "guardian"), mobility.apprentice.person
    with pytest.raises(Refused, match="You do not sign here"):
        signatures.withdraw(row, shown=row.version.content_hash, person=lucia, text="", at=NOW)
    time_machine.move_to(THEN, tick=False)

    with pytest.raises(Refused, match="You do not sign here"):
        signatures.withdraw(row, shown=row.version.content_hash, person=row.person, text="", at=THEN)
    signatures.withdraw(row, shown=row.version.content_hash, person=lucia, text="", at=THEN)

    assert states(version) == {"guardian": "withdrawn"}


def test_nobody_asks_a_guardian_of_somebody_of_age_for_a_consent(stay, time_machine):
    mobility, ana = stay
    time_machine.move_to(THEN, tick=False)

    with pytest.raises(Refused, match="no guardian consents for them any more"):
        issue(fresh(mobility), "GUARDIAN_CONSENT_STAY", ana, at=THEN)


def test_the_way_to_take_a_consent_back_is_on_the_page_of_the_paper(client, stay, time_machine):
    mobility, ana = stay
    version = issue(mobility, "GUARDIAN_CONSENT_IMAGE", ana)
    sign(version, "guardian")
    way = reverse("sign", args=[place(version, "guardian").pk])
    client.force_login(mobility.apprentice.person)
    page = reverse("mobilities:sheet", args=[mobility.pk, "GUARDIAN_CONSENT_IMAGE"])
    before = client.get(page).text
    time_machine.move_to(THEN, tick=False)
    client.force_login(mobility.apprentice.person)

    after = client.get(page).text

    assert way not in before
    assert way in after
    client.post(way, {"act": "take-back", "text": "Not any more", "shown": version.content_hash})
    assert states(version) == {"guardian": "withdrawn"}


@pytest.fixture
def before(stay):
    """The birthday lies before the first day abroad: what is issued until then is signed by a minor."""
    mobility, ana = stay
    mobility.apprentice.born_on = GROWN.date().replace(year=2009)
    mobility.apprentice.save()
    return fresh(mobility), ana


def test_what_is_signed_before_the_birthday_a_guardian_signs_too_though_the_stay_comes_after_it(before):
    mobility, ana = before

    version = signing.issue(mobility, ana)

    assert "guardian" in states(version)
    assert "legal_guardian" in version.data["blocks"]


def test_the_guardian_of_who_comes_of_age_before_the_stay_takes_part_until_then(before):
    mobility, ana = before
    seated = mobility.parties.filter(role="guardian")
    seated.delete()

    found = []
    for at in (NOW, GROWN):
        stays = Mobility.objects.filter(pk=mobility.pk)
        found += [guardians.follow(stays, today=at.date(), at=at), seated.count()]

    assert found == [1, 1, 1, 0]


def test_who_comes_of_age_before_the_stay_is_asked_for_no_consent_of_a_guardian_any_more(before, time_machine):
    mobility, ana = before
    signing.issue(mobility, ana)
    consents = mobility.steps.needed().open().filter(owner="guardian")
    look_ahead(mobility_id=mobility.pk)
    asked = consents.count()
    time_machine.move_to(GROWN, tick=False)

    look_ahead(mobility_id=mobility.pk)
    second = signing.issue(fresh(mobility), ana, at=GROWN, monitoring=DAILY)

    assert (asked > 0, consents.count()) == (True, 0)
    assert "guardian" not in states(second)
    assert "legal_guardian" not in second.data["blocks"]


@pytest.mark.parametrize("at", [NOW, GROWN])
def test_a_host_promises_the_limits_of_the_young_only_where_somebody_is_young_on_the_stay(before, time_machine, at):
    mobility, ana = before
    agreement = signing.issue(mobility, ana)
    time_machine.move_to(at, tick=False)

    paper = issue(fresh(mobility), "HOST_ACCEPTANCE", ana, at=at)

    assert "menor de 18 años" not in f"{agreement.data['commitments']} {paper.data}"
    assert "minors_allowed" not in paper.data["fields"]


def test_a_host_of_who_comes_of_age_during_the_stay_promises_the_limits_of_the_young(stay):
    mobility, ana = stay

    paper = issue(mobility, "HOST_ACCEPTANCE", ana)

    assert "menor de 18 años" in str(paper.data["commitments"])
