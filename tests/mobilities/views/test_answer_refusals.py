"""What makes an answer one, that it is bound to what was shown, and who may not give it (any more)."""

from datetime import date

import pytest
from django.core import signing
from django.urls import reverse

from companies.choices import Function
from companies.models import CompanyContact
from doallvet.accounts.models import PersonalLink
from mobilities.actions import change, decision
from mobilities.choices import Decision, Role
from mobilities.models import Approval, Mobility
from tests.factories import NOW, make_user
from tests.kept import kept
from tests.mobilities.browser import Browser
from tests.mobilities.stay import Stay, said

pytestmark = pytest.mark.django_db
CLOSED = "/link-closed/"


@kept
def planned():
    return Stay()


@pytest.fixture
def stay(time_machine, planned):
    time_machine.move_to(NOW, tick=False)
    return planned


@pytest.fixture
def rosa(stay):
    return Browser(stay, stay.rosa)


@pytest.fixture
def heike(stay):
    return Browser(stay, stay.heike)


@pytest.mark.parametrize(
    ("words", "errors"),
    [
        ({"answer": ""}, {"answer": ["This field is required."]}),
        ({"answer": "maybe"}, {"answer": ["Select a valid choice. maybe is not one of the available choices."]}),
        ({"answer": "decline"}, {"reason": ["Choose the reason that fits best: it helps the centre to find a way."]}),
        ({"answer": "approve_with_conditions", "text": " "}, {"text": ["Write your conditions."]}),
        ({"answer": "ask_change", "text": ""}, {"text": ["Write what should change."]}),
        ({"typed_name": " "}, {"typed_name": ["This field is required."]}),
        ({"typed_name": "Ω" * 300}, {"typed_name": ["Ensure this value has at most 200 characters (it has 300)."]}),
        (
            {"answer": "decline", "reason": "../../etc"},
            {"reason": ["Select a valid choice. ../../etc is not one of the available choices."]},
        ),
    ],
)
def test_an_answer_without_what_makes_it_one_comes_back_with_what_was_typed(heike, words, errors):
    answer = heike.say("G03", **{"text": "=1+1 <script>"} | words)

    form = answer.context["form"]
    assert (answer.status_code, Approval.objects.count()) == (422, 0)
    assert {name: form.errors[name] for name in errors} == errors
    assert "<script>" not in answer.text.split("<main")[1]


def test_texts_are_kept_as_typed_and_shown_as_text(heike, client, stay):
    heike.say("G03", "ask_change", text="<script>alert(1)</script> =1+1 ../ Ελλάδα\x00")
    client.force_login(stay.ana)

    page = client.get(stay.address("step", "G03"))

    assert Approval.objects.get().text == "<script>alert(1)</script> =1+1 ../ Ελλάδα"
    assert "&lt;script&gt;alert(1)" in page.text


# -- bound to what was shown


def test_a_change_in_between_is_said_with_both_values_and_nothing_is_kept(heike, stay):
    question = heike.questions()["G03"]
    Mobility.objects.filter(pk=stay.mobility.pk).update(ends_on=date(2027, 10, 3))

    answer = heike.client.post(
        question["url"],
        {
            "answer": "ask_change",
            "text": "A week less",
            "typed_name": "Heike",
            "shown": question["form"].initial["shown"],
        },
    )

    assert (answer.status_code, Approval.objects.count()) == (409, 0)
    assert [(str(name), *values) for name, *values in answer.context["changes"]] == [
        ("Last day abroad", "26 Sep 2027", "3 Oct 2027")
    ]
    assert "A week less" in answer.text
    assert PersonalLink.objects.get().used_at is None


def test_after_the_look_at_the_change_the_answer_is_kept(heike, stay):
    Mobility.objects.filter(pk=stay.mobility.pk).update(ends_on=date(2027, 10, 3))

    heike.say("G03")

    assert Approval.objects.get().terms["ends_on"] == "2027-10-03"


