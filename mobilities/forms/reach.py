"""What is typed about somebody whom mail does not reach."""

from django import forms
from django.utils.translation import gettext_lazy as _

from doallvet.core.forms import CleanForm


class SecondAddressForm(CleanForm):
    """A second address; empty takes it away."""

    email = forms.EmailField(
        label=_("Second e-mail address"),
        required=False,
        help_text=_("Messages go there as long as the first one does not work. Nobody signs in with it."),
    )
