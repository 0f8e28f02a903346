"""Who is told what was decided, changed, answered or refused, and in which words."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from companies.models import CompanyContact
from doallvet.core.refused import Refused
from doallvet.outbox import actions as outbox
from doallvet.outbox.models import Notice
from doallvet.outbox.words import lines
from mobilities import terms
from mobilities.actions import approval, asking, change, decision, evidence, exchange
from mobilities.choices import Answer, Channel, Decision, Owner, Reason, Role
from mobilities.hosts import Host
from mobilities.models import Mobility
from mobilities.rules.dates import Dates
from tests.factories import NOW, make_company, make_contact, make_coordinator, make_user
from tests.kept import kept
from tests.mobilities.stay import Stay, photo

pytestmark = pytest.mark.django_db


@kept
def planned():
    return Stay(born_on=date(2010, 5, 4))


@pytest.fixture
def stay(settings, tmp_path, planned):
    settings.MEDIA_ROOT = tmp_path
    with translation.override("en"):
        yield planned


def told(kind="mobility-changed"):
    """Who is owed such news, and what they read; None where it is owed no more."""
    notices = list(Notice.objects.filter(kind=kind).select_related("person"))
    said = lines(notices, at=NOW)
    return {notice.person.first_name: said[notice.pk] and said[notice.pk].subject for notice in notices}


def forget():
    Notice.objects.all().delete()


def answer(stay, said=Answer.DECLINE, **fields):
    mobility = stay.fresh()
    step = terms.questions(mobility, Owner.HOME_EMPLOYER)[0]
    shown = terms.fingerprint(terms.terms(mobility, Owner.HOME_EMPLOYER))
    named = {"person": stay.rosa, "typed_name": "Rosa Vidal", "channel": Channel.LINK, "reason": Reason.EXAM}
    return approval.give(step, answer=said, shown=shown, at=NOW, **named | fields)


def test_a_partner_hears_of_a_stay_that_is_planned_with_it(stay):
    assert told() == {"Jonas": "Planned with you: Lucía García, Dresden"}


def test_everybody_who_acts_hears_of_a_cancellation_but_who_decided_it(stay):
    forget()

    decision.move(stay.mobility, Decision.CANCELLED, by=stay.ana, at=NOW, reason="Her mother is ill")

    people = {"Jonas", "Rosa", "Paco", "Heike", "Timo", stay.lucia.first_name, stay.pilar.first_name}
    assert told() == dict.fromkeys(people, "Cancelled: Lucía García, Dresden")
    notice = Notice.objects.filter(person=stay.heike).select_related("person").get()
    assert "ill" not in str(lines([notice], at=NOW)[notice.pk])


def test_of_a_mere_application_the_host_company_hears_nothing(stay):
    Mobility.objects.update(decision=Decision.APPLIED)
    forget()

    decision.move(stay.fresh(), Decision.CANCELLED, by=stay.ana, at=NOW, reason="She stays at home")

    assert not {"Heike", "Timo"} & set(told())


@pytest.mark.parametrize(
    ("before", "to", "subject"),
    [
        ("shortlisted", "selected", "Selected: Lucía García, Dresden"),
        ("shortlisted", "reserve", "On the reserve list: Lucía García, Dresden"),
        ("applied", "rejected", "Not selected: Lucía García, Dresden"),
    ],
)
def test_who_applied_hears_what_was_decided(stay, before, to, subject):
    Mobility.objects.update(decision=before)
    forget()

    decision.move(stay.fresh(), Decision(to), by=stay.ana, at=NOW)

    assert told() == dict.fromkeys([stay.lucia.first_name, stay.pilar.first_name], subject)


def test_news_that_hold_no_more_are_not_told(stay):
    Mobility.objects.update(decision="shortlisted")
    forget()
    decision.move(stay.fresh(), Decision.RESERVE, by=stay.ana, at=NOW)

    decision.move(stay.fresh(), Decision.SELECTED, by=stay.ana, at=NOW)

    assert Notice.objects.count() == 4
    assert {line.subject for line in lines(Notice.objects.select_related("person"), at=NOW).values() if line} == {
        "Selected: Lucía García, Dresden"
    }


def test_the_coordinator_hears_of_a_refusal_and_reads_the_reason_in_their_language(stay):
    stay.ana.language = "es"
    stay.ana.save()

    answer(stay)

    notice = Notice.objects.select_related("person").get(kind="answered")
    line = lines([notice], at=NOW)[notice.pk]
    assert line.subject == "Empresa de origen: rechazado (Lucía García)"
    assert line.paragraphs[0] == "Coincide con un examen o con las clases"


def test_an_answer_that_the_coordinator_recorded_is_no_news_to_them(stay):
    answer(stay, recorded_by=stay.ana, channel=Channel.PHONE)

    assert told("answered") == {}


def test_an_answer_that_was_dealt_with_is_no_news_any_more(stay):
    given = answer(stay)

    approval.mark_seen(given, by=stay.ana, at=NOW)

    assert told("answered") == {"Ana": None}


def test_who_handed_a_paper_in_reads_why_it_was_not_accepted(stay):
    paper = evidence.hand_in(stay.step("D06"), photo(), document="EHIC", by=stay.lucia, at=NOW)

    evidence.refuse(paper, by=stay.ana, at=NOW, reason="The photo is dark")

    notice = Notice.objects.select_related("person").get(kind="paper-refused")
    line = lines([notice], at=NOW)[notice.pk]
    assert notice.person == stay.lucia
    assert line.paragraphs[1] == "The photo is dark"
    assert line.subject.startswith("Your paper was not accepted: European Health Insurance Card")


def test_everybody_who_acts_hears_of_other_dates(stay):
    forget()
    mobility = stay.fresh()
    dates = Dates(None, mobility.starts_on.replace(day=13), mobility.ends_on.replace(month=10, day=8), None)

    change.set_dates(mobility, dates, version=mobility.version, by=stay.ana, at=NOW)

    assert set(told().values()) == {"New dates: Lucía García, Dresden"}
    assert set(told()) == {"Jonas", "Rosa", "Paco", "Heike", "Timo", stay.lucia.first_name, stay.pilar.first_name}


def test_another_host_is_told_to_all_and_the_former_one_that_it_is_left(stay):
    forget()
    bike = make_company("Fahrrad Elbe", stay.hosting, country="DE", city="Dresden")
    uta = make_contact(bike, stay.hosting, person=make_user(first_name="Uta")).person
    swap = {"version": None, "by": stay.ana, "at": NOW, "reason": "The mentor is ill"}

    exchange.set_company(stay.fresh(), Role.HOST_SIGNATORY, Host(bike, None, stay.hosting), **swap)

    left = "Planned without you now: Lucía García"
    changed = "Changed: the stay of Lucía García in Dresden"
    others = {"Jonas", "Rosa", "Paco", stay.lucia.first_name, stay.pilar.first_name, uta.first_name}
    assert told() == dict.fromkeys(others, changed) | {"Heike": left, "Timo": left}
    heir = make_coordinator(stay.hosting, first_name="Greta")
    outbox.hand_over(Notice.objects.filter(person__first_name="Timo").get().person, to=[heir], at=NOW)
    assert told()["Greta"] is None


def test_the_host_is_not_told_who_the_employer_is(stay):
    forget()
    other = make_company("Talleres Sil", stay.centre)
    make_contact(other, stay.centre)
    swap = {"version": None, "by": stay.ana, "at": NOW, "reason": "Another contract"}

    exchange.set_company(stay.fresh(), Role.EMPLOYER_SIGNATORY, Host(other, None, None), **swap)

    assert not {"Heike", "Timo"} & set(told())


def asked(stay):
    notice = Notice.objects.select_related("person").filter(kind="question").latest("pk")
    return lines([notice], at=NOW)[notice.pk]


def test_a_refusal_can_be_answered_on_the_day_of_the_question(stay):
    step = terms.questions(stay.fresh(), Owner.HOME_EMPLOYER)[0]
    asking.ask(step, by=stay.ana, at=NOW)
    answer(stay)

    asking.ask(step, by=stay.ana, at=NOW, text="We move the stay.")

    assert asked(stay).paragraphs[0] == "We move the stay."
    with pytest.raises(Refused, match="already asked today"):
        asking.ask(step, by=stay.ana, at=NOW)


def test_a_question_that_was_answered_meanwhile_is_not_sent(stay):
    step = terms.questions(stay.fresh(), Owner.HOME_EMPLOYER)[0]
    asking.ask(step, by=stay.ana, at=NOW - timedelta(hours=1))

    answer(stay)

    assert asked(stay) is None


def test_who_does_not_sign_any_more_is_not_asked(stay):
    step = terms.questions(stay.fresh(), Owner.HOME_EMPLOYER)[0]
    asking.ask(step, by=stay.ana, at=NOW)

    CompanyContact.objects.filter(person=stay.rosa).update(ended_at=NOW)

    assert asked(stay) is None