def test_an_answer_to_former_terms_asks_for_another_look(heike, stay):
    heike.say("G03")
    Mobility.objects.filter(pk=stay.mobility.pk).update(ends_on=date(2027, 10, 3))

    question = heike.questions()["G03"]

    assert ([name for name, *_pair in question["card"]["changes"]], question["open"]) == (["Last day abroad"], True)


@pytest.mark.parametrize(
    "shown",
    [
        "",
        "=1+1",
        "a" * 5000,
        # The signature holds the time, so the case needs a name that is the same in every process.
        pytest.param(signing.dumps({"ends_on": "2020-01-01"}, salt="other"), id="signed-elsewhere"),
    ],
)
def test_terms_that_nobody_has_shown_are_no_ground_for_an_answer(heike, shown):
    answer = heike.say("G03", shown=shown)

    assert (answer.status_code, Approval.objects.count()) == (409 if shown else 422, 0)


# -- who may, and when not any more


def test_the_link_of_one_company_does_not_answer_for_the_other(heike, rosa, stay):
    shown = rosa.questions()["G02"]["form"].initial["shown"]

    answer = heike.client.post(
        f"{heike.page}{stay.step('G02').pk}/", {"answer": "approve", "typed_name": "H", "shown": shown}
    )

    assert (answer.status_code, Approval.objects.count()) == (404, 0)


def test_a_post_without_a_question_finds_nothing(heike):
    assert heike.client.post(heike.page, {"answer": "approve"}).status_code == 404


def test_who_was_replaced_finds_the_link_closed(heike, stay):
    change.set_person(stay.party(Role.HOST_SIGNATORY), stay.timo, by=stay.ana, at=NOW, reason="Left")

    assert heike.look().url == CLOSED


def test_who_left_the_company_finds_the_link_closed(heike, stay):
    CompanyContact.objects.filter(person=stay.heike).update(ended_at=NOW)

    assert heike.look().url == CLOSED


def test_a_cancelled_mobility_closes_its_links(heike, stay):
    decision.move(stay.fresh(), Decision.CANCELLED, by=stay.ana, at=NOW, reason="Withdrew")

    assert heike.look().url == CLOSED


@pytest.mark.parametrize(("who", "status"), [("timo", 403), ("ana", 403), ("lucia", 403), ("jonas", 403)])
def test_who_does_not_sign_does_not_answer(client, stay, who, status):
    client.force_login(getattr(stay, who))

    assert client.get(stay.address("answer")).status_code == status


def test_a_mentor_who_signs_by_delegation_answers(client, stay):
    CompanyContact.objects.filter(person=stay.timo, function=Function.MENTOR).update(may_sign=True)
    client.force_login(stay.timo)

    assert client.get(stay.address("answer")).status_code == 200


def test_a_stranger_finds_no_page_to_answer(client, stay):
    client.force_login(make_user())

    assert client.get(stay.address("answer")).status_code == 404
    assert client.get(reverse("mobilities:answer", args=[999999])).status_code == 404


def test_a_page_without_questions_says_so(client, stay):
    stay.mobility.steps.filter(plan__key="G03").update(needed=False)
    client.force_login(stay.heike)

    assert "There is nothing to answer at the moment" in client.get(stay.address("answer")).text


def test_a_link_to_a_mobility_that_is_over_opens_nothing(heike, stay):
    question = heike.questions()["G03"]
    Mobility.objects.filter(pk=stay.mobility.pk).update(decision=Decision.CLOSED)

    answer = heike.client.post(
        question["url"], {"answer": "approve", "typed_name": "H", "shown": question["form"].initial["shown"]}
    )

    assert (answer.url, heike.look().url, Approval.objects.count()) == (CLOSED, CLOSED, 0)


def test_what_forbids_the_answer_is_said(client, stay):
    Mobility.objects.filter(pk=stay.mobility.pk).update(decision=Decision.CLOSED)
    client.force_login(stay.heike)
    shown = client.get(stay.address("answer")).context["questions"][0]["form"].initial["shown"]

    answer = client.post(stay.address("answer", "G03"), {"answer": "approve", "typed_name": "H", "shown": shown})

    assert (answer.status_code, said(answer)) == (422, ["This mobility is over; there is nothing to answer any more."])
