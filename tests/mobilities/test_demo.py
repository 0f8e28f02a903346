"""The demo world is the one that guides and checks from outside rely on."""

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management import CommandError, call_command

from centres.models import Apprentice, Centre, CentreClosure
from companies.models import Company, CompanyClosure
from doallvet.accounts.models import User
from doallvet.history.models import Event
from mobilities import access, claims
from mobilities.choices import Answer, Decision, Owner, Stage
from mobilities.demo.world import play
from mobilities.models import Approval, Blueprint, Group, Mobility, Reply, Step
from mobilities.plans import newer_source
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db

PEOPLE = [
    "ana@sil.example", "jonas@elbe.example", "aino@jarvi.example", "lucia@sil.example", "mateo@sil.example",
    "pilar@familia.example", "felix@elbe.example", "rosa@metalbierzo.example", "heike@werkstatt.example",
    "timo@werkstatt.example", "carmen@red.example", "admin@doallvet.example",
]  # fmt: skip


def test_the_demo_world_has_what_it_promises():
    play(TODAY, NOW)

    counts = [Centre.objects.count(), Company.objects.count(), Apprentice.objects.count(), Mobility.objects.count()]
    assert [count >= wanted for count, wanted in zip(counts, (3, 12, 40, 30), strict=True)] == [True] * 4
    assert sorted(User.objects.filter(email__in=PEOPLE).values_list("email", flat=True)) == sorted(PEOPLE)
    assert not EmailAddress.objects.filter(verified=False).exists()
    stages = set(Mobility.objects.values_list("stage", flat=True))
    decisions = set(Mobility.objects.values_list("decision", flat=True))
    assert {Stage.PLANNED, Stage.AGREED, Stage.VIRTUAL_BEFORE, Stage.READY, Stage.ABROAD, Stage.RETURNED} <= stages
    assert {Decision.ACCEPTED, Decision.CANCELLED, Decision.CLOSED, Decision.INTERRUPTED} <= decisions
    assert Step.objects.overdue(TODAY).exists() and Step.objects.open().filter(waits__gt=0).exists()
    assert Approval.objects.live().filter(answer=Answer.DECLINE, owner=Owner.HOME_EMPLOYER).count() == 1
    # A student of the general regime has no employer, and no step of one.
    student = Mobility.objects.get(apprentice__person__first_name="Noa")
    assert (student.profile, student.steps.needed().filter(owner=Owner.HOME_EMPLOYER).count()) == ("ES-GEN", 0)
    # Four travel together; one of them has dates and a host of their own.
    group = Group.objects.get()
    assert (group.mobilities.count(), group.candidates.count(), group.companions.count()) == (4, 0, 1)
    assert group.mobilities.filter(ends_on=group.ends_on).count() == 3
    assert [row.beds.count() for row in group.rooms.all()] == [2, 1]
    # Aino shares no mobility with Ana.
    ana, aino = User.objects.get(email="ana@sil.example"), User.objects.get(email="aino@jarvi.example")
    assert not (Mobility.objects.visible_to(ana) & Mobility.objects.visible_to(aino)).exists()
    own = Blueprint.objects.newest().of_own_centres(ana).get()
    assert newer_source(own, ana).owner == own.centre.network
    # One came back to Austria: his employer claims his pay back, and his coordinator has the sheet for it.
    back = Mobility.objects.with_people().get(apprentice__person__last_name="Huber")
    claim = back.steps.with_plan().get(plan__key="B05")
    eva = User.objects.get(email="eva@donau.example")
    assert (back.profile, back.stage, claim.is_done) == ("AT-LEHRE", Stage.RETURNED, False)
    assert claim.due_on >= TODAY and claims.may_read(access.seat(eva, back), claim) and claims.owed(back)
    # Two centres and two companies are closed on some days to come, and nothing is due to them then.
    assert CentreClosure.objects.filter(begins_on__gt=TODAY).count() == 2
    assert CompanyClosure.objects.filter(begins_on__gt=TODAY).count() == 2
    feast = CentreClosure.objects.get(centre=own.centre, name="Local feast")
    theirs = Step.objects.open().filter(mobility__sending_centre=own.centre, owner=Owner.SENDING_COORDINATOR)
    assert not theirs.filter(plan__days_from="", planned_on__range=feast.days).exists()
    # Nobody answers to what is late, and a mentor says that a step is somebody else's.
    assert Event.objects.filter(verb="step_escalated").exists()
    assert Reply.objects.with_the_centre().get().kind == Reply.Kind.NOT_ME
    minor = Apprentice.objects.get(person__email="mateo@sil.example")
    assert (minor.age(TODAY), Apprentice.objects.get(person__email="lucia@sil.example").age(TODAY)) == (17, 19)


def test_the_demo_world_is_refused_where_real_people_are():
    assert not settings.DEMO

    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("seed_demo")
    assert User.objects.count() == 0
