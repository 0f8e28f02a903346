"""Answers by mail, as a provider posts them: kept once, from their person only, and never answered in a circle."""

import json

import pytest
from django.test import Client

from doallvet.accounts.models import User
from doallvet.outbox import replies
from doallvet.outbox.models import Mail, Notice
from mobilities.actions import comment
from mobilities.choices import Owner
from mobilities.models import Comment, Mobility
from mobilities.rules.comments import LONGEST, MOST
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities import letters
from tests.mobilities.letters import ADDRESS, QUOTE, SECRET, post, returned
from tests.mobilities.stay import Stay
from tests.mobilities.talks import write

pytestmark = pytest.mark.django_db


@kept
def planned():
    return Stay()


@pytest.fixture
def stay(time_machine, planned, settings):
    time_machine.move_to(NOW, tick=False)
    settings.REPLY_DOMAIN, settings.REPLY_SECRET = "reply.doallvet.example", SECRET
    planned.row = write(planned, Owner.HOSTING_COORDINATOR, told=[Owner.HOST_COMPANY])
    return planned


def letter(stay, person=None, **said):
    return letters.letter(stay.row, person or stay.heike, **said)


def answers(stay):
    return list(Comment.objects.exclude(pk=stay.row.pk).order_by("pk"))


def test_an_answer_comes_back_to_its_thread(stay):
    assert post(letter(stay)) == 204

    row = answers(stay)[0]
    assert (row.text, row.author, row.spoke_for, row.way) == ("Gut, um zehn.", stay.heike, "host_company", "mail")
    assert set(row.readers) == {"sending_coordinator", "hosting_coordinator"}
    told = Notice.objects.filter(kind="comment-told", subject_id=row.pk)
    assert {notice.person for notice in told} == {stay.ana}
    assert returned(stay.heike) == []


def test_who_is_written_to_at_the_second_address_answers_from_it(stay):
    User.objects.filter(pk=stay.heike.pk).update(second_email="heike@privat.example")

    assert post(letter(stay, sender="heike@privat.example")) == 204

    assert [row.author for row in answers(stay)] == [stay.heike]


def test_who_wrote_is_told_of_the_answer_beside_who_is_named_for_the_centre(stay):
    stay.row = write(stay, Owner.HOST_COMPANY, by=stay.ines)

    post(letter(stay))

    told = Notice.objects.filter(kind="comment-told", subject_id=Comment.objects.latest("pk").pk)
    assert {notice.person for notice in told} == {stay.ana, stay.ines}


def test_an_answer_to_a_step_stays_on_the_step(stay):
    stay.row = write(stay, told=[Owner.HOST_COMPANY], key="G03")

    post(letter(stay))

    assert Comment.objects.latest("pk").step == stay.step("G03")


@pytest.mark.parametrize("times", [2, 5])
def test_the_same_mail_is_kept_once(stay, times):
    assert {post(letter(stay)) for _ in range(times)} == {204}
    assert len(answers(stay)) == 1

    post(letter(stay, message_id="<2@mail.example>"))
    assert len(answers(stay)) == 2


def test_without_a_message_id_the_same_words_are_kept_once(stay):
    for text in ("One", "One", "Two"):
        post(letter(stay, message_id="", text=text))

    assert [row.text for row in answers(stay)] == ["One", "Two"]

    other = write(stay, told=[Owner.HOST_COMPANY])
    post(letters.letter(other, stay.heike, message_id="", text="One"))
    assert Comment.objects.filter(text="One").count() == 2


@pytest.mark.parametrize("secret", ["", "wrong", "a long secre", "ä"])
def test_without_the_secret_nothing_is_read(stay, secret):
    assert post(letter(stay), secret=secret) == 403
    assert Client().get(ADDRESS).status_code == 405
    assert answers(stay) == []


def test_where_no_answers_are_taken_the_address_is_not_there(stay, settings):
    settings.REPLY_DOMAIN, settings.REPLY_SECRET = "", "none"

    assert post(letter(stay), secret="none") == 404


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"x"', b"{}", b"\xff\xfe", b"[" * 100_000, b'{"recipient": {"a": 1}}']
)
def test_what_is_no_message_is_refused(stay, body):
    assert post(body) == 400


def test_what_is_too_big_is_not_read(stay):
    assert post(b"x" * 20_000_001) == 413


def test_another_sender_is_told_at_the_registered_address_once_and_not_answered(stay):
    for number in range(3):
        post(letter(stay, **{"from": "heike@private.example", "message_id": f"<{number}>"}))

    told = returned(stay.heike)
    assert (answers(stay), len(told)) == ([], 1)
    assert "from another address than yours" in told[0]
    assert not Mail.objects.filter(address="heike@private.example").exists()
    assert not Mail.objects.filter(notices__kind="reply-returned").exclude(reply_to="").exists()


AUTOMATIC = [
    {"headers": {"Auto-Submitted": "auto-replied"}},
    {"headers": {"auto-submitted": "auto-generated; x=1"}},
    {"headers": {"Precedence": "bulk"}},
    {"headers": {"X-Autoreply": "yes"}},
    {"headers": {"Return-Path": "<>"}},
    {"headers": {"Content-Type": "multipart/report; report-type=delivery-status"}},
    {"from": "MAILER-DAEMON@mail.example"},
    {"from": ""},
    {"subject": "Automatische Antwort: Ana wrote to you"},
    {"subject": "Fuera de la oficina: Re: Ana"},
    {"subject": "Poissaoloilmoitus"},
]


