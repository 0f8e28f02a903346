"""What can be done to a step."""

from django import forms
from django.utils.translation import gettext_lazy as _

from doallvet.core import uploads
from doallvet.core.forms import CleanForm
from doallvet.signing.forms import ComparedField
from mobilities.choices import Purpose, Side
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
    """Why a step is not done; `purposes` where a second person is asked: not at all, or not before departure."""

    purpose = forms.ChoiceField(label=_("What is asked for"), widget=forms.RadioSelect, initial=Purpose.WAIVE)

    def __init__(self, *args, purposes=(), **kwargs):
        super().__init__(*args, **kwargs)
        if purposes:
            self.fields["reason"].help_text = _(
                "Whoever is asked reads this. It may be somebody who does not know the apprentice: "
                "write no names and nothing about health."
            )
        if len(purposes) > 1:
            self.fields["purpose"].choices = [(purpose.value, purpose.label) for purpose in purposes]
        else:
            del self.fields["purpose"]


class SecondForm(CleanForm):
    """What the second person says to a waiver; carries the version of the mobility that was shown."""

    words = forms.CharField(
        label=_("Your words to who asked"),
        help_text=_("Needed where you do not agree."),
        required=False,
        max_length=1000,
        widget=few_lines(),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class HandInForm(CleanForm):
    """A file for a step: what it is, and whose signatures it carries."""

    document = forms.ChoiceField(label=_("What it is"))
    file = forms.FileField(
        label=_("File"), help_text=_("PDF, or a photo as JPEG or PNG, up to 10 MB."), widget=FileInput
    )
    signed_by = forms.MultipleChoiceField(
        label=_("Signed on this paper by"), required=False, widget=forms.CheckboxSelectMultiple
    )
    compared = ComparedField()
    note = forms.CharField(label=_("Note"), required=False, max_length=500)

    def __init__(self, *args, step, sides=(), compares=False, **kwargs):
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
        if not compares:
            del self.fields["compared"]


class SignedForm(CleanForm):
    """Which signatures the coordinator sees on a scan; nothing is asked of other papers."""

    signed_by = forms.MultipleChoiceField(
        label=_("I see the signatures of"), required=False, widget=forms.CheckboxSelectMultiple
    )
    compared = ComparedField()

    def __init__(self, *args, sides=(), compares=False, **kwargs):
        super().__init__(*args, **kwargs)
        if sides:
            self.fields["signed_by"].choices = choices_of(sides)
        else:
            del self.fields["signed_by"]
        if not compares:
            del self.fields["compared"]


def choices_of(sides):
    return [(side, Side(side).label) for side in Side.values if side in sides]
