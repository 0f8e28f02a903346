"""Comments: who can ever read them, who is told of them, what is kept once and what is refused."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from doallvet.core.refused import Refused
from doallvet.outbox.models import Notice
from mobilities import conversation
from mobilities.access import seat, seat_of
from mobilities.actions import comment
from mobilities.choices import Owner
from mobilities.models import BlueprintStep, Comment, Mobility, Party
from mobilities.rules.comments import LONGEST, MOST
from tests.factories import NOW
from tests.mobilities.stay import Stay
from tests.mobilities.talks import write

pytestmark = pytest.mark.django_db
EVERYBODY = [owner for owner in Owner if owner != Owner.NOTIFIER]


@pytest.fixture
def stay(time_machine):
    time_machine.move_to(NOW, tick=False)
    return Stay(born_on=date(2010, 5, 4))


def readers(stay, row):
    """Who of all who have to do with the stay reads a comment."""
    mobility, row = stay.fresh(), Comment.objects.with_names().get(pk=row.pk)
    people = {name: person for name, person in vars(stay).items() if hasattr(person, "first_name")}
    return {
        name
        for name, person in people.items()
        if conversation.may_read(seat(person, mobility), row, mobility, person.pk)
    }


def told(kind):
    return {notice.person.first_name for notice in Notice.objects.filter(kind=kind).select_related("person")}


def test_the_parties_chosen_read_it_and_nobody_else(stay):
    assert readers(stay, write(stay, Owner.HOST_COMPANY)) == {"ana", "ines", "raul", "heike", "timo"}
    assert readers(stay, write(stay, Owner.HOSTING_COORDINATOR)) == {"ana", "ines", "raul", "jonas"}
    assert readers(stay, write(stay)) == {"ana", "ines", "raul"}


def test_the_sending_centre_reads_along(stay):
    row = write(stay, Owner.HOST_COMPANY, by=stay.jonas, spoke_for=Owner.HOSTING_COORDINATOR)

    assert readers(stay, row) == {"jonas", "heike", "timo", "ana", "ines", "raul"}


def test_a_guardian_reads_what_goes_to_the_apprentice_not_what_the_apprentice_writes(stay):
    assert "pilar" in readers(stay, write(stay, Owner.APPRENTICE))

    row = write(stay, Owner.SENDING_COORDINATOR, by=stay.lucia, spoke_for=Owner.APPRENTICE)

    assert readers(stay, row) == {"lucia", "ana", "ines", "raul"}


def test_on_the_eighteenth_birthday_the_guardian_reads_it_no_more(stay, time_machine):
    row = write(stay, Owner.APPRENTICE)
    time_machine.move_to(NOW.replace(year=2028, month=5, day=4), tick=False)

    assert "pilar" not in readers(stay, row)


@pytest.mark.parametrize("key", ["R03", "D12"])
def test_a_private_step_and_a_payment_are_for_those_who_see_them_whoever_was_chosen(stay, key):
    BlueprintStep.objects.filter(pk=stay.mobility.steps.get(plan__key="R03").plan_id).update(private=True)
    row = write(stay, *EVERYBODY, key=key, told=EVERYBODY, by=stay.ines)

    assert readers(stay, row) == {"ana", "ines", "lucia", "pilar"}
    assert told("comment-told") == {"Lucía", "Pilar"}


def test_on_a_step_those_who_may_see_it_can_be_chosen(stay):
    found = {key: conversation.audience(stay.fresh(), stay.step(key)) for key in ("G02", "G03", "R03")}

    assert Owner.HOST_COMPANY not in found["G02"] and Owner.HOME_EMPLOYER in found["G02"]
    assert Owner.HOME_EMPLOYER not in found["G03"] and Owner.HOST_COMPANY in found["G03"]
    assert set(found["R03"]).isdisjoint({Owner.HOME_EMPLOYER, Owner.HOST_COMPANY})


def test_a_company_is_offered_those_only_of_whom_it_knows(stay):
    mobility = stay.fresh()

    offered = {
        who: conversation.offered(mobility, seat(getattr(stay, who), mobility), None) for who in ("heike", "rosa")
    }

    assert offered["heike"] == [Owner.HOSTING_COORDINATOR, Owner.HOST_COMPANY, Owner.APPRENTICE]
    assert Owner.GUARDIAN not in offered["rosa"]


def test_a_company_that_took_anothers_place_reads_nothing_of_before(stay):
    row = write(stay, Owner.HOST_COMPANY)
    Party.objects.filter(mobility=stay.mobility, company=stay.host).update(joined_at=NOW + timedelta(days=1))

    assert readers(stay, row).isdisjoint({"heike", "timo"})
    assert "heike" in readers(stay, write(stay, Owner.HOST_COMPANY, at=NOW + timedelta(days=2)))


def test_a_hosting_centre_that_took_anothers_place_reads_nothing_of_before(stay):
    before = write(stay, Owner.HOSTING_COORDINATOR)
    Party.objects.filter(mobility=stay.mobility, centre=stay.hosting).update(joined_at=NOW + timedelta(days=1))

    assert "jonas" not in readers(stay, before)
    assert "jonas" in readers(stay, write(stay, Owner.HOSTING_COORDINATOR, at=NOW + timedelta(days=2)))


def test_who_is_told_hears_at_once_and_the_other_readers_in_the_digest(stay):
    write(stay, Owner.APPRENTICE, told=[Owner.HOST_COMPANY])

    assert told("comment-told") == {"Heike", "Timo"}
    assert told("comment") == {"Lucía", "Pilar"}


def test_nobody_is_told_of_their_own_words(stay):
    write(stay, Owner.HOSTING_COORDINATOR, told=[Owner.SENDING_COORDINATOR], by=stay.lucia, spoke_for=Owner.APPRENTICE)

    assert told("comment-told") == {"Ana"}
    assert told("comment") == {"Jonas"}


def test_the_same_form_twice_is_one_comment(stay):
    token = uuid4()

    first, again = (write(stay, told=[Owner.HOST_COMPANY], token=token, text=text) for text in ("One", "Two"))

    assert (first.pk, first.text) == (again.pk, again.text)
    assert Comment.objects.count() == 1
    assert Notice.objects.filter(kind="comment-told").count() == 2  # Heike and Timo, once each


def test_what_cannot_be_seen_is_left_out(stay):
    row = write(stay, text="  Γειά\x00 σου \u202eevil\u202c\r\nEnd\ud800 \U0001f468\u200d\U0001f469 ")

    row.refresh_from_db()
    assert row.text == "Γειά σου evil\nEnd \U0001f468\u200d\U0001f469"


@pytest.mark.parametrize("text", ["", " \n ", "\u200b\u202e", "x" * (LONGEST + 1)])
def test_no_words_and_too_many_are_refused(stay, text):
    with pytest.raises(Refused):
        write(stay, text=text)


def test_nobody_writes_any_more_when_the_stay_is_over(stay):
    Mobility.objects.filter(pk=stay.mobility.pk).update(decision="closed")

    with pytest.raises(Refused, match="over"):
        write(stay)


def test_nobody_floods_the_others(stay):
    for _ in range(MOST):
        write(stay)

    with pytest.raises(Refused, match="a lot"):
        write(stay)
    assert write(stay, by=stay.jonas, spoke_for=Owner.HOSTING_COORDINATOR)
    assert write(stay, at=NOW + timedelta(hours=2))


def test_an_author_takes_back_within_a_day_and_the_sending_centre_at_any_time(stay):
    row = write(stay, by=stay.heike, spoke_for=Owner.HOST_COMPANY)
    late = NOW + timedelta(hours=25)

    with pytest.raises(Refused, match="older than a day"):
        comment.take_back(row, by=stay.heike, coordinates=False, at=late)
    done = comment.take_back(row, by=stay.ines, coordinates=True, at=late)
    again = comment.take_back(row, by=stay.ana, coordinates=True, at=late)

    assert (done.text, again.taken_back_by) == ("", stay.ines)


def test_every_party_speaks_for_itself_and_a_viewer_for_nobody(stay):
    mobility = stay.fresh()

    assert {name: conversation.voices(seat(getattr(stay, name), mobility)) for name in ("raul", "marta", "timo")} == {
        "raul": [Owner.SENDING_COORDINATOR],
        "marta": [],
        "timo": [Owner.HOST_COMPANY],
    }
    assert conversation.voices(seat_of(Owner.APPRENTICE)) == [Owner.APPRENTICE]
