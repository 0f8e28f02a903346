"""A step that brings its owner's party along is reminded of as if all parties of the stay had been read."""

import random
from datetime import timedelta

import pytest
from django.db import transaction

from doallvet.accounts.models import User
from doallvet.outbox.models import Notice
from mobilities.actions.reminders import remind
from mobilities.choices import Owner
from mobilities.models import Step
from mobilities.responsible import Parties
from tests.factories import NOW, TODAY, make_member
from tests.mobilities.roadmaps import make_full_mobility

pytestmark = pytest.mark.django_db


def disturb(mobility, dice):
    """People who left, who stand in, whose account was closed; steps of everybody around today."""
    apprentice, sending, hosting = (
        mobility.parties.get(acts_as=owner)
        for owner in (Owner.APPRENTICE, Owner.SENDING_COORDINATOR, Owner.HOSTING_COORDINATOR)
    )
    for party in (sending, hosting):
        other = make_member(party.centre).person
        named = {"person": dice.choice([party.person_id, other.pk, None]), "deputy": dice.choice([None, other.pk])}
        if named["person"] != named["deputy"]:
            mobility.parties.filter(pk=party.pk).update(person_id=named["person"], deputy_id=named["deputy"])
        if dice.random() < 0.3:
            party.centre.members.exclude(person=other).update(ended_at=NOW)
        if dice.random() < 0.2:
            party.centre.members.update(ended_at=NOW)
    if dice.random() < 0.4:
        User.objects.filter(pk=dice.choice([apprentice.person_id, sending.person_id])).update(is_active=False)
    for step in Step.objects.filter(mobility=mobility):
        days, waits = dice.randint(-9, 35), dice.random() < 0.2
        Step.objects.filter(pk=step.pk).update(
            due_on=TODAY + timedelta(days=days), waits=waits, to_look_at=dice.random() < 0.1, shared_key=""
        )


def owed():
    """What one sweep owes, of which nothing is kept."""
    with transaction.atomic():
        counted = remind(today=TODAY, at=NOW)
        fields = ("key", "kind", "person", "subject_id", "data", "latest_at", "not_after")
        found = list(Notice.objects.order_by("key").values_list(*fields))
        transaction.set_rollback(True)
    return counted, found


@pytest.mark.parametrize("seed", range(6))
def test_the_owners_party_alone_gives_the_same_reminders_as_all_parties(seed, monkeypatch):
    dice = random.Random(seed)
    for _ in range(3):
        disturb(make_full_mobility(), dice)

    quick = owed()
    monkeypatch.setattr(Parties, "own", lambda self, steps: {})
    slow = owed()

    assert quick == slow
    assert quick[0][0] > 20
