"""A virtual session as a coordinator types it."""

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doallvet.core.forms import CleanForm, refuse_invisible
from mobilities.forms.project import LineField
from mobilities.forms.step import few_lines
from mobilities.models.session import LONGEST
from mobilities.rules.limits import YEARS

FIELDS = ("title", "on", "begins", "minutes", "time_zone", "link", "note", "takes_part")


class SessionForm(CleanForm):
    """Who meets online, when, by whose clock, and where.

    `clocks`: pairs of a time zone and where it is. `owners`: who can take part. `with_group`: it can be for all.
    """

    title = LineField(label=gettext_lazy("What it is about"), max_length=100, validators=[refuse_invisible])
    on = forms.DateField(label=gettext_lazy("Day"))
    begins = forms.TimeField(
        label=gettext_lazy("Begins at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    minutes = forms.IntegerField(label=gettext_lazy("How many minutes"), min_value=5, max_value=LONGEST, initial=60)
    time_zone = forms.ChoiceField(label=gettext_lazy("By the clock of"))
    link = forms.CharField(
        label=gettext_lazy("Link to the meeting"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("It is told to those who take part, and stands in their calendars."),
        validators=[URLValidator(["https"], message=gettext_lazy("This is not a link that begins with https://."))],
        widget=forms.URLInput,
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=1000,
        required=False,
        widget=few_lines(),
        help_text=gettext_lazy("For example what to prepare. All who take part read it."),
        validators=[refuse_invisible],
    )
    takes_part = forms.MultipleChoiceField(
        label=gettext_lazy("Who takes part"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick somebody.")},
    )
    for_all = forms.BooleanField(label=gettext_lazy("For the whole group"), required=False)

    def __init__(self, *args, clocks, owners, with_group, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = clocks
        self.fields["takes_part"].choices = owners
        if not with_group:
            del self.fields["for_all"]

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day.year not in YEARS:
            raise forms.ValidationError(_("The year %d cannot be right.") % day.year)
        return day

    def written(self):
        """What is kept of it."""
        return {name: self.cleaned_data[name] for name in FIELDS}
