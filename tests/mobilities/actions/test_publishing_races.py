"""Several people at one plan at once: one draft, one next version, shared as a whole or not at all."""

import pytest
from django.db import connection

from centres.models import Network
from mobilities.actions import drafting, publishing
from mobilities.models import Blueprint
from tests.factories import NOW, make_centre, make_coordinator, make_own_plan
from tests.mobilities.actions.test_races import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]


@pytest.fixture
def ana():
    return make_coordinator(make_centre(network=Network.objects.create(name="Red")), first_name="Ana")


def test_two_who_begin_to_edit_and_two_who_publish_at_once_make_one_version(ana):
    plan = make_own_plan(ana.centre, ana)

    drafts = at_once(*[lambda: drafting.start_draft(plan, by=ana, at=NOW)] * 2)
    seen = drafting.plan_seen(drafts[0], list(drafts[0].steps.all()))
    made = at_once(*[lambda: publishing.publish(drafts[0], "New", seen=seen, by=ana, at=NOW)] * 2)

    assert drafts[0] == drafts[1]
    assert [row.version for row in made] == [2, 2]
    assert list(Blueprint.objects.of_plan(plan).values_list("version", flat=True)) == [2, 1]


def test_a_version_published_while_the_plan_is_shared_is_shared_with_it(ana):
    plan = make_own_plan(ana.centre, ana)
    draft = drafting.start_draft(plan, by=ana, at=NOW)
    seen = drafting.plan_seen(draft, list(draft.steps.all()))

    at_once(
        lambda: publishing.share(plan, True, by=ana, at=NOW),
        lambda: publishing.publish(draft, "New", seen=seen, by=ana, at=NOW),
    )

    assert set(Blueprint.objects.of_plan(plan).values_list("version", "shared_at")) == {(1, NOW), (2, NOW)}
