"""The ways out of a reminder on the page of a step, the ladder beside it, and what the coordinator does about it."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from doallvet.history.models import Event
from doallvet.outbox.models import Notice
from mobilities.actions import replies
from mobilities.actions.reminders import remind
from mobilities.models import Reply, Step
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities.reaching import kill
from tests.mobilities.stay import Stay, said

pytestmark = pytest.mark.django_db
DUE = date(2026, 11, 16)  # a Monday, a week ago


@kept
def planned():
    stay = Stay()
    stay.ready("R03", "D09")
    Step.objects.filter(mobility=stay.mobility).update(due_on=DUE, ready_at=NOW - timedelta(days=20))
    return stay


@pytest.fixture(autouse=True)
def that_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def stay(client, planned):
    client.force_login(planned.lucia)
    return planned


def say(client, stay, key="R03", **words):
    return client.post(stay.address("step-say", key), words, follow=True)


def test_looking_offers_a_day_and_keeps_nothing(client, stay):
    page = client.get(stay.address("step", "R03"))

    assert 'value="2026-11-24"' in page.text
    assert not Reply.objects.exists()


def test_remind_me_on_a_day_is_kept_and_can_be_taken_back(client, stay):
    told = said(say(client, stay, say="later", **{"later-until": "2026-11-27"}))
    shown = client.get(stay.address("step", "R03")).text

    assert told == ["Until 27 Nov 2026 you are not reminded of it."]
    assert "You are reminded again on 27 Nov 2026." in shown
    assert said(say(client, stay, say="back")) == ["Taken back: you are reminded as before."]
    assert not Reply.objects.standing().exists()


def test_a_late_day_is_asked_about_once_more_and_then_kept(client, stay):
    late = {"say": "later", "later-until": "2026-12-04"}

    asked = client.post(stay.address("step-say", "R03"), late)
    done = say(client, stay, **late | {"later-anyway": "on"})

    assert asked.status_code == 422
    assert "It is due on 16 Nov 2026." in asked.text and "I know that this is late" in asked.text
    assert said(done) == ["Until 4 Dec 2026 you are not reminded of it."]


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ({"say": "later", "later-until": ""}, "This field is required."),
        ({"say": "later", "later-until": "2026-11-23"}, "Choose a day to come."),
        ({"say": "later", "later-until": "tomorrow"}, "Enter a valid date."),
        ({"say": "not_me", "not_me-text": " "}, "Say who it should be, or why it is not you."),
        ({"say": "otherwise", "otherwise-text": ""}, "This field is required."),
    ],
)
def test_what_is_missing_is_said_beside_the_form(client, stay, words, wrong):
    page = client.post(stay.address("step-say", "R03"), words)

    assert (page.status_code, wrong in page.text) == (422, True)
    assert not Reply.objects.exists()


def test_what_nobody_offers_is_not_kept(client, stay):
    assert say(client, stay, say="everything").status_code == 200
    assert not Reply.objects.exists()


def test_a_colleague_of_the_same_company_is_offered_and_nobody_else(client, stay):
    client.force_login(stay.paco)

    page = client.get(stay.address("step", "D09")).text
    told = said(say(client, stay, "D09", say="not_me", **{"not_me-to": stay.rosa.pk}))
    wrong = client.post(stay.address("step-say", "D09"), {"say": "not_me", "not_me-to": stay.heike.pk})

    assert "Rosa Vidal" in page and "Heike Sommer" not in page
    assert told == ["Rosa Vidal is asked from now on."]
    assert wrong.status_code == 422


def test_not_me_stands_on_the_coordinator_s_first_page_and_on_the_step(client, stay):
    say(client, stay, say="not_me", **{"not_me-text": "My class teacher does this"})
    client.force_login(stay.ana)

    first = client.get(reverse("today")).text
    page = client.get(stay.address("step", "R03")).text

    assert "Apprentice: “not me”" in first and "My class teacher does this" in first
    assert "My class teacher does this" in page and "Ask whoever is named now" in page
    reply = Reply.objects.get()
    done = client.post(stay.address("step-reply", "R03", reply_pk=reply.pk), {"say": "back"}, follow=True)
    again = client.post(stay.address("step-reply", "R03", reply_pk=reply.pk), {"say": "back"}, follow=True)
    assert (said(done), said(again)) == (["Kept. Whoever is named for it is reminded as before."], [])


def test_done_another_way_is_confirmed_by_the_coordinator(client, stay):
    assert said(say(client, stay, say="otherwise", **{"otherwise-text": "Sent by post"})) == [
        "Thank you. The coordinator confirms it."
    ]
    client.force_login(stay.ana)

    page = client.get(stay.address("step", "R03")).text
    reply = Reply.objects.get()
    done = client.post(stay.address("step-reply", "R03", reply_pk=reply.pk), {"say": "confirm"}, follow=True)

    assert "Sent by post" in page
    assert said(done) == ["Done. The roadmap moves on."]
    assert stay.step("R03").is_done


def test_a_reply_of_another_step_is_not_there(client, stay):
    reply = replies.later(stay.step("R03"), until=date(2026, 11, 27), person=stay.lucia, at=NOW)
    client.force_login(stay.ana)

    page = client.post(stay.address("step-reply", "D09", reply_pk=reply.pk), {"say": "back"})

    assert page.status_code == 404


def test_the_coordinator_reminds_by_one_click_and_not_twice(client, stay):
    client.force_login(stay.ana)
    page = client.get(stay.address("step", "R03")).text

    clicks = [client.post(stay.address("step-remind", "R03"), follow=True) for _ in range(2)]

    assert "Remind Lucía García now" in page
    assert [said(click) for click in clicks] == [
        ["A reminder goes to Lucía García."],
        ["Reminded on 23 Nov 2026 already; again from 26 Nov 2026."],
    ]
    assert Notice.objects.filter(kind="nudge").count() == 1
    assert Event.objects.filter(verb="step_nudged").count() == 1
    assert "again from 26 Nov 2026" in client.get(stay.address("step", "R03")).text


@pytest.mark.parametrize("way", ["dead", "none"])
def test_whom_no_mail_reaches_is_not_said_to_be_reminded(client, stay, way):
    kill(stay.lucia)
    if way == "none":
        type(stay.lucia).objects.filter(pk=stay.lucia.pk).update(email=None)
    client.force_login(stay.ana)

    page = client.get(stay.address("step", "R03")).text
    told = said(client.post(stay.address("step-remind", "R03"), follow=True))

    assert stay.address("step-remind", "R03") not in page
    assert told == ["No message reaches Lucía García by e-mail: please call, or write a letter."]
    assert not Event.objects.filter(verb="step_nudged").exists()


def test_where_nobody_is_named_the_page_leads_to_where_somebody_is(client, stay):
    stay.mobility.parties.filter(acts_as="home_employer").delete()
    client.force_login(stay.ana)

    page = client.get(stay.address("step", "D09"))

    assert page.context["reminder"]["unnamed"]
    assert reverse("mobilities:change", args=[stay.mobility.pk]) in page.text.partition("could be reminded.")[2][:200]


def test_what_nobody_is_told_of_any_more_is_announced_for_no_day(client, stay):
    client.force_login(stay.ana)
    Step.objects.filter(mobility=stay.mobility).update(due_on=date(2026, 8, 3), ready_at=NOW - timedelta(days=120))

    shown = client.get(stay.address("step", "R03")).context["ladder"]

    assert {row["note"] for row in shown if row["state"] == "off"} >= {"Nobody is told any more: it is too long ago."}
    assert "next" not in {row["state"] for row in shown}


def test_who_is_told_by_the_ladder_finds_ways_to_act(client, stay):
    client.force_login(stay.ana)
    stay.mobility.steps.filter(plan__key="G02").update(done_at=None, done_by=None, outcome="")
    acts = {"R03": ("step-remind", "step-complete", "step-waive"), "G02": ("step-remind", "ask", "record")}

    for key, names in acts.items():
        page = client.get(stay.address("step", key)).text
        assert [name for name in names if stay.address(name, key) not in page] == []


def test_the_ladder_shows_who_was_told_and_who_comes_next(client, stay):
    remind(today=date(2026, 11, 23), at=NOW)
    client.force_login(stay.ana)

    page = client.get(stay.address("step", "R03")).context["ladder"]

    assert [(row["when"], str(row["who"]), row["note"]) for row in page] == [
        ("23 Nov 2026", "reminded again", "Lucía García"),
        ("", "deputy", "Nobody stands in for them."),
        ("If nothing comes by 26 Nov 2026", "coordinator", "Ana Prueba"),
        ("If nothing comes by 3 Dec 2026", "second coordinator", "Inés Prueba"),
    ]
    history = client.get(reverse("mobilities:history", args=[stay.mobility.pk])).text
    assert f"Nobody has answered: Lucía García is told of “{stay.step('R03').title}”" in history


def test_a_rung_that_fell_through_keeps_its_place_between_those_that_were_told(client, stay):
    for day in (23, 26):
        with time_machine.travel(NOW.replace(day=day), tick=False):
            remind(today=date(2026, 11, day), at=NOW.replace(day=day))
    client.force_login(stay.ana)

    page = client.get(stay.address("step", "R03")).context["ladder"]

    assert [(row["when"], str(row["who"])) for row in page][:3] == [
        ("23 Nov 2026", "reminded again"),
        ("", "deputy"),
        ("26 Nov 2026", "coordinator"),
    ]


def test_a_company_sees_the_ladder_of_its_step_without_the_names_of_others(client, stay):
    client.force_login(stay.paco)

    rows = client.get(stay.address("step", "D09")).context["ladder"]

    assert [row["note"] for row in rows] == ["", "Nobody stands in for them.", "", ""]


def test_who_has_no_address_is_said_to_have_none(client, stay):
    stay.lucia.email = None
    stay.lucia.save()
    client.force_login(stay.ana)

    rows = client.get(stay.address("step", "R03")).context["ladder"]

    assert rows[0]["note"] == "Lucía García (no e-mail address)"


def test_a_step_that_is_done_meanwhile_asks_nothing(client, stay):
    Step.objects.filter(pk=stay.step("R03").pk).update(done_at=NOW, done_by=stay.ana, outcome="done")

    page = say(client, stay, say="later", **{"later-until": "2026-11-27"})

    assert said(page) == ["It is done already, or it is not your turn: nothing is asked of you now."]
