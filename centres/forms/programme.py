"""Programmes, and their units with learning outcomes."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.models import Programme, Unit
from doallvet.core.classifications import isced_choices
from doallvet.core.forms import CleanModelForm, refuse_invisible

MOST_OUTCOMES = 200
LONGEST_OUTCOME = 1000
BULLETS = "-–—•*·"


class ProgrammeForm(CleanModelForm):
    """A course that leads to a qualification."""

    isced_f = forms.ChoiceField(label=gettext_lazy("Field of education (ISCED-F)"))
    eqf_level = forms.TypedChoiceField(
        label=gettext_lazy("EQF level"), choices=[(level, level) for level in range(1, 9)], coerce=int
    )

    class Meta:
        model = Programme
        fields = ["title", "qualification", "isced_f", "eqf_level", "nqf_level"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["isced_f"].choices = [("", _("Choose")), *isced_choices()]
        self.fields["eqf_level"].choices = [("", _("Choose")), *((level, level) for level in range(1, 9))]
        for name in ("title", "qualification", "nqf_level"):
            self.fields[name].validators.append(refuse_invisible)
        self.fields["qualification"].help_text = _("As it stands on the diploma.")
        self.fields["nqf_level"].help_text = _("The level in your country's own framework, for example 3B.")


class UnitForm(CleanModelForm):
    """A unit on one page: its data and its learning outcomes, one on each line."""

    hours = forms.IntegerField(label=gettext_lazy("Hours"), required=False, min_value=1, max_value=5000)
    outcomes = forms.CharField(
        label=gettext_lazy("Learning outcomes"),
        required=False,
        max_length=MOST_OUTCOMES * LONGEST_OUTCOME,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("One on each line: what somebody knows, understands and is able to do afterwards."),
        validators=[refuse_invisible],
    )

    class Meta:
        model = Unit
        fields = ["code", "title", "hours", "credit"]

    def __init__(self, *args, outcomes=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcomes"].initial = "\n".join(outcomes)
        for name in ("code", "title"):
            self.fields[name].validators.append(refuse_invisible)

    def clean_outcomes(self):
        """Give the lines without bullets, blank ones and repetitions."""
        lines = [line.strip().lstrip(BULLETS).strip() for line in self.cleaned_data["outcomes"].split("\n")]
        outcomes = list(dict.fromkeys(line for line in lines if line))
        if len(outcomes) > MOST_OUTCOMES:
            raise forms.ValidationError(
                _("These are %(count)s learning outcomes; a unit holds at most %(limit)s.")
                % {"count": len(outcomes), "limit": MOST_OUTCOMES}
            )
        if too_long := next((line for line in outcomes if len(line) > LONGEST_OUTCOME), None):
            raise forms.ValidationError(
                _("The outcome that begins with “%(start)s” is longer than %(limit)s characters.")
                % {"start": too_long[:40], "limit": LONGEST_OUTCOME}
            )
        return outcomes

    def values(self):
        return {name: self.cleaned_data[name] for name in [*self._meta.fields, "outcomes"]}
