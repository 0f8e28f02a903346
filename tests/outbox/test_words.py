import re

import pytest

from doallvet.outbox import words
from doallvet.outbox.writers import Line
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_text_and_html_say_the_same_and_link_to_the_portal():
    person = make_user("eleni@lyceum.example", first_name="Ελένη", last_name="Παπαδοπούλου")
    line = Line("Upload the card", ("It is due on 12 Mar 2027.", "Without it you cannot leave."), "/x/", "Upload it")

    mail = words.message(person, [line])

    assert mail["text"] == (
        "Hello Ελένη,\n\n"
        "It is due on 12 Mar 2027.\n\nWithout it you cannot leave.\n\n"
        "Upload it:\nhttp://testserver/x/\n\n"
        "-- \nWhat I am told, and when: http://testserver/accounts/messages/\n"
        "doALLVET, apprenticeships abroad. The portal sent this message by itself: http://testserver\n"
    )
    for said in ("Ελένη", "Upload the card", *line.paragraphs, 'href="http://testserver/x/"', ">Upload it<"):
        assert said in mail["html"]
    assert (mail["subject"], mail["language"]) == ("Upload the card", "en")


def test_several_lines_share_one_message_under_the_first_ones_subject():
    lines = [Line("Upload the card", ("One.",), "/x/", "Upload"), Line("Sign", ("Two.",)), Line("Pack", ("Three.",))]

    mail = words.message(make_user(first_name="Lucía"), lines)

    assert mail["subject"] == "Upload the card, and 2 more"
    assert mail["text"].startswith(
        "Hello Lucía,\n\nUpload the card\nOne.\n\nUpload:\nhttp://testserver/x/\n\n"
        "· · ·\n\nSign\nTwo.\n\n· · ·\n\nPack\nThree.\n\n-- \n"
    )


def test_what_belongs_to_one_thing_stands_together_with_why_and_what_happens_otherwise():
    lines = [
        Line("Card", ("One.",), "/x/", "Upload", "You cannot leave.", "It is yours.", "Lucía → Dresden"),
        Line("Partner", ("Two.",)),
        Line("Mentor", ("Three.",), group="Noa → Cork"),
        Line("Room", ("Four.",), group="Lucía → Dresden"),
    ]

    mail = words.message(make_user(first_name="Ana"), lines)

    assert mail["text"].startswith(
        "Hello Ana,\n\n== Lucía → Dresden ==\n\n"
        "Card\nOne.\n\nYou cannot leave.\n\nUpload:\nhttp://testserver/x/\n\nIt is yours.\n\n"
        "· · ·\n\nRoom\nFour.\n\n· · ·\n\n"
        "== Noa → Cork ==\n\nMentor\nThree.\n\n· · ·\n\nPartner\nTwo.\n\n-- \n"
    )
    order = ["Lucía → Dresden", ">Card<", "You cannot leave.", "It is yours.", ">Room<", "Noa → Cork", ">Mentor<"]
    places = [mail["html"].index(said) for said in order]
    assert places == sorted(places)


def test_what_cannot_be_left_undone_comes_first_and_gives_the_subject():
    lines = [
        Line("Noa is back", group="Noa → Cork"),
        Line("Planned", group="Lucía → Dresden"),
        Line("Card", otherwise="You cannot leave.", group="Lucía → Dresden"),
    ]

    mail = words.message(make_user(first_name="Ana"), lines)

    assert mail["subject"] == "Card, and 2 more"
    assert re.findall("^(?:==.*==|Card|Planned|Noa is back)$", mail["text"], re.MULTILINE) == [
        *["== Lucía → Dresden ==", "Card", "Planned", "== Noa → Cork ==", "Noa is back"],
    ]


def test_line_breaks_and_control_characters_never_reach_a_subject():
    line = Line("Hello\r\nBcc: all@world.example\x00\u202e\x1b[31m " + "x" * 300, ("Text.",))

    mail = words.message(make_user(first_name="Eve\r\nBcc: all@world.example"), [line])

    assert mail["subject"].startswith("Hello Bcc: all@world.example [31m xxx")
    assert len(mail["subject"]) == words.SUBJECT_LENGTH
    assert mail["text"].startswith("Hello Eve Bcc: all@world.example,\n")


def test_what_people_typed_is_text_in_the_html():
    line = Line("<b>&", ("<script>alert(1)</script>\nnext line",), "/x/?a=1&b=2", "<i>")

    mail = words.message(make_user(first_name="<u>"), [line])

    assert "<b>&\n" not in mail["html"]
    assert not re.search(r"<(script|b|i|u)>(?!ALLVET)", mail["html"])
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>next line" in mail["html"]
    assert "<script>alert(1)</script>\nnext line" in mail["text"]


def test_the_html_asks_nobody_for_a_picture_or_a_file():
    mail = words.message(make_user(), [Line("News", ("Text.",), "https://other.example/l/abc/", "Open")])

    assert re.findall(r"<(?:img|link|script|iframe|object)|url\(|@import|\bsrc=", mail["html"]) == []
    assert set(re.findall(r'href="([^"]*)"', mail["html"])) == {
        "https://other.example/l/abc/",
        "http://testserver/",
        "http://testserver/accounts/messages/",
    }


def test_the_words_are_in_the_persons_language():
    mail = words.message(make_user(first_name="Lucía", language="es"), [Line("Hola")])

    assert mail["language"] == "es"
    assert '<html lang="es">' in mail["html"]


@pytest.mark.parametrize(("number", "shown", "more"), [(30, 30, ""), (31, 30, "And 1 more"), (200, 30, "And 170 more")])
def test_a_digest_has_room_for_thirty_lines_and_says_how_many_are_left(number, shown, more):
    lines = [Line(f"Line {n}", (f"Text {n}.",), group="Lucía → Dresden") for n in range(number)]

    mail = words.message(make_user(), lines)

    assert mail["subject"] == f"Line 0, and {number - 1} more"
    assert len(re.findall(r"^Text \d+\.$", mail["text"], re.MULTILINE)) == shown
    assert re.findall(r"^And .* more$", mail["text"], re.MULTILINE) == [more][: bool(more)]
    assert ("See what is yours to do:\nhttp://testserver/\n" in mail["text"]) == bool(more)
