"""The conversation on a stay's page and on a step's: who reads what, who is offered what, what is kept once."""

import re

import pytest

from doallvet.outbox.models import Notice
from mobilities.choices import Owner
from mobilities.models import Comment, Mobility
from tests.factories import NOW, make_member
from tests.kept import kept
from tests.mobilities.stay import Stay
from tests.mobilities.talks import write

pytestmark = pytest.mark.django_db


@kept
def planned():
    return Stay()


@pytest.fixture
def stay(time_machine, planned):
    time_machine.move_to(NOW, tick=False)
    return planned


def look(client, person, address):
    client.force_login(person)
    return client.get(address)


def say(client, person, address, form, **words):
    """Send the form as the page gives it."""
    client.force_login(person)
    given = {"comment-token": form.initial["token"], "comment-text": "At ten."}
    return client.post(address, given | {f"comment-{name}": value for name, value in words.items()})


def test_what_is_written_stands_there_with_who_reads_it(client, stay):
    page = stay.address("conversation")
    form = look(client, stay.ana, page).context["comment_form"]

    answer = say(client, stay.ana, page, form, readers=["host_company", "hosting_coordinator"])

    row = Comment.objects.get()
    assert (answer.status_code, answer.url) == (302, f"{page}#comment-{row.pk}")
    told = look(client, stay.heike, page)
    assert "At ten." in told.text and "Read by: hosting centre, host company" in told.text
    assert "At ten." not in look(client, stay.rosa, page).text


def test_a_mention_is_told_at_once(client, stay):
    page = stay.address("conversation")
    form = look(client, stay.ana, page).context["comment_form"]

    say(client, stay.ana, page, form, told=["host_company"])

    assert {row.person for row in Notice.objects.filter(kind="comment-told")} == {stay.heike, stay.timo}
    assert Comment.objects.get().readers == ["host_company"]


def test_a_double_click_posts_once(client, stay):
    page = stay.address("conversation")
    form = look(client, stay.ana, page).context["comment_form"]

    answers = [say(client, stay.ana, page, form, told=["host_company"]) for _ in range(2)]

    assert [answer.url for answer in answers] == [f"{page}#comment-{Comment.objects.get().pk}"] * 2
    assert Notice.objects.filter(kind="comment-told").count() == 2


@pytest.mark.parametrize("where", ["conversation", "step-conversation"])
def test_what_was_typed_is_not_lost_when_something_is_wrong(client, stay, where):
    page = stay.address(where, "G03" if where == "step-conversation" else None)
    form = look(client, stay.ana, stay.address("conversation")).context["comment_form"]

    answer = say(client, stay.ana, page, form, text="Mind the gap", readers=["nobody"])

    assert (answer.status_code, Comment.objects.count()) == (422, 0)
    assert "Mind the gap" in answer.text and "There is a problem" in answer.text
    assert str(form.initial["token"]) in answer.text


def test_a_stay_that_is_over_is_read_and_not_written(client, stay):
    write(stay, Owner.HOST_COMPANY)
    page = stay.address("conversation")
    form = look(client, stay.ana, page).context["comment_form"]
    Mobility.objects.filter(pk=stay.mobility.pk).update(decision="closed")

    late = say(client, stay.ana, page, form)

    assert (late.status_code, Comment.objects.count()) == (422, 1)
    assert "This mobility is over" in late.text and "At ten." in late.text
    shown = look(client, stay.heike, page)
    assert "The train leaves at ten." in shown.text and shown.context["comment_form"] is None


def test_on_a_step_it_is_about_the_step_and_found_from_the_stay(client, stay):
    step = look(client, stay.ana, stay.address("step", "G03"))
    assert step.context["comment_form"].initial["readers"] == []

    answer = say(
        client,
        stay.ana,
        stay.address("step-conversation", "G03"),
        step.context["comment_form"],
        readers=["host_company"],
    )

    assert answer.url == f"{stay.address('step', 'G03')}#comment-{Comment.objects.get().pk}"
    assert "At ten." in look(client, stay.heike, stay.address("step", "G03")).text
    assert stay.step("G03").title in look(client, stay.heike, stay.address("conversation")).text
    assert "At ten." not in look(client, stay.lucia, stay.address("step", "G03")).text


