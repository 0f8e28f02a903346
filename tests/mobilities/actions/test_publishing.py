"""Plans are published, shared, and follow their source."""

import pytest
from django.db import IntegrityError, connection, transaction

from centres.choices import MemberRole
from centres.models import Centre, Network, NetworkMember
from doallvet.core.refused import Refused, Stale
from mobilities.actions import drafting, publishing
from mobilities.models import Blueprint
from mobilities.plans import newer_source
from tests.factories import (
    NOW,
    make_blueprints,
    make_centre,
    make_coordinator,
    make_draft,
    make_member,
    make_own_plan,
    make_published,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return make_coordinator(make_centre(network=Network.objects.create(name="Red")), first_name="Ana")


def change(draft, key, by, **fields):
    row = draft.steps.get(key=key)
    return drafting.change_step(row, fields, seen=drafting.step_seen(row), by=by, at=NOW)


def next_version(plan, by, key, **fields):
    draft = drafting.start_draft(plan, by=by, at=NOW)
    change(draft, key, by, **fields)
    return make_published(draft, by)


def test_a_draft_becomes_the_next_version_once(ana):
    plan = make_own_plan(ana.centre, ana)

    second = next_version(plan, ana, "D04", duration=6)
    again = publishing.publish(second, "Twice", seen="", by=ana, at=NOW)

    assert [(row.version, row.note) for row in Blueprint.objects.of_plan(plan)] == [
        (2, "What is new"),
        (1, "What is new"),
    ]
    assert (again, again.note, again.published_by) == (second, "What is new", ana)
    assert plan.steps.get(key="D04").duration == 5


def test_what_is_wrong_is_not_published(ana):
    draft = make_draft(ana.centre, ana)
    change(draft, "P01", ana, needs=["P02"], title_es="")

    with pytest.raises(Refused) as refused:
        make_published(draft, ana)

    assert any("wait for each other" in reason for reason in refused.value.reasons)
    assert any("has no title in Spanish" in reason for reason in refused.value.reasons)
    assert Blueprint.objects.get(pk=draft.pk).is_draft


def test_nothing_is_published_without_a_note_or_unseen(ana):
    draft = make_draft(ana.centre, ana)
    seen = drafting.plan_seen(draft, list(draft.steps.all()))
    with pytest.raises(Refused, match="Say what is new"):
        make_published(draft, ana, note=" ")
    change(draft, "D04", ana, duration=6)

    with pytest.raises(Stale):
        publishing.publish(draft, "New", seen=seen, by=ana, at=NOW)


def test_the_database_keeps_versions_apart(ana):
    plan = make_own_plan(ana.centre, ana)
    rows = Blueprint.objects.filter(pk=plan.pk)
    shipped = Blueprint.objects.shipped().get(key="dual-short")
    for wrong in (
        {"version": None},
        {"published_by": None},
        {"network": ana.centre.network},
        {"centre": None, "version": shipped.version, "key": shipped.key},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)


def test_who_may_read_what(ana):
    network = ana.centre.network
    bea, jonas = make_coordinator(make_centre(network=network)), make_coordinator()
    carmen = make_user()
    NetworkMember.objects.create(network=network, person=carmen, invited_at=NOW, accepted_at=NOW)
    viewer = make_member(ana.centre, MemberRole.VIEWER).person
    plan, common = make_own_plan(ana.centre, ana), make_own_plan(network, carmen, title="Common")
    drafts = [make_draft(ana.centre, ana, title="Draft"), make_draft(network, carmen, title="Common draft")]

    def read(person):
        return set(Blueprint.objects.visible_to(person)) - set(Blueprint.objects.shipped())

    assert read(ana) == read(viewer) == {plan, common, drafts[0]}
    assert (read(bea), read(carmen), read(jonas)) == ({common}, {common, drafts[1]}, set())
    publishing.share(plan, True, by=ana, at=NOW)
    assert (read(bea), read(carmen), read(jonas)) == ({common, plan}, {common, drafts[1], plan}, set())
    publishing.share(plan, False, by=ana, at=NOW)
    assert read(bea) == {common}
    assert not Blueprint.objects.visible_to(make_user()).exists()


def test_a_centre_plans_with_the_newest_shipped_own_and_network_plans(ana):
    network, carmen = ana.centre.network, make_user()
    plan = next_version(make_own_plan(ana.centre, ana), ana, "D04", duration=6)
    common = make_own_plan(network, carmen, title="Common")
    bea = make_coordinator(make_centre(network=network))
    publishing.share(make_own_plan(bea.centre, bea), True, by=bea, at=NOW)
    make_draft(ana.centre, ana, title="Draft")

    offered = set(Blueprint.objects.offered_to(ana.centre))

    assert offered == {plan, common, *make_blueprints().values()}


def test_sharing_needs_a_network_and_a_later_version_is_shared_as_well(ana):
    jonas = make_coordinator()
    with pytest.raises(Refused, match="belongs to a network"):
        publishing.share(make_own_plan(jonas.centre, jonas), True, by=jonas, at=NOW)
    plan = make_own_plan(ana.centre, ana)
    publishing.share(plan, True, by=ana, at=NOW)

    assert next_version(plan, ana, "D04", duration=6).shared_at == NOW


def test_a_subscriber_takes_over_what_it_wants_into_a_draft(ana):
    carmen, network = make_user(), ana.centre.network
    NetworkMember.objects.create(network=network, person=carmen, invited_at=NOW, accepted_at=NOW)
    common = make_own_plan(network, carmen, title="Common")
    copied = drafting.copy(common, ana.centre, {"title_en": "Ours", "title_es": "El nuestro"}, by=ana, at=NOW)
    change(copied, "D04", ana, duration=7)
    mine = make_published(copied, ana)
    draft = drafting.start_draft(common, by=carmen, at=NOW)
    change(draft, "D04", carmen, owner="hosting_coordinator")
    change(draft, "D05", carmen, days=-35)
    drafting.remove_step(draft.steps.get(key="R08"), by=carmen, at=NOW)
    newer = make_published(draft, carmen)
    assert newer_source(mine, ana) == newer

    for _click in range(2):
        taken = publishing.take_over(mine, newer, add=[], drop=["R08"], take=["D04:owner"], by=ana, at=NOW)

    assert taken.is_draft and newer_source(taken, ana) is None
    row = taken.steps.get(key="D04")
    assert (row.owner, row.duration, taken.steps.get(key="D05").days) == ("hosting_coordinator", 7, -36)
    assert not taken.steps.filter(key="R08").exists() and mine.steps.filter(key="R08").exists()
    assert [step.position for step in taken.steps.all()] == list(range(52))
    assert Blueprint.objects.drafts().of_plan(mine).count() == 1


@pytest.mark.parametrize("count", [1, 50])
def test_taking_over_takes_the_same_queries_however_much_is_taken(ana, count, django_assert_num_queries):
    carmen = make_user()
    common = make_own_plan(ana.centre.network, carmen, title="Common")
    mine = drafting.copy(common, ana.centre, {"title_en": "Ours", "title_es": "El nuestro"}, by=ana, at=NOW)
    draft = drafting.start_draft(common, by=carmen, at=NOW)
    keys = list(draft.steps.values_list("key", flat=True))[:count]
    draft.steps.filter(key__in=keys).update(title_en="New")
    draft.steps.filter(key="R08").update(key="xnew000000")
    draft.version, draft.published_at, draft.published_by = 2, NOW, carmen
    draft.save()
    wanted = {"add": ["xnew000000"], "drop": [], "take": [f"{key}:title" for key in keys]}

    with django_assert_num_queries(15 if connection.vendor == "sqlite" else 14):  # which takes fewer values at once
        publishing.take_over(mine, draft, **wanted, by=ana, at=NOW)

    assert mine.steps.filter(title_en="New").exclude(key="xnew000000").count() == len(set(keys) - {"R08"})
    assert mine.steps.filter(key__in=["R08", "xnew000000"]).count() == 2


def test_a_plan_is_withdrawn_also_when_its_centre_is_in_no_network_any_more(ana):
    plan = make_own_plan(ana.centre, ana)
    publishing.share(plan, True, by=ana, at=NOW)
    Centre.objects.filter(pk=ana.centre.pk).update(network=None)
    plan = Blueprint.objects.get(pk=plan.pk)

    publishing.share(plan, False, by=ana, at=NOW)

    assert Blueprint.objects.get(pk=plan.pk).shared_at is None
