"""The questions of the wizard: who, where, when; each page is a form filled from the address."""

from itertools import groupby

from django import forms
from django.utils.translation import gettext_lazy as _

from centres.models import Apprentice
from companies.profiles import for_country, profiles
from doallvet.core.forms import CleanForm
from doallvet.core.text import fold
from mobilities.choices import Decision, Mode, Transport
from mobilities.hosts import hosts
from mobilities.models import Blueprint, Group, Project
from mobilities.prefill import project as likely_project
from mobilities.rules.dates import Dates
from mobilities.stays import obstacles_to_stay

USUAL = "dual-short"
LONG = {
    "data-search": _("Search by name …"),
    "data-none": _("Nothing found"),
}  # static/js/pick.js puts a search field above a long list


class WhoForm(CleanForm):
    """The apprentice and the grant project; `lacks` names what the centre has none of yet."""

    apprentice = forms.ModelChoiceField(
        Apprentice.objects.none(), label=_("Apprentice"), widget=forms.Select(attrs=LONG)
    )
    project = forms.ModelChoiceField(Project.objects.none(), label=_("Grant project"), empty_label=_("Choose …"))
    group = forms.ModelChoiceField(
        Group.objects.none(),
        label=_("Travels with a group"),
        required=False,
        empty_label=_("No, alone"),
        help_text=_("Company and dates are then filled in as for the others of the group."),
    )
    decision = forms.TypedChoiceField(
        label=_("Is the place decided?"),
        choices=[(Decision.ACCEPTED, _("Already chosen")), (Decision.DRAFT, _("Applies for a place; decided later"))],
        coerce=Decision,
        empty_value=Decision.ACCEPTED,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, centre, today, **kwargs):
        super().__init__(*args, **kwargs)
        people = Apprentice.objects.enrolled().filter(centre=centre).select_related("person", "programme")
        projects = Project.objects.filter(centre=centre)
        self.fields["apprentice"].queryset = people
        self.fields["apprentice"].choices = [("", _("Choose …")), *by_class(people)]
        self.fields["project"].queryset = projects
        self.fields["group"].queryset = Group.objects.filter(project__centre=centre).select_related("project")
        if not self.fields["group"].queryset:
            del self.fields["group"]
        self.initial.setdefault("decision", Decision.ACCEPTED)
        self.initial.setdefault("project", likely_project(list(projects), today))
        self.lacks = [name for name, rows in (("apprentice", people), ("project", projects)) if not rows]

    def clean(self):
        cleaned = super().clean()
        group, project = cleaned.get("group"), cleaned.get("project")
        if group and project and group.project_id != project.pk:
            self.add_error("group", _("This group belongs to another project."))
        return cleaned


def by_class(people):
    """The choices of apprentices, under their classes where there are several."""
    found = sorted(people, key=lambda row: (row.class_name, fold(f"{row.person.last_name} {row.person.first_name}")))
    groups = [(name, [(row.pk, str(row)) for row in rows]) for name, rows in groupby(found, lambda row: row.class_name)]
    return groups[0][1] if len(groups) == 1 else [(name or _("Without a class"), rows) for name, rows in groups]


class WhereForm(CleanForm):
    """The host company, and with it the hosting centre; `lacks` says that there is none to choose."""

    host = forms.ChoiceField(label=_("Host company"), widget=forms.Select(attrs=LONG))

    def __init__(self, *args, centre, today, **kwargs):
        super().__init__(*args, **kwargs)
        grouped = hosts(centre, today)
        self.hosts = {host.key: host for _name, rows in grouped for host in rows}
        choices = [(name, [(host.key, host.label) for host in rows]) for name, rows in grouped if rows]
        self.fields["host"].choices = [("", _("Choose …")), *choices]
        self.lacks = [] if self.hosts else ["host"]

    def clean_host(self):
        return self.hosts[self.cleaned_data["host"]]


class PlanChoice(forms.ModelChoiceField):
    """Plans by name; those that did not come with the project say whose they are."""

    def label_from_instance(self, plan):
        return str(plan) if plan.is_shipped else f"{plan} · {plan.owner}"


