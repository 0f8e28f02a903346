"""What a centre asks of signatures."""

from django import forms
from django.utils.translation import gettext_lazy as _

from doallvet.core.forms import CleanForm
from doallvet.papers.order import asked
from doallvet.signing.choices import Code, Form
from doallvet.signing.papers import PAPERS
from mobilities.rules.documents import documents


class SignatureRulesForm(CleanForm):
    """For each paper that is signed in the portal: what a signature has to be, and whether a code goes with it."""

    def __init__(self, *args, settings, **kwargs):
        super().__init__(*args, **kwargs)
        self.kinds = list(PAPERS)
        for kind in self.kinds:
            said = asked(settings, kind)
            self.fields[f"{kind}-form"] = forms.ChoiceField(
                label=_("How it is signed"), choices=Form.choices, initial=said["form"]
            )
            self.fields[f"{kind}-code"] = forms.ChoiceField(
                label=_("With a code"), choices=Code.choices, initial=said["code"]
            )

    def papers(self):
        """Each paper with its two fields."""
        return [(documents()[kind].title, self[f"{kind}-form"], self[f"{kind}-code"]) for kind in self.kinds]

    def rules(self):
        """What differs from a simple signature without a code, by kind."""
        said = {kind: {part: self.cleaned_data[f"{kind}-{part}"] for part in ("form", "code")} for kind in self.kinds}
        return {kind: rule for kind, rule in said.items() if rule != {"form": Form.SIMPLE, "code": Code.NONE}}
