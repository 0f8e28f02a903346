"""What is written when two centres agree to work together."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centres.models import Centre
from doallvet.core import uploads
from doallvet.core.forms import CleanForm
from doallvet.core.refused import Refused


class AskForm(CleanForm):
    """The question to another centre."""

    to = forms.ModelChoiceField(queryset=Centre.objects.order_by("pk"), widget=forms.HiddenInput)
    message = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Who you are and what you would like to do together."),
    )


class TermsForm(CleanForm):
    """The last day of a partnership and its signed memorandum."""

    valid_until = forms.DateField(
        label=_("Valid until"),
        required=False,
        help_text=_("The last day. Empty: the partnership has no end."),
    )
    memorandum = forms.FileField(
        label=_("Signed memorandum"),
        required=False,
        widget=forms.FileInput(attrs={"accept": uploads.MIMES["pdf"]}),
        help_text=_("PDF, at most 10 MB. Empty: the one that is there stays."),
    )

    def clean_memorandum(self):
        """Give the cleaned file, or None where nothing was chosen."""
        upload = self.cleaned_data["memorandum"]
        if not upload:
            return None
        try:
            return uploads.accept(upload)
        except Refused as refused:
            raise forms.ValidationError(refused.reasons) from refused

    @property
    def memorandum_name(self):
        upload = self.files.get("memorandum")
        return upload.name if upload else ""