class PlanSelect(forms.RadioSelect):
    """Marks the kinds of stay that have virtual days, so that the page asks for them only there."""

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if value and value.instance.mode == Mode.BLENDED:
            option["attrs"]["data-blended"] = ""
        return option


def kinds(profile, apprentice):
    """Kinds of apprenticeship to choose from: the contract's; without one students' kinds of the country, else all.

    Nothing is asked where there is no choice.
    """
    if profile:
        return [profiles()[profile]]
    found = for_country(apprentice.centre.country.code)
    return [kind for kind in found if not kind.home_employer] or found


def pay_field():
    return forms.NullBooleanField(
        label=_("Does the employer go on paying?"),
        required=False,
        widget=forms.Select(choices=[("", _("Not settled yet")), ("true", _("Yes")), ("false", _("No"))]),
    )


def formalities_field():
    return forms.BooleanField(
        label=_("A visa, permit, clearance or health document is needed"),
        required=False,
        help_text=_("Suggested from nationality and country; please check."),
    )


def transport_field():
    return forms.ChoiceField(
        label=_("Main means of transport"), required=False, choices=[("", _("Not known yet")), *Transport.choices]
    )


class WhenForm(CleanForm):
    """The plan and its dates, and what the country's rules need to know."""

    blueprint = PlanChoice(Blueprint.objects.none(), label=_("Kind of stay"), empty_label=None, widget=PlanSelect)
    starts_on = forms.DateField(label=_("First day abroad"), help_text=_("Without the days of travel."))
    ends_on = forms.DateField(label=_("Last day abroad"))
    virtual_starts_on = forms.DateField(label=_("First virtual day"), required=False)
    virtual_ends_on = forms.DateField(label=_("Last virtual day"), required=False)
    profile = forms.ChoiceField(label=_("Kind of apprenticeship"))
    arrangement = forms.ChoiceField(label=_("What happens to the contract"), required=False)
    pay_kept = pay_field()
    entry_formalities = formalities_field()
    transport = transport_field()

    def __init__(self, *args, apprentice, project, contract, **kwargs):
        super().__init__(*args, **kwargs)
        self.apprentice, self.project, self.contract = apprentice, project, contract
        self.offer_plans()
        found = kinds(contract.profile if contract else "", apprentice)
        self.fields["profile"].choices = [(profile.code, profile.scheme) for profile in found]
        self.kind = found[0].code if found else ""
        if len(found) < 2:
            del self.fields["profile"]
        options = {option.key: option.name for profile in found for option in profile.options}
        self.fields["arrangement"].choices = [("", _("Not settled yet")), *options.items()]
        if not options:
            del self.fields["arrangement"]
        if not contract:
            del self.fields["pay_kept"]

    def offer_plans(self):
        """The newest shipped plans, the centre's, its network's; that of the group, else the usual one, is chosen."""
        plans = Blueprint.objects.offered_to(self.apprentice.centre).select_related("centre", "network")
        same = plans.of_plan(self.initial["blueprint"]) if "blueprint" in self.initial else plans.filter(key=USUAL)
        self.fields["blueprint"].queryset = plans
        self.initial["blueprint"] = same.first()

    def clean(self):
        cleaned = super().clean()
        if "profile" not in self.fields:
            cleaned["profile"] = self.kind
        blueprint = cleaned.get("blueprint")
        if not blueprint or not cleaned.get("starts_on") or not cleaned.get("ends_on"):
            return cleaned
        if blueprint.mode == Mode.BLENDED:
            for name in ("virtual_starts_on", "virtual_ends_on"):
                if not cleaned.get(name):
                    self.add_error(name, _("A blended stay needs this day."))
        else:
            cleaned["virtual_starts_on"] = cleaned["virtual_ends_on"] = None
        if not self.errors:
            dates = Dates(*(cleaned[name] for name in ("virtual_starts_on", "starts_on", "ends_on", "virtual_ends_on")))
            for reason in obstacles_to_stay(self.apprentice, self.project, blueprint, dates):
                self.add_error(None, reason)
        return cleaned
