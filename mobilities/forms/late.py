"""How steps stand that came too late for their place."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from doallvet.core.forms import CleanForm
from mobilities.choices import Owner, Settled
from mobilities.forms.step import few_lines
from mobilities.rules.completion import settled_as


class LateForm(CleanForm):
    """One question for each step; what is not answered stays as it is."""

    reason = forms.CharField(
        label=_("Why it is not needed, where you said so"), required=False, max_length=1000, widget=few_lines(2)
    )

    def __init__(self, *args, steps, **kwargs):
        super().__init__(*args, **kwargs)
        questions = {f"step-{step.pk}": self.question(step) for step in steps}
        self.fields = questions | self.fields

    def question(self, step):
        ways = settled_as(step.plan.kind, step.owner, step.plan.evidence)
        hint = "" if Settled.BEFORE in ways else _("The paper or the answer itself is needed: it is asked for.")
        return forms.ChoiceField(
            label=step.title,
            required=False,
            choices=[("", _("Leave it for later")), *((way.value, way.label) for way in ways)],
            widget=forms.RadioSelect,
            help_text=f"{capfirst(Owner(step.owner).label)}. {hint}".strip(),
        )

    def clean(self):
        said = super().clean()
        if Settled.WAIVED in self.said().values() and not said.get("reason"):
            self.add_error("reason", _("Say why this step is not needed."))
        return said

    def said(self):
        """What was said, by step id."""
        named = self.cleaned_data.items()
        return {int(name.removeprefix("step-")): way for name, way in named if name.startswith("step-") and way}
