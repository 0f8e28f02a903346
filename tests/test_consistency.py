"""Habits of the house that can be read off the code and the templates."""

import ast
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template, engines
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs

from doallvet.outbox.models import Pulse
from tests.house import code, habits, templates
from tests.unknown import UnknownVariable

ROOT = Path(__file__).resolve().parent.parent
CODE = ("doallvet", "centres", "companies", "mobilities")
APART = ("outbox/mail.", "outbox/_entry.", "documents/")  # mails and papers carry their style with them


@pytest.fixture(scope="module")
def modules():
    return code.read(ROOT, *CODE)


@pytest.fixture(scope="module")
def pages():
    return templates.read(ROOT / "templates")


def libraries():
    """The names of the templates that come with libraries: ours of the same name stand in for them."""
    folders = [
        folder for folder in get_app_template_dirs("templates") if ROOT not in folder.parents or ".venv" in str(folder)
    ]
    return {str(file.relative_to(folder)) for folder in folders for file in folder.rglob("*") if file.is_file()}


def test_every_template_is_used(pages, modules):
    assert list(templates.unused(pages, modules, libraries())) == []


def test_no_page_holds_code_or_style(pages):
    assert list(templates.inline(pages, apart=APART)) == []


def test_no_file_is_too_long():
    assert list(habits.long_files(ROOT, (*CODE, "templates", "static", "tests", ".ci", "bench"))) == []


@pytest.mark.parametrize(
    "habit", [habits.locks, habits.clocks, habits.hooks, habits.other_names], ids=lambda habit: habit.__name__
)
def test_the_code_keeps_its_habits(habit, modules):
    assert list(habit(modules)) == []


def module(name, source):
    return {name: code.Module(name, name.replace(".", "/") + ".py", ast.parse(source))}


def test_a_template_that_nothing_names_is_found():
    pages = {
        "base.html": "",
        "centres/list.html": "{% extends 'base.html' %}{% include \"centres/_row.html\" %}",
        "centres/_row.html": "",
        "centres/step_one.html": "",
        "centres/lost.html": "see {{ 'centres/forgotten.html' }}",
        "centres/part.html": "",
        "account/login.html": "",
        "404.html": "",
        "centres/forgotten.html": "",
        "other.html": "",
    }
    source = (
        "render(request, 'centres/list.html')\nrender(request, 'centres/part.html#row')\n"
        "f'centres/step_{name}.html'\nf'{name}.html'"
    )

    found = list(templates.unused(pages, module("centres.views", source), {"account/login.html"}))

    assert found == [
        "templates/centres/lost.html is used by nothing.",
        "templates/centres/forgotten.html is used by nothing.",
        "templates/other.html is used by nothing.",
    ]


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("<p>\n<script>alert(1)</script>", "a script"),
        ("<p>\n<script type='module'>x</script>", "a script"),
        ("<p>\n<style>p {}</style>", "a style sheet"),
        ("<p>\n<div class='a'\n style='color: red'>", "a style attribute"),
        ("<p>\n<button onclick='go()'>", "an event handler"),
        ("<p>\n<a href=\"javascript:go()\">", "a javascript: address"),
    ],
)  # fmt: skip
def test_code_and_style_inside_a_page_is_found(source, what):
    assert list(templates.inline({"page.html": source})) == [
        f"templates/page.html:2 holds {what}: put it into static/."
    ]


@pytest.mark.parametrize(
    "source",
    [
        "<script src='{% static 'js/app.js' %}' defer></script>",
        "<p>The style = a matter of taste; on = off</p>",
        "{# <script>old()</script> #}",
        "<a class='button' href='/style='>",
    ],
)
def test_what_only_looks_like_code_is_left_alone(source, tmp_path):
    (tmp_path / "page.html").write_text(source, encoding="utf-8")

    assert list(templates.inline(templates.read(tmp_path))) == []


