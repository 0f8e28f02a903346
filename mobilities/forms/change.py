"""What may change on a running mobility."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centres.models import CentreMember
from companies.models import CompanyContact
from doallvet.accounts.models import User
from doallvet.core.forms import CleanForm
from mobilities.choices import Decision, Mode, Role
from mobilities.forms.planning import LONG, PlanSelect
from mobilities.forms.step import few_lines
from mobilities.models import Blueprint
from mobilities.rules.dates import Dates
from mobilities.rules.decisions import needs_reason

SIGNATORIES = {Role.HOST_SIGNATORY, Role.EMPLOYER_SIGNATORY}


class DatesForm(CleanForm):
    """New dates of the stay; carries the version of the mobility that was shown."""

    starts_on = forms.DateField(label=_("First day abroad"))
    ends_on = forms.DateField(label=_("Last day abroad"))
    virtual_starts_on = forms.DateField(label=_("First virtual day"))
    virtual_ends_on = forms.DateField(label=_("Last virtual day"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, mobility, **kwargs):
        names = ("starts_on", "ends_on", "virtual_starts_on", "virtual_ends_on", "version")
        super().__init__(*args, initial={name: getattr(mobility, name) for name in names}, **kwargs)
        if not mobility.is_blended:
            del self.fields["virtual_starts_on"], self.fields["virtual_ends_on"]

    def clean(self):
        said = super().clean()
        if not self.errors:
            virtual = said.get("virtual_starts_on"), said.get("virtual_ends_on")
            said["dates"] = Dates(virtual[0], said["starts_on"], said["ends_on"], virtual[1])
        return said


class KindForm(DatesForm):
    """Another kind of stay, with its dates."""

    blueprint = forms.ModelChoiceField(
        Blueprint.objects.none(), label=_("Kind of stay"), empty_label=None, widget=PlanSelect
    )
    field_order = ["blueprint"]

    def __init__(self, *args, mobility, **kwargs):
        super().__init__(*args, mobility=mobility, **kwargs)
        self.fields["blueprint"].queryset = (
            Blueprint.objects.offered_to(mobility.sending_centre)
            .exclude(pk=mobility.blueprint_id)
            .select_related("centre", "network")
        )
        for name in ("virtual_starts_on", "virtual_ends_on"):
            self.fields[name] = forms.DateField(label=DatesForm.base_fields[name].label, required=False)
        self.pick_dates()

    def clean(self):
        said = self.cleaned_data
        blended = said.get("blueprint") and said["blueprint"].mode == Mode.BLENDED
        for name in ("virtual_starts_on", "virtual_ends_on"):
            if not blended:
                said[name] = None
            elif not said.get(name) and name not in self.errors:
                self.add_error(name, _("A blended stay needs this day."))
        return super().clean()


class VersionForm(CleanForm):
    """Nothing to ask: carries the version of the mobility that was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, mobility, **kwargs):
        super().__init__(*args, initial={"version": mobility.version}, **kwargs)


def why():
    """Why something changes; it is kept in the history."""
    return forms.CharField(label=_("Why"), max_length=2000, widget=few_lines(2))


def candidates(party):
    """The people who may stand in a role: coordinators of its centre, contacts of its company that the two know.

    A signatory is somebody who signs for the company.
    """
    if party.centre_id:
        members = CentreMember.objects.coordinators().filter(centre=party.centre_id)
        return User.objects.filter(pk__in=members.values("person")).order_by("last_name", "first_name")
    mobility = party.mobility
    hosting = mobility.party(Role.HOSTING_COORDINATOR)
    centres = [mobility.sending_centre_id, *([hosting.centre_id] if hosting else [])]
    contacts = CompanyContact.objects.current().filter(company=party.company_id, centre__in=centres)
    if party.role in SIGNATORIES:
        contacts = contacts.signing()
    return User.objects.filter(pk__in=contacts.values("person")).order_by("last_name", "first_name")


class PersonForm(CleanForm):
    """Who stands in a role, and who stands in for them."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("Person"), required=False, empty_label=_("nobody yet"))
    deputy = forms.ModelChoiceField(User.objects.none(), label=_("Deputy"), required=False, empty_label=_("none"))
    reason = why()
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, party, **kwargs):
        initial = {"person": party.person_id, "deputy": party.deputy_id, "version": party.mobility.version}
        super().__init__(*args, initial=initial, **kwargs)
        people = candidates(party)
        self.fields["person"].queryset = self.fields["deputy"].queryset = people
        self.fields["reason"].required = party.person_id is not None


class CompanyForm(CleanForm):
    """Another host company or employer; `hosts` are pairs of a heading and the companies under it."""

    host = forms.ChoiceField(label=_("Company"), widget=forms.Select(attrs=LONG))
    reason = why()
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, mobility, hosts, **kwargs):
        super().__init__(*args, initial={"version": mobility.version}, **kwargs)
        self.hosts = {host.key: host for _name, found in hosts for host in found}
        choices = [(name, [(host.key, host.label) for host in found]) for name, found in hosts if found]
        self.fields["host"].choices = [("", _("Choose …")), *choices]

    def clean_host(self):
        return self.hosts[self.cleaned_data["host"]]


class DecideForm(CleanForm):
    """A decision, with a reason where one is needed, and the last day of a stay that ends early."""

    on = forms.DateField(label=_("Last day of the stay"))
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=few_lines())
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, to, mobility, **kwargs):
        super().__init__(*args, initial={"version": mobility.version}, **kwargs)
        if to != Decision.ENDED_EARLY:
            del self.fields["on"]
        if not needs_reason(to):
            self.fields["reason"].required = False
            self.fields["reason"].label = _("A note (may stay empty)")


class DepartForm(CleanForm):
    """The departure happened; open gates are overridden with a reason only."""

    on = forms.DateField(label=_("Day of departure"))
    override = forms.CharField(
        label=_("Why it may start although steps are open"), max_length=1000, widget=few_lines(2)
    )

    def __init__(self, *args, gates, mobility, **kwargs):
        super().__init__(*args, initial={"on": min(mobility.starts_on, timezone.localdate())}, **kwargs)
        if not gates:
            del self.fields["override"]
