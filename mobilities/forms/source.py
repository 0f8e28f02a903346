"""What is typed about a source of rules: one page of it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from companies.rules.sources import Page, faults
from doallvet.core.forms import CleanForm, refuse_invisible

NAMES = ("code", "title", "published", "dated", "address")


class SourceForm(CleanForm):
    """One page of a source; `seen` is the mark of what was shown, empty for a new one."""

    code = forms.CharField(
        label=_("Code"),
        max_length=10,
        help_text=_("Rules name it, such as DE11. The same code again is one page more of the same source."),
    )
    title = forms.CharField(label=_("Title"), max_length=200, required=False, validators=[refuse_invisible])
    published = forms.CharField(
        label=_("Published by, or where"), max_length=200, required=False, validators=[refuse_invisible]
    )
    dated = forms.CharField(
        label=_("Date of the page"),
        max_length=10,
        required=False,
        help_text=_("A year, a month or a day, such as 2025, 2025-03 or 2025-03-14."),
    )
    address = forms.URLField(
        label=_("Address"), max_length=500, required=False, assume_scheme="https", help_text=_("Where it is public.")
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, page=None, seen="", **kwargs):
        given = {name: getattr(page, name) for name in NAMES} if page else {}
        super().__init__(*args, initial={"seen": seen} | given | kwargs.pop("initial", {}), **kwargs)
        self.fields["code"].disabled = page is not None

    def clean(self):
        said = super().clean()
        if not self.errors:
            for name, sentence in faults(self.page()):
                self.add_error(name, sentence)
        return said

    def page(self):
        return Page(**{name: self.cleaned_data[name] for name in NAMES})
