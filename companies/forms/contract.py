"""What coordinators type about a training contract."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.choices import Function
from companies.models import CompanyContact, TrainingContract
from companies.profiles import for_country, profiles
from doallvet.accounts.models import User
from doallvet.core.forms import CleanModelForm, refuse_invisible


class EmployerForm(forms.Form):
    """With whom the contract is: asked first, for sites and trainers depend on it."""

    employer = forms.ModelChoiceField(
        label=gettext_lazy("Employer"), queryset=None, empty_label=gettext_lazy("Choose a company")
    )

    def __init__(self, *args, centre, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["employer"].queryset = centre.companies.order_by("name", "pk")
        self.fields["employer"].error_messages["invalid_choice"] = _("This company is not on your centre's list.")


class ContractForm(CleanModelForm):
    """The contract itself."""

    profile = forms.ChoiceField(
        label=gettext_lazy("Kind of apprenticeship"),
        help_text=gettext_lazy("It decides who has to agree, what must be reported, and how long a stay may be."),
    )

    class Meta:
        model = TrainingContract
        fields = ["profile", "begins_on", "ends_on", "site", "trainer", "reference"]
        labels = {"site": gettext_lazy("Site"), "trainer": gettext_lazy("Trainer")}

    def __init__(self, *args, centre, employer, **kwargs):
        super().__init__(*args, **kwargs)
        self.employer = employer
        self.fields["profile"].choices = _choices(centre.country.code)
        self.fields["site"].queryset = employer.sites.order_by("pk")
        self.fields["site"].empty_label = _("Not said")
        mentors = CompanyContact.objects.of(employer, centre).filter(function__in=[Function.MENTOR, Function.DEPUTY])
        trainers = mentors.order_by().values("person")
        self.fields["trainer"].queryset = User.objects.filter(pk__in=trainers).order_by("last_name", "first_name", "pk")
        self.fields["trainer"].empty_label = _("Not said")
        self.fields["trainer"].help_text = _("One of the mentors whom your centre knows at this company.")
        self.fields["reference"].validators.append(refuse_invisible)
        for name in ("begins_on", "ends_on"):
            self.fields[name].error_messages["invalid"] = _(
                "This is no date. Write it like 2027-03-12 or 12/03/2027, day first."
            )

    def values(self):
        """What was typed, by the names of the contract's fields."""
        return {name: self.cleaned_data[name] for name in self._meta.fields} | {"employer": self.employer}


def _choices(country):
    """Kinds with an employer at home; a student without one has no contract to note."""
    own = [(row.code, row.scheme) for row in for_country(country) if row.home_employer]
    others = [row for row in profiles().values() if row.country != country and row.home_employer]
    groups = [(_("In your country"), own)] if own else []
    return [
        ("", _("Choose")),
        *groups,
        (_("Elsewhere"), [(row.code, f"{row.country} · {row.scheme}") for row in others]),
    ]
