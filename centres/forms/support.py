"""What only coordinators of the sending centre type and read."""

from django import forms
from django.utils.translation import gettext_lazy

from doallvet.core.forms import CleanForm


class SupportForm(CleanForm):
    """What support an apprentice needs; `seen` marks the text the page was opened with."""

    text = forms.CharField(
        label=gettext_lazy("Support needed"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Only what the host must prepare. A diagnosis is not needed. Empty it to delete it."),
    )
    fewer_opportunities = forms.BooleanField(
        label=gettext_lazy("Counts as a participant with fewer opportunities"), required=False
    )
    seen = forms.CharField(widget=forms.HiddenInput)
