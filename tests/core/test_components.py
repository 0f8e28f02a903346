"""The building blocks of pages: icons, small filters, and every component in the gallery."""

import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import get_template

from doallvet.core.gallery import specimens
from doallvet.core.templatetags.components import browser, icon, initials, own_name, symbols

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
COMPONENTS = [path for path in TEMPLATES if path.parent.name == "components"]


class AddressForm(forms.Form):
    email = forms.EmailField(label="E-mail")

    def clean(self):
        raise forms.ValidationError("Nobody lives there.")


def render(template, **context):
    return Template(template).render(Context(context))


def test_an_icon_is_silent_unless_it_gets_a_label():
    silent, spoken = icon("lock"), icon("lock", label="Locked <now>")

    assert silent.startswith('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><')
    assert spoken.startswith('<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="Locked &lt;now&gt;"><')


def test_an_unknown_icon_is_named():
    with pytest.raises(TemplateSyntaxError, match="no icon called 'unicorn'"):
        icon("unicorn")


def test_every_icon_that_a_template_names_is_drawn():
    named = {name for path in TEMPLATES for name in re.findall(r'{% icon "([^"]+)"', path.read_text(encoding="utf-8"))}

    assert named - set(symbols()) == set()


def test_no_template_carries_a_script_a_style_or_an_address_of_another_host():
    found = {
        str(path.relative_to(settings.BASE_DIR)): match.group()
        for path in TEMPLATES
        if path.name not in ("mail.html", "_entry.html")  # mail programs know no style sheets
        if (
            match := re.search(
                r'<style|style="|\son\w+="|<script>|(src|href)="https?://', path.read_text(encoding="utf-8")
            )
        )
    }

    assert found == {}


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_every_component_says_on_top_what_it_is_for(path):
    assert path.read_text(encoding="utf-8").startswith("{% comment %}")


@pytest.mark.parametrize(
    ("name", "letters"), [("Ana García Ruiz", "AR"), ("Cher", "C"), ("", ""), ("  élodie ", "É"), ("Ana Ana", "AA")]
)
def test_initials_are_those_of_the_first_and_the_last_word(name, letters):
    assert initials(name) == letters


def test_languages_are_named_as_their_speakers_do():
    assert [own_name(code) for code in ("es", "de", "fi", "eu")] == ["español", "Deutsch", "suomi", "euskara"]


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("curl/8.0", ""),
    ],
)
def test_a_browser_is_named_in_two_words(agent, words):
    assert browser(agent) == words


def test_a_crispy_form_opens_with_the_error_summary_once_even_where_the_page_brings_it_too():
    text = '{% load crispy_forms_filters %}{% include "components/error_summary.html" %}{{ form|crispy }}'

    page = render(text, form=AddressForm({"email": "lucia@"}))

    assert page.count("data-error-summary") == 1
    assert '<a href="#id_email">E-mail: Enter a valid email address.</a>' in page
    assert page.count("Nobody lives there.") == 1


def test_a_form_without_errors_has_no_summary():
    assert "data-error-summary" not in render("{% load crispy_forms_filters %}{{ form|crispy }}", form=AddressForm())


def test_a_status_speaks_by_words_and_escapes_them():
    page = render('{% include "components/badge.html" with text=text tone="warning" %}', text="<Your turn>")

    assert page.strip() == '<span class="status status-warning">&lt;Your turn&gt;</span>'


def test_a_task_without_an_address_is_no_link():
    task = {"title": "Guardian's consent", "status": "Not needed", "tone": "quiet", "state": "off"}

    page = render('{% include "components/task_rows.html" %}', tasks=[task])

    assert "<a" not in page
    assert '<span class="task-link">Guardian&#x27;s consent</span>' in page


def test_a_text_of_a_fact_is_escaped_and_keeps_its_lines():
    rows = [{"label": "Company", "value": "<b>Elbe</b>\nDresden"}]

    assert "<dd>&lt;b&gt;Elbe&lt;/b&gt;<br>Dresden</dd>" in render(
        '{% include "components/definition_list.html" %}', rows=rows
    )


def test_the_gallery_shows_every_component(rf):
    source = Path(get_template("gallery.html").origin.name).read_text(encoding="utf-8")
    parts_of_pages = {
        "account_menu", "account_pages", "announcements", "centre_switch", "demo_people", "footer", "header",
        "hero_map", "language_menu", "languages", "lost", "mark", "messages", "task_rows", "theme_switch",
    }  # fmt: skip

    shown = set(re.findall(r'"components/(\w+)\.html"', source))

    assert {path.stem for path in COMPONENTS} - shown == parts_of_pages
    assert get_template("gallery.html").render(specimens(), rf.get("/gallery/")).count("<h2>") > 10


@pytest.mark.parametrize("name", ["404.html", "403.html", "403_csrf.html", "500.html", "front.html"])
def test_public_pages_render_without_a_person(name, rf):
    page = get_template(name).render({}, rf.get("/nowhere/"))

    assert page.count("<h1>") == 1
    assert "</html>" in page


def test_the_page_of_our_fault_needs_no_request():
    assert "written down" in get_template("500.html").render()


def test_the_title_says_that_a_form_has_errors(rf):
    page = get_template("front.html").render({"form": AddressForm({"email": ""})}, rf.get("/"))

    assert "<title>Error: " in page
