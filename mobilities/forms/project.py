"""A grant project and its groups, as a coordinator types them."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from doallvet.core import text
from doallvet.core.forms import CleanForm, CleanModelForm, refuse_invisible
from mobilities.choices import Field
from mobilities.models import Project
from mobilities.rules import project as rules
from mobilities.rules.identifiers import project_code, tidy, validate_project_code


class CodeField(forms.CharField):
    """An identifier; spaces, small letters and the hyphens of PDF files do no harm."""

    def to_python(self, value):
        return tidy(super().to_python(value))


class LineField(forms.CharField):
    """A text that is often pasted: line breaks and what cannot be seen are left out."""

    def to_python(self, value):
        return text.one_line(super().to_python(value))


class ProjectForm(CleanModelForm):
    """A grant project; the call year comes from its code."""

    code = CodeField(
        label=_("Project code"),
        max_length=60,
        validators=[validate_project_code],
        help_text=_(
            "As in the grant agreement, for example 2024-1-ES01-KA121-VET-000005151 or 2014-1-AT01-KA102-000151."
        ),
    )
    title = LineField(label=_("Title"), max_length=300)
    field = forms.ChoiceField(
        label=_("Field"),
        choices=[(choice, capfirst(label)) for choice, label in Field.choices],
        initial=Field.VET,
        widget=forms.RadioSelect,
        help_text=_("In Spain and France, higher cycles are funded as higher education."),
    )

    class Meta:
        model = Project
        fields = ["code", "title", "begins_on", "ends_on", "field"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["begins_on"].label, self.fields["ends_on"].label = _("First day"), _("Last day")
        self.fields["ends_on"].help_text = _("Stays lie between these two days.")

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            dates = {name: cleaned[name] for name in ("begins_on", "ends_on")}
            for name, reason in rules.obstacles(project_code(cleaned["code"]), field=cleaned["field"], **dates):
                self.add_error(name, reason)
        return cleaned

    def values(self):
        """What was typed, by the names of the project's fields."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class GroupForm(CleanForm):
    """The name of a group."""

    title = LineField(label=_("Name of the group"), max_length=100, validators=[refuse_invisible])
