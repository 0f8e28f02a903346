"""A plan as a whole: copy it, name it, say how long its stays are, publish it."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from doallvet.core.forms import CleanForm, refuse_invisible
from mobilities.choices import Mode
from mobilities.forms.project import LineField
from mobilities.forms.step import few_lines
from mobilities.rules.drafting import MOST_DAYS
from mobilities.rules.limits import YEARS


def title_fields():
    """The name of a plan in both languages."""
    names = {"title_en": _("Name in English"), "title_es": _("Name in Spanish")}
    return {
        name: LineField(label=label, max_length=200, validators=[refuse_invisible]) for name, label in names.items()
    }


def days_field(label, least=1, **more):
    return forms.IntegerField(label=label, min_value=least, max_value=MOST_DAYS, **more)


class CopyForm(CleanForm):
    """For whom a plan is copied, and what the copy is called; `owners` are centres and networks."""

    owner = forms.ChoiceField(label=_("For whom"), widget=forms.RadioSelect)

    def __init__(self, *args, owners, source, **kwargs):
        initial = {"title_en": source.title_en, "title_es": source.title_es}
        super().__init__(*args, initial=initial, **kwargs)
        self.owners = {f"{owner._meta.model_name}-{owner.pk}": owner for owner in owners}
        self.fields["owner"].choices = [(name, str(owner)) for name, owner in self.owners.items()]
        self.initial["owner"] = next(iter(self.owners), None)
        if len(self.owners) == 1:
            self.fields["owner"].widget = forms.HiddenInput()
        self.fields |= title_fields()

    def values(self):
        return self.owners[self.cleaned_data["owner"]], {
            name: self.cleaned_data[name] for name in ("title_en", "title_es")
        }


class HeadForm(CleanForm):
    """Name and lengths of a draft; carries what was shown."""

    stay_min = days_field(_("Shortest stay, in days"))
    stay_typical = days_field(_("Usual stay, in days"))
    stay_max = days_field(_("Longest stay, in days"))
    lead_days = days_field(
        _("Lead time, in days"), help_text=_("From the first step to the first date; nothing may begin earlier.")
    )
    before_min = days_field(_("Virtual phase before the stay: at least so many days"), 0)
    before_typical = days_field(_("Virtual phase before the stay: usually so many days"), 0)
    after_min = days_field(_("Virtual phase after the stay: at least so many days"), 0)
    after_typical = days_field(_("Virtual phase after the stay: usually so many days"), 0)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    GAPS = {"before": "vstart_to_start_days", "after": "end_to_vend_days"}

    def __init__(self, *args, draft, seen, **kwargs):
        initial = {"title_en": draft.title_en, "title_es": draft.title_es, "lead_days": draft.lead_days, "seen": seen}
        initial |= {f"stay_{name}": days for name, days in draft.stay_days.items()}
        for side, name in self.GAPS.items():
            initial |= {f"{side}_{kind}": days for kind, days in draft.gaps.get(name, {}).items()}
        super().__init__(*args, initial=initial, **kwargs)
        if draft.mode != Mode.BLENDED:
            for name in ("before_min", "before_typical", "after_min", "after_typical"):
                del self.fields[name]
        self.fields = title_fields() | self.fields

    def clean(self):
        said = super().clean()
        if self.errors:
            return said
        if not said["stay_min"] <= said["stay_typical"] <= said["stay_max"]:
            self.add_error("stay_typical", _("The usual stay lies between the shortest and the longest one."))
        for side in self.GAPS:
            if f"{side}_min" in said and said[f"{side}_min"] > said[f"{side}_typical"]:
                self.add_error(f"{side}_typical", _("What is usual is not shorter than the least."))
        return said

    def values(self):
        """What was typed, by the fields of the plan."""
        said = self.cleaned_data
        blended = "before_min" in self.fields
        kinds = ("min", "typical")
        return {
            "title_en": said["title_en"],
            "title_es": said["title_es"],
            "stay_days": {kind: said[f"stay_{kind}"] for kind in ("min", "typical", "max")},
            "gaps": {name: {kind: said[f"{side}_{kind}"] for kind in kinds} for side, name in self.GAPS.items()}
            if blended
            else {},
            "lead_days": said["lead_days"],
        }


class PublishForm(CleanForm):
    """What is new; others read it before they take the version."""

    note = forms.CharField(label=_("What is new in this version"), max_length=2000, widget=few_lines())
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class ExampleForm(CleanForm):
    """Example dates for a look at a plan."""

    starts_on = forms.DateField(label=_("First day abroad"))
    days = days_field(_("Days abroad"))

    def clean_starts_on(self):
        day = self.cleaned_data["starts_on"]
        if day.year not in YEARS:
            raise forms.ValidationError(_("The year %d cannot be right.") % day.year)
        return day


def labelled(choices):
    """Choices with a capital letter, as a form shows them."""
    return [(value, capfirst(label)) for value, label in choices]
