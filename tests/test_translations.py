"""A text without its translation is found before anybody reads English in a Spanish page."""

import shutil
from io import BytesIO

import pytest
from babel.messages.pofile import read_po

from tests import translations

HEADER = (
    'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)
CODE = """
from django.utils.translation import gettext as _, ngettext, pgettext

def said(name, count):
    return _("Good morning, %(name)s") % {"name": name}, ngettext("%(count)d step", "%(count)d steps", count)
"""
PAGE = "{% translate 'Save' %} {% blocktranslate %}Leave {{ place }}{% endblocktranslate %}"


def catalogue(text):
    return read_po(BytesIO((HEADER + text).encode()))


WANTED = """
#: page.html:1
msgid "Save"
msgstr ""

#: page.html:2
msgid "Good morning, %(name)s"
msgstr ""

#: page.html:3
msgid "one step"
msgid_plural "%(count)d steps"
msgstr[0] ""
msgstr[1] ""

#: page.html:4
msgctxt "a month"
msgid "May"
msgstr ""
"""
GOOD = """
msgid "Save"
msgstr "Guardar"

msgid "Good morning, %(name)s"
msgstr "Buenos días, %(name)s"

msgid "one step"
msgid_plural "%(count)d steps"
msgstr[0] "un paso"
msgstr[1] "%(count)d pasos"

msgctxt "a month"
msgid "May"
msgstr "mayo"
"""


@pytest.mark.parametrize(
    ("before", "after", "sentences"),
    [
        ("", "", []),
        ('msgid "Save"\nmsgstr "Guardar"', "", ["“Save” (page.html:1) is missing."]),
        ('"Guardar"', '""', ["“Save” (page.html:1) is not translated."]),
        ('"un paso"', '""', ["“one step” (page.html:3) is not translated."]),
        ('msgctxt "a month"\n', "", ["“May” (page.html:4) is missing."]),
        (
            'msgid "Save"',
            '#, fuzzy\nmsgid "Save"',
            ["“Save” (page.html:1) is only guessed (fuzzy): look at it and take the mark away."],
        ),
        (
            "días, %(name)s",
            "días, %(nombre)s",
            [
                "“Good morning, %(name)s” (page.html:2) has other placeholders in its translation: "
                "“Buenos días, %(nombre)s”."
            ],
        ),
        (
            "%(count)d pasos",
            "muchos pasos",
            ["“one step” (page.html:3) has other placeholders in its translation: “muchos pasos”."],
        ),
        ("un paso", "%(count)d paso", []),
    ],
)
def test_each_gap_of_a_catalogue_is_named(before, after, sentences):
    assert before in GOOD

    assert list(translations.compare(catalogue(WANTED), catalogue(GOOD.replace(before, after, 1)))) == sentences


def test_a_translation_on_first_name_terms_is_named_and_a_polite_one_is_not():
    said = GOOD.replace("un paso", "Te queda un paso").replace("Guardar", "Así se guarda lo suyo, y vuelve a existir")

    assert list(translations.familiar(catalogue(said), "es")) == [
        "“one step” says “Te”, where the polite form is asked for."
    ]


@pytest.fixture
def house(tmp_path):
    (tmp_path / "centres").mkdir()
    (tmp_path / "centres" / "words.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(PAGE, encoding="utf-8")
    return tmp_path


needs_gettext = pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not installed")


@needs_gettext
def test_the_texts_are_taken_from_code_and_templates(house):
    texts = {message.id for message in translations.extract(house)}

    assert texts == {"", "Good morning, %(name)s", ("%(count)d step", "%(count)d steps"), "Save", "Leave %(place)s"}


@needs_gettext
def test_the_command_says_what_is_missing_and_fails(house, capsys):
    (house / "locale/es/LC_MESSAGES").mkdir(parents=True)
    (house / "locale/es/LC_MESSAGES/django.po").write_text(
        HEADER + 'msgid "Save"\nmsgstr "Guardar"\n\nmsgid "Leave %(place)s"\nmsgstr "Salir"\n', encoding="utf-8"
    )

    code = translations.main(house)

    assert code == 1
    assert capsys.readouterr().out.splitlines() == [
        "es: “Good morning, %(name)s” (centres/words.py:5) is missing.",
        "es: “%(count)d step” (centres/words.py:5) is missing.",
        "es: “Leave %(place)s” (templates/page.html:1) has other placeholders in its translation: “Salir”.",
        "4 texts in 1 more language: 3 to be put right.",
    ]


@needs_gettext
def test_a_language_without_a_catalogue_is_named(house, capsys):
    assert translations.main(house) == 1
    assert "es: locale/es/LC_MESSAGES/django.po is missing" in capsys.readouterr().out


def test_without_gettext_it_says_what_to_install(house, capsys, monkeypatch):
    monkeypatch.setenv("PATH", "")

    assert translations.main(house) == 1
    assert capsys.readouterr().out == (
        "gettext is needed to read the texts. Install it with: sudo apt-get install gettext\n"
    )


def test_a_text_that_stands_twice_is_named_once_and_one_of_another_context_is_another_text():
    text = 'msgid "Take out"\nmsgstr "Quitar"\n\nmsgctxt "verb"\nmsgid "Answer"\nmsgstr "Responder"\n\n'
    text += 'msgid "Answer"\nmsgstr "Respuesta"\n\nmsgid "Take out"\nmsgstr "Sacar"\n'

    assert list(translations.twice(text)) == ["“Take out” stands there 2 times."]
