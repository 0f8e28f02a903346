"""What is typed about signatures: one that stands on paper, and what a centre asks of them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from doallvet.core.forms import CleanForm, refuse_invisible
from doallvet.signing.choices import Code, Form
from doallvet.signing.papers import PAPERS
from mobilities.forms.step import FileInput
from mobilities.rules.documents import documents
from mobilities.rules.signing import asked


class PaperForm(CleanForm):
    """Who signed on paper, and the scan that shows it."""

    typed_name = forms.CharField(label=_("Who signed"), max_length=200, validators=[refuse_invisible])
    file = forms.FileField(label=_("The signed paper, as PDF or photo"), widget=FileInput)
    compared = forms.BooleanField(
        label=_("I have compared number and version at the foot of the pages"),
        help_text=_("Only needed where the code at the foot cannot be read on the scan."),
        required=False,
    )
    shown = forms.CharField(widget=forms.HiddenInput)


class SignatureRulesForm(CleanForm):
    """For each paper that is signed in the portal: what a signature has to be, and whether a code goes with it."""

    def __init__(self, *args, settings, **kwargs):
        super().__init__(*args, **kwargs)
        self.kinds = list(PAPERS)
        for kind in self.kinds:
            title = documents()[kind].title
            said = asked(settings, kind)
            self.fields[f"{kind}-form"] = forms.ChoiceField(label=title, choices=Form.choices, initial=said["form"])
            self.fields[f"{kind}-code"] = forms.ChoiceField(
                label=_("With a code: %(title)s") % {"title": title}, choices=Code.choices, initial=said["code"]
            )

    def rules(self):
        """What differs from a simple signature without a code, by kind."""
        said = {kind: {part: self.cleaned_data[f"{kind}-{part}"] for part in ("form", "code")} for kind in self.kinds}
        return {kind: rule for kind, rule in said.items() if rule != {"form": Form.SIMPLE, "code": Code.NONE}}
