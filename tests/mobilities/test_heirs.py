"""What was still on its way to a coordinator who left goes to those who remain, in words that fit them."""

import pytest

from centres.actions import member, partnership
from centres.choices import MemberRole
from centres.models import CentreMember
from doallvet.outbox.compose import compose
from doallvet.outbox.models import Mail, Notice
from mobilities.actions import asking, evidence
from mobilities.choices import Owner
from tests.factories import NOW, make_centre, make_coordinator
from tests.kept import kept
from tests.mobilities.stay import Stay, photo
from tests.mobilities.test_news import answer
from tests.outbox.morning import morning

pytestmark = pytest.mark.django_db


@kept
def planned():
    return Stay()


@pytest.fixture
def stay(settings, tmp_path, planned):
    settings.MEDIA_ROOT = tmp_path
    Notice.objects.all().delete()
    return planned


def leave(stay, person):
    member.end(CentreMember.objects.get(person=person, centre=stay.centre), by=stay.ines, at=NOW)


def read():
    """Who reads what on the next morning."""
    compose(at=morning(NOW))
    return {(mail.person.first_name, mail.subject) for mail in Mail.objects.select_related("person")}


def test_a_colleague_reads_the_news_that_was_waiting_for_who_left(stay):
    answer(stay)

    leave(stay, stay.ana)

    assert read() == {("Inés", "Home employer: declined (Lucía García)")}


def test_nobody_hears_twice_of_what_both_were_told(stay):
    other = make_centre()
    asking_centre = make_coordinator(other)
    partnership.ask(other, stay.centre, message="", by=asking_centre, at=NOW)

    leave(stay, stay.ana)

    assert {name for name, _subject in read()} == {"Inés"}
    assert Mail.objects.count() == 1


def test_who_coordinates_no_more_hears_nothing_of_it_and_a_colleague_does(stay):
    answer(stay)
    row = CentreMember.objects.get(person=stay.ana)

    member.change_role(row, MemberRole.TEACHER, by=stay.ines, at=NOW)

    assert {name for name, _subject in read()} == {"Inés"}


def test_what_was_meant_for_the_person_alone_is_not_handed_over(stay):
    invited = member.invite(stay.centre, email="new@sil.example", first_name="New", role="teacher", by=stay.ana, at=NOW)

    leave(stay, invited.person)

    assert list(Notice.objects.values_list("kind", "person")) == [("invitation", invited.person_id)]


def test_a_colleague_at_another_centre_hears_nothing(stay):
    """Jonas' matters go to Jonas' centre; what Ana was told is none of theirs."""
    answer(stay)
    second = make_coordinator(stay.hosting, first_name="Greta")

    member.end(CentreMember.objects.get(person=stay.jonas), by=second, at=NOW)

    assert {name for name, _subject in read()} == {"Ana"}


def test_a_paper_of_who_left_is_told_in_words_that_fit_the_colleague(stay):
    own = stay.mobility.steps.with_plan().filter(owner=Owner.SENDING_COORDINATOR)
    step = next(step for step in own if step.plan.evidence and not step.plan.private)
    paper = evidence.hand_in(step, photo(), document=step.plan.evidence[0], by=stay.ana, at=NOW)
    evidence.refuse(paper, by=stay.ines, at=NOW, reason="The photo is dark")

    leave(stay, stay.ana)

    compose(at=morning(NOW))
    assert "Ana Prueba handed in a paper" in Mail.objects.get(person=stay.ines).text


def test_questions_to_a_company_stay_with_the_company(stay):
    asking.ask(stay.step("G03"), by=stay.ana, at=NOW)

    leave(stay, stay.ana)

    assert set(Notice.objects.filter(kind="question").values_list("person", flat=True)) == {stay.heike.pk}
