"""A signature that stands on paper."""

from django import forms
from django.utils.translation import gettext_lazy as _

from doallvet.core.forms import CleanForm, refuse_invisible
from mobilities.forms.step import FileInput


class PaperForm(CleanForm):
    """Who signed on paper, and the scan that shows it."""

    typed_name = forms.CharField(label=_("Who signed"), max_length=200, validators=[refuse_invisible])
    file = forms.FileField(label=_("The signed paper, as PDF or photo"), widget=FileInput)
    shown = forms.CharField(widget=forms.HiddenInput)
