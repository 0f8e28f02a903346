"""Under which rules a stay runs, and how one travels: what planning may leave open."""

from django import forms
from django.utils.translation import gettext_lazy as _

from doallvet.core.forms import CleanForm
from mobilities.choices import Role
from mobilities.forms.planning import formalities_field, kinds, pay_field, transport_field
from mobilities.forms.step import few_lines
from mobilities.models import Group

FIELDS = ["profile", "arrangement", "pay_kept", "entry_formalities", "transport", "group"]


class RulesForm(CleanForm):
    """What the wizard asks of rules and travel; only what there is to choose is asked."""

    profile = forms.ChoiceField(label=_("Kind of apprenticeship"))
    arrangement = forms.ChoiceField(label=_("What happens to the contract"), required=False)
    pay_kept = pay_field()
    entry_formalities = formalities_field()
    transport = transport_field()
    names = forms.CharField(
        label=_("Who travels along"),
        required=False,
        max_length=1000,
        widget=few_lines(2),
        help_text=_("One name a line."),
    )
    group = forms.ModelChoiceField(
        Group.objects.none(), label=_("Travels with a group"), required=False, empty_label=_("No, alone")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, mobility, **kwargs):
        initial = {name: getattr(mobility, name) for name in [*FIELDS, "version"]}
        initial["names"] = "\n".join(row["name"] for row in mobility.accompanying)
        super().__init__(*args, initial=initial, **kwargs)
        employed = mobility.party(Role.EMPLOYER_SIGNATORY) is not None
        self.offer(kinds(mobility.profile if employed else "", mobility.apprentice))
        self.fields["group"].queryset = Group.objects.filter(project=mobility.project_id).select_related("project")
        if not self.fields["group"].queryset:
            del self.fields["group"]
        if not employed:
            del self.fields["pay_kept"]

    def offer(self, found):
        """Offer the kinds of apprenticeship and their ways of going on with the contract, where there are any."""
        options = {option.key: option.name for profile in found for option in profile.options}
        self.fields["profile"].choices = [(profile.code, profile.scheme) for profile in found]
        self.fields["arrangement"].choices = [("", _("Not settled yet")), *options.items()]
        if len(found) < 2:
            del self.fields["profile"]
        if not options:
            del self.fields["arrangement"]

    def clean(self):
        """Put together what was said, by the names of the mobility's fields, as `settled`."""
        cleaned = super().clean()
        if not self.errors:
            people = [line.strip() for line in cleaned["names"].splitlines()]
            said = {name: cleaned[name] for name in FIELDS if name in self.fields}
            cleaned["settled"] = said | {"accompanying": [{"name": name} for name in people if name]}
        return cleaned
