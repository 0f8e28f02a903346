"""A paper of a stay as a form, and in which languages it is issued."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doallvet.core.forms import CleanForm
from mobilities.forms.agreement import BRIEF, PartForm
from mobilities.forms.agreement_fields import names
from mobilities.rules import identifiers
from mobilities.rules.paper_words import LANGUAGES

SHORT = {*BRIEF, "money", "phone", "bool", "language", "email"}


class SheetForm(PartForm):
    """The fields of a paper; nothing has to be filled in."""

    def __init__(self, *args, draft, **kwargs):
        super().__init__(*args, draft=draft, asked=draft.open_fields, values=draft.values, **kwargs)

    def clean(self):
        cleaned = super().clean()
        if code := cleaned.get("iban"):
            cleaned["iban"] = identifiers.tidy(code)
        return cleaned

    @property
    def groups(self):
        """The fields as they are shown: short ones side by side."""
        found: list[dict[str, Any]] = []
        for field in self.asked:
            group = {"legend": "", "help": "", "seldom": False, "short": field.type in SHORT}
            fields = [self[name] for name in names(field)]
            if found and group["short"] and found[-1]["short"]:
                found[-1]["fields"] += fields
            else:
                found.append(group | {"fields": fields})
        return found


class SheetIssueForm(CleanForm):
    """In which languages a paper is issued: side by side, or in one alone."""

    first = forms.ChoiceField(label=gettext_lazy("First language"), choices=list(LANGUAGES.items()))
    second = forms.ChoiceField(label=gettext_lazy("Beside it"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["second"].choices = [("", _("No second language")), *LANGUAGES.items()]

    @property
    def languages(self):
        said = self.cleaned_data
        return list(dict.fromkeys(filter(None, [said["first"], said["second"]])))
