"""The page of a second person, and what the step's page says meanwhile: who reads what, and whose answer counts."""

from datetime import date

import pytest
from django.urls import reverse

from centres.models import CentreMember, Network, NetworkMember
from doallvet.history.models import Event
from mobilities.actions import waiver
from mobilities.choices import Outcome, Purpose, Verdict
from mobilities.models import Mobility, Waiver
from tests.factories import NOW, make_coordinator, make_user
from tests.kept import kept
from tests.mobilities.stay import Stay, said

pytestmark = pytest.mark.django_db


@kept
def planned():
    return Stay()


@pytest.fixture
def stay(planned, time_machine):
    time_machine.move_to(NOW, tick=False)
    return planned


@pytest.fixture
def manager(stay):
    """Nobody else coordinates the centre; Nora manages its network."""
    CentreMember.objects.filter(person=stay.ines).update(ended_at=NOW)
    network = Network.objects.create(name="Red FP")
    stay.centre.network = network
    stay.centre.save(update_fields=["network"])
    person = make_user(first_name="Nora")
    NetworkMember.objects.create(network=network, person=person, invited_at=NOW, accepted_at=NOW)
    return person


@pytest.fixture
def admin(stay):
    """Nobody else coordinates the centre, and no network stands above it."""
    CentreMember.objects.filter(person=stay.ines).update(ended_at=NOW)
    return make_user(first_name="Aitor", is_staff=True)


def ask(stay, key="D08", **fields):
    return waiver.ask(stay.step(key), **{"by": stay.ana, "at": NOW, "reason": "The school insures"} | fields)


def address(row, name="waiver"):
    return reverse(f"mobilities:{name}", args=[row.pk])


def agree(stay, **fields):
    return {"say": "agree", "words": "", "version": stay.fresh().version} | fields


def facts(page):
    return {str(row["label"]): str(row["value"]) for row in page.context["facts"]}


# -- on the page of the step


def test_the_coordinator_asks_and_the_page_says_who_is_asked_since_when(client, stay):
    stay.ready("D08")
    client.force_login(stay.ana)
    before = client.get(stay.address("step", "D08"))

    empty = client.post(stay.address("step-waive", "D08"), {"waive-reason": "", "waive-purpose": "waive"})
    client.post(stay.address("step-waive", "D08"), {"waive-reason": "The school insures", "waive-purpose": "waive"})
    page = client.get(stay.address("step", "D08"))

    assert "Who is asked: Inés Prueba." in before.text
    assert empty.status_code == 422
    assert "A second person is asked, since 23 Nov 2026" in page.text
    assert "Who can agree: Inés Prueba." in page.text
    assert ("Ask a second person" in page.text, stay.step("D08").is_done) == (False, False)


def test_others_read_that_somebody_is_asked_but_not_why(client, stay):
    ask(stay)
    client.force_login(stay.raul)

    page = client.get(stay.address("step", "D08"))
    history = client.get(stay.address("history"))

    assert "A second person is asked, since 23 Nov 2026" in page.text
    assert "A second person is asked to waive" in history.text
    assert "The school insures" not in page.text + history.text
    assert "Withdraw the question" not in page.text


def test_only_who_asked_withdraws(client, stay):
    row = ask(stay)
    client.force_login(stay.ines)
    other = client.post(stay.address("step-waive-withdraw", "D08"))
    client.force_login(stay.ana)

    answers = [client.post(stay.address("step-waive-withdraw", "D08"), follow=True) for _ in range(2)]

    row.refresh_from_db()
    assert (other.status_code, row.verdict) == (403, Verdict.WITHDRAWN)
    assert [said(answer) for answer in answers] == [["The question is withdrawn."], ["Nothing is left to withdraw."]]


def test_both_names_stand_on_the_step_and_in_the_history(client, stay):
    row = ask(stay)
    client.force_login(stay.ines)
    client.post(address(row), agree(stay, words="Seen"))

    page, history = client.get(stay.address("step", "D08")), client.get(stay.address("history"))

    assert "Inés Prueba agreed on 23 Nov 2026; asked by Ana Prueba" in page.text
    assert "Agreed as second person, as Ana Prueba had asked: “Take out insurance”" in history.text
    assert "Waived: “Take out insurance”" in history.text


# -- on the first page and on its own


@pytest.mark.parametrize("who", ["colleague", "manager", "admin"])
def test_the_second_person_finds_it_on_their_first_page(client, stay, who, request):
    person = stay.ines if who == "colleague" else request.getfixturevalue(who)
    row = ask(stay)
    client.force_login(person)

    rows = client.get(reverse("today")).context["waivers"]

    assert [(row["url"], row["about"], row["who"]) for row in rows] == [
        (address(row), "CIFP Río Sil", "asked by Ana Prueba")
    ]


def test_a_colleague_reads_the_name_and_a_manager_initials(client, stay, manager):
    row = ask(stay)
    client.force_login(manager)

    page = client.get(address(row))

    assert facts(page) == {
        "Step": "Take out insurance",
        "What is asked for": "It is not needed at all",
        "Why": "The school insures",
        "Who asks": "Ana Prueba · CIFP Río Sil",
        "Since": "23 Nov 2026",
        "Whose step": "Sending centre",
        "Due on": "6 Aug 2027",
        "Who travels": "L. G.",
        "Age": "18 or older on the first day",
        "Where": "Ponferrada → Dresden, Germany",
        "When": "6 Sep 2027 – 26 Sep 2027",
    }
    assert "García" not in page.text
    assert client.get(stay.address("detail")).status_code == 404
    CentreMember.objects.filter(person=stay.ines).update(ended_at=None)
    client.force_login(stay.ines)
    assert facts(client.get(address(row)))["Who travels"] == "Lucía García"


