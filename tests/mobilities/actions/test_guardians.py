"""The guardians of a mobility are those whom the sending centre names, whenever it names them."""

from datetime import date, timedelta

import pytest

from centres.actions import guardian as naming
from centres.models import Guardian
from centres.rules.guardian import GuardianParticulars
from doallvet.accounts import links
from doallvet.core.refused import Refused
from doallvet.history.models import Event
from doallvet.signing.actions import document as signing
from mobilities import access, standing
from mobilities.actions import asking, change, guardians, roadmap, sweep
from mobilities.choices import Owner, Role, Side
from mobilities.facts import dates_of
from mobilities.models import Agreement, Mobility, Step
from mobilities.rules.dates import Dates
from mobilities.tasks import follow_guardians, look_ahead
from tests.factories import NOW, TODAY, make_apprentice, make_guardian, make_mobility
from tests.kept import kept
from tests.mobilities.actions.test_sweep import queued

pytestmark = pytest.mark.django_db
MINOR, EIGHTEEN_IN_OCTOBER = date(2010, 5, 1), date(2009, 10, 1)
CARMEN = GuardianParticulars(first_name="Carmen", last_name="Ruiz", relation="mother", email="carmen@example.example")


@kept
def mobility():
    """The stay of a minor for whom nobody is named."""
    return make_mobility(apprentice=make_apprentice(born_on=MINOR))


def fresh(mobility):
    return Mobility.objects.with_people().get(pk=mobility.pk)


def consents(mobility):
    return Step.objects.with_plan().filter(mobility=mobility, plan__key__in=["G08", "G09", "G10"], needed=True)


def named(mobility):
    return {party.person for party in mobility.parties.filter(role=Role.GUARDIAN)}


def follow(mobility):
    follow_guardians(centre_id=mobility.sending_centre_id)


def test_the_consents_of_a_minor_wait_for_a_guardian_also_when_nobody_is_named(mobility):
    assert {step.owner for step in consents(mobility)} == {Owner.GUARDIAN}
    assert asking.signers(fresh(mobility), Owner.GUARDIAN) == []


def test_nobody_closes_the_consent_of_a_guardian_who_is_not_named(mobility):
    step = consents(mobility).get(plan__key="G08")
    step.mobility = mobility

    with pytest.raises(Refused, match="Signatures are missing: parent or guardian"):
        roadmap.complete(step, by=mobility.planned_by, at=NOW, own=False, reason="They agreed.")


def test_a_guardian_is_a_side_of_a_minors_stay_and_of_nobody_elses(mobility):
    assert Side.GUARDIAN in standing.sides(fresh(mobility))
    assert Side.GUARDIAN not in standing.sides(fresh(make_mobility()))


def test_a_guardian_named_after_planning_takes_part_and_is_asked(mobility):
    guardian = naming.add(mobility.apprentice, CARMEN, by=mobility.planned_by, at=NOW)
    follow(mobility)

    assert access.seat(guardian.person, fresh(mobility)).signs == {Owner.GUARDIAN}
    assert asking.signers(fresh(mobility), Owner.GUARDIAN) == [guardian.person]
    event = Event.objects.about(mobility).get(verb="guardian_joined")
    assert (event.after, event.by) == ("Carmen Ruiz", None)


def test_naming_a_guardian_asks_a_worker_to_let_the_stays_follow(mobility, django_capture_on_commit_callbacks):
    queued("default")

    with django_capture_on_commit_callbacks(execute=True):
        guardian = naming.add(mobility.apprentice, CARMEN, by=mobility.planned_by, at=NOW)
        naming.end(guardian, by=mobility.planned_by, at=NOW)

    ids = {"centre_id": mobility.sending_centre_id}
    assert queued("default") == [("mobilities.follow_guardians", ids)] * 2


