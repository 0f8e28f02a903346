"""A group as a coordinator types it: its plan, exceptions, who comes along, and what is wanted of many steps."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centres.models import Apprentice, Centre
from doallvet.core.forms import CleanForm, refuse_invisible
from mobilities.choices import GroupDeed, Mode
from mobilities.forms.planning import LONG, USUAL, PlanSelect, by_class, transport_field
from mobilities.forms.project import LineField
from mobilities.forms.step import few_lines
from mobilities.hosts import PLACE, place_of
from mobilities.models import Blueprint, Mobility, Project
from mobilities.prefill import project as likely_project
from mobilities.rules.dates import Dates
from mobilities.verdicts import Wish


def host_field(**more):
    return forms.ChoiceField(label=_("Host company"), widget=forms.Select(attrs=LONG), **more)


def offer_hosts(form, hosts, *, empty):
    """Let one of the hosts be chosen; `hosts` are pairs of a heading and what stands under it."""
    form.hosts = {host.key: host for _name, rows in hosts for host in rows}
    choices = [(name, [(host.key, host.label) for host in rows]) for name, rows in hosts if rows]
    form.fields["host"].choices = [("", empty), *choices]


class DatesMixin:
    """Dates of a stay, with the virtual phase where the plan has one."""

    def clean_dates(self, said, mode):
        """Put the days together as `dates`."""
        names = ("virtual_starts_on", "virtual_ends_on")
        for name in names:
            if mode == Mode.BLENDED and name in self.fields and not said.get(name) and not self.has_error(name):
                self.add_error(name, _("A blended stay needs this day."))
        vstart, vend = (said.get(name) if mode == Mode.BLENDED else None for name in names)
        if said.get("starts_on") and said.get("ends_on") and said["ends_on"] < said["starts_on"]:
            self.add_error("ends_on", _("The stay ends before it begins."))
        if not self.errors:
            said["dates"] = Dates(vstart, said["starts_on"], said["ends_on"], vend)


class GroupPlanForm(DatesMixin, CleanForm):
    """A new group: its name, its plan for all, and who is to travel."""

    title = LineField(label=_("Name of the group"), max_length=100, validators=[refuse_invisible])
    project = forms.ModelChoiceField(Project.objects.none(), label=_("Grant project"), empty_label=_("Choose …"))
    blueprint = forms.ModelChoiceField(
        Blueprint.objects.none(), label=_("Kind of stay"), empty_label=None, widget=PlanSelect
    )
    starts_on = forms.DateField(label=_("First day abroad"), help_text=_("Without the days of travel."))
    ends_on = forms.DateField(label=_("Last day abroad"))
    virtual_starts_on = forms.DateField(label=_("First virtual day"), required=False)
    virtual_ends_on = forms.DateField(label=_("Last virtual day"), required=False)
    host = host_field()
    transport = transport_field()
    apprentices = forms.ModelMultipleChoiceField(
        Apprentice.objects.none(), label=_("Who travels"), widget=forms.CheckboxSelectMultiple, required=False
    )

    mobilities = forms.ModelMultipleChoiceField(
        Mobility.objects.none(), label=_("Planned already"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args, centre, hosts, people, stays, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mobilities"].queryset = stays
        if not stays:
            del self.fields["mobilities"]
        projects = Project.objects.filter(centre=centre)
        self.fields["project"].queryset = projects
        self.fields["blueprint"].queryset = plans = Blueprint.objects.offered_to(centre)
        self.fields["apprentices"].queryset = people
        self.fields["apprentices"].choices = by_class(people)
        offer_hosts(self, hosts, empty=_("Choose …"))
        self.initial.setdefault("project", likely_project(list(projects), today))
        self.initial.setdefault("blueprint", plans.filter(key=USUAL).first())
        self.lacks = [name for name, rows in (("project", projects), ("host", self.hosts)) if not rows]

    def clean_host(self):
        return self.hosts[self.cleaned_data["host"]]

    def clean(self):
        said = super().clean()
        self.clean_dates(said, said["blueprint"].mode if said.get("blueprint") else "")
        return said

    def plan(self):
        """What was said, by the names of the group's fields."""
        said = self.cleaned_data
        dates, host = said["dates"], said["host"]
        return {name: said[name] for name in ("title", "blueprint", "transport")} | {
            "starts_on": dates.start,
            "ends_on": dates.end,
            "virtual_starts_on": dates.vstart,
            "virtual_ends_on": dates.vend,
            **dict(zip(PLACE, (host.company, host.site, host.centre), strict=True)),
        }