@pytest.mark.parametrize("said", AUTOMATIC)
def test_machines_are_not_heard_and_not_answered(stay, said):
    assert post(letter(stay, **said)) == 204
    assert (answers(stay), returned(stay.heike)) == ([], [])


@pytest.mark.parametrize(
    "subject", ["Abwesenheit am Montag", "Poissaolo maanantaina", "Auto: wann kommt ihr?", "Out of office hours", ""]
)
def test_people_are_heard_whatever_they_write_about(stay, subject):
    post(letter(stay, subject=subject))

    assert len(answers(stay)) == 1


def test_people_are_heard_whatever_harmless_headers_say(stay):
    post(letter(stay, headers={"Auto-Submitted": "no", "Precedence": "first-class", "X": 1}))

    assert len(answers(stay)) == 1


@pytest.mark.parametrize(
    "broken", ["0", "reply+1-1-" + "0" * 24, "reply+x", "other+1-2-3", "reply+zzzzzzzzzzzzzzzz-1-a"]
)
def test_an_address_that_we_did_not_make_is_nobodys(stay, broken):
    assert post(letter(stay, recipient=f"{broken}@reply.doallvet.example")) == 204
    assert (answers(stay), returned(stay.heike)) == ([], [])


def test_the_address_of_one_is_not_the_address_of_another(stay):
    row, _person, mark = replies.address(stay.heike, stay.row.pk).split("-")
    forged = "-".join([row, replies.address(stay.timo, stay.row.pk).split("-")[1], mark])

    post(letter(stay, stay.timo, recipient=forged))
    assert (answers(stay), returned(stay.timo), returned(stay.heike)) == ([], [], [])

    post(letter(stay, stay.timo))
    assert [row.author for row in answers(stay)] == [stay.timo]


def test_addresses_may_come_in_capitals_and_among_others(stay):
    recipient = ["Ana <ana@sil.example>", replies.address(stay.heike, stay.row.pk).upper()]

    post(letter(stay, recipient=recipient, **{"from": stay.heike.email.upper()}))

    assert len(answers(stay)) == 1


@pytest.mark.parametrize("why", ["over", "left", "taken back by its author"])
def test_who_may_not_write_any_more_is_told_so(stay, why):
    said = letter(stay)
    if why == "over":
        Mobility.objects.filter(pk=stay.mobility.pk).update(decision="closed")
    elif why == "left":
        stay.host.contacts.update(ended_at=NOW)
    else:
        comment.take_back(stay.row, by=stay.ana, coordinates=True, at=NOW)

    post(said)

    if why in ("over", "left"):
        assert answers(stay) == []
        assert "you take no part in it any more" in returned(stay.heike)[0] and "Lucía" not in returned(stay.heike)[0]
    else:
        assert len(answers(stay)) == 1  # the thread is still there


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"text": QUOTE}, "no words of yours"),
        ({"text": "", "html": ""}, "no words of yours"),
        ({"text": None}, "no words of yours"),
        ({"text": "x" * (LONGEST + 1)}, "too long"),
        ({"text": "ñ" * 5_000_000}, "too long"),
    ],
)
def test_what_cannot_be_kept_is_told(stay, said, sentence):
    assert post(letter(stay, **said)) == 204

    assert answers(stay) == []
    assert sentence in returned(stay.heike)[0]


def test_files_are_not_taken_and_that_is_said(stay):
    post(letter(stay, attachments=["boots.jpg"]))

    assert len(answers(stay)) == 1
    assert "Files are not taken by e-mail" in returned(stay.heike)[0]


@pytest.mark.parametrize("own", ["Hello Ana,", ""])
def test_what_stands_between_the_quoted_lines_is_not_dropped_in_silence(stay, own):
    post(letter(stay, text=f"{own}{QUOTE}\n\nYes, at ten.\n"))

    assert [row.text for row in answers(stay)] == [own] * bool(own)
    assert ("between or below its lines" if own else "no words of yours") in returned(stay.heike)[0]


def test_html_alone_becomes_text(stay):
    html = "<p>Sí, a las diez.<br>Γειά σου &amp; €</p><blockquote>##- To answer</blockquote><p>below</p>"

    post(letter(stay, text="", html=html))

    assert answers(stay)[0].text == "Sí, a las diez.\nΓειά σου & €"


def test_characters_that_no_row_can_hold_are_left_out(stay):
    body = json.dumps(letter(stay, text="Jyväskylä\x00 \ud800\u202eok", message_id="<\ud800\x00>", subject="\ud800"))

    assert post(body.encode()) == 204
    assert answers(stay)[0].text == "Jyväskylä ok"


def test_a_flood_is_stopped_and_told_once(stay):
    for number in range(MOST + 5):
        post(letter(stay, message_id=f"<{number}>"))

    assert (len(answers(stay)), len(returned(stay.heike))) == (MOST, 1)