def test_a_guardian_who_is_replaced_leaves_and_the_link_ends(mobility):
    pilar = make_guardian(mobility.apprentice)
    follow(mobility)
    links.make("answer", person=pilar.person, subject=mobility, by=None, at=NOW)

    naming.end(pilar, by=mobility.planned_by, at=NOW)
    carmen = naming.add(mobility.apprentice, CARMEN, by=mobility.planned_by, at=NOW)
    follow(mobility)

    assert named(mobility) == {carmen.person}
    assert [link.ended_at is not None for link in pilar.person.links.all()] == [True]


def test_repeated_it_changes_nothing(mobility):
    make_guardian(mobility.apprentice)

    assert [guardians.follow(Mobility.objects.all(), today=TODAY, at=NOW) for _ in range(2)] == [1, 0]


def test_the_sweep_finds_what_no_worker_did(mobility):
    guardian = make_guardian(mobility.apprentice)

    sweep.sweep(today=TODAY, at=NOW)

    assert named(mobility) == {guardian.person}


def test_a_sweep_for_another_day_seats_and_asks_who_counts_on_that_day(time_machine):
    time_machine.move_to(NOW, tick=False)
    apprentice = make_apprentice(born_on=EIGHTEEN_IN_OCTOBER)
    guardian = make_guardian(apprentice)
    mobility = make_mobility(apprentice=apprentice, starts_on=date(2027, 10, 4))
    issued = signing.open_document("LEARNING_AGREEMENT", prefix="LA", title="Paper", by=mobility.planned_by, at=NOW)
    signing.freeze(issued, {}, language="en", template="t", template_version="1", by=mobility.planned_by, at=NOW)
    Agreement.objects.create(mobility=mobility, document=issued)
    look_ahead(mobility_id=mobility.pk)
    before = named(mobility), consents(mobility).count()
    grown = date(2027, 10, 1)

    sweep.sweep(today=grown, at=NOW)
    look_ahead(mobility_id=mobility.pk, today=grown.isoformat())

    assert before == ({guardian.person}, 3)
    assert (named(mobility), consents(mobility).count()) == (set(), 0)


def test_a_sweep_asks_for_roadmaps_as_they_are_on_its_day(mobility, django_capture_on_commit_callbacks):
    queued("default")
    later = TODAY + timedelta(days=3)

    with django_capture_on_commit_callbacks(execute=True):
        sweep.look_ahead(today=later)

    ids = {"mobility_id": mobility.pk, "today": later.isoformat()}
    assert ("mobilities.look_ahead", ids) in queued("default")


def test_a_stay_that_is_over_keeps_its_people(mobility):
    guardian = make_guardian(mobility.apprentice)
    follow(mobility)
    Mobility.objects.filter(pk=mobility.pk).update(decision="closed")

    Guardian.objects.update(ended_at=NOW)
    follow(mobility)

    assert named(mobility) == {guardian.person}


def test_dates_before_the_eighteenth_birthday_bring_the_consents_of_the_guardian(time_machine):
    time_machine.move_to(NOW, tick=False)
    apprentice = make_apprentice(born_on=EIGHTEEN_IN_OCTOBER)
    guardian = make_guardian(apprentice)
    mobility = make_mobility(apprentice=apprentice, starts_on=date(2027, 10, 4))
    assert (named(mobility), consents(mobility).exists()) == ({guardian.person}, False)

    dates = Dates(None, date(2027, 9, 6), date(2027, 9, 26), None)
    change.set_dates(mobility, dates, version=mobility.version, by=mobility.planned_by, at=NOW)

    assert named(mobility) == {guardian.person}
    assert {step.owner for step in consents(mobility)} == {Owner.GUARDIAN}
    assert dates_of(fresh(mobility)) == dates


def test_who_is_an_adult_on_the_first_day_has_guardians_only_by_consent():
    apprentice = make_apprentice()
    guardian = make_guardian(apprentice)
    mobility = make_mobility(apprentice=apprentice)
    assert named(mobility) == set()

    naming.let_keep(guardian, True, by=apprentice.person, at=NOW)
    follow(mobility)

    assert named(mobility) == {guardian.person}
    assert not consents(mobility).exists()
