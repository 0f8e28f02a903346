"""What can be done to a step."""

from django import forms
from django.utils.translation import gettext_lazy as _

from doallvet.accounts.models import User
from doallvet.core import uploads
from doallvet.core.forms import CleanForm
from mobilities.choices import Side
from mobilities.rules.documents import documents


def few_lines(rows=3):
    return forms.Textarea(attrs={"rows": rows})


class FileInput(forms.ClearableFileInput):
    """Asks the phone for a photo it can send: JPEG, not HEIC."""

    def __init__(self):
        super().__init__(attrs={"accept": uploads.ACCEPT})


class DoneForm(CleanForm):
    """One's own step is done; there is nothing to ask."""


class ReasonForm(CleanForm):
    reason = forms.CharField(label=_("Why"), max_length=1000, widget=few_lines())


class RefuseForm(ReasonForm):
    """What is wrong with a paper."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("What is wrong, and how it can be put right")


class WordsForm(CleanForm):
    """The coordinator's own words in a message."""

    text = forms.CharField(
        label=_("Your words to them (may stay empty)"), required=False, max_length=2000, widget=few_lines()
    )


class WaiveForm(ReasonForm):
    second = forms.ModelChoiceField(
        User.objects.none(), label=_("Second person who agrees"), required=False, empty_label=_("Choose …")
    )

    def __init__(self, *args, colleagues=None, **kwargs):
        super().__init__(*args, **kwargs)
        if colleagues is None:
            del self.fields["second"]
        else:
            self.fields["second"].queryset = colleagues


class HandInForm(CleanForm):
    """A file for a step: what it is, and whose signatures it carries."""

    document = forms.ChoiceField(label=_("What it is"))
    file = forms.FileField(
        label=_("File"), help_text=_("PDF, or a photo as JPEG or PNG, up to 10 MB."), widget=FileInput
    )
    signed_by = forms.MultipleChoiceField(
        label=_("Signed on this paper by"), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=500)

    def __init__(self, *args, step, sides=(), **kwargs):
        super().__init__(*args, **kwargs)
        catalogue = documents()
        self.fields["document"].choices = [(code, catalogue[code].title) for code in step.plan.evidence]
        if len(step.plan.evidence) == 1:
            self.fields["document"].widget = forms.HiddenInput()
            self.fields["document"].initial = step.plan.evidence[0]
        if sides:
            self.fields["signed_by"].choices = choices_of(sides)
        else:
            del self.fields["signed_by"]


class SignedForm(CleanForm):
    """Which signatures the coordinator sees on a scan; nothing is asked of other papers."""

    signed_by = forms.MultipleChoiceField(
        label=_("I see the signatures of"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, sides=(), **kwargs):
        super().__init__(*args, **kwargs)
        if sides:
            self.fields["signed_by"].choices = choices_of(sides)
        else:
            del self.fields["signed_by"]


def choices_of(sides):
    return [(side, Side(side).label) for side in Side.values if side in sides]
