"""What people type is cleaned before any rule looks at it."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.forms.forms import BaseForm
from django.urls import get_resolver
from django.utils.functional import Promise
from django.utils.translation import override

from doallvet.core.forms import CleanForm, refuse_invisible


class Apprentice(CleanForm):
    name = forms.CharField(max_length=6, validators=[refuse_invisible])
    note = forms.CharField(required=False, widget=forms.Textarea)
    born = forms.DateField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["late"] = forms.CharField(required=False)


def test_text_is_normalised_before_it_is_validated():
    form = Apprentice({"name": " Mun\u0303o\x00z ", "note": "a\r\nb\rc", "late": "e\u0301\x00"})

    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"name": "Mu\u00f1oz", "note": "a\nb\nc", "born": None, "late": "\u00e9"}


def test_a_text_of_nothing_but_nul_is_missing():
    form = Apprentice({"name": "\x00"})

    assert form.errors == {"name": ["This field is required."]}


def test_a_character_that_nobody_sees_is_named():
    form = Apprentice({"name": "a\u202eb"})

    sentence = "There is a character in this text that cannot be seen (RIGHT-TO-LEFT OVERRIDE)."
    assert form.errors == {"name": [f"{sentence} Please type the text again."]}


@pytest.mark.parametrize("value", ["", "García", "two\nlines\tand tab", "\u0646\u0645\u06cc\u200c\u062e", "👩\u200d🔧"])
def test_text_of_every_script_is_let_through(value):
    assert refuse_invisible(value) is None


@pytest.mark.parametrize("value", ["a\u200bb", "a\u2066b", "\ufeffa", "a\x07", "a\x85", "\ud800", "\ue000"])
def test_control_bidirectional_and_zero_width_characters_are_refused(value):
    with pytest.raises(ValidationError):
        refuse_invisible(value)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_date_is_asked_and_shown_as_browsers_want_it(language):
    with override(language):
        shown = str(Apprentice(initial={"born": date(2009, 3, 12)})["born"])
        typed = Apprentice({"name": "Ana", "born": "2009-03-12"})

        assert shown == '<input type="date" name="born" value="2009-03-12" id="id_born">'
        assert typed.is_valid()
        assert typed.cleaned_data["born"] == date(2009, 3, 12)


def kinds(form=BaseForm):
    for kind in form.__subclasses__():
        yield from (kind, *kinds(kind))


def test_every_label_of_a_form_can_be_read_in_another_language():
    assert get_resolver().url_patterns  # loads every form that a page shows
    ours = {kind for kind in kinds() if kind.__module__.startswith(("centres.", "companies.", "mobilities."))}

    plain = [
        f"{kind.__name__}.{name}"
        for kind in ours
        for name, field in kind.base_fields.items()
        if not isinstance(field.label, Promise) and not field.widget.is_hidden
    ]

    assert len(ours) > 20
    assert sorted(plain) == []
