"""Each way of signing counts for a step that is answered with a yes."""

import pytest

from centres.models import Centre
from doallvet.signing.choices import Way
from mobilities.actions.papers import CHANNELS
from mobilities.models import Mobility
from tests.factories import NOW
from tests.mobilities.agreements import make_stay
from tests.mobilities.sheets import issue, step_with
from tests.mobilities.signing import place, sign

pytestmark = pytest.mark.django_db


def test_each_way_of_signing_is_a_channel_of_an_answer():
    assert set(CHANNELS) == set(Way)


def test_a_signature_of_a_provider_is_the_yes_of_its_step(time_machine):
    time_machine.move_to(NOW, tick=False)
    mobility, ana = make_stay(minor=True, pay_kept=True)
    rules = {"HOST_ACCEPTANCE": {"form": "advanced", "code": "none"}}
    Centre.objects.filter(pk=mobility.sending_centre_id).update(signatures=rules)
    version = issue(Mobility.objects.with_people().get(pk=mobility.pk), "HOST_ACCEPTANCE", ana)

    sign(version, "host_company", way=Way.PROVIDER)

    yes = step_with(mobility, "HOST_ACCEPTANCE").approvals.get()
    assert (yes.answer, yes.person) == ("approve", place(version, "host_company").person)