def test_mails_and_documents_may_carry_style():
    assert (
        list(templates.inline({"outbox/mail.html": "<p style='x'>", "documents/a.html": "<style>"}, apart=APART)) == []
    )


def test_a_long_file_is_found(tmp_path):
    (tmp_path / "centres" / "migrations").mkdir(parents=True)
    for name, lines in [("centres/long.py", 301), ("centres/fair.py", 300), ("centres/migrations/0001.py", 900)]:
        (tmp_path / name).write_text("pass\n" * lines, encoding="utf-8")

    assert list(habits.long_files(tmp_path, ["centres"])) == ["centres/long.py has 301 lines: a noun hides in it."]


@pytest.mark.parametrize(
    ("habit", "name", "source", "sentences"),
    [
        (
            habits.locks,
            "centres.actions",
            "rows.select_for_update().get()\nrows.select_for_update(of=('self',))",
            ["centres/actions.py:1 locks every table of the query: say of=(…)."],
        ),
        (
            habits.clocks,
            "mobilities.rules.stage",
            "today = timezone.localdate()",
            ["mobilities/rules/stage.py:1 asks the clock (localdate): let the day come in."],
        ),
        (habits.clocks, "mobilities.actions.stage", "today = timezone.localdate()", []),
        (
            habits.hooks,
            "centres.models",
            "class Centre:\n    def save(self): ...",
            ["centres/models.py:2 overrides save: an action writes."],
        ),
        (
            habits.hooks,
            "centres.actions",
            "from django.db.models.signals import post_save",
            ["centres/actions.py:1 uses signals: an action says what follows."],
        ),
        (
            habits.other_names,
            "centres.choices",
            "from django.utils.translation import gettext as _, gettext_lazy as _lazy, ngettext as _\n"
            "from django.utils.translation import gettext_lazy\nlater = gettext_lazy\n_ = translation.gettext\n",
            [
                "centres/choices.py:1 calls gettext_lazy _lazy: its texts are not read out.",
                "centres/choices.py:1 calls ngettext _: its texts are not read out.",
                "centres/choices.py:3 calls gettext_lazy later: its texts are not read out.",
            ],
        ),
    ],
)
def test_a_broken_habit_is_found(habit, name, source, sentences):
    assert list(habit(module(name, source))) == sentences


def test_a_variable_that_nobody_gives_is_an_error_in_our_templates():
    with pytest.raises(UnknownVariable, match=re.escape("components/badge.html asks for “")):
        get_template("components/badge.html").render({})


def test_asking_whether_a_variable_is_there_is_none():
    template = Template("{% if gone %}yes{% endif %}{{ gone|default:'no' }}", engine=engines["django"].engine)

    assert template.render(Context()) == "no"


def test_templates_of_libraries_may_ask_for_what_is_not_there():
    assert "None" not in get_template("bootstrap5/layout/help_text.html").render({})


@pytest.mark.django_db
def test_a_moment_without_its_time_zone_is_an_error():
    with pytest.raises(RuntimeWarning, match="received a naive datetime"):
        Pulse.objects.create(name="naive", at=datetime(2027, 1, 1))  # noqa: DTZ001


@pytest.mark.skipif("sqlite" in settings.DATABASES["default"]["ENGINE"], reason="SQLite keeps its order")
@pytest.mark.django_db
def test_rows_that_nobody_ordered_come_in_any_order():
    Pulse.objects.bulk_create(
        Pulse(name=f"pulse-{number}", at=datetime(2027, 1, 1, tzinfo=UTC)) for number in range(30)
    )

    seen = {tuple(Pulse.objects.values_list("name", flat=True)) for _ in range(5)}
    ordered = {tuple(Pulse.objects.order_by("name").values_list("name", flat=True)) for _ in range(5)}

    assert (len(seen), len(ordered)) == (5, 1)
    assert Pulse.objects.filter(name__in=Pulse.objects.filter(name__endswith="7").values("name")).count() == 3
