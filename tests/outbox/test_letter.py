"""The HTML of every mail: plain enough for any mail program, readable in light and dark, saying what its text says."""

import re

import pytest
from django.conf import settings
from django.utils import translation

from doallvet.accounts.models import User
from doallvet.outbox import words
from doallvet.outbox.wording import MESSAGES, Draft, say
from doallvet.outbox.writers import Line
from mobilities.rules import wording as rules
from tests.core.test_contrast import ratio
from tests.outbox.letter import Letter

LANGUAGES = [code for code, _name in settings.LANGUAGES]
LAYOUT = {"table", "tr", "td"}
INLINE = {"a", "b", "br", "p", "h1", "div", "html", "head", "meta", "title", "style", "body"}
FULL = Line(
    "Lucía’s card", ("One.", "Two."), "/x/?a=1&b=2", "Upload", "You cannot leave.", "It is yours.", "Lucía → Dresden"
)
ANSWERED = Line("A word", ("Hello.",), "https://other.example/l/abc/", "Read", reply_to="reply+1@portal.example")
BARE = Line("Code", ("123456",))
SETS = {"full": [FULL], "bare": [BARE], "answered": [ANSWERED], "digest": [FULL, BARE, ANSWERED]}


def every_mail():
    """What each message says, in each language, and the shapes that a mail can have; kind, language, lines."""
    found = [(name, MESSAGES[name].kind, code) for name in MESSAGES for code in LANGUAGES]
    return found + [(name, kind, "en") for name in SETS for kind in ("comment", "sign")]


@pytest.fixture(params=every_mail(), ids=lambda case: "-".join(case))
def mail(request):
    name, kind, language = request.param
    lines = SETS.get(name)
    if lines is None:
        with translation.override(language):
            subject, paragraphs = say(Draft(name, None, rules.example("CIFP Río Sil")))
        fixed = {"link": "/mobilities/1/", "label": "Open", "otherwise": "Else …", "why": "Because …", "group": "A → B"}
        lines = [Line(subject, paragraphs, **fixed)]
    return words.message(User(pk=1, first_name="Lucía", language=language), lines, [kind])


def colour(value):
    return tuple(int(value.removeprefix("#")[place : place + 2], 16) for place in (0, 2, 4))


@pytest.mark.parametrize("dark", [False, True])
def test_every_word_can_be_read_on_its_ground(mail, dark):
    letter = Letter(mail["html"], dark=dark)

    pale = [row for row in letter.words if ratio(colour(row[1]), colour(row[2])) < 4.5]

    assert pale == []
    assert len(letter.words) > 4
    assert {ground for _text, _ink, ground in letter.words} <= (
        {"#0d171b", "#142329", "#83cfdf"} if dark else {"#f2f5f6", "#ffffff", "#0b5467"}
    )


def test_tables_lay_it_out_and_nothing_is_fetched(mail):
    letter = Letter(mail["html"])

    assert {tag for tag, _known, _style in letter.tags} <= LAYOUT | INLINE
    assert re.findall(r"url\(|@import|\bsrc=|\bon\w+=|javascript:", mail["html"]) == []
    assert {known.get("role") for tag, known, _style in letter.tags if tag == "table"} == {"presentation"}
    modern = {"display": {"flex", "grid"}, "position": {"absolute", "fixed"}}
    for _tag, _known, style in letter.tags:
        assert not any(style.get(name) in values for name, values in modern.items())
        assert "float" not in style


def test_it_is_600_pixels_wide_at_most_and_styled_where_it_stands(mail):
    letter = Letter(mail["html"])
    widths = [
        style.get(name, "") for _tag, _known, style in letter.tags for name in ("width", "max-width", "min-width")
    ]
    attributes = [known.get("width", "100%") for tag, known, _style in letter.tags if tag in {"table", "td"}]

    assert "600px" in widths
    assert all(int(width) <= 600 for said in widths for width in re.findall(r"(\d+)px", said))
    assert set(attributes) <= {"100%", "600"}
    assert 'width="600"' in mail["html"]  # Word, which shows mails in Outlook, knows no max-width
    assert all("style" in known for tag, known, _style in letter.tags if tag in {"td", "p", "h1", "a"})


def test_the_text_leads_to_the_same_places(mail):
    said = set(re.findall(r"https?://\S+", mail["text"]))

    assert {link.removesuffix("/") for link in Letter(mail["html"]).links} == {
        link.removesuffix("/") for link in said if "meet.example" not in link
    }


def test_text_and_html_have_the_same_sentences(mail):
    shown = " ".join(text for text, _ink, _ground in Letter(mail["html"]).words)
    sentences = [line.strip() for line in mail["text"].split("\n-- \n")[0].splitlines() if len(line.split()) > 2]

    assert [line for line in sentences if line not in shown and not line.startswith(("==", "·", "http"))] == []