def test_a_private_step_is_not_named_to_a_manager(client, manager, time_machine):
    time_machine.move_to(NOW, tick=False)
    minor = Stay(born_on=date(2010, 5, 4))
    minor.centre.network = Network.objects.get()
    minor.centre.save(update_fields=["network"])
    CentreMember.objects.filter(person=minor.ines).update(ended_at=NOW)
    row = ask(minor, "G09")
    client.force_login(manager)

    page = client.get(address(row))

    assert facts(page)["Step"].startswith("A consent of a parent or guardian")
    assert (facts(page)["Age"], "medical" in page.text) == ("under 18 on the first day", False)


def test_an_administrator_says_first_why_they_look(client, stay, admin):
    row = ask(stay)
    client.force_login(admin)

    before = client.get(address(row))
    blind = client.post(address(row), agree(stay))
    without = client.post(address(row, "waiver-look"), {"look-reason": " "})
    client.post(address(row, "waiver-look"), {"look-reason": "Asked as second person"})
    after = client.get(address(row))

    assert (before.context["facts"], blind.status_code, without.status_code) == ([], 403, 422)
    assert "Lucía" not in before.text + without.text
    assert facts(after)["Who travels"] == "Lucía García"
    event = Event.objects.about(stay.mobility).get(verb="waiver_looked")
    assert (event.by, event.note) == (admin, "Asked as second person")
    client.post(address(row), agree(stay))
    assert stay.step("D08").outcome == Outcome.WAIVED
    client.force_login(stay.ana)
    assert "Looked at as administrator" in client.get(stay.address("history")).text


def test_for_everybody_else_it_is_not_there(client, stay):
    row = ask(stay)
    strangers = [stay.ana, stay.jonas, stay.raul, stay.marta, stay.lucia, stay.rosa, stay.heike]
    strangers += [make_coordinator(), make_user(is_staff=True)]

    for person in strangers:
        client.force_login(person)
        found = [client.get(address(row)), client.post(address(row), agree(stay))]
        found.append(client.post(address(row, "waiver-look"), {"look-reason": "Curious"}))
        assert [answer.status_code for answer in found] == [404, 404, 404], person

    assert Waiver.objects.open().count() == 1


def test_reading_it_answers_nothing(client, stay):
    row = ask(stay)
    client.force_login(stay.ines)

    client.get(address(row), {"say": "agree"})
    client.head(address(row))

    assert Waiver.objects.open().get() == row


def test_who_does_not_agree_says_why_and_the_step_stays_open(client, stay):
    row = ask(stay)
    client.force_login(stay.ines)

    silent = client.post(address(row), agree(stay, say="refuse"))
    client.post(address(row), agree(stay, say="refuse", words="The policy ended"))

    row.refresh_from_db()
    assert (silent.status_code, said(silent)) == (422, ["Say why."])
    assert (row.verdict, row.words, stay.step("D08").is_done) == (Verdict.REFUSED, "The policy ended", False)
    client.force_login(stay.ana)
    page = client.get(stay.address("step", "D08"))
    assert "Inés Prueba did not agree, on 23 Nov 2026" in page.text
    assert "The policy ended" in page.text


def test_a_double_click_is_one_answer_and_who_is_late_reads_who_was_faster(client, stay):
    olga = make_coordinator(stay.centre, first_name="Olga")
    row = ask(stay)
    client.force_login(stay.ines)
    for _ in range(2):
        again = client.post(address(row), agree(stay), follow=True)
    client.force_login(olga)

    late = client.post(address(row), agree(stay, say="refuse", words="No"), follow=True)

    assert said(again) == ["Your answer is kept. Ana Prueba is told."]
    assert said(late) == ["Inés Prueba agreed on 23 Nov 2026."]
    assert Event.objects.about(stay.mobility).filter(verb="waiver_agreed").count() == 1


def test_what_changed_meanwhile_is_shown_before_it_is_answered(client, stay):
    row, shown = ask(stay), stay.fresh().version
    Mobility.objects.filter(pk=stay.mobility.pk).update(version=shown + 1, host_city="Leipzig")
    client.force_login(stay.ines)

    stale = client.post(address(row), agree(stay, version=shown))

    assert (stale.status_code, "Leipzig" in stale.text) == (409, True)
    client.post(address(row), agree(stay, version=stale.context["second"]["version"].value()))
    assert stay.step("D08").outcome == Outcome.WAIVED


def test_a_question_that_was_withdrawn_is_there_no_more(client, stay):
    row = ask(stay)
    waiver.withdraw(Waiver.objects.get(pk=row.pk), by=stay.ana, at=NOW)
    client.force_login(stay.ines)

    assert client.get(address(row)).status_code == 404


def test_to_leave_without_it_is_asked_for_where_it_is_needed_before_departure(client, stay):
    stay.ready("D08")
    client.force_login(stay.ana)

    asked = {"waive-reason": "It comes on Monday", "waive-purpose": "leave"}
    client.post(stay.address("step-waive", "D08"), asked)

    row = Waiver.objects.get()
    assert (row.purpose, row.leaves_on) == (Purpose.LEAVE, stay.mobility.starts_on)
    client.force_login(stay.ines)
    assert client.get(address(row)).context["heading"] == "May the apprentice leave without it?"


def test_who_answered_and_left_the_centre_since_reads_nothing_more(client, stay):
    row = ask(stay)
    client.force_login(stay.ines)
    client.post(address(row), agree(stay, words="Seen"))
    CentreMember.objects.filter(person=stay.ines).update(ended_at=NOW)

    look = client.post(address(row, "waiver-look"), {"look-reason": "I was there"})
    page = client.get(address(row))

    assert look.status_code == 403
    assert (page.status_code, facts(page)) == (200, {})
    assert not Event.objects.filter(verb="waiver_looked").exists()
