"""The page on which a company or a guardian answers, by personal link or signed in."""

from datetime import date

import pytest

from doallvet.accounts.models import PersonalLink
from doallvet.history.models import Event
from mobilities.choices import Answer, Channel, Outcome, Reason
from mobilities.models import Approval
from tests.factories import NOW, make_contact
from tests.kept import kept
from tests.mobilities.browser import Browser
from tests.mobilities.stay import Stay

pytestmark = pytest.mark.django_db


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


def live():
    return [(row.step.plan.key, row.answer, row.reason, row.text, row.channel) for row in Approval.objects.live()]


def test_one_page_says_who_where_when_and_what_one_commits_to(heike, stay):
    page = heike.look()

    facts = {row["label"]: row["value"] for row in page.context["facts"]}
    assert facts == {
        "Who": "Lucía García",
        "Where": "Werkstatt Sachsen, Street 1, Dresden, Germany",
        "When": "6 Sep 2027 – 26 Sep 2027",
        "Mentor": str(stay.timo),
        "Sending centre": "CIFP Río Sil",
        "Hosting centre": "BSZ Elbufer",
    }
    assert len(page.context["commitments"]) == 4
    assert stay.ana.email in page.text


def test_looking_changes_nothing(heike):
    before = Event.objects.count(), PersonalLink.objects.get().used_at
    for _ in range(3):
        heike.look()
        heike.client.head(heike.page)

    assert (Event.objects.count(), PersonalLink.objects.get().used_at, Approval.objects.count()) == (*before, 0)


def test_a_yes_closes_the_hosts_step_and_uses_the_link(heike, stay):
    answer = heike.say("G03", typed_name="Heike Sommer")

    row = Approval.objects.get()
    assert (answer.status_code, answer.url) == (302, heike.page)
    assert (row.person, row.typed_name, row.channel) == (stay.heike, "Heike Sommer", Channel.LINK)
    assert stay.step("G03").outcome == Outcome.DONE
    assert PersonalLink.objects.get().used_at == NOW


def test_the_page_shows_the_answer_and_lets_it_be_changed(heike, stay):
    heike.say("G03")
    shown = heike.questions()["G03"]

    heike.say("G03", "decline", reason="safety")

    assert (shown["open"], shown["card"]["row"].answer) == (False, Answer.APPROVE)
    assert live() == [("G03", "decline", "safety", "", "link")]
    assert stay.step("G03").done_at is None


def test_an_employers_yes_is_not_yet_the_signature(rosa, stay):
    assert "the paper to sign comes later" in rosa.look().text

    rosa.say("G02")

    assert (stay.step("R01").outcome, stay.step("G02").outcome) == (Outcome.DONE, "")


def test_a_double_click_is_one_answer(heike):
    for _ in range(2):
        answer = heike.say("G03")

    assert (answer.status_code, Approval.objects.count()) == (302, 1)


def test_the_same_page_is_there_for_who_signed_in(client, stay):
    client.force_login(stay.heike)
    page = client.get(stay.address("answer"))
    question = page.context["questions"][0]

    client.post(
        question["url"],
        {"answer": "approve", "typed_name": "Heike Sommer", "shown": question["form"].initial["shown"]},
    )

    assert live() == [("G03", "approve", "", "", "signed_in")]


def test_a_guardian_consents_to_each_thing_and_types_the_name_once(stay):
    minor = Stay(born_on=date(2010, 5, 1))
    pilar = Browser(minor, minor.pilar)

    pilar.say("G08", typed_name="Pilar Soto")
    second = pilar.questions()["G09"]
    pilar.say("G10", "decline", typed_name="Pilar Soto")

    assert second["form"].initial["typed_name"] == "Pilar Soto"
    assert [label for _, label in second["form"].fields["answer"].choices] == ["Yes, I agree", "No, I do not agree"]
    assert sorted(live()) == [
        ("G08", "approve", "", "", "link"),
        ("G10", "decline", Reason.OTHER, "", "link"),
    ]
    assert [minor.step(key).outcome for key in ("G08", "G09", "G10")] == ["done", "", "done"]


def test_who_signs_for_both_companies_answers_for_each(client, stay):
    make_contact(stay.employer, stay.centre, person=stay.heike)
    client.force_login(stay.heike)

    first, other = (client.get(stay.address("answer", key)).context["questions"] for key in ("G02", "G03"))

    assert [[question["step"].plan.key for question in found] for found in (first, other)] == [["G02"], ["G03"]]


@pytest.mark.parametrize("born_on", [date(2007, 5, 4), date(2010, 5, 1)])
def test_the_page_of_a_link_takes_the_same_statements_for_one_question_and_three(
    born_on, stay, django_assert_num_queries
):
    stay = Stay(born_on=born_on)
    browser = Browser(stay, stay.heike if born_on.year == 2007 else stay.pilar)

    with django_assert_num_queries(12 if born_on.year == 2007 else 10):
        browser.look()