class PeopleForm(CleanForm):
    """Who else is to travel: apprentices who are to be planned, and stays that are planned already."""

    apprentices = forms.ModelMultipleChoiceField(
        Apprentice.objects.none(), label=_("Apprentices"), widget=forms.CheckboxSelectMultiple, required=False
    )
    mobilities = forms.ModelMultipleChoiceField(
        Mobility.objects.none(),
        label=_("Stays of this project that are planned already"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args, people, mobilities, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["apprentices"].queryset = people
        self.fields["apprentices"].choices = by_class(people)
        self.fields["mobilities"].queryset = mobilities
        if not mobilities:
            del self.fields["mobilities"]

    def clean(self):
        said = super().clean()
        if not self.errors and not said.get("apprentices") and not said.get("mobilities"):
            self.add_error("apprentices", _("Choose somebody."))
        return said


class ExceptionForm(CleanForm):
    """Other dates or another host for one who is to travel; empty means as the group."""

    starts_on = forms.DateField(label=_("First day abroad"), required=False)
    ends_on = forms.DateField(label=_("Last day abroad"), required=False)
    host = host_field(required=False)

    def __init__(self, *args, candidate, hosts, **kwargs):
        host = place_of(candidate)
        initial = {"starts_on": candidate.starts_on, "ends_on": candidate.ends_on, "host": host.key if host else ""}
        super().__init__(*args, initial=initial, **kwargs)
        offer_hosts(self, hosts, empty=_("As the group"))

    def clean(self):
        said = super().clean()
        days = said.get("starts_on"), said.get("ends_on")
        if not self.errors and None in days and days != (None, None):
            self.add_error("ends_on", _("Give both days, or none."))
        elif None not in days and days[1] < days[0]:
            self.add_error("ends_on", _("The stay ends before it begins."))
        return said

    def fields_of(self):
        """What was said, by the names of the row's fields."""
        said, host = self.cleaned_data, self.hosts.get(self.cleaned_data["host"])
        place = (host.company, host.site, host.centre) if host else (None, None, None)
        days = {name: said[name] for name in ("starts_on", "ends_on")}
        return days | dict(zip(PLACE, place, strict=True))


class MoveForm(DatesMixin, CleanForm):
    """Other dates or another host for all; those with an exception of their own only where they are ticked."""

    title = LineField(label=_("Name of the group"), max_length=100, validators=[refuse_invisible])
    starts_on = forms.DateField(label=_("First day abroad"))
    ends_on = forms.DateField(label=_("Last day abroad"))
    virtual_starts_on = forms.DateField(label=_("First virtual day"))
    virtual_ends_on = forms.DateField(label=_("Last virtual day"))
    host = host_field(required=False)
    reason = forms.CharField(
        label=_("Why"),
        max_length=2000,
        required=False,
        widget=few_lines(2),
        help_text=_("Needed for another host; it is kept in the history."),
    )
    mobilities = forms.MultipleChoiceField(
        label=_("For whom"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who has other dates or another host than the group stays untouched unless ticked."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, group, hosts, members, **kwargs):
        names = ("title", "starts_on", "ends_on", "virtual_starts_on", "virtual_ends_on", "version")
        host, self.group = place_of(group), group
        initial = {name: getattr(group, name) for name in names} | {"host": host.key if host else ""}
        initial["mobilities"] = [str(row.pk) for row, words in members if not words]
        super().__init__(*args, initial=initial, **kwargs)
        offer_hosts(self, hosts, empty=_("As it is"))
        self.members = {str(row.pk): row for row, _words in members}
        self.fields["mobilities"].choices = [
            (str(row.pk), f"{row.apprentice} ({', '.join(words)})" if words else str(row.apprentice))
            for row, words in members
        ]
        self.blended = group.blueprint is not None and group.blueprint.mode == Mode.BLENDED
        if not self.blended:
            del self.fields["virtual_starts_on"], self.fields["virtual_ends_on"]
        if not members:
            del self.fields["mobilities"]

    def clean(self):
        said = super().clean()
        self.clean_dates(said, Mode.BLENDED if self.blended else Mode.PHYSICAL)
        host = self.hosts.get(said.get("host", ""))
        said["new_host"] = host if host and host != place_of(self.group) else None
        if said["new_host"] and not said.get("reason"):
            self.add_error("reason", _("Say why this changes; it is kept in the history."))
        if not self.errors:
            said["new_dates"] = said["dates"] if said["dates"] != self.group.dates else None
            said["rows"] = [self.members[pk] for pk in said.get("mobilities", ())]
        return said


class CompanionForm(CleanForm):
    """Somebody who comes along, with nights of their own."""

    name = LineField(label=_("Name"), max_length=200, validators=[refuse_invisible])
    role = LineField(
        label=_("As what"),
        max_length=100,
        help_text=_("For example teacher, assistant, parent."),
        validators=[refuse_invisible],
    )
    centre = forms.ModelChoiceField(Centre.objects.none(), label=_("Stays with"), empty_label=None)
    arrives_on = forms.DateField(label=_("First night"))
    leaves_on = forms.DateField(label=_("Leaves on"))

    def __init__(self, *args, group, centres, **kwargs):
        super().__init__(*args, **kwargs)
        self.group = group
        self.fields["centre"].queryset = centres

    def clean(self):
        said = super().clean()
        arrives, leaves = said.get("arrives_on"), said.get("leaves_on")
        if arrives and leaves and leaves <= arrives:
            self.add_error("leaves_on", _("Who comes along stays a night at least."))
        elif arrives and leaves and not self.touches(arrives, leaves):
            self.add_error("arrives_on", _("These nights do not touch the stay of the group."))
        return said

    def touches(self, arrives, leaves):
        """Whether the nights lie in or around the stay, where it has dates."""
        return not self.group.starts_on or (leaves >= self.group.starts_on and arrives <= self.group.ends_on)


class WishForm(CleanForm):
    """What is wanted of the steps that were chosen."""

    kind = forms.ChoiceField(label=_("What to do"), choices=GroupDeed.choices)
    reason = forms.CharField(label=_("Why (to waive, or to close another’s step)"), max_length=1000, required=False)
    due_on = forms.DateField(label=_("Due on (for a date)"), required=False)

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        if GroupDeed.DUE not in kinds:
            del self.fields["reason"], self.fields["due_on"]

    def clean(self):
        said = super().clean()
        kind = said.get("kind")
        if kind == GroupDeed.WAIVE and not said.get("reason"):
            self.add_error("reason", _("Say why this step is not needed."))
        if kind == GroupDeed.DUE and not self.has_error("due_on"):
            if not said.get("due_on"):
                self.add_error("due_on", _("Choose a day."))
            elif said["due_on"] < timezone.localdate():
                self.add_error("due_on", _("Choose today or a later day."))
        return said

    def wish(self):
        said = self.cleaned_data
        return Wish(kind=GroupDeed(said["kind"]), reason=said.get("reason", ""), due_on=said.get("due_on"))
