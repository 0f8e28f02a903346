"""A birthday that is crossed while a draft is edited does not lose the guardian."""

from datetime import UTC, date, datetime

import pytest

from doallvet.signing.actions import document as signing
from mobilities import filling
from mobilities.actions import agreement as agreements
from mobilities.actions import change
from mobilities.facts import facts_of
from mobilities.models import Agreement, Mobility
from mobilities.rules.conditions import holds
from mobilities.rules.dates import Dates
from tests.factories import NOW
from tests.mobilities.agreements import make_stay

pytestmark = pytest.mark.django_db
FIRST_DAY, BIRTHDAY = date(2027, 9, 6), date(2027, 9, 10)
AFTERWARDS = Dates(None, date(2027, 9, 20), date(2027, 10, 10), None)


@pytest.fixture
def stay(time_machine):
    """Lucía comes of age four days after she leaves; it is planned long before."""
    time_machine.move_to(NOW, tick=False)
    mobility, ana = make_stay(minor=True)
    mobility.apprentice.born_on = BIRTHDAY.replace(year=BIRTHDAY.year - 18)
    mobility.apprentice.save()
    return Mobility.objects.with_people().get(pk=mobility.pk), ana


def fresh(mobility):
    return Mobility.objects.with_people().get(pk=mobility.pk)


def is_minor(mobility):
    mobility = fresh(mobility)
    return holds("minor", facts_of(mobility, list(mobility.parties.all())))


def blocks(mobility):
    return [block.key for block in filling.draft_of(fresh(mobility)).blocks]


def issue(mobility, by):
    """A version of the agreement is there, as if it had been issued."""
    document = signing.open_document("LEARNING_AGREEMENT", prefix="LA", title="Agreement", by=by, at=NOW)
    signing.freeze(document, {"who": "Lucía"}, language="en", template="t", template_version="1", by=by, at=NOW)
    Agreement.objects.create(mobility=mobility, document=document)


def test_a_draft_that_is_saved_after_the_birthday_keeps_the_guardian(stay, time_machine):
    mobility, ana = stay
    draft = filling.agreement_of(mobility)
    draft = agreements.save_block(draft, "legal_guardian", {"relation": "grandparent"}, version=0, by=ana, at=NOW)
    time_machine.move_to(datetime(2027, 9, 12, 9, 0, tzinfo=UTC), tick=False)

    agreements.save_block(draft, "monitoring", {}, version=draft.draft_version, by=ana, at=NOW)

    assert "legal_guardian" in blocks(mobility)
    assert "legal_guardian" in Agreement.objects.get(mobility=mobility).draft


def test_dates_after_the_birthday_need_no_guardian_but_for_what_is_issued_before_it(stay, time_machine):
    mobility, ana = stay
    assert is_minor(mobility)

    change.set_dates(mobility, AFTERWARDS, version=mobility.version, by=ana, at=NOW)

    assert not is_minor(mobility)
    assert "legal_guardian" in blocks(mobility)
    time_machine.move_to(datetime(2027, 9, 12, 9, 0, tzinfo=UTC), tick=False)
    assert "legal_guardian" not in blocks(mobility)


def test_what_was_issued_for_a_minor_keeps_the_guardian_when_the_dates_move(stay):
    mobility, ana = stay
    issue(mobility, ana)
    steps = set(mobility.steps.needed().filter(owner="guardian").values_list("plan__key", flat=True))

    change.set_dates(mobility, AFTERWARDS, version=mobility.version, by=ana, at=NOW)

    assert is_minor(mobility)
    assert "legal_guardian" in blocks(mobility)
    assert set(mobility.steps.needed().filter(owner="guardian").values_list("plan__key", flat=True)) == steps != set()
