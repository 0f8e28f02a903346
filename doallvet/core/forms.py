"""The base of all forms: text is cleaned before it is looked at."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from doallvet.core import text


class CleanMixin:
    """Normalises what people type (no NUL, one way to write each letter); asks for dates with the browser's picker."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.pick_dates()

    def pick_dates(self):
        """Let dates be picked; forms that add fields after __init__ call it again."""
        for field in self.fields.values():
            if isinstance(field, forms.DateField) and isinstance(field.widget, forms.DateInput):
                field.widget.input_type = "date"
                field.widget.format = "%Y-%m-%d"  # the only one that browsers take, whatever the language

    def full_clean(self):
        for field in self.fields.values():  # here, because forms add fields after __init__
            if isinstance(field, forms.CharField):
                field.to_python = _cleaned(type(field).to_python.__get__(field))
        super().full_clean()


class CleanForm(CleanMixin, forms.Form):
    """A form whose texts are cleaned."""


class CleanModelForm(CleanMixin, forms.ModelForm):
    """A form for a row whose texts are cleaned."""


def _cleaned(to_python):
    return lambda value: to_python(text.clean(value) if isinstance(value, str) else value)


def refuse_invisible(value: str) -> None:
    """Refuse characters that nobody sees in a text that may reach an agreement."""
    if found := text.invisible(value):
        raise ValidationError(
            _("There is a character in this text that cannot be seen (%(names)s). Please type the text again.")
            % {"names": ", ".join(found)}
        )
