"""Rows in the form of an apprentice: languages with their levels, whom to call in an emergency."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from phonenumber_field.formfields import PhoneNumberField

from centres.choices import Level
from centres.forms.centre import explain_phone
from doallvet.core.forms import CleanForm, refuse_invisible
from doallvet.core.languages import language_choices

LANGUAGES_MOST, CONTACTS_MOST = 8, 3


class RowForm(CleanForm):
    """A row that may be left empty; once begun, it needs the fields in `needed`."""

    needed = ()

    def clean(self):
        cleaned = super().clean()
        for name in self.needed:
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        return cleaned


class LanguageForm(RowForm):
    """One language and how well it is spoken."""

    needed = ("language", "level")
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    level = forms.ChoiceField(
        label=gettext_lazy("Level"), required=False, choices=[("", gettext_lazy("Choose")), *Level.choices]
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", _("Choose")), *language_choices()]


class EmergencyContactForm(RowForm):
    """Whom to call when something happens."""

    needed = ("name", "phone")
    name = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=200, validators=[refuse_invisible])
    relation = forms.CharField(
        label=gettext_lazy("Relation"), required=False, max_length=50, validators=[refuse_invisible]
    )
    phone = PhoneNumberField(label=gettext_lazy("Phone"), required=False)

    def __init__(self, *args, region=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phone"].region = region
        explain_phone(self.fields["phone"])


class Rows(forms.BaseFormSet):
    """Rows under each other with empty ones at the end; a row that was emptied is no row."""

    def __init__(self, data=None, *, rows=(), **kwargs):
        super().__init__(data, initial=None if data else list(rows), **kwargs)
        self.extra += len(rows)

    def initial_form_count(self):
        return 0

    def filled(self):
        return [form.cleaned_data for form in self.forms if any(form.cleaned_data.values())]


class LanguageRowsBase(Rows):
    """The languages of one person, each once."""

    def clean(self):
        seen = set()
        for form in self.forms:
            code = form.cleaned_data.get("language") if form.is_valid() else None
            if code and code in seen:
                form.add_error("language", _("This language is already there."))
            seen.add(code)


LanguageRows = forms.formset_factory(
    LanguageForm, LanguageRowsBase, extra=2, max_num=LANGUAGES_MOST, absolute_max=LANGUAGES_MOST
)
ContactRows = forms.formset_factory(
    EmergencyContactForm, Rows, extra=1, max_num=CONTACTS_MOST, absolute_max=CONTACTS_MOST
)
