"""To whom an answer goes, on the page and by mail alike: whom the comment is from and for, as they are there today."""

from datetime import date, timedelta

import pytest

from mobilities.choices import Owner
from mobilities.models import Comment, Party
from tests.factories import NOW, make_member
from tests.kept import kept
from tests.mobilities.letters import letter, post
from tests.mobilities.stay import Stay
from tests.mobilities.talks import write

pytestmark = pytest.mark.django_db


@kept
def planned():
    return Stay(born_on=date(2010, 5, 4))


@pytest.fixture
def stay(time_machine, planned, settings):
    time_machine.move_to(NOW, tick=False)
    settings.REPLY_DOMAIN, settings.REPLY_SECRET = "reply.doallvet.example", "a long secret"
    return planned


def proposed(client, stay, person):
    """Who reads an answer on the page, when nothing is changed there: the sending centre besides."""
    client.force_login(person)
    initial = client.get(stay.address("conversation")).context["comment_form"].initial
    return {*initial["readers"], Owner.SENDING_COORDINATOR}


def mailed(row, person):
    """Who reads an answer by mail."""
    post(letter(row, person, message_id=f"<{row.pk}-{person.pk}>"))
    answer = Comment.objects.exclude(pk=row.pk).get()
    return {*answer.readers}


@pytest.mark.parametrize("chosen", [[Owner.APPRENTICE], [Owner.APPRENTICE, Owner.GUARDIAN]])
def test_what_a_minor_answers_goes_to_the_guardian_only_where_the_minor_ticks_them(client, stay, chosen):
    row = write(stay, *chosen)

    assert proposed(client, stay, stay.lucia) == mailed(row, stay.lucia) == {Owner.SENDING_COORDINATOR}


def test_a_guardian_answers_the_centre_and_the_apprentice(client, stay):
    row = write(stay, Owner.APPRENTICE)

    both = {Owner.SENDING_COORDINATOR, Owner.APPRENTICE}
    assert proposed(client, stay, stay.pilar) == mailed(row, stay.pilar) == both


def test_a_company_that_took_the_place_of_the_one_written_to_is_not_answered(client, stay):
    row = write(stay, Owner.APPRENTICE, Owner.HOST_COMPANY)
    Party.objects.filter(mobility=stay.mobility, company=stay.host).update(joined_at=NOW + timedelta(days=1))

    assert proposed(client, stay, stay.lucia) == mailed(row, stay.lucia) == {Owner.SENDING_COORDINATOR}


def test_who_begins_on_a_step_chooses_who_reads_it(client, stay):
    client.force_login(stay.jonas)
    initial = client.get(stay.address("step", "G03")).context["comment_form"].initial

    assert (initial["readers"], initial["told"]) == ([], [Owner.SENDING_COORDINATOR])


def test_who_has_two_parts_answers_for_the_one_that_was_written_to(client, stay):
    make_member(stay.hosting, person=stay.ana)
    row = write(stay, Owner.HOSTING_COORDINATOR, by=stay.heike, spoke_for=Owner.HOST_COMPANY)
    client.force_login(stay.ana)

    initial = client.get(stay.address("conversation")).context["comment_form"].initial
    both = {Owner.SENDING_COORDINATOR, Owner.HOST_COMPANY}

    assert (initial["spoke_for"], mailed(row, stay.ana)) == (Owner.HOSTING_COORDINATOR, both)
    assert Comment.objects.latest("pk").spoke_for == Owner.HOSTING_COORDINATOR


def test_earlier_messages_are_read_on_the_page_although_the_form_came_back(client, stay):
    for number in range(55):
        by = (stay.ana, stay.ines)[number % 2]
        write(stay, key="G03", by=by, text=f"No. {number}.")
    client.force_login(stay.ana)

    shown = client.post(stay.address("step-conversation", "G03"), {"comment-text": ""})
    page = f"{stay.address('step', 'G03')}?all"

    assert (shown.status_code, f'href="{page}#conversation"' in shown.text) == (422, True)
    assert "No. 0." in client.get(page).text
