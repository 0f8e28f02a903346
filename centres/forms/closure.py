"""When an organisation is closed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from doallvet.core.forms import CleanForm, refuse_invisible

LONGEST = 366


class ClosureForm(CleanForm):
    """A day or a range of days, and what for."""

    name = forms.CharField(
        label=_("What for"),
        max_length=100,
        validators=[refuse_invisible],
        help_text=_("For example: summer holidays."),
    )
    begins_on = forms.DateField(label=_("First day closed"))
    ends_on = forms.DateField(label=_("Last day closed"), required=False, help_text=_("Empty: one day."))

    def clean(self):
        said = super().clean()
        begins, ends = said.get("begins_on"), said.get("ends_on")
        if begins and not ends and "ends_on" not in self.errors:
            said["ends_on"] = begins
        elif begins and ends and ends < begins:
            self.add_error("ends_on", _("The last day lies before the first one."))
        elif begins and ends and (ends - begins).days >= LONGEST:
            self.add_error("ends_on", _("That is more than a year. Enter each time of closing by itself."))
        return said
