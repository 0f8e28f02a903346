"""A paper of a stay as a form."""

from django.utils.translation import gettext as _

from doallvet.papers.forms import grouped
from mobilities.forms.agreement import PartForm
from mobilities.forms.agreement_fields import names
from mobilities.rules import identifiers


class SheetForm(PartForm):
    """The fields of a paper; nothing has to be filled in."""

    def __init__(self, *args, draft, **kwargs):
        super().__init__(*args, draft=draft, asked=draft.open_fields, values=draft.values, **kwargs)
        for key in draft.hints.keys() & self.fields.keys():
            if note := draft.hints[key]:
                self.fields[key].help_text = _("The rules on file: %(note)s") % {"note": note}

    def clean(self):
        cleaned = super().clean()
        if code := cleaned.get("iban"):
            cleaned["iban"] = identifiers.tidy(code)
        return cleaned

    @property
    def groups(self):
        return grouped((field, [self[name] for name in names(field)]) for field in self.asked)