def test_an_answer_is_offered_to_who_read_the_last_one(client, stay):
    write(stay, Owner.HOST_COMPANY, Owner.APPRENTICE)
    page = stay.address("conversation")

    initial = look(client, stay.heike, page).context["comment_form"].initial

    assert (initial["readers"], initial["told"]) == ([Owner.APPRENTICE], [Owner.SENDING_COORDINATOR])
    assert look(client, stay.jonas, page).context["comment_form"].initial["readers"] == []


def test_a_company_is_not_told_of_readers_that_it_does_not_know(client, stay):
    write(stay, Owner.HOST_COMPANY, Owner.HOME_EMPLOYER)

    text = look(client, stay.heike, stay.address("conversation")).text

    assert "others whom the sending centre knows" in text and "home employer" not in text
    assert "home employer, host company" in look(client, stay.ana, stay.address("conversation")).text


def test_text_is_text_and_addresses_are_links(client, stay):
    write(stay, text="<script>alert(1)</script>\nSee https://bahn.example/a?b=1&c=2 javascript:alert(1)")

    text = look(client, stay.ana, stay.address("conversation")).text

    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>" in text
    assert '<a href="https://bahn.example/a?b=1&amp;c=2" rel="nofollow">' in text
    assert 'href="javascript' not in text


def test_taking_back_leaves_that_there_was_something(client, stay):
    row, page = write(stay, Owner.HOST_COMPANY, by=stay.heike, spoke_for="host_company"), stay.address("conversation")
    address = stay.address("comment-back", comment_pk=row.pk)
    assert address in look(client, stay.heike, page).text
    assert address in look(client, stay.ines, page).text
    assert address not in look(client, stay.timo, page).text

    client.force_login(stay.ines)
    assert client.post(address).url == f"{page}#comment-{row.pk}"

    text = look(client, stay.heike, page).text
    assert "Taken back by Inés" in text and "The train" not in text and address not in text


def test_others_may_not_take_it_back_and_who_does_not_read_it_does_not_find_it(client, stay):
    address = stay.address("comment-back", comment_pk=write(stay, Owner.HOST_COMPANY).pk)

    answers = {}
    for name in ("heike", "raul", "rosa", "lucia", "marta"):
        client.force_login(getattr(stay, name))
        answers[name] = client.post(address).status_code

    assert answers == {"heike": 403, "raul": 403, "rosa": 404, "lucia": 404, "marta": 403}
    assert Comment.objects.get().text


def test_who_has_two_parts_says_for_whom_they_write(client, stay):
    make_member(stay.hosting, person=stay.ana)
    page = stay.address("conversation")
    form = look(client, stay.ana, page).context["comment_form"]

    say(client, stay.ana, page, form, spoke_for="hosting_coordinator")

    assert Comment.objects.get().spoke_for == "hosting_coordinator"
    assert say(client, stay.ana, page, form, spoke_for="host_company").status_code == 422
    assert "spoke_for" not in look(client, stay.lucia, page).context["comment_form"].fields


@pytest.mark.parametrize("count", [1, 50])
@pytest.mark.parametrize("where", ["conversation", "step"])
def test_few_comments_and_many_take_the_same_queries(client, stay, where, count, django_assert_num_queries):
    for number in range(count):
        by = (stay.ana, stay.jonas)[number % 2]
        voice = (Owner.SENDING_COORDINATOR, Owner.HOSTING_COORDINATOR)[number % 2]
        write(
            stay, Owner.APPRENTICE, by=by, spoke_for=voice, key="G03" if where == "step" else "", text=f"No. {number}"
        )
    page = stay.address(where, "G03" if where == "step" else None)
    look(client, stay.ana, page)

    with django_assert_num_queries(19 if where == "step" else 6):
        answer = client.get(page)

    assert len(answer.context["comments"]) == count


def test_of_many_the_newest_are_shown_and_the_others_on_demand(client, stay):
    for number in range(2):
        for place in range(29):
            write(stay, by=(stay.ana, stay.ines)[number], text=f"No. {number * 29 + place}.")
    page = stay.address("conversation")

    assert "No. 0." not in (text := look(client, stay.ana, page).text) and "8 earlier messages" in text
    assert re.search(r"No\. 0\.", client.get(f"{page}?all").text)


def test_the_tab_is_there_for_all_but_who_only_views(client, stay):
    page = stay.address("conversation")

    found = {
        name: page in look(client, getattr(stay, name), stay.address("detail")).text
        for name in ("ana", "raul", "heike", "lucia", "marta")
    }

    assert found == {"ana": True, "raul": True, "heike": True, "lucia": True, "marta": False}
    assert look(client, stay.marta, page).status_code == 403
