"""Each question whose text is kept gives everybody, on any day, what it gives when it is put together anew."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError
from django.urls import reverse

from doallvet.accounts.models import User
from mobilities import access, reading, standing
from mobilities.choices import Answer, Owner
from mobilities.models import Mobility, Step
from mobilities.models import posts as posts_of
from mobilities.models.posts import posts
from mobilities.reports import near, today
from tests.factories import NOW, TODAY
from tests.kept import kept
from tests.mobilities.reaching import kill
from tests.mobilities.stay import Stay
from tests.mobilities.test_standing import answer

pytestmark = pytest.mark.django_db
DAYS = (TODAY, TODAY + timedelta(days=270), TODAY + timedelta(days=900))  # a guardian, one who leaves soon, no guardian


@kept
def world():
    """Two stays of two minors with all their people; answers, addresses that do not work."""
    stays = [Stay(born_on=date(2010, 2, 1)), Stay(born_on=date(2009, 12, 24))]
    for stay in stays:
        stay.mobility.steps.update(ready_at=NOW)
        answer(stay, Owner.HOST_COMPANY, Answer.ASK_CHANGE, stay.heike, text="A week later")
        answer(stay, Owner.HOME_EMPLOYER, Answer.APPROVE, stay.rosa)
    kill(stays[0].timo), kill(stays[1].pilar)
    return stays


def same(ask, *arguments):
    """Hold the rows of a kept question, asked twice, against those of the question itself; gives how many there are."""
    anew = list(ask.__wrapped__(*arguments))
    for _ in range(2):
        assert ask(*arguments) == anew, (ask.__name__, arguments)
    return len(anew)


def test_the_lists_of_everybody_on_any_day(world):
    found = {}
    for person in User.objects.order_by("pk"):
        mine = posts(person)
        centre = world[0].centre if world[0].centre.pk in mine.coordinates else None
        for day in DAYS:
            for ask, *arguments in (
                (near._near, mine.of_centres, person.is_staff, centre, day),
                (today._steps, mine, day),
                (today._to_look_at, mine.of_centres),
                (posts_of._places, person, day),
            ):
                found[ask.__name__] = found.get(ask.__name__, 0) + same(ask, *arguments)
    assert all(found.values()), found


def test_a_stay_and_who_takes_part_on_any_day(world):
    for stay in world:
        pk, apprentice = stay.mobility.pk, stay.mobility.apprentice_id
        numbers = [same(reading._named, pk, apprentice, day) for day in DAYS]
        assert numbers == [same(reading._parties, pk, apprentice, day) for day in DAYS]
        assert numbers[0] == numbers[-1] + 1, "the guardian"
        assert same(reading._whole, pk) == same(reading._alone, pk) == 1
        assert same(reading._steps, pk, True) <= same(reading._steps, pk, False)
        for person in (stay.heike, stay.rosa, stay.ana):
            centres = (stay.centre.pk, stay.hosting.pk)
            same(access._contacts, person, {stay.employer.pk, stay.host.pk}, centres)
    assert same(standing._employers_answers, [stay.mobility.pk for stay in world]) == 2


def test_a_stay_is_read_as_its_manager_reads_it(world):
    for stay in world:
        anew, read = Mobility.objects.with_people().get(pk=stay.mobility.pk), reading.with_people(stay.mobility.pk)
        assert read == anew and read.apprentice.person == anew.apprentice.person
        assert list(read.parties.all()) == list(anew.parties.all())
        assert [party.people for party in read.parties.all()] == [party.people for party in anew.parties.all()]
        assert read.has_answers and any(party.is_lost for party in read.parties.all())
        assert {party.pk for party in read.parties.filter(role="guardian")} == {
            party.pk for party in anew.parties.filter(role="guardian")
        }


def test_who_reads_sees_none_of_another_stay(world):
    one, other = (stay.mobility for stay in world)

    assert reading.with_people(one.pk).parties.filter(mobility=other).count() == 0
    with pytest.raises(Step.DoesNotExist):
        reading.step_of(one, other.steps.first().pk)


@pytest.mark.parametrize("pk", [0, 10**30])
def test_what_is_not_there_is_not_found_however_large_its_number(client, world, pk):
    client.force_login(world[0].ana)

    for read in (reading.with_people, reading.with_parties):
        with pytest.raises(Mobility.DoesNotExist):
            read(pk)
    assert client.get(reverse("mobilities:detail", args=[pk])).status_code == 404
    step = reverse("mobilities:step-complete", args=[world[0].mobility.pk, pk])
    assert client.post(step, headers={"HX-Request": "true"}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_inside_of_a_transaction_only():
    pk = Stay().mobility.pk

    with transaction.atomic():
        assert reading.locked(pk).pk == pk
    with pytest.raises(TransactionManagementError):
        reading.locked(pk)
